"""What would come of moving accounts, as the balance shows it, on hand-made figures."""

from app.web.vendor_look import Bar
from app.web.what_if_shown import Group, Row, WhatIfShown


def _row(name: str, value: str, span: str, at: tuple[float, float, float], sure: str) -> Row:
    return Row(name, value, span, Bar(at[0], at[1], at[2], None, 50.0), sure)


WHAT_IF = WhatIfShown(
    move=10,
    source="2",
    target="1",
    groups=(
        Group(
            "",
            (
                _row("Recupero", "−0,5\u00a0%", "[−1,2;\u00a0+0,2]", (38, 17, 58), "none"),
                _row("Reclamos al mes", "−9", "[−15;\u00a0−4]", (28, 10, 40), "better"),
                _row("Contactos contra la ley", "−54", "[−71;\u00a0−38]", (20, 8, 30), "better"),
            ),
        ),
    ),
    tested="Probado hacia atrás: acertó en 22 de 24 meses-proveedor.",
    may_decide=True,
    asked={"month": "2026-05", "move": "10", "from": "2", "to": "1"},
)
UNKNOWN = WhatIfShown(
    move=10,
    source="2",
    target="5",
    groups=(
        Group("", (Row("Recupero", cause="nadie más tuvo cuentas como las suyas: no se puede saber"),)),
        Group("Con 3 contactos a la semana como mucho", (_row("Recupero", "−2,1 a 0", "", (30, 10, 50), "none"),)),
    ),
    notes=("Un tope tiene cotas, no un punto.",),
    tested="No hay meses anteriores para probarlo.",
)
