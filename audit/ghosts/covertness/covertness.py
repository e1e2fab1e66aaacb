"""The lab's answer: release, leak or cannot tell, with everything it rests on."""

from dataclasses import dataclass
from enum import StrEnum

from audit.data_file import Words
from audit.ghosts.covertness.adversaries import Adversary
from audit.ghosts.covertness.auc import Auc
from audit.ghosts.covertness.doubles import Double
from audit.ghosts.covertness.sentences import column_words
from audit.ghosts.covertness.statements import Statement
from audit.ghosts.covertness.trait import NAMES, What
from audit.ghosts.covertness.trial import Attempt

FORMAT = "trasluz-covertness/1"


class Verdict(StrEnum):
    """Whether the file may leave."""

    RELEASE = "release"
    LEAK = "leak"
    CANNOT_TELL = "cannot_tell"


class Reason(StrEnum):
    """Why not."""

    NEAR_DOUBLE = "near_double"
    TOLD_APART = "told_apart"
    TELLING_FIELD = "telling_field"
    WIDE = "wide"
    FEW = "few"
    BELOW = "below"


class Against(StrEnum):
    """Which real rows the ghosts were set against."""

    SAME_FILE = "same_file"
    REAL_FILE = "real_file"


@dataclass(frozen=True, slots=True)
class Field:
    """One column, pair of columns or order of rows. `p` is corrected for all fields tried; `weight` is the AUC that the
    trees lose when its values are shuffled, None where it was not asked.
    """

    columns: tuple[str, ...]
    what: What
    auc: Auc
    p: float
    leaks: bool
    advice: Words
    weight: float | None = None

    def named(self) -> Words:
        """The field and what about it tells."""
        es, en = column_words(self.columns)
        return Words(f"{es}: {NAMES[self.what].es}", f"{en}: {NAMES[self.what].en}")


@dataclass(frozen=True, slots=True)
class Bins:
    """How many ghosts and real rows have an out-of-fold score in each equal step from 0 to 1."""

    ghosts: tuple[int, ...]
    real: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Covertness:
    """`strongest` is None where there are too few ghosts to measure. Row numbers count from 1 under the header.

    `judged_ghosts` and `judged_real` are the rows the adversaries saw, drawn by `seed` where the file holds more;
    `widest` is the width of interval at which nothing can be told any more; `versions` of what did the measuring.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    strongest: Auc | None
    by: Adversary | None
    attempts: tuple[Attempt, ...]
    fields: tuple[Field, ...]
    statements: tuple[Statement, ...]
    doubles: tuple[Double, ...]
    scores: Bins
    real_file: str
    handed_file: str
    ghost_rows: tuple[int, ...]
    real_rows_handed: int
    judged_ghosts: int
    judged_real: int
    against: Against
    rewritten: tuple[str, ...]
    widest: float
    seed: int
    versions: tuple[tuple[str, str], ...]

    @property
    def leaking(self) -> tuple[Field, ...]:
        """The fields that give ghosts away, most telling first."""
        return tuple(field for field in self.fields if field.leaks)
