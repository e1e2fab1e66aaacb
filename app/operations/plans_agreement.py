"""The written agreement as the person reads it: what was agreed, how to pay, what they may ask, where to complain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from app.operations.money import from_minor
from audit.data_file import Fields, Words, read_fields
from reports.page import Bullets, Cell, Column, Conclusion, Fact, Facts, Page, Section, Table, Text
from reports.wording import Wording

_FILE = Path(__file__).parent / "policies" / "complaints.yaml"


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the document says; `instalments` are (amount, day). `waives_minor` is forgiven once all of it is paid."""

    plan_id: int
    client: str
    person: str
    number: str
    product: str | None
    country: str
    currency: str
    balance_minor: int
    instalments: tuple[tuple[int, date], ...]
    waives_minor: int
    grace_days: int
    share_percent: int
    means: str | None
    offer: Words
    made_at: datetime


def agreement_page(agreed: Agreed, say: Wording) -> Page:
    """The document's blocks in one language."""
    total = sum(amount for amount, _ in agreed.instalments)
    return Page(
        lang=say.lang,
        title=say("Lo que acordamos", "What we agreed"),
        eyebrow=say(f"Acuerdo de pago con {agreed.client}", f"Payment agreement with {agreed.client}"),
        subtitle=" · ".join(part for part in (agreed.person, agreed.product or "", agreed.number) if part),
        contents=say("En este documento", "In this document"),
        opening=(_opening(agreed, total, say), _schedule(agreed, total, say)),
        sections=(_paying(agreed, say), _trouble(agreed, say), _rights(say), _complain(agreed, say)),
        footer=say(
            f"Acuerdo {agreed.plan_id} · {say.moment(agreed.made_at)} · guarde este documento",
            f"Agreement {agreed.plan_id} · {say.moment(agreed.made_at)} · keep this document",
        ),
    )


def _money(agreed: Agreed, minor: int, say: Wording) -> str:
    return say.money(from_minor(minor, agreed.currency), agreed.currency)


def _opening(agreed: Agreed, total: int, say: Wording) -> Conclusion:
    first = agreed.person.split()[0] if agreed.person.split() else agreed.person
    count, amount = len(agreed.instalments), _money(agreed, total, say)
    last = say.day(agreed.instalments[-1][1])
    text = (
        say(
            f"{first}, con {count} pagos hasta el {last} completa {amount}.",
            f"{first}, {count} payments by {last} make {amount}.",
        )
        if count > 1
        else say(
            f"{first}, con un pago de {amount} hasta el {last} cumple.", f"{first}, one payment of {amount} by {last} does it."
        )
    )
    more = [
        say(
            "Gracias por buscar con nosotros una forma que pueda cumplir.", "Thank you for finding with us a way you can keep to."
        )
    ]
    if agreed.waives_minor:
        forgiven = _money(agreed, agreed.waives_minor, say)
        more.append(say(f"Al completarlo, le rebajamos {forgiven}.", f"Once it is complete, {forgiven} is forgiven."))
    return Conclusion("met", text, tuple(more))


def _schedule(agreed: Agreed, total: int, say: Wording) -> Table:
    rows = [
        (Cell(str(n)), Cell(say.day(day)), Cell(_money(agreed, amount, say), bold=True))
        for n, (amount, day) in enumerate(agreed.instalments, start=1)
    ]
    rows.append((Cell(""), Cell(say("En total", "In total"), bold=True), Cell(_money(agreed, total, say), bold=True)))
    heads = (Column(say("Pago", "Payment")), Column(say("Hasta el", "By"), wide=True), Column(say("Monto", "Amount"), right=True))
    grace = say(
        f"Si se atrasa, hasta {agreed.grace_days} días después de cada fecha el pago aún cuenta como cumplido.",
        f"If you are late, a payment up to {agreed.grace_days} days after its day still counts as kept.",
    )
    return Table(say("Sus pagos", "Your payments"), heads, tuple(rows), grace if agreed.grace_days else "")


def _paying(agreed: Agreed, say: Wording) -> Section:
    facts = (
        Fact(say("Acuerdo", "Agreement"), agreed.offer.say(say.lang)),
        Fact(
            say("Medio acordado", "Agreed means"),
            agreed.means or say("el que prefiera de los habituales", "whichever usual one you prefer"),
        ),
        Fact(say("Referencia", "Reference"), agreed.number),
        Fact(say("Saldo al hacer este documento", "Balance when this was made"), _money(agreed, agreed.balance_minor, say)),
    )
    warn = say(
        f"Pague solo por los medios de {agreed.client}. Nadie puede pedirle que deposite en la cuenta de una persona.",
        f"Pay only through {agreed.client}. Nobody may ask you to pay into a person's account.",
    )
    return Section("pay", say("Cómo pagar", "How to pay"), (Facts(facts), Text(warn)))


def _trouble(agreed: Agreed, say: Wording) -> Section:
    items = (
        say(
            "Avísenos antes del día: podemos mover una fecha o cambiar el monto.",
            "Tell us before the day: we can move a date or change the amount.",
        ),
        say(
            "Si perdió el trabajo, está enfermo o pasa por algo grave, dígalo: hay una pausa para eso.",
            "If you lost your job, are ill or are going through something serious, say so: there is a pause for that.",
        ),
        say(
            "Puede pagar antes o de más en cualquier momento, sin costo.", "You may pay earlier or more at any time, at no cost."
        ),
    )
    return Section("trouble", say("Si algo cambia", "If something changes"), (Bullets(items),))


def _rights(say: Wording) -> Section:
    items = (
        say(
            "Pedir por escrito el detalle de lo que debe y de cada pago que hizo.",
            "Ask in writing for what you owe and every payment you made.",
        ),
        say(
            "Disputar la deuda o un cobro: mientras se revisa no lo presionamos por él.",
            "Dispute the debt or a charge: while it is looked into we do not press you for it.",
        ),
        say(
            "Elegir por qué canal y a qué horas le escribimos, y pedir que no lo llamen al trabajo.",
            "Choose the channel and hours we use, and ask not to be called at work.",
        ),
        say("Que nadie más sepa de su deuda por nosotros.", "That nobody else learns of your debt from us."),
    )
    return Section("rights", say("Sus derechos", "Your rights"), (Bullets(items),))


def _complain(agreed: Agreed, say: Wording) -> Section:
    text = say(
        f"Primero cuéntenos: {agreed.client} responde los reclamos por el mismo canal en que lo escribe.",
        f"Tell us first: {agreed.client} answers complaints on the channel you write on.",
    )
    found = complaints().get(agreed.country)
    blocks: tuple[Text, ...] = (Text(text),)
    if found is not None:
        name, address = found
        body = say(f"También puede reclamar ante {name.es}: {address}.", f"You may also complain to {name.en}: {address}.")
        blocks = (*blocks, Text(body))
    return Section("complain", say("Dónde reclamar", "Where to complain"), blocks)


@cache
def complaints() -> Mapping[str, tuple[Words, str]]:
    """Public bodies by country. Raises BadRubric for a file that says something else."""
    top, _ = read_fields(_FILE)
    found = {}
    for country, row in top.mapping("countries").items():
        fields = Fields(row, f"complaints.yaml: {country}")
        found[str(country)] = (fields.words("name"), fields.text("address"))
        fields.done()
    top.done()
    return found
