"""What a search asks, for its page: the vector of what was meant, and what could not be read, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from app.actors import Actor
from app.meaning import embed, encoder_version
from app.queries.list_rows import Manner
from app.queries.oversight.asked import FIGURES
from app.queries.oversight.search.meaning import Wanted, vector_of
from app.web.formats import num

_FILTERS: Mapping[str, Any] = {
    "conduct": _l("Conduct"),
    "has": _l("What it has"),
    "signed": _l("Signature"),
    "from": _l("From the day"),
    "to": _l("To the day"),
    "state": _l("Debtor's state"),
    "tone_most": _l("Agent's tone, at most"),
    "tone_least": _l("Agent's tone, at least"),
    "silence": _l("A silence of at least, seconds"),
    "overlap": _l("Both talking at once, percent at least"),
    "interruptions": _l("Interruptions by the agent, at least"),
}
_SHOWN = 40


def unread_words(unread: Sequence[tuple[str, str]]) -> str:
    """The filters that could not be read: what each is called, what was written and, of figures and days, what can be."""
    return "; ".join(_unread(name, value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…") for name, value in unread)


def _unread(name: str, value: str) -> str:
    told, text = {"name": _FILTERS[name], "value": value}, _('%(name)s "%(value)s"')
    if name in FIGURES:
        least, most = (num(bound) for bound in FIGURES[name])
        text, told = (
            _('%(name)s "%(value)s" (it takes a figure from %(least)s to %(most)s)'),
            told | {"least": least, "most": most},
        )
    elif name in ("from", "to"):
        text = _('%(name)s "%(value)s" (it takes a day of the calendar, as 2026-05-12)')
    return str(text % told)


def wanted_by(session: Session, actor: Actor, manner: Manner, least: float = 0.0) -> Wanted | None:
    """What to look for by meaning; None where nothing was asked. Raises NotFound, NoJudge."""
    if not manner.near:
        return None
    encoder = encoder_version()
    vector = vector_of(session, actor, manner.like, encoder) if manner.like else embed([manner.meaning])[0]
    return Wanted(vector, encoder, least)
