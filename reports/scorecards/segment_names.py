"""How a segment is called: by the name the client gave it; a stage, where it gives none, in the reader's language."""

NO_SEGMENT = "—"
_NAMES = {
    NO_SEGMENT: ("Sin segmento", "No segment"),
    "preventive": ("Preventiva", "Preventive"),
    "early": ("Temprana", "Early"),
    "late": ("Tardía", "Late"),
    "charged_off": ("Castigada", "Written off"),
    "pre_legal": ("Prejudicial", "Before court"),
    "legal": ("Judicial", "In court"),
}


def segment_name(key: str, lang: str) -> str:
    """The segment of a comparison as people read it in `es` or `en`; "" stays ""."""
    es, en = _NAMES.get(key, (key, key))
    return en if lang.startswith("en") else es
