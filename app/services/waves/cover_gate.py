"""Does a vendor's file leave from the command line? Only with the laboratory's release, or with a reason that is sealed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import AppError, BadInput
from app.services.waves.choose_layout import keeps_contact
from app.services.waves.desk import reason_of
from audit.evidence.chain import canonical
from audit.ghosts.commit_slots import Committed, Kept
from audit.ghosts.covertness.covertness import FORMAT, Covertness, Verdict
from audit.ghosts.covertness.faults import BadPortfolio
from audit.ghosts.covertness.lab import Options, lab
from audit.ghosts.covertness.table import Table
from audit.ghosts.covertness.verdict_words import explanation
from audit.ghosts.handoff import Handed, Planted
from audit.ghosts.handoff_files import Portfolio, rows_of

PAPER = "covertness-verdict.json"


class NotCovert(AppError):
    """The file may give ghosts away, so it does not leave."""

    code = "not_covert"
    status = 409


@dataclass(frozen=True, slots=True)
class Gate:
    """What the client brings: the laboratory's report of this file, or None to ask it now; why to go on without a verdict."""

    report: Path | None = None
    override: str | None = None

    def papers(self, portfolio: Portfolio, handed: Handed, ghosts: Sequence[Planted]) -> list[Committed]:
        """What is sealed of the answer. Raises NotCovert for a leak, and for a "cannot tell" without a reason; BadInput for a
        file by which nobody could be reached."""
        keeps_contact(handed.layout, portfolio)
        found = _read(self.report, handed, len(ghosts)) if self.report else _asked(portfolio, handed, ghosts)
        verdict, reason = found["verdict"], reason_of(self.override, "--override") if self.override is not None else None
        why_es, why_en = found["explanation"]["es"], found["explanation"]["en"]
        if verdict == Verdict.LEAK:
            raise NotCovert(
                f"el archivo no sale: el laboratorio dice que delata a los fantasmas. {why_es} Cree los fantasmas otra vez; "
                f"una delación no se puede pasar por alto",
                f"the file does not leave: the laboratory says it gives ghosts away. {why_en} Create the ghosts again; "
                f"a leak cannot be overridden",
            )
        if verdict != Verdict.RELEASE and reason is None:
            raise NotCovert(
                f"el archivo no sale: el laboratorio no puede saber. {why_es} Use más fantasmas, o --override «motivo»: queda "
                f"sellado con la ola",
                f"the file does not leave: the laboratory cannot tell. {why_en} Use more ghosts, or --override «reason»: it is "
                f"sealed with the wave",
            )
        sealed = {"report": found, "file_sha256": handed.sha256, "override": reason if verdict != Verdict.RELEASE else None}
        return [Committed(Kept.PAPER, PAPER, canonical(sealed))]


def _asked(portfolio: Portfolio, handed: Handed, ghosts: Sequence[Planted]) -> dict[str, Any]:
    names = tuple(c.name for c in handed.layout.columns)
    real = _table(portfolio.names, portfolio.rows)
    file = _table(names, list(rows_of(handed.content, handed.layout)))
    try:
        found = lab(real, file, Options(named=tuple(g.account_id for g in ghosts), threads=1))
    except BadPortfolio as cause:
        words = {"es": f"{cause.words.es}.", "en": f"{cause.words.en}."}
        return {"verdict": Verdict.CANNOT_TELL.value, "explanation": words, "reasons": ["not_judged"]}
    return _told(found)


def _told(found: Covertness) -> dict[str, Any]:
    said, strongest = explanation(found), found.strongest
    return {
        "verdict": found.verdict.value,
        "explanation": {"es": said.es, "en": said.en},
        "reasons": [r.value for r in found.reasons],
        "auc": [str(round(n, 6)) for n in (strongest.value, strongest.low, strongest.high)] if strongest else None,
        "ghosts": len(found.ghost_rows),
        "real_rows_handed": found.real_rows_handed,
        "seed": found.seed,
        "versions": dict(found.versions),
    }


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    return Table("cartera", tuple(names), tuple(tuple(column) for column in zip(*rows, strict=True)))


def _read(path: Path, handed: Handed, ghosts: int) -> dict[str, Any]:
    """A report of `trasluz ghosts covertness` about as many ghosts among as many accounts. Raises BadInput."""
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
        if row["format"] != FORMAT:
            raise ValueError(row["format"])
        counted = (int(row["ghosts"]), int(row["real_rows_handed"]))
        kept = {
            "verdict": Verdict(row["verdict"]).value,
            "explanation": {lang: str(row["explanation"][lang]) for lang in ("es", "en")},
        }
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as cause:
        raise BadInput(
            f"{path}: no es un informe de «trasluz ghosts covertness» ({cause}); dé su covertness.json, o no dé ninguno",
            f"{path}: not a report of «trasluz ghosts covertness» ({cause}); give its covertness.json, or none",
        ) from cause
    expected = (ghosts, handed.rows - ghosts)
    if counted != expected:
        raise BadInput(
            f"{path}: trata de {counted[0]} fantasmas entre {counted[1]} cuentas y el archivo lleva {expected[0]} entre "
            f"{expected[1]}; hágalo de nuevo con este archivo",
            f"{path}: is about {counted[0]} ghosts among {counted[1]} accounts and the file has {expected[0]} among "
            f"{expected[1]}; make it anew of this file",
        )
    return {**kept, "reasons": [str(r) for r in row.get("reasons", ())], "ghosts": ghosts, "real_rows_handed": expected[1]}
