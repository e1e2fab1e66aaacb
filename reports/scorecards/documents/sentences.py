"""What a comparison says in words: the conclusion first, what cannot be told apart as a result, then what limits it."""

from itertools import combinations

from reports.scorecards.card import Card, Comparison, Line, Pair
from reports.scorecards.documents.written import score, shown, signed, span
from reports.scorecards.facts import Period
from reports.scorecards.measure import vendor_measures
from reports.wording import Wording

SIGNS = {"fail": "not_met", "pass": "met", "cannot_tell": "decide"}
_MOST_PAIRS = 3


def period(found: Period, say: Wording) -> str:
    """The stretch of days."""
    return say.days(found.first, found.last)


def verdict(conduct: str, say: Wording) -> str:
    """Conduct against the contract's limit."""
    words = {"fail": ("No cumple", "Fails"), "pass": ("Cumple", "Passes"), "cannot_tell": ("No se puede decir", "Cannot tell")}
    return say(*words[conduct])


def line_of(card: Card, measure: str) -> Line | None:
    """A vendor's line of a measure."""
    return next((line for line in card.lines if line.measure == measure), None)


def headline(made: Comparison, say: Wording) -> str:
    """The first thing an executive needs to know."""
    known = [p for p in made.balance.points if p.experience.value is not None]
    names = {v.key: v.name for v in made.vendors}
    if len(known) < 2:
        return say("No hay proveedores suficientes para comparar.", "There are not enough vendors to compare.")
    best, worst = (f(known, key=lambda p: p.experience.value or 0.0) for f in (max, min))
    low, high = best.experience.low, worst.experience.high
    if low is None or high is None or low <= high:
        return say(
            f"En trato, {names[best.vendor]} y {names[worst.vendor]} no se distinguen.",
            f"In treatment, {names[best.vendor]} and {names[worst.vendor]} cannot be told apart.",
        )
    a, b = score(best.experience, say), score(worst.experience, say)
    return say(
        f"Con {names[best.vendor]} la gente vive un trato mejor, {a}, que con {names[worst.vendor]}, {b}.",
        f"With {names[best.vendor]} people are treated better, {a}, than with {names[worst.vendor]}, {b}.",
    )


def alike(made: Comparison, say: Wording) -> str:
    """Who cannot be told apart in either measure of the balance; empty where everybody can."""
    names = {v.key: v.name for v in made.vendors}
    found = [f"{names[a]} ≈ {names[b]}" for a, b in made.balance.together]
    if not found:
        return ""
    every = len(list(combinations(made.balance.points, 2)))
    if len(found) == every and every > 1:
        return say("Ningún par se distingue en las dos medidas.", "No pair can be told apart in the two measures.")
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
        limit = shown(measure, line.target, say) if line.target is not None else ""
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
        percent = f"{signed(100 * (over.value - 1), 1, say)} %"
        ends = f"[{signed(100 * (over.low - 1), 1, say)}; {signed(100 * (over.high - 1), 1, say)}]"
        if over.low <= 1 <= over.high:
            said.append(
                say(
                    f"Recupera lo esperado de sus cuentas, o no se distingue de ello: {percent} {ends}.",
                    f"Recovers what is expected of its accounts, or cannot be told from it: {percent} {ends}.",
                )
            )
        else:
            said.append(
                say(
                    f"Recupera {percent} {ends} frente a lo esperado de sus cuentas.",
                    f"Recovers {percent} {ends} against what is expected of its accounts.",
                )
            )
    return tuple(said)


def pairs_of(made: Comparison, vendor: str, measure: str) -> tuple[Pair, ...]:
    """The comparisons of one vendor with the others in a measure."""
    return tuple(p for p in made.pairs if p.measure == measure and vendor in (p.first, p.second))
