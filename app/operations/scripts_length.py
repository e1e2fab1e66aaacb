"""How long a message is on its channel, and what an SMS becomes: segments of GSM 7-bit or, with one letter outside it, of UCS-2.

GSM 7-bit default alphabet and its extension table: 3GPP TS 23.038. á, í, ó and ú are not in it; é, ñ, ü, ¡ and ¿ are.
"""

from dataclasses import dataclass
from math import ceil

from audit.contacts.contact import Channel

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "^{}\\[~]|€\f"
MOST = {
    Channel.SMS: 480,
    Channel.WHATSAPP: 1024,
    Channel.PUSH: 178,
    Channel.EMAIL: 5000,
    Channel.LETTER: 6000,
    Channel.SOCIAL_MEDIA: 1000,
    Channel.VOICEMAIL: 600,
    Channel.IVR_PRERECORDED: 600,
    Channel.VOICE: 8000,
}
"""Characters a channel carries well: three SMS; the body of a WhatsApp template; what a locked phone shows of a push."""
MOST_SUBJECT = 70


@dataclass(frozen=True, slots=True)
class Length:
    """Characters, of how many at most; for SMS its `segments` and `encoding`, and `costly`, the letters that made it UCS-2."""

    characters: int
    most: int
    segments: int | None = None
    encoding: str | None = None
    costly: str = ""

    @property
    def over(self) -> bool:
        """Whether it is too long."""
        return self.characters > self.most


def length(text: str, channel: Channel) -> Length:
    """The length of a text on a channel."""
    if channel is not Channel.SMS:
        return Length(len(text), MOST[channel])
    costly = "".join(dict.fromkeys(c for c in text if c not in _BASIC and c not in _EXTENDED))
    if costly:
        units = len(text.encode("utf-16-be")) // 2
        return Length(units, MOST[channel], 1 if units <= 70 else ceil(units / 67), "UCS-2", costly)
    units = len(text) + sum(c in _EXTENDED for c in text)
    return Length(units, MOST[channel], 1 if units <= 160 else ceil(units / 153), "GSM-7")
