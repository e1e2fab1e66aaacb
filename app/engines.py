"""Builds the ear and the judge of a process, once and when first needed; the seam between the application and the libraries."""

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

from app.lanes import lanes_by_speaker
from app.second_judge import second_judge
from app.services.examine import Asked, Sound, Tools
from app.settings import Settings
from audit.calls import Call
from audit.judges.adapted import AdaptedJudge, read_version
from audit.judges.both import SecondOpinion, explained
from audit.judges.cost import Spending
from audit.judges.endpoint import EndpointJudge
from audit.judges.judge import Judge
from audit.judges.local import LocalJudge
from audit.results import Result
from audit.rubric import Rubric, load_rubric
from audit.rulebooks import rulebook
from audit.scoring.score import scored
from audit.scoring.voice import voice_tone
from speech.engines import Transcriber, make_engine
from speech.listen import AgentChannel, Heard, ListenOptions, listen

_built: dict[tuple[Settings, int], Tools] = {}
_lock = Lock()


def build_tools(settings: Settings) -> Tools:
    """The tools of this process; weights load at the first call they are needed for.

    Using them raises NoEngine or NoJudge, naming everything that was tried.
    """
    with _lock:
        key = (settings, os.getpid())
        if key not in _built:
            _built[key] = Tools(ear=WhisperEar(settings), assessor=RubricAssessor(settings))
        return _built[key]


def live_ear(settings: Settings) -> Transcriber:
    """The engine of calls that are being spoken: a recording holds the other for minutes. Raises NoEngine."""
    return WhisperEar(settings).engine


class WhisperEar:
    """Hears with the transcription engine of the settings; one recording at a time, as the engine asks."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = Lock()

    @cached_property
    def engine(self) -> Transcriber:
        """The engine with its weights. Raises NoEngine."""
        model = self._settings.whisper_model
        folder = Path(model) if model and Path(model).is_dir() else None
        return make_engine(
            self._settings.weights_cache,
            model=Path(model).name if folder and model else model or "base",
            weights=folder,
            hub=self._settings.allow_hub,
        )

    def listen(self, path: Path, asked: Asked) -> Sound:
        """The words, speakers, acoustics and loudness lanes of a recording. Raises SpeechError."""
        channel = AgentChannel(asked.agent_channel) if asked.agent_channel else None
        options = ListenOptions(call_id=asked.call_id, language=asked.lang, agent_channel=channel)
        with self._turn:
            heard = listen(path, options, self.engine)
        return sound_of(heard, asked)


def sound_of(heard: Heard, asked: Asked) -> Sound:
    """What the ear heard, as the rest of the application keeps it."""
    transcript = replace(heard.transcript, id=asked.call_id, file=asked.file, sha256=asked.sha256)
    return Sound(
        transcript=transcript,
        acoustics=heard.acoustics.as_dict(),
        lanes=lanes_by_speaker(transcript.turns, heard.peaks.duration_s, heard.peaks.lanes),
    )


class RubricAssessor:
    """Judges by a rubric (as shipped unless told) and the country's rulebook of the day; by a second judge too, where set."""

    def __init__(self, settings: Settings, rubric: Rubric | None = None, first: Judge | None = None) -> None:
        self._settings = settings
        self._rubric = rubric
        self._first = first
        self._own: dict[Path, RubricAssessor] = {}
        self._ruled: dict[str, RubricAssessor] = {}

    @cached_property
    def rubric(self) -> Rubric:
        """What it judges by. Raises BadRubric."""
        return self._rubric or load_rubric()

    @cached_property
    def judge(self) -> Judge:
        """The local judge, or the opinion of both. Raises NoJudge or BadOptions."""
        return self._with_second(self._first or self.local)

    @cached_property
    def local(self) -> LocalJudge:
        """The judge as it ships; every client's own heads stand on its network."""
        return LocalJudge()

    def _with_second(self, local: Judge) -> Judge:
        second = second_judge(self._settings, self.rubric)
        return SecondOpinion(local, second) if second else local

    def by_heads(self, path: Path) -> "RubricAssessor":
        """The same assessor over a client's own heads, read once a process; the file's name is its hash. Raises NoJudge."""
        with _lock:
            if path not in self._own:
                adapted = AdaptedJudge(self.local, read_version(path.read_bytes()))
                self._own[path] = RubricAssessor(self._settings, self._rubric, adapted)
            return self._own[path]

    def by_rubric(self, rubric: Rubric) -> "RubricAssessor":
        """The same assessor by a client's own version of the rubric; network and heads are shared. Raises NoJudge."""
        if rubric.sha256 == self.rubric.sha256:
            return self
        with _lock:
            if rubric.sha256 not in self._ruled:
                self._ruled[rubric.sha256] = RubricAssessor(self._settings, rubric, self._first or self.local)
            return self._ruled[rubric.sha256]

    def spending(self) -> Spending | None:
        """What the second judge cost so far; None where there is none."""
        asked = self.judge.second if isinstance(self.judge, SecondOpinion) else None
        return asked.spending() if isinstance(asked, EndpointJudge) else None

    def assess(self, call: Call, acoustics: Mapping[str, Any] | None, role_confidence: float | None) -> Result:
        """The result of a call. Raises AuditError."""
        law = rulebook(call.country, call.called_at.date()) if call.called_at else None
        judgement = self.judge.judge(call)
        voice = voice_tone(call, acoustics, role_confidence) if acoustics else None
        return explained(scored(call, judgement, self.rubric, law, voice, role_confidence), judgement)
