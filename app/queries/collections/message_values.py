"""What a message says of one person: their debt, an option within policy, and how the client is reached."""

from datetime import date

from babel.dates import format_date
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.organisation import Organisation
from app.models.person import Person
from app.models.strategy import HouseCard
from app.operations.money import from_minor
from app.operations.offers import Offer, Owing, offers_for, policy
from app.operations.stages import days_past_due

_SYMBOLS = {"PEN": "S/ ", "USD": "US$", "GBP": "£", "GTQ": "Q", "PYG": "Gs. ", "DOP": "RD$"}


def values_for(session: Session, person: Person, debt: Debt, today: date) -> dict[str, str]:
    """Values by placeholder's id; what is not known is left out, and whoever fills refuses to send a hole."""
    organisation = session.get_one(Organisation, debt.organisation_id)
    card = session.get(HouseCard, debt.organisation_id)
    lang = person.language[:2]
    values = {
        "first_name": first_name(person.name),
        "company": organisation.name,
        "product": debt.product or "",
        "overdue": amount(debt.overdue_minor or debt.balance_minor, debt.currency, person.country, lang),
        "balance": amount(debt.balance_minor, debt.currency, person.country, lang),
        "days": str(days_past_due(debt.oldest_due_on, today)) if debt.oldest_due_on else "",
        "reference": debt.number,
        "stop": "STOP" if lang == "en" else "NO",
        **((card.says if card else {}).get(person.country) or {}),
    }
    if debt.oldest_due_on:
        values["due_date"] = day(debt.oldest_due_on, person.country, lang)
    option = _option(debt, today)
    if option is not None:
        first = option.slices[0]
        values |= {
            "part": amount(first.amount_minor, debt.currency, person.country, lang),
            "parts": str(len(option.slices)),
            "new_date": day(first.due_on, person.country, lang),
        }
    return {name: value for name, value in values.items() if value}


def first_name(name: str) -> str:
    """`ANA ROJAS` and `Rojas Vera, Ana María` are both Ana; a name in small and capital letters is left as it is written."""
    given = (name.partition(",")[2].strip() or name).split()
    first = given[0].strip(",") if given else ""
    return first if any(c.islower() for c in first) and first[:1].isupper() else first.title()


def amount(minor: int, currency: str, country: str, lang: str) -> str:
    """Money as people of that country write it, cents only where there are any."""
    value = from_minor(minor, currency)
    text = f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
    if lang == "es" and country not in ("MX", "GT", "DO", "PE"):
        text = text.translate(str.maketrans(",.", ".,"))
    return f"{text} €" if currency == "EUR" else f"{_SYMBOLS.get(currency, '$')}{text}"


def day(value: date, country: str, lang: str) -> str:
    """`martes 5 de mayo`, `Tuesday 5 May`."""
    if lang == "en":
        return format_date(value, "EEEE MMMM d" if country == "US" else "EEEE d MMMM", locale="en")
    return format_date(value, "EEEE d 'de' MMMM", locale="es")


def _option(debt: Debt, today: date) -> Offer | None:
    """An option in several parts that policy gives this debt; the first such one."""
    owing = Owing(debt.currency, debt.balance_minor, debt.overdue_minor, debt.oldest_due_on, debt.stage)
    return next((offer for offer in offers_for(owing, policy(), today) if len(offer.slices) > 1), None)
