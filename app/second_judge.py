"""The second judge, through an OpenAI-compatible endpoint: off unless its address is set; only redacted words leave."""

import time
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from app.errors import SettingsError
from app.settings import Settings
from audit.calls import Call
from audit.judges.endpoint import EndpointJudge
from audit.judges.options import EndpointOptions, Prices
from audit.rubric import Rubric, load_rubric
from speech.redact import redact
from speech.transcript import EngineStamp, Speaker, Transcript, Turn

_NOBODY = EngineStamp("", "", "")


def second_judge(settings: Settings, rubric: Rubric | None = None) -> EndpointJudge | None:
    """The judge of TRASLUZ_JUDGE_URL by a rubric (None: as shipped); None without address. Raises SettingsError, BadOptions."""
    if settings.judge_url is None:
        return None
    if settings.judge_model is None:
        raise SettingsError(
            "falta TRASLUZ_JUDGE_MODEL, el modelo que se pide", "TRASLUZ_JUDGE_MODEL is missing, the model to ask for"
        )
    options = EndpointOptions(
        url=settings.judge_url,
        model=settings.judge_model,
        key=settings.judge_key,
        prices=_prices(settings.judge_prices),
        budget=_decimal("TRASLUZ_JUDGE_BUDGET", settings.judge_budget) if settings.judge_budget else None,
        cache=settings.home / "judge-answers",
    )
    return EndpointJudge(options, rubric or load_rubric(), redact_text, time.sleep, time.monotonic, redact_turns=redact_turns)


def redact_text(text: str) -> str:
    """One text without private data."""
    return redact(_transcript((Turn(0, Speaker.AGENT, text),))).transcript.turns[0].text


def redact_turns(call: Call) -> Sequence[str]:
    """The texts of a call without private data, each seen beside its neighbours."""
    plain = tuple(Turn(n, t.speaker, t.text) for n, t in enumerate(call.turns))
    return [t.text for t in redact(_transcript(plain, call.lang), call.country).transcript.turns]


def _transcript(turns: tuple[Turn, ...], lang: str | None = None) -> Transcript:
    return Transcript("", "", "", lang or "es", 0.0, 0, 1, _NOBODY, turns)


def _prices(text: str | None) -> Prices | None:
    """`0.15 0.60 USD`: a million tokens asked, a million answered, the currency."""
    if text is None:
        return None
    parts = text.split()
    if len(parts) not in (2, 3):
        raise SettingsError(
            f"TRASLUZ_JUDGE_PRICES={text}: escriba dos precios por millón y la moneda, como: 0.15 0.60 USD",
            f"TRASLUZ_JUDGE_PRICES={text}: write two prices a million and the currency, as: 0.15 0.60 USD",
        )
    asked, answered = (_decimal("TRASLUZ_JUDGE_PRICES", part) for part in parts[:2])
    return Prices(asked, answered, parts[2] if len(parts) == 3 else "USD")


def _decimal(name: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as cause:
        raise SettingsError(f"{name}={text}: no es un número", f"{name}={text}: is not a number") from cause
