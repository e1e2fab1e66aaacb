"""Words of somebody in danger: a person who says they want to die is heard at once, whatever else the call is about."""

import re
from collections.abc import Sequence

from audit.judges.sentences import plain
from speech.transcript import Speaker, Turn

_SAID = re.compile(
    r"\b(me (quiero|voy a|quisiera) (morir|matar)|quiero morir(me)?|no quiero (seguir )?vivi\w*( mas)?|ya no quiero vivir"
    r"|quitar(me)? la vida|suicid\w+|mejor (estar )?muert[oa]|acabar con (mi vida|todo esto)|matarme"
    r"|(want|going|rather) to (die|kill myself)|kill myself|end my life|end it all|better off dead|suicid\w+"
    r"|don'?t want to (live|be alive))\b"
)


def danger(turns: Sequence[Turn], anybody: bool = False) -> list[Turn]:
    """Turns of anybody but the agent that speak of dying; of `anybody` where nobody knows who speaks."""
    return [t for t in turns if (anybody or t.speaker is not Speaker.AGENT) and _SAID.search(plain(t.text))]
