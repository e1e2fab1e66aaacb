"""What can go wrong in writing a report."""


class ReportError(Exception):
    """Root of every error raised by `reports`."""

    retryable = False
