"""`trasluz bench scorecard`: do intervals cover, are the best named rightly, are equals told apart, over made worlds."""

from app.benches.scorecard.running import run

__all__ = ["run"]
