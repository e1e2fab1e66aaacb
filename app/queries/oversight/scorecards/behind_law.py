"""The contacts of a vendor that break the law by its strict reading, each once, with every rule it breaks."""

from typing import Any

import numpy as np
from sqlalchemy import select

from app.models import Debt, Interaction
from app.queries.oversight.scorecards.accounts import homes
from app.queries.oversight.scorecards.behind_row import BehindRow, BehindRows, BrokenRule, page_of
from app.queries.oversight.scorecards.law import has_lenient, law_of
from app.queries.oversight.scorecards.span import Span, key_of
from audit.contacts.ruled import Reading
from audit.rules import Rule


def contacts_against(span: Span, vendor: str, segment: str, page: int) -> BehindRows:
    """As many rows as the figure has above its line, in the order of time; below it stand all that could be judged."""
    law = law_of(span)
    home = _home(span, vendor, segment)
    strict: dict[int, list[str]] = {}
    lenient: set[tuple[int, str]] = set()
    for some, rule, reading in law.broken.get(vendor, []):
        for id in some.tolist():
            if reading is Reading.STRICT:
                strict.setdefault(id, []).append(rule)
            else:
                lenient.add((id, rule))
    contacts = {id: told for id, told in _contacts(span, sorted(strict)).items() if home is None or told[0].person_id in home}
    rows = []
    for id in sorted(contacts, key=lambda id: (contacts[id][0].at, id)):
        row, number = contacts[id]
        broken = tuple(_broken(law.named[rule], (id, rule) in lenient) for rule in sorted(strict[id]))
        place = (row.at, row.person_id, row.debt_id, number, row.recording_id, None, None)
        rows.append(BehindRow("contact", str(id), *place, 1.0, 1.0, broken=broken))
    judged = law.judged(vendor, None if home is None else np.array(sorted(home), dtype=np.int64))
    return page_of(rows, page, below=float(judged))


def _broken(rule: Rule, lenient: bool) -> BrokenRule:
    said = rule.title.say("es"), rule.title.say("en")
    return BrokenRule(rule.id, lenient if has_lenient(rule) else None, *said, rule.citation)


def _home(span: Span, vendor: str, segment: str) -> set[int] | None:
    """The people whose debts at the vendor are of the segment; None: everybody."""
    if not segment:
        return None
    told = span.session.execute(homes(span)).tuples()
    return {person for of, person, name in told if key_of(of) == vendor and name == segment}


def _contacts(span: Span, ids: list[int]) -> dict[int, Any]:
    found: dict[int, Any] = {}
    for start in range(0, len(ids), 500):
        some = Interaction.id.in_(ids[start : start + 500])
        wanted = select(Interaction, Debt.number).outerjoin(Debt, Debt.id == Interaction.debt_id).where(some)
        found |= {row.id: (row, number) for row, number in span.session.execute(wanted).tuples()}
    return found
