"""Judges the made-up calls of the demo's own desk anew with the local judge, into synthetic/vendors/demo_desk_judged.jsonl.xz.

python tools/judge_demo_desk.py    # minutes
"""

import json
import lzma
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from app.engines import RubricAssessor  # noqa: E402
from app.settings import Settings  # noqa: E402
from audit.calls import call_from  # noqa: E402
from synthetic.vendors.demo_calls import WRITTEN_FOR  # noqa: E402
from synthetic.vendors.demo_desk import desk_call_on, desk_calls, desk_row  # noqa: E402

OUT = ROOT / "synthetic" / "vendors" / "demo_desk_judged.jsonl.xz"


def judged() -> str:
    """The results, each promise's day as days after its call."""
    judge, lines = RubricAssessor(Settings.from_env()), []
    for n, call in enumerate(desk_calls()):
        result = judge.assess(call_from(desk_row(call, WRITTEN_FOR), "demo"), None, None).as_dict()
        if result["outcome"]["date"]:
            made = desk_call_on(call, WRITTEN_FOR).date()
            result["outcome"]["date"] = (date.fromisoformat(result["outcome"]["date"]) - made).days
        lines.append(json.dumps(result, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n")
        if n % 20 == 0:
            print(n, flush=True)
    return "".join(lines)


if __name__ == "__main__":
    OUT.write_bytes(lzma.compress(judged().encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{OUT}: {OUT.stat().st_size} bytes")
