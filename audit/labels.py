"""The names the local judge's network answers to, in the order of its outputs."""

from audit.calls import DUTIES, STATES, VIOLATIONS

CUES = ("hardship", "dispute", "contact_request", "rights", "refusal", "promise", "wrong_party", "third_party")
LABELS = tuple(f"#{d}" for d in DUTIES) + tuple(f"!{v}" for v in VIOLATIONS) + tuple(f"^{c}" for c in CUES)
INDEX = {name: i for i, name in enumerate(LABELS)}
TONE = len(LABELS)
WIDTH = len(LABELS) + 1 + len(STATES)
