"""A portfolio as a client would send it, with one person in it whose life the journeys follow."""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from synthetic.debts import HEADER, REJECTED, TOLD, Owed, Spoilt, portfolio

DAY = timedelta(days=1)
OVERDUE, BALANCE = 123_150, 400_000
DUE = date(2026, 5, 12)
SUNDAY = datetime.fromisoformat("2026-05-17T10:00:00-04:00").astimezone(UTC)
"""No day to write to anybody in Chile; the law allows it again on Monday at eight."""
MONDAY = datetime.fromisoformat("2026-05-18T08:00:00-04:00").astimezone(UTC)
CARD = {
    "phone": "600 555 0140",
    "hours": "lun a vie, 9 a 18",
    "complaints": "reclamos@lindero.example",
    "link": "lindero.example/al-dia",
    "agent": "Tamara",
}


@dataclass(frozen=True, slots=True)
class File:
    """The file, the truth behind its rows, and whom we follow: contract, name, document and phone as they must be kept."""

    content: bytes
    rows: tuple[Owed, ...]
    number: str
    name: str
    identity: str
    phone: str

    def spoilt(self, kinds: tuple[Spoilt, ...]) -> dict[int, str]:
        """The lines of the file (the header is 1) that were spoilt so."""
        return {line: str(row.spoilt) for line, row in enumerate(self.rows, start=2) if row.spoilt in kinds}

    @property
    def refused(self) -> dict[int, str]:
        """Lines that must be rejected."""
        return self.spoilt(REJECTED)

    @property
    def told(self) -> dict[int, str]:
        """Lines that must be taken without the spoilt cell."""
        return self.spoilt(TOLD)


def file(people: int = 30, seed: int = 7) -> File:
    """Thirty people; one with a single sound account owes a part of 123.150 since the 12th of May."""
    rows = list(portfolio(people, seed, SUNDAY.date(), ("CL",), 0.3))
    alone = [r for r in rows if r.spoilt is Spoilt.NOTHING and sum(o.person == r.person for o in rows) == 1]
    at = rows.index(alone[0])
    cells = dict(zip(HEADER, rows[at].cells, strict=True))
    cells |= {
        "Saldo total": f"{BALANCE:,}".replace(",", "."),
        "Monto vencido": f"{OVERDUE:,}".replace(",", "."),
        "Fecha vencimiento": f"{DUE:%d/%m/%Y}",
        "Fecha otorgamiento": "03/02/2025",
        "Score riesgo": "0,21",
        "Estado cuenta": "Vigente",
        "Teléfono celular": "9 8111 2233",
        "Teléfono fijo": "",
        "Producto": "Consumo",
    }
    rows[at] = Owed(rows[at].person, rows[at].number, tuple(cells.values()), Spoilt.NOTHING)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEADER)
    writer.writerows(row.cells for row in rows)
    identity = cells["RUT"].replace(".", "")
    return File(out.getvalue().encode(), tuple(rows), cells["Nro Operación"], cells["Nombre completo"], identity, "+56981112233")
