"""What can go wrong in asking a judge over the network. `retryable` says whether asking again later may help."""

from audit.errors import AuditError


class EndpointError(AuditError):
    """Root of every failure of the second judge; none of them stops the local judge."""


class BadOptions(EndpointError):
    """Settings of the endpoint that cannot be used."""


class Unreachable(EndpointError):
    """No answer after every try: refused connections, time outs, 429 and 5xx; or still resting after such failures."""

    retryable = True


class Refused(EndpointError):
    """The endpoint answered that it will not do it: wrong key, wrong model, unknown parameter, no credit."""


class BadAnswer(EndpointError):
    """An answer that does not keep to the format, also after it was asked to repair it."""


class OverBudget(EndpointError):
    """Asking could cost more than what is left of the budget."""


class WouldLeak(EndpointError):
    """Private data would have left; nothing was sent."""


class TooLong(EndpointError):
    """A call longer than what may be sent."""


class BadCache(EndpointError):
    """The folder of kept answers cannot be used."""
