"""Judges the made-up calls of the demo's vendors anew with the local judge, into synthetic/vendors/demo_judged.jsonl.xz.

python tools/judge_demo_calls.py [RESULTS.jsonl]    # minutes; with the results of `trasluz score`, only packs them
"""

import json
import lzma
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.engines import RubricAssessor  # noqa: E402
from app.services.score_calls import score_calls  # noqa: E402
from app.settings import Settings  # noqa: E402
from audit.calls import call_from  # noqa: E402
from synthetic.vendors.demo_calls import WRITTEN_FOR, demo_calls, on, row  # noqa: E402

OUT = ROOT / "synthetic" / "vendors" / "demo_judged.jsonl.xz"


def judged() -> str:
    """The lines of results.jsonl."""
    calls = [call_from(row(call, WRITTEN_FOR), "demo") for call in demo_calls()]
    with TemporaryDirectory() as folder:
        path = score_calls(calls, Path(folder), RubricAssessor(Settings.from_env()), print)
        return path.read_text(encoding="utf-8")


def packed(lines: str) -> bytes:
    """The results, each promise's day as days after its call."""
    calls = {call.id: call for call in demo_calls()}
    rows = [json.loads(line) for line in lines.splitlines()]
    for result in rows:
        outcome = result["outcome"]
        if outcome["date"]:
            made = on(calls[result["id"]], WRITTEN_FOR).date()
            outcome["date"] = (date.fromisoformat(outcome["date"]) - made).days
    text = "".join(json.dumps(r, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n" for r in rows)
    return lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME)


if __name__ == "__main__":
    OUT.write_bytes(packed(Path(sys.argv[1]).read_text(encoding="utf-8") if sys.argv[1:] else judged()))
    print(f"{OUT}: {OUT.stat().st_size} bytes")
