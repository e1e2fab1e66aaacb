"""Waves for the tests, as plain functions."""

from datetime import date

from synthetic.bpos import Vendor, WavePlan
from synthetic.bpos.practice import practices
from synthetic.bpos.words import Kind

COUNTRIES = tuple(practices())
EVERY_KIND = dict.fromkeys(Kind, 1.0)
MONDAY = date(2026, 5, 4)


def plan(*vendors: Vendor, country: str = "CL", ghosts: int = 300, twins: int = 300, weeks: int = 4) -> WavePlan:
    """A wave of those vendors, large enough for its rates to be told from others."""
    return WavePlan(country, MONDAY, vendors, weeks=weeks, ghosts=ghosts, twins=twins)
