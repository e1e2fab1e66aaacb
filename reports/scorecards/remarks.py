"""What limits a comparison, in words: too little checked, accounts nobody else had, months not over, nobody to compare with."""

from collections.abc import Mapping

from reports.scorecards.adjusted import said_lone
from reports.scorecards.facts import Facts, Month
from reports.scorecards.taken import TakenMonth

_FEW_CHECKED, _FEW_CALLS = 30, 100


def remarks(facts: Facts, month: Month, found: TakenMonth, segment: str) -> tuple[Mapping[str, str], ...]:
    """Notes {es, en} of the newest month, in a fixed order."""
    notes: list[Mapping[str, str]] = []
    if len(facts.vendors) < 2:
        notes.append(
            {
                "es": "Hay un solo proveedor: no hay con quién compararlo.",
                "en": "There is one vendor alone: nobody to compare it with.",
            }
        )
    notes += _of_calls(facts, found)
    for vendor, share in said_lone(found.recovery):
        name, per = facts.vendors[vendor].name, f"{100 * share:.0f}"
        notes.append(
            {
                "es": f"{name}: nadie más tuvo cuentas como las de {per} % de su saldo; el recupero ajustado es del resto.",
                "en": f"{name}: nobody else had accounts like {per}% of its balance; adjusted recovery is of the rest.",
            }
        )
    early = month.accounts.days_left < 1
    if early.any():
        per = f"{100 * float(early.mean()):.0f}"
        notes.append(
            {
                "es": f"{per} % de las cuentas aún tiene plazo para pagar: cuentan por el tiempo que pasó.",
                "en": f"{per}% of the accounts still have time to pay: they count for the time gone by.",
            }
        )
    if segment:
        notes.append(
            {
                "es": "La conducta es de todas las llamadas: una llamada no es de un segmento.",
                "en": "Conduct is of all calls: a call is of no one segment.",
            }
        )
    return tuple(notes)


def _of_calls(facts: Facts, found: TakenMonth) -> list[Mapping[str, str]]:
    tallies = found.conduct.tallies
    calls, checked = tallies.flagged + tallies.left, tallies.checked.sum(axis=(1, 2))
    if not calls.sum():
        return []
    notes: list[Mapping[str, str]] = []
    drawn = int(tallies.checked[:, :, 0].sum())
    if drawn < _FEW_CHECKED:
        notes.append(
            {
                "es": f"Solo {drawn} llamadas se revisaron al azar: lo que la máquina deja pasar se conoce mal.",
                "en": f"Only {drawn} calls were checked at random: what the machine lets pass is known badly.",
            }
        )
    if not tallies.agents_known:
        notes.append(
            {
                "es": "No se sabe qué agente hizo cada llamada: los intervalos no cuentan con que las de uno se parecen.",
                "en": "It is not known which agent made each call: intervals do not allow for an agent's calls being alike.",
            }
        )
    for vendor, name in enumerate(facts.vendors):
        if 0 < calls[vendor] < _FEW_CALLS or (calls[vendor] and not checked[vendor]):
            notes.append(
                {
                    "es": f"De {name.name} hay {int(calls[vendor])} llamadas, {int(checked[vendor])} revisadas por personas.",
                    "en": f"There are {int(calls[vendor])} calls of {name.name}, {int(checked[vendor])} checked by people.",
                }
            )
    return notes
