"""The plan of a wave: how many ghosts at each vendor, when to accuse, what it costs, how likely it is to be noticed.

The number is the smallest that has the power asked for. Power goes in saw teeth, so a slightly larger wave may have less: the
plan says where the next dip is (`dips_at`) and from which number on none is left (`safe_from`). Every vendor whose portfolio
is large gets the same number, so that vendors can be compared.
"""

from dataclasses import dataclass
from math import ceil

from audit.ghosts.cost import Cost, cost_of
from audit.ghosts.notice import Risk, most_under, risk_of
from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.plan_plot import Plot, plot_of
from audit.ghosts.plan_question import Question, VendorAsked
from audit.ghosts.plan_schedule import Schedule, scheduled
from audit.ghosts.power import FINITE_SHARE, MOST_GHOSTS, Enough, first_enough, teeth, upper_bound
from audit.ghosts.twins import discordance, pairs_needed, twin_power, visible_rate

VERSION = "ghost-plan-1"
MOST_WAVES = 4
MOST_SHARE = 0.5  # of a portfolio: with more there are fewer real accounts than ghosts


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do where the risk passes the ceiling: so many ghosts keep under it, with this power; the rest in further waves."""

    ghosts: int
    risk: Risk
    power: float
    waves: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The ghosts of one channel and segment of a vendor; None means all of them together."""

    channel: str | None
    segment: str | None
    ghosts: int


@dataclass(frozen=True, slots=True)
class VendorPlan:
    """One vendor. `ghosts` in all its cells, `ghosts_per_cell` in each; `share` of its portfolio.

    `threshold` faults in a cell accuse it. `power` is of one cell; `false_accusation` bounds that of any cell. `zero_bound`: the
    rate it is below (one-sided, 1 - alpha) when a cell shows no fault.
    """

    vendor: str
    accounts: int | None
    ghosts_per_cell: int
    ghosts: int
    cells: tuple[Cell, ...]
    share: float | None
    threshold: int
    power: float
    false_accusation: float
    zero_bound: float
    dips_at: int | None
    safe_from: int
    schedule: Schedule
    risk: Risk | None
    over_ceiling: bool
    advice: Advice | None


@dataclass(frozen=True, slots=True)
class TwinPart:
    """What each vendor's pairs can see: power at `matters` against `tolerated`, pairs it would take, rate they do see."""

    pairs: int
    power: float
    error: float
    pairs_needed: int | None
    visible_rate: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is sealed before a wave. `ghosts_per_cell` and `threshold`: of vendors with large portfolios."""

    version: str
    question: Question
    ghosts_per_cell: int
    threshold: int
    vendors: tuple[VendorPlan, ...]
    ghosts: int
    twins: TwinPart | None
    cost: Cost | None
    agent_minutes: int
    plot: Plot

    @property
    def power(self) -> float:
        """The least of the vendors'."""
        return min(v.power for v in self.vendors)

    @property
    def false_accusation(self) -> float:
        """The largest of the vendors'."""
        return max(v.false_accusation for v in self.vendors)

    @property
    def zero_bound(self) -> float:
        """The largest of the vendors'."""
        return max(v.zero_bound for v in self.vendors)

    def of(self, vendor: str) -> VendorPlan:
        """The plan of one vendor. Raises BadPlan for one that is not in it."""
        for found in self.vendors:
            if found.vendor == vendor:
                return found
        names = ", ".join(v.vendor for v in self.vendors)
        raise BadPlan(
            f"el plan no tiene el proveedor «{vendor}»; tiene {names}", f"the plan has no vendor «{vendor}»; it has {names}"
        )


def make_plan(question: Question) -> Plan:
    """Answer the question. Raises BadPlan, saying why, where no wave of up to MOST_GHOSTS ghosts or the portfolio can."""
    common = _enough(question, None)
    vendors = tuple(_vendor(question, asked, common) for asked in question.vendors)
    ghosts = sum(v.ghosts for v in vendors)
    minutes_each = question.prices.minutes_per_contact if question.prices else 3.0
    return Plan(
        version=VERSION,
        question=question,
        ghosts_per_cell=common.ghosts,
        threshold=common.threshold,
        vendors=vendors,
        ghosts=ghosts,
        twins=_twins(question, min(v.ghosts for v in vendors)) if question.twins else None,
        cost=cost_of(ghosts, question.prices, question.contacts_per_ghost) if question.prices else None,
        agent_minutes=ceil(ghosts * question.contacts_per_ghost * minutes_each),
        plot=plot_of(question, common.ghosts),
    )


