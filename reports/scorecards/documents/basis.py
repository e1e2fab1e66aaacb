"""What a figure was made of, in sentences: what was counted, what people found, what it was corrected for."""

from decimal import Decimal

from reports.scorecards.card import Comparison, Line, Raw
from reports.scorecards.documents.written import shown, span
from reports.scorecards.measure import VendorMeasure
from reports.wording import Wording


def basis(made: Comparison, measure: VendorMeasure, line: Line, say: Wording) -> tuple[str, ...]:
    """Sentences that lead from what was counted to the figure; none where nothing was counted before a correction."""
    raw = line.raw
    if raw is None:
        return ()
    if raw.checked is not None:
        return _of_calls(measure, line, raw, say)
    return _of_money(made, measure, line, raw, say) if measure.id == "recovery_adjusted" else ()


def counted(made: Comparison, line: Line, say: Wording) -> str:
    """What was counted, shortly: `5 of 30 marked`; empty where nothing was."""
    raw = line.raw
    if raw is None or raw.checked is None:
        return ""
    return say(f"{say.num(raw.hits)} de {say.num(raw.of)} marcadas", f"{say.num(raw.hits)} of {say.num(raw.of)} marked")


def _of_calls(measure: VendorMeasure, line: Line, raw: Raw, say: Wording) -> tuple[str, ...]:
    part = say.share(raw.hits / raw.of) if raw.of else ""
    of = f"{say.num(raw.hits)} {say('de', 'of')} {say.num(raw.of)}"
    said = [say(f"La máquina marcó {of} llamadas ({part}).", f"The machine marked {of} calls ({part}).")]
    said.append(_by_people(raw, say))
    rate = f"{shown(measure, line.value.value, say)} {span(measure, line.value, say)}".strip()
    how = say.pick(raw.how)
    said.append(f"{how[:1].upper()}{how[1:]}.")
    if line.value.value is not None:
        said.append(
            say(
                f"Por eso la tasa no es ninguna de las dos cuentas; corregida por las dos: {rate}.",
                f"So the rate is neither of the two counts; corrected for both: {rate}.",
            )
        )
    return tuple(said)


def _by_people(raw: Raw, say: Wording) -> str:
    checked, confirmed, unmarked = raw.checked or 0, raw.confirmed or 0, raw.unmarked or 0
    if not checked:
        return say("Ninguna la revisó una persona.", "None was checked by a person.")
    if not confirmed:
        return say(
            f"Personas revisaron {say.num(checked)} y no confirmaron la falta en ninguna.",
            f"People checked {say.num(checked)} and confirmed the breach in none.",
        )
    rest = ""
    if unmarked:
        rest = say(
            f"; {say.num(unmarked)} de esas {say.num(confirmed)}, sin marca de la máquina",
            f"; {say.num(unmarked)} of those {say.num(confirmed)} without the machine's mark",
        )
    whole = confirmed == checked > 1 and not unmarked
    return say(
        f"Personas revisaron {say.num(checked)} y confirmaron la falta en {'todas' if whole else say.num(confirmed)}{rest}.",
        f"People checked {say.num(checked)} and confirmed the breach in {'all' if whole else say.num(confirmed)}{rest}.",
    )


def _of_money(made: Comparison, measure: VendorMeasure, line: Line, raw: Raw, say: Wording) -> tuple[str, ...]:
    came, given = (_minor(made, value, say) for value in (raw.hits, raw.of))
    part = say.share(raw.hits / raw.of) if raw.of else ""
    said = [
        say(f"Recuperó {came} de {given} asignados ({part}).", f"It recovered {came} of {given} handed over ({part})."),
    ]
    if raw.expected is None or line.value.value is None:
        return tuple(said)
    due = _minor(made, raw.expected, say)
    rate = f"{shown(measure, line.value.value, say)} {span(measure, line.value, say)}".strip()
    return (
        *said,
        say(
            f"Un proveedor medio habría recuperado {due} de sus cuentas que se pueden comparar.",
            f"An average vendor would have recovered {due} of its accounts that can be compared.",
        ),
        say(
            f"Lo recuperado sobre lo esperado, cada cuenta con el peso de la raíz de su saldo para que no decidan unas pocas "
            f"deudas grandes: {rate}.",
            f"Recovered over expected, each account weighing the square root of its balance so that a few great debts do not "
            f"decide: {rate}.",
        ),
    )


def _minor(made: Comparison, value: float, say: Wording) -> str:
    return say.money(Decimal(round(value)).scaleb(-made.exponent), made.currency)
