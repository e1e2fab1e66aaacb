"""Worlds of vendors whose true quality is known: accounts unevenly handed over, marks of a machine that errs, checks, surveys."""
