"""How a client's people are reached, country by country."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models.strategy import HouseCard
from app.operations.scripts import COUNTRIES

CARD = ("phone", "hours", "complaints", "link", "agent")


def save_card(session: Session, actor: Actor, country: str, says: dict[str, str], now: datetime) -> HouseCard:
    """How people of a country reach the client. Raises BadInput for a country or a field outside the lists."""
    if country not in {c for known in COUNTRIES.values() for c in known}:
        raise BadInput(f"país «{country[:5]}»: no se conoce", f"country “{country[:5]}”: is not known", "country")
    kept = {name: text.strip()[:80] for name, text in says.items() if name in CARD and text.strip()}
    card = session.get(HouseCard, actor.organisation_id) or HouseCard(organisation_id=actor.organisation_id, says={})
    card.says = {**card.says, country: kept}
    card.changed_at, card.changed_by = now, actor.name
    session.add(card)
    session.commit()
    return card
