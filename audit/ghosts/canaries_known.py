"""What a contact shows of knowing the ghost, and which of the ghost's contact points it came by."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from audit.contacts.contact import Channel
from audit.ghosts.canaries import Point, Register
from audit.ghosts.canaries_attribute import Attribution, Signs, Verdict, attribute

WRITTEN = frozenset(
    {Channel.SMS, Channel.WHATSAPP, Channel.EMAIL, Channel.LETTER, Channel.PUSH, Channel.IVR_PRERECORDED, Channel.VOICEMAIL}
)
"""Channels whose words are the sender's alone; in a call the ghost itself says its name."""
_BY_MAIL = frozenset({Channel.EMAIL})
_BY_NAME = frozenset({Channel.LETTER, Channel.VISIT, Channel.SOCIAL_MEDIA, Channel.PUSH})
_LEAST_DIGITS = 5
_ABROAD = re.compile(r"\+[\d.\- ]*$")
"""The beginning of a telephone number: what follows is its end."""
_GROUP_BEFORE, _GROUP_AFTER = re.compile(r"\d $"), re.compile(r" \d{3}")
"""Beside a number written in groups, one group more of a longer number."""
_WORD = re.compile(r"[^\W\d_]+")


def point_of(channel: Channel) -> Point:
    """What kind of contact point a channel reaches somebody at."""
    return Point.EMAIL if channel in _BY_MAIL else Point.NAME if channel in _BY_NAME else Point.PHONE


def knows_of(content: str | None, channel: Channel, name: str, number: str) -> bool | None:
    """True where the sender's own words hold the account number, or two neighbouring words of the name; else None: not shown.

    The name shows nothing where it is what they reached the ghost by. Never False: nobody can know what a text does not say.
    """
    if content is None or channel not in WRITTEN:
        return None
    digits = re.sub(r"\D", "", number)
    if len(digits) >= _LEAST_DIGITS and _written_out(digits, content):
        return True
    words = name.casefold().split()
    said = f" {' '.join(_WORD.findall(content.casefold()))} "
    pairs = [f" {first} {second} " for first, second in pairwise(words)]
    return True if point_of(channel) is not Point.NAME and any(pair in said for pair in pairs) else None


def _written_out(digits: str, content: str) -> bool:
    """Whether the number stands in the text, whole or in groups, and not as a part of an amount, a date or a telephone."""
    whole = re.compile(r"(?<!\d)(?<!\d[.\-])" + r"[.\- ]{0,3}".join(digits) + r"(?!\d)(?![.\-]\d)")
    return any(not _of_more(found, content) for found in whole.finditer(content))


def _of_more(found: re.Match[str], content: str) -> bool:
    before = content[: found.start()]
    if _ABROAD.search(before):
        return True
    return " " in found.group() and bool(_GROUP_BEFORE.search(before) or _GROUP_AFTER.match(content, found.end()))


def attribute_any(points: Sequence[str], sender: str | None, register: Register, signs: Signs) -> Attribution:
    """Whose a contact is that came by one of these points, nobody knows which: told only where all of them agree.

    Without a point, or where they disagree, it cannot be told. Who used it is named by nothing but a leak.
    """
    found = [attribute(point, sender, register, signs) for point in points] or [attribute("", sender, register, signs)]
    doubts = [one for one in found if one.verdict is Verdict.CANNOT_TELL]
    if doubts or len({(one.verdict, one.given_to) for one in found}) > 1:
        return replace((doubts or [attribute("", None, Register(), signs)])[0], by=())
    return found[0]
