"""What judges and engines say of themselves, in the reader's language.

Results carry their reasons and causes in English (they are part of the sealed files); pages say the known ones in the reader's
words. A reason that is not known here is shown as it was written.
"""

import re
from collections.abc import Callable

from flask_babel import gettext, lazy_gettext

from app.web.formats import num
from app.web.names import name

CAUSES = {
    "the words fit more than one answer about equally well": lazy_gettext(
        "The words fit more than one answer about equally well."
    ),
    "the words cannot tell": lazy_gettext("The words cannot tell."),
    "said to be met with words that are not in the call": lazy_gettext(
        "It was said to be met with words that are not in the call."
    ),
    "the account's amount is unknown, so the amount said cannot be checked": lazy_gettext(
        "The amount of the account is unknown: the amount said cannot be checked."
    ),
    "the agent hardly speaks": lazy_gettext("The agent hardly speaks."),
    "voice tone is not scored: too little of the agent's voice to compare with itself": lazy_gettext(
        "The tone of the voice is not scored: there is too little of the agent's voice to compare with itself."
    ),
    "voice tone is not scored: it is not certain who is the agent": lazy_gettext(
        "The tone of the voice is not scored: it is not certain who is the agent."
    ),
    "voice tone is not scored: the voice rises in some turns, and rising alone does not tell anger from cheer": lazy_gettext(
        "The tone of the voice is not scored: the voice rises in some turns, and rising alone does not tell anger from cheer."
    ),
    "voice tone is not scored: the voice never changes, and one that is harsh all through does not either": lazy_gettext(
        "The tone of the voice is not scored: the voice never changes, and one that is harsh all through does not either."
    ),
}


def _to_decide(found: re.Match[str]) -> str:
    what = ", ".join(name(i.strip(), "criterion").lower() for i in found[1].split(","))
    return str(gettext("To decide: %(what)s", what=what))


def _roles(found: re.Match[str]) -> str:
    return str(gettext("Who is agent and who is debtor is in doubt (%(p)s)", p=num(float(found[1]), 2)))


def _heard(found: re.Match[str]) -> str:
    what = name(found[1], "criterion").lower()
    return str(gettext("The words of %(what)s were heard with doubt (%(p)s)", what=what, p=num(float(found[2]), 2)))


def _judges(found: re.Match[str]) -> str:
    """People count turns from one; the files of results, from nought."""
    what, turn = name(found[1], "criterion"), int(found[2]) + 1
    one, other = _judge(found[3]), _judge(found[4])
    words = gettext(
        "%(what)s (turn %(n)s): the local judge %(one)s, the second judge %(other)s", what=what, n=turn, one=one, other=other
    )
    return str(words)


def _judge(said: str) -> str:
    p = re.search(r"\d\.\d+", said)
    return str(gettext("gives it %(p)s", p=num(float(p[0]), 2)) if p else gettext("does not see it"))


TO_DECIDE = re.compile(r"to decide: ([\w, ]+)")
FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (TO_DECIDE, _to_decide),
    (re.compile(r"who is agent and who is debtor is only (\d\.\d+) certain"), _roles),
    (re.compile(r"the words of (\w+) were heard with (\d\.\d+)"), _heard),
    (
        re.compile(
            r"(\w+) \(turn (\d+)\): the local judge (gives it \d\.\d+|does not see it), "
            r"the second judge (gives it \d\.\d+|does not see it)"
        ),
        _judges,
    ),
)


def told(text: str | None) -> str:
    """A reason or cause as people read it; several are parted by semicolons. What is to be decided is told in one breath."""
    parts = [part for part in (text or "").split("; ") if part]
    waiting = [part for part in parts if TO_DECIDE.fullmatch(part)]
    if len(waiting) > 1:
        every = dict.fromkeys(i for part in waiting for i in part.removeprefix("to decide: ").split(", "))
        parts = ["to decide: " + ", ".join(every), *(part for part in parts if part not in waiting)]
    return "; ".join(map(_part, parts))


def _part(part: str) -> str:
    if part in CAUSES:
        return str(CAUSES[part])
    for form, words in FORMS:
        found = form.fullmatch(part)
        if found:
            return words(found)
    return part


def law(basis: str | None) -> str:
    """The citation of a rule; a criterion that rests on the rubric alone names no law."""
    return "" if basis is None or basis.startswith("rubric:") else basis
