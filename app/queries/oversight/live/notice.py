"""What a country asks to be said to whoever is heard."""

from datetime import datetime

from audit.rulebooks import rulebook
from audit.rules import RuleStatus, Topic


def notice(country: str | None, now: datetime, lang: str) -> str:
    """The rulebook's words on telling people that they are recorded; honest where none is known."""
    book = rulebook(country, now.date())
    rules = [r for r in book.rules if r.topic is Topic.RECORDING_NOTICE] if book else []
    if not rules:
        return (
            "Sin regla cargada sobre escuchar llamadas aquí: avise siempre, y consulte la ley local."
            if lang != "en"
            else "No rule is loaded about listening to calls here: always give notice, and ask local counsel."
        )
    rule = rules[0]
    said = rule.requires.es if lang != "en" else rule.requires.en
    return f"{said} ({rule.id})" if rule.status is not RuleStatus.POLICY_DEFAULT else f"{said}"
