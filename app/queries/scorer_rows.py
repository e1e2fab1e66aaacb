"""Rows of the machine's error and of a calibration session in figures."""

from dataclasses import dataclass
from datetime import datetime

from audit.agreement import Interval
from audit.calibration.concordance import Concordance
from audit.calibration.drift import Drift
from audit.calibration.floor import Floor, Stands
from audit.calibration.scorer import Error, Said


@dataclass(frozen=True, slots=True)
class Behind:
    """Calls people checked blind where the machine said one thing: `faults` they found, `sound` they did not."""

    said: Said
    faults: int
    sound: int


@dataclass(frozen=True, slots=True)
class ScorerRow:
    """One criterion: the machine's error, what may be done with it, and the checked calls behind it."""

    criterion: str
    kind: str
    severity: str | None
    error: Error
    stands: Stands
    behind: tuple[Behind, ...]


@dataclass(frozen=True, slots=True)
class ScorerPage:
    """The machine's error by criterion, those below the floor first. `sheets` blind ones of `calls`, of `judged` calls."""

    rows: tuple[ScorerRow, ...]
    floor: Floor
    sheets: int
    calls: int
    judged: int
    stale: int
    judge: str | None
    may_score: bool


@dataclass(frozen=True, slots=True)
class CellCall:
    """A checked call behind a cell: the machine's second and words where it has some, the person's otherwise."""

    id: str
    code: str
    called_at: datetime | None
    vendor: str | None
    who: str
    mark: str
    stratum: str
    start_s: float | None
    quote: str | None
    note: str
    machine: str


@dataclass(frozen=True, slots=True)
class CellPage:
    """The calls behind one cell of one criterion. `hidden` are sealed for the reader: they may still be scoring them."""

    row: ScorerRow
    said: Said | None
    fault: bool | None
    rows: tuple[CellCall, ...]
    hidden: int
    floor: Floor
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PersonFigures:
    """One person over every criterion of a session, calls counted once each: agreement with what most of the others say, with the
    agreed sheet, the faults of the others they found and what they let pass. `strict` above 0: they mark more faults.
    """

    name: str
    agreement: Interval
    agreed: Interval
    faults_found: Interval
    passed: Interval
    strict: float | None
    untold: int


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One person's mark of one call and criterion; `apart` from what most say."""

    mark: str | None
    start_s: float | None
    apart: bool


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One call and criterion on which people differ, one cell a person."""

    call_id: str
    code: str
    criterion: str
    cells: tuple[MatrixCell, ...]
    agreed: str | None


@dataclass(frozen=True, slots=True)
class DriftFigure:
    """One person over the weeks of every session: how often they differ from the reference, and the evidence that it changed."""

    name: str
    compared: int
    drift: Drift


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """A session in figures. `agreement` of all pairs of marks; `rows` criteria, least agreed first; `matrix` what differs.

    `most_apart`: the criteria people differ on most; none where all they differ on tie, or too many to name.
    `left_out`: calls the reader still scores blind, which are in none of it but each person's weeks.
    """

    id: str
    title: str
    calls: int
    people: tuple[str, ...]
    agreement: Interval
    rows: tuple[Concordance, ...]
    most_apart: tuple[str, ...]
    persons: tuple[PersonFigures, ...]
    agreed_marks: int
    matrix: tuple[MatrixRow, ...]
    drifts: tuple[DriftFigure, ...]
    left_out: int = 0
