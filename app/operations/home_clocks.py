"""The clock a country's offices keep: its capital's zone, where nothing nearer is known."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

CAPITALS: Mapping[str, str] = {
    "CL": "America/Santiago",
    "CO": "America/Bogota",
    "MX": "America/Mexico_City",
    "PE": "America/Lima",
    "AR": "America/Argentina/Buenos_Aires",
    "BR": "America/Sao_Paulo",
    "US": "America/New_York",
    "EC": "America/Guayaquil",
    "DO": "America/Santo_Domingo",
    "PY": "America/Asuncion",
    "GT": "America/Guatemala",
    "GB": "Europe/London",
    "ES": "Europe/Madrid",
}


def zone_of_country(country: str) -> str:
    """The capital's zone; UTC for a country that is not known."""
    return CAPITALS.get(country, "UTC")


def day_in(country: str, now: datetime) -> date:
    """The day it is in a country's capital. `now` is aware."""
    return now.astimezone(ZoneInfo(zone_of_country(country))).date()
