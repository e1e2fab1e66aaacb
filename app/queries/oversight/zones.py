"""The city people name when they say whose clock it is; the capital's, where its offset is the call's."""

from collections.abc import Mapping

_CAPITALS: Mapping[tuple[str, int], str] = {
    ("CL", -240): "Santiago",
    ("CL", -180): "Santiago",
    ("CO", -300): "Bogotá",
    ("MX", -360): "Ciudad de México",
    ("PE", -300): "Lima",
    ("AR", -180): "Buenos Aires",
    ("EC", -300): "Quito",
    ("DO", -240): "Santo Domingo",
    ("PY", -240): "Asunción",
    ("PY", -180): "Asunción",
    ("GT", -360): "Guatemala",
    ("BR", -180): "Brasília",
    ("ES", 60): "Madrid",
    ("ES", 120): "Madrid",
    ("GB", 0): "London",
    ("GB", 60): "London",
}


def city_of(country: str | None, offset_min: int | None) -> str | None:
    """The city, or the plain offset (`UTC-05:00`) where no city of the country keeps it; None when unknown."""
    if offset_min is None:
        return None
    city = _CAPITALS.get((country or "", offset_min))
    sign, minutes = "-" if offset_min < 0 else "+", abs(offset_min)
    return city or f"UTC{sign}{minutes // 60:02d}:{minutes % 60:02d}"
