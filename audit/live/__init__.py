"""A call while it is being spoken: possible breaches and rising tension, never a score."""
