"""What an agent's turn shows by itself, for a practice: what the judge stands by in it, and whether it looks for a way out.

The judge learned from whole calls. A turn without its call is further than it was measured, and it errs there most with turns
that acknowledge a hardship and ask what could be paid: it takes them for an insult or for making light of the hardship. A
person who looks for a way out in the same breath is not accused of either.
"""

from dataclasses import dataclass
from math import log

from audit.calls import Call
from audit.judges.local import LocalJudge
from audit.labels import INDEX
from audit.scoring.facts import facts

PLAIN = frozenset({"false_legal_threat", "false_authority", "third_party_threat", "insult", "harassment", "unofficial_payment"})
"""Acts that a turn shows by itself; the others hang on what was said before."""
UNKIND = frozenset({"insult", "dismiss_hardship"})
"""What no turn is that looks for a way out."""
WAY_OUT = "#offer_options"


@dataclass(frozen=True, slots=True)
class TurnAlone:
    """The acts of `PLAIN` the judge stands by in the turn alone; `way_out` where it looks for one."""

    acts: frozenset[str]
    way_out: bool

    def believed(self, in_call: frozenset[str]) -> frozenset[str]:
        """What is told of the turn, with what the call around it shows."""
        told = in_call | self.acts
        return told - UNKIND if self.way_out else told


def turn_alone(judge: LocalJudge, call: Call) -> TurnAlone:
    """Of a call of one turn, the agent's. It is read whole: a question cut out of a kind answer says less than it seems.

    Raises NoJudge.
    """
    read = judge.network.read(call)
    judged = judge.of(call, read, facts(call))
    look = judge.heads.numbers["look"]
    acts = frozenset(v.id for v in judged.violations if v.p >= judge.heads.numbers["assert"])
    return TurnAlone(acts & PLAIN, float(read.signals.best[0, INDEX[WAY_OUT]]) >= log(look / (1 - look)))
