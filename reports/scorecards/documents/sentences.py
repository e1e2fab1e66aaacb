"""What a comparison says in words: the conclusion first, what cannot be told apart as a result, then what limits it."""

from datetime import datetime

from reports.intervals import Estimate
from reports.scorecards.card import Card, Comparison, Headline, HeadlineKind, Line, Pair
from reports.scorecards.documents.written import asked, per_cent, score, shown, signed, span
from reports.scorecards.facts import Period
from reports.scorecards.measure import vendor_measures
from reports.wording import NONE, Wording

SIGNS = {"fail": "not_met", "pass": "met", "cannot_tell": "decide"}
_MOST_PAIRS = 3


def period(found: Period, say: Wording) -> str:
    """The stretch of days."""
    return say.days(found.first, found.last)


def made_on(at: datetime, say: Wording) -> str:
    """`hecho el 23 nov 2026, 02:57 (UTC−3)`: on the clock the time carries, which it names."""
    offset = at.utcoffset()
    minutes = round(offset.total_seconds() / 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    zone = f"UTC{'−' if minutes < 0 else '+'}{hours}{f':{rest:02d}' if rest else ''}" if minutes else "UTC"
    return say(f"hecho el {say.moment(at)} ({zone})", f"made on {say.moment(at)} ({zone})")


def verdict(conduct: str, say: Wording) -> str:
    """Conduct against the contract's limit."""
    words = {"fail": ("No cumple", "Fails"), "pass": ("Cumple", "Passes"), "cannot_tell": ("No se puede saber", "Cannot be told")}
    return say(*words[conduct])


def line_of(card: Card, measure: str) -> Line | None:
    """A vendor's line of a measure."""
    return next((line for line in card.lines if line.measure == measure), None)


def headline(made: Comparison, say: Wording) -> str:
    """The first thing an executive needs to know."""
    told = next((h for h in made.balance.headlines if h.kind is not HeadlineKind.TOGETHER), None)
    if told is None:
        return say(
            "Aún no se puede comparar: menos de dos proveedores tienen las dos medidas.",
            "They cannot be compared yet: fewer than two vendors have both measures.",
        )
    if told.kind is HeadlineKind.NONE_APART:
        return say(
            "Ningún proveedor se distingue de otro, ni en el trato ni en lo que recupera.",
            "No vendor can be told from another, in treatment or in what it recovers.",
        )
    names = {v.key: v.name for v in made.vendors}
    a, b = names[told.first], names[told.second]
    treated, money = _points(told.experience, say), _of_expected(told.recovery, say)
    if told.kind is HeadlineKind.RECOVERS_MORE:
        return say(
            f"De cuentas iguales {a} recupera más que {b}: {money}. En trato no se distinguen.",
            f"Of accounts alike {a} recovers more than {b}: {money}. In treatment they cannot be told apart.",
        )
    first = say(
        f"Con {a} la gente vive un trato mejor que con {b}: {treated}.",
        f"With {a} people are treated better than with {b}: {treated}.",
    )
    return f"{first} {_recovery_said(told, money, say)}"


def _recovery_said(told: Headline, money: str, say: Wording) -> str:
    if told.recovery is None or told.recovery.value is None:
        return say("Lo que eso cuesta en recupero no se puede saber.", "What that costs in recovery cannot be told.")
    if told.kind is HeadlineKind.TRADE:
        return say(f"Recupera menos: {money}.", f"It recovers less: {money}.")
    if told.kind is HeadlineKind.BETTER_IN_BOTH:
        return say(f"También recupera más: {money}.", f"It recovers more, too: {money}.")
    less = told.recovery.value < 0
    return say(
        f"Que recupere {'menos' if less else 'más'} no se puede afirmar: {money}.",
        f"That it recovers {'less' if less else 'more'} cannot be affirmed: {money}.",
    )


def _points(found: Estimate | None, say: Wording) -> str:
    if found is None or found.value is None:
        return NONE
    unit = say("punto", "point") if say.num(found.value) == "1" else say("puntos", "points")
    return f"{say.num(found.value)} {unit} {say.interval(found)}".strip()


def _of_expected(found: Estimate | None, say: Wording) -> str:
    """A difference of two ratios to the expected, in its points: it is no percentage of the other's recovery."""
    if found is None or found.value is None:
        return NONE
    text = say(
        f"{signed(100 * found.value, 0, say)} puntos de lo esperado",
        f"{signed(100 * found.value, 0, say)} points of what is expected",
    )
    if found.low is None or found.high is None:
        return text
    return f"{text} [{signed(100 * found.low, 0, say)}; {signed(100 * found.high, 0, say)}]"


def _percent(found: Estimate | None, say: Wording) -> str:
    if found is None or found.value is None:
        return NONE
    text = f"{signed(100 * found.value, 1, say)}{per_cent(say)}"
    if found.low is None or found.high is None:
        return text
    return f"{text} [{signed(100 * found.low, 1, say)}; {signed(100 * found.high, 1, say)}]"


def alike(made: Comparison, say: Wording) -> str:
    """Who cannot be told apart in either measure of the balance; empty where the headline has said it."""
    names = {v.key: v.name for v in made.vendors}
    if any(h.kind is HeadlineKind.NONE_APART for h in made.balance.headlines):
        return ""
    found = [f"{names[a]} ≈ {names[b]}" for a, b in made.balance.together]
    if not found:
        return ""
    listed = "; ".join(found[:_MOST_PAIRS]) + ("…" if len(found) > _MOST_PAIRS else "")
    return say(
        f"No se distinguen ni en trato ni en recupero: {listed}.",
        f"Cannot be told apart in treatment or recovery: {listed}.",
    )


def conduct_said(made: Comparison, say: Wording) -> str:
    """Whose conduct is beyond its limit."""
    beyond = [card.vendor.name for card in made.cards if card.conduct == "fail"]
    if not beyond:
        return say(
            "De ninguno se puede afirmar que pase su límite de conducta.", "Nobody can be said to exceed the conduct limit."
        )
    listed = ", ".join(beyond)
    return say(f"Pasan su límite de conducta: {listed}.", f"Beyond their conduct limit: {listed}.")


def vendor_said(card: Card, made: Comparison, say: Wording) -> tuple[str, ...]:
    """A vendor in three sentences: conduct, treatment, recovery."""
    measure = vendor_measures()["critical_calls"]
    line = line_of(card, "critical_calls")
    said = []
    if line and line.value.value is not None:
        value = f"{shown(measure, line.value.value, say)} {span(measure, line.value, say)}".strip()
        limit = asked(measure, line.target, say, made.currency) if line.target is not None else ""
        bound = say(f"; su límite es {limit}", f"; its limit is {limit}") if limit else ""
        said.append(
            say(
                f"Llamadas con falta crítica: {value} de {say.num(line.value.n)}{bound}.",
                f"Calls with a critical breach: {value} of {say.num(line.value.n)}{bound}.",
            )
        )
    elif line and line.cause:
        said.append(say(f"Conducta sin evaluar: {line.cause['es']}.", f"Conduct not assessed: {line.cause['en']}."))
    if card.point.experience.value is not None:
        said.append(
            say(
                f"Trato vivido: {score(card.point.experience, say)} de 100.",
                f"Lived treatment: {score(card.point.experience, say)} of 100.",
            )
        )
    over = card.point.recovery
    if over.value is not None and over.low is not None and over.high is not None:
        money = _percent(Estimate(over.value - 1, over.low - 1, over.high - 1, over.n), say)
        if over.low <= 1 <= over.high:
            said.append(
                say(
                    f"Recupera lo esperado de sus cuentas, o no se distingue de ello: {money}.",
                    f"Recovers what is expected of its accounts, or cannot be told from it: {money}.",
                )
            )
        else:
            said.append(
                say(
                    f"Recupera {money} frente a lo esperado de sus cuentas.",
                    f"Recovers {money} against what is expected of its accounts.",
                )
            )
    return tuple(said)


def pairs_of(made: Comparison, vendor: str, measure: str) -> tuple[Pair, ...]:
    """The comparisons of one vendor with the others in a measure."""
    return tuple(p for p in made.pairs if p.measure == measure and vendor in (p.first, p.second))
