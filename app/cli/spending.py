"""What the second judge cost, said after the work."""

from app.cli.speaking import warn
from app.engines import RubricAssessor
from app.services.examine import Assessor


def tell_spending(assessor: Assessor) -> None:
    """A line on standard error, where a second judge was asked."""
    spent = assessor.spending() if isinstance(assessor, RubricAssessor) else None
    if spent is None:
        return
    cost = f"{spent.cost:.4f} {spent.currency}" if spent.cost is not None else "?"
    warn(
        f"segundo juez: {spent.answers} respuestas, {spent.kept_answers} guardadas de antes, costo {cost}",
        f"second judge: {spent.answers} answers, {spent.kept_answers} kept from before, cost {cost}",
    )
