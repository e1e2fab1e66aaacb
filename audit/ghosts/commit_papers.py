"""What a wave promises besides its ghosts: plan and hypotheses, the law and the rubric it will judge by, the judge's version."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from audit.evidence.chain import canonical
from audit.ghosts.commit_slots import Committed, Kept
from audit.rubric import load_rubric, rubric_bytes
from audit.rulebooks import countries, rulebook_bytes

_KINDS = {
    "plan": Kept.PLAN,
    "hypotheses": Kept.HYPOTHESES,
    "hipotesis": Kept.HYPOTHESES,
    "protocol": Kept.PAPER,
    "protocolo": Kept.PAPER,
    "missions": Kept.PAPER,
    "misiones": Kept.PAPER,
    "covertness": Kept.PAPER,
}
_WHOLE_BYTES = 4 * 1024 * 1024


def papers_in(folder: Path) -> list[Committed]:
    """The papers of a wave's folder that are known by name; a large one is promised by its hash."""
    found = [path for path in sorted(folder.iterdir()) if path.is_file() and path.stem.lower() in _KINDS]
    return [Committed(_KINDS[path.stem.lower()], path.name, _content(path)) for path in found]


def standing_papers(of: Iterable[str], rubric: str | None = None) -> list[Committed]:
    """The rulebooks of the countries, the rubric (the newest unless named) and the shipped judge's manifest. Raises BadRubric."""
    known = countries()
    books = [Committed(Kept.RULEBOOK, f"rulebook-{code}.yaml", rulebook_bytes(code)) for code in sorted({*of}) if code in known]
    chosen = load_rubric(rubric) if rubric else load_rubric()
    judge = Path(__file__).parents[1] / "judges" / "weights" / "manifest.json"
    return [
        *books,
        Committed(Kept.RUBRIC, f"rubric-{chosen.id}.yaml", rubric_bytes(chosen.id)),
        Committed(Kept.MODELS, "judge.json", judge.read_bytes()),
    ]


def _content(path: Path) -> bytes:
    data = path.read_bytes()
    if len(data) <= _WHOLE_BYTES:
        return data
    return canonical({"file": path.name, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data)})
