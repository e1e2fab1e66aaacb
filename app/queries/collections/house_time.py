"""A moment on the clock of the client's house: the capital of the country its portfolio is of."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.debt import Debt
from app.models.person import Person
from app.models.portfolio import PortfolioLoad
from app.operations.home_clocks import zone_of_country


def at_house(session: Session, organisation_id: int, now: datetime) -> datetime:
    """The same moment, so that its date is the day it is there; as it came for a client without people. `now` is aware.

    Two look-ups by key, whatever the size of the portfolio: it is asked after every payment.
    """
    loaded = (PortfolioLoad.organisation_id == organisation_id, PortfolioLoad.state == "loaded")
    newest = select(PortfolioLoad.country).where(*loaded)
    country = session.scalar(newest.order_by(PortfolioLoad.at.desc()).limit(1))
    if country is None:
        anybody = select(Person.country).join(Debt, Debt.person_id == Person.id)
        country = session.scalar(anybody.where(Debt.organisation_id == organisation_id).limit(1))
    return now if country is None else now.astimezone(ZoneInfo(zone_of_country(country)))
