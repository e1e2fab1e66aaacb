"""A decision on the next accounts in words: the figures it rests on, and what the client's books show of it."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import ngettext

from app.queries.decision_rows import NOTHING, PART, Capped, DecisionRow, Moved
from app.web import formats
from app.web.projected import seen_as
from app.web.what_if_shown import Row
from reports.scorecards.facts import OWN_KEY


def seen(row: DecisionRow) -> tuple[tuple[str, tuple[Row, ...]], ...]:
    """The figures it rests on under the projection each is of."""
    found: dict[str, list[Row]] = {}
    for one in row.seen:
        title, figure = seen_as(one)
        found.setdefault(title, []).append(figure)
    return tuple((title, tuple(figures)) for title, figures in found.items())


def done_said(row: DecisionRow) -> str:
    """How a decision that was marked stands: never more than the books showed."""
    on = formats.day(row.done_at, "d MMM y")
    if row.books is None or row.books.standing == NOTHING:
        return str(_("Carried out on %(day)s, by word only", day=on))
    if row.books.standing == PART:
        return str(_("Carried out in part on %(day)s", day=on))
    return str(_("Carried out on %(day)s", day=on))


def bare(row: DecisionRow) -> bool:
    """Whether the books show nothing of it."""
    return row.books is None or row.books.standing == NOTHING


def books_said(row: DecisionRow, names: Mapping[str, str]) -> tuple[str, ...]:
    """What the books show, one sentence each."""
    if row.books is None:
        return (str(_("Nobody looked at the books when it was marked.")),)
    said: list[str] = []
    if row.books.moved is not None:
        a, b = (names.get(key or "", key or "") for key in (row.source, row.target))
        said += _moved(row.books.moved, a, b, row.target == OWN_KEY)
    if row.books.capped is not None:
        said.append(_capped(row.books.capped))
    return tuple(said)


def _moved(found: Moved, a: str, b: str, back: bool) -> list[str]:
    share = formats.share(found.went / found.had) if found.had else formats.NONE
    figures = {
        "went": formats.num(found.went),
        "had": formats.num(found.had),
        "a": a,
        "b": b,
        "share": share,
        "decided": formats.rate(round(100 * found.share)),
    }
    told: object = ngettext(
        "%(went)s of the %(had)s account %(a)s had then went to %(b)s: %(share)s, where %(decided)s was decided.",
        "%(went)s of the %(had)s accounts %(a)s had then went to %(b)s: %(share)s, where %(decided)s was decided.",
        found.had,
        **figures,
    )
    if not found.went:
        told = _("Of what %(a)s had then nothing went to %(b)s (accounts: %(had)s); %(decided)s was decided.", **figures)
    new, both = found.new_source + found.new_target, found.had + found.held
    if back:
        return [str(told)]
    if not new:
        return [str(told), str(_("No account that no vendor had was placed with either of them since."))]
    anew = ngettext(
        "Of %(n)s account no vendor had, placed with the two since, %(b)s got %(k)s: %(share)s; it held %(held)s of theirs.",
        "Of %(n)s accounts no vendor had, placed with the two since, %(b)s got %(k)s: %(share)s; it held %(held)s of theirs.",
        new,
        n=formats.num(new),
        b=b,
        k=formats.num(found.new_target),
        share=formats.share(found.new_target / new),
        held=formats.share(found.held / both) if both else formats.NONE,
    )
    return [str(told), str(anew)]


def _capped(found: Capped) -> str:
    if not found.capped:
        return str(
            ngettext(
                "No contract of a vendor with accounts (of %(n)s) asks for %(num)s contact a week at most.",
                "No contract of a vendor with accounts (of %(n)s) asks for %(num)s contacts a week at most.",
                found.cap,
                n=formats.num(found.vendors),
            )
        )
    return str(
        ngettext(
            "The contracts of %(k)s of %(n)s vendors with accounts ask for %(num)s contact a week at most.",
            "The contracts of %(k)s of %(n)s vendors with accounts ask for %(num)s contacts a week at most.",
            found.cap,
            k=formats.num(found.capped),
            n=formats.num(found.vendors),
        )
    )
