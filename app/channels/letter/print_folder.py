"""Letters: a PDF and a line of what it is in a folder that a printer's own programme collects."""

import json
from dataclasses import dataclass
from pathlib import Path

import typst

from app.channels.shape import Accepted, Message, NotSent

_PAGE = """
#set page(paper: "a4", margin: 2.5cm)
#set text(size: 11pt, lang: sys.inputs.lang)
#set par(justify: true)
#block(height: 3.2cm, text(size: 10pt, sys.inputs.to))
#strong(sys.inputs.subject)
#v(0.6cm)
#sys.inputs.text
"""


@dataclass(frozen=True, slots=True)
class PrintFolder:
    """`folder` is made where it is missing."""

    folder: Path
    provider: str = "print-folder"

    def send(self, message: Message) -> Accepted:
        """Write it whole or not at all; the same `ref` again is the same file. Raises NotSent."""
        words = {"to": message.to, "subject": message.subject or "", "text": message.text, "lang": message.language[:2]}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            pdf = typst.compile(_PAGE.encode(), sys_inputs=words)
            for name, content in ((f"{message.ref}.pdf", pdf), (f"{message.ref}.json", _line(message))):
                part = self.folder / f".{name}.part"
                part.write_bytes(content)
                part.replace(self.folder / name)
        except (OSError, RuntimeError) as cause:
            raise NotSent("carta: no se pudo escribir", "letter: could not be written", again=True) from cause
        return Accepted(f"letter-{message.ref}")


def _line(message: Message) -> bytes:
    return json.dumps({"ref": message.ref, "to": message.to, "language": message.language}, ensure_ascii=False).encode()
