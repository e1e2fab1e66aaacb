"""What a policy of offers looks at of a debt."""

from app.models.debt import Debt
from app.operations.offers import Owing


def owing_of(debt: Debt) -> Owing:
    """What a policy looks at."""
    return Owing(debt.currency, debt.balance_minor, debt.overdue_minor, debt.oldest_due_on, debt.stage)
