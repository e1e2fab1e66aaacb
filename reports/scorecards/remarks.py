"""What limits a comparison, in words: too little checked, accounts nobody else had, months not over, nobody to compare with."""

from collections.abc import Mapping

from reports.scorecards.adjusted import said_lone
from reports.scorecards.facts import Facts, Month, VendorName
from reports.scorecards.taken import TakenMonth

_FEW_CHECKED, _FEW_CALLS = 30, 100


def remarks(facts: Facts, month: Month, found: TakenMonth, segment: str) -> tuple[Mapping[str, str], ...]:
    """Notes {es, en} of the newest month, in a fixed order."""
    notes: list[Mapping[str, str]] = list(facts.left_out)
    if len(facts.vendors) < 2:
        notes.append(
            {
                "es": "Hay un solo proveedor: no hay con quién compararlo.",
                "en": "There is one vendor alone: nobody to compare it with.",
            }
        )
    notes += _of_calls(facts, found)
    for vendor, share in said_lone(found.recovery):
        (es, en), per = _called(facts.vendors[vendor]), f"{100 * share:.0f}"
        notes.append(
            {
                "es": f"{es}: nadie más tuvo cuentas como las de {per} % de su saldo; el recupero ajustado es del resto.",
                "en": f"{en}: nobody else had accounts like {per}% of its balance; adjusted recovery is of the rest.",
            }
        )
    early = month.accounts.days_left < 1
    if early.any():
        notes.append(_early(float(early.mean()), facts.horizon_days))
    if segment:
        notes.append(
            {
                "es": "La conducta es de todas las llamadas: una llamada no es de un segmento.",
                "en": "Conduct is of all calls: a call is of no one segment.",
            }
        )
    return tuple(notes)


def _early(share: float, days: int) -> Mapping[str, str]:
    """That some accounts have not been with their vendor for as long as the payments of the others count."""
    whole = share > 0.995
    es = "Ninguna de las cuentas de este mes lleva" if whole else f"{100 * share:.0f} % de las cuentas de este mes no lleva"
    en = "None of this month's accounts has" if whole else f"{100 * share:.0f}% of this month's accounts have not"
    return {
        "es": f"{es} {days} días con su proveedor: lo que pagó cada una se compara con lo que se espera en el tiempo que "
        "lleva, y el recupero aún puede cambiar.",
        "en": f"{en} been with their vendor for {days} days: what each paid is held against what is expected in the time it "
        "has been there, and recovery may still change.",
    }


def _of_calls(facts: Facts, found: TakenMonth) -> list[Mapping[str, str]]:
    tallies = found.conduct.tallies
    calls, checked = tallies.flagged + tallies.left, tallies.checked.sum(axis=(1, 2))
    if not calls.sum():
        return []
    notes: list[Mapping[str, str]] = []
    drawn = int(tallies.checked[:, :, 0].sum())
    if drawn < _FEW_CHECKED:
        notes.append(_drawn(drawn))
    if not tallies.agents_known:
        notes.append(
            {
                "es": "No se sabe qué agente hizo cada llamada: los intervalos no cuentan con que las de uno se parecen.",
                "en": "It is not known which agent made each call: intervals do not allow for an agent's calls being alike.",
            }
        )
    for vendor, whose in enumerate(facts.vendors):
        if 0 < calls[vendor] < _FEW_CALLS or (calls[vendor] and not checked[vendor]):
            notes.append(_of_one(whose, int(calls[vendor]), int(checked[vendor])))
    return notes


def _drawn(calls: int) -> Mapping[str, str]:
    """That people checked few calls at random, or none."""
    es = {0: "Ninguna llamada se revisó", 1: "Una sola llamada se revisó"}.get(calls, f"Solo {calls} llamadas se revisaron")
    en = {0: "No call was", 1: "Only one call was"}.get(calls, f"Only {calls} calls were")
    return {
        "es": f"{es} al azar: lo que la máquina deja pasar se conoce mal.",
        "en": f"{en} checked at random: what the machine lets pass is known badly.",
    }


def _of_one(vendor: VendorName, calls: int, checked: int) -> Mapping[str, str]:
    """That a vendor has few calls, and how many of them people checked."""
    es, en = _called(vendor)
    heard = {0: "ninguna revisada", 1: "1 revisada"}.get(checked, f"{checked} revisadas")
    return {
        "es": f"De {es} hay {calls} llamada{'s' * (calls != 1)}, {heard} por personas.",
        "en": f"{en} has {calls} call{'s' * (calls != 1)}, {checked or 'none'} checked by people.",
    }


def _called(vendor: VendorName) -> tuple[str, str]:
    return vendor.called("es"), vendor.called("en")