def _finite(question: Question, asked: VendorAsked) -> int | None:
    """The accounts a rate is of, where one cell holds them all and nobody looks before the end."""
    return asked.accounts if question.cells == ((None, None),) and question.looks == 1 else None


def _enough(question: Question, accounts: int | None) -> Enough:
    found = first_enough(question.standard, question.matters, question.power, accounts)
    if found is None:
        raise BadPlan(
            f"distinguir {question.matters:g} de {question.tolerated:g} con {question.power:g} de seguridad pide más de "
            f"{MOST_GHOSTS} fantasmas por proveedor; separe más las tasas o pida menos",
            f"telling {question.matters:g} from {question.tolerated:g} with power {question.power:g} takes more than "
            f"{MOST_GHOSTS} ghosts a vendor; set the rates further apart or ask for less",
        )
    return found


def _vendor(question: Question, asked: VendorAsked, common: Enough) -> VendorPlan:
    enough = common
    accounts = _finite(question, asked)
    if accounts is not None and common.ghosts > FINITE_SHARE * accounts:
        found = first_enough(question.standard, question.matters, question.power, accounts)
        enough = found if found is not None else common
    n, schedule = scheduled(question, enough)
    total = n * len(question.cells)
    if asked.accounts is not None and total > asked.accounts * MOST_SHARE:
        raise BadPlan(
            f"la cartera de «{asked.vendor}» tiene {asked.accounts} cuentas y harían falta {total} fantasmas, más de la mitad: "
            "no se puede; pida ver una tasa mayor, menos seguridad, o audite varias olas",
            f"the portfolio of «{asked.vendor}» has {asked.accounts} accounts and {total} ghosts would be needed, over half: it "
            "cannot be done; ask to see a larger rate, less power, or audit several waves",
        )
    risk = risk_of(total, asked.accounts, question.suspicion, question.contacts_per_ghost) if asked.accounts else None
    over = risk is not None and question.ceiling is not None and risk.value > question.ceiling
    looked = len(schedule.looks.ghosts) > 1
    return VendorPlan(
        vendor=asked.vendor,
        accounts=asked.accounts,
        ghosts_per_cell=n,
        ghosts=total,
        cells=tuple(Cell(channel, segment, n) for channel, segment in question.cells),
        share=total / asked.accounts if asked.accounts else None,
        threshold=schedule.looks.accuse_at[-1],
        power=schedule.power if looked else enough.power,
        false_accusation=min(1.0, schedule.false_accusation * len(question.cells)),
        zero_bound=upper_bound(0, n, question.standard.clustering, 1.0 - question.alpha),
        dips_at=enough.dips_at,
        safe_from=enough.safe_from,
        schedule=schedule,
        risk=risk,
        over_ceiling=over,
        advice=_advice(question, asked, total) if over else None,
    )


def _advice(question: Question, asked: VendorAsked, total: int) -> Advice | None:
    """Fewer ghosts at once, in a few waves; None where that would take more than MOST_WAVES."""
    if asked.accounts is None or question.ceiling is None:
        return None
    suspicion, contacts, cells = question.suspicion, question.contacts_per_ghost, len(question.cells)
    each = most_under(question.ceiling, asked.accounts, suspicion, contacts, total) // cells
    if each < 1 or ceil(total / (each * cells)) > MOST_WAVES:
        return None
    power = teeth(question.standard, (question.matters,), each, _finite(question, asked)).power[0][each]
    return Advice(
        each * cells, risk_of(each * cells, asked.accounts, suspicion, contacts), float(power), ceil(total / (each * cells))
    )


def _twins(question: Question, ghosts: int) -> TwinPart:
    if 2 * question.twins > ghosts:
        raise BadPlan(
            f"{question.twins} parejas gemelas son {2 * question.twins} fantasmas y el plan pone {ghosts} por proveedor; "
            f"pida a lo más {ghosts // 2} parejas",
            f"{question.twins} pairs of twins are {2 * question.twins} ghosts and the plan puts {ghosts} at a vendor; "
            f"ask for {ghosts // 2} pairs at most",
        )
    apart = discordance(question.matters, question.tolerated)
    now, needed = twin_power(question.twins, *apart, question.alpha), pairs_needed(*apart, question.power, question.alpha)
    seen = visible_rate(question.twins, question.tolerated, question.power, question.alpha)
    return TwinPart(question.twins, now.power, now.error, needed.pairs if needed else None, seen)
