"""The vendor's right of reply: nothing is published before it was told and its term passed or it answered."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from audit.ghosts.guard import NotAllowed

DEFAULT_TERM = timedelta(days=10)


class Stage(StrEnum):
    """Where findings stand on their way out."""

    DRAFT = "draft"
    SENT = "sent"
    REPLIED = "replied"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Reply:
    """Findings on their way out. `findings_sha256` is what the vendor was shown: what is published is that, or is sent again."""

    vendor: str
    findings_sha256: str
    stage: Stage = Stage.DRAFT
    sent_at: datetime | None = None
    term: timedelta = DEFAULT_TERM
    replied_at: datetime | None = None
    text: str | None = None
    published_at: datetime | None = None

    def send(self, at: datetime, term: timedelta = DEFAULT_TERM) -> "Reply":
        """Sent to the vendor. Raises NotAllowed out of draft, or for a term under a day."""
        self._demand(Stage.DRAFT, "enviar", "send")
        if term < timedelta(days=1):
            raise NotAllowed(f"plazo {term}: dé al menos un día", f"term {term}: give at least a day")
        return replace(self, stage=Stage.SENT, sent_at=at, term=term)

    def answer(self, at: datetime, text: str) -> "Reply":
        """The vendor's answer; a later one replaces it. Raises NotAllowed before it was sent or after publication."""
        self._demand(Stage.SENT if self.stage is not Stage.REPLIED else Stage.REPLIED, "responder", "answer")
        if not text.strip() or (self.sent_at and at < self.sent_at):
            raise NotAllowed("la respuesta está vacía o es anterior al envío", "the answer is empty or earlier than the sending")
        return replace(self, stage=Stage.REPLIED, replied_at=at, text=text.strip())

    def term_passed(self, at: datetime) -> bool:
        """Whether the vendor had its time."""
        return self.sent_at is not None and at >= self.sent_at + self.term

    def amended(self, findings_sha256: str) -> "Reply":
        """Other findings: back to draft, because the vendor has not seen them. Raises NotAllowed once published."""
        if self.stage is Stage.PUBLISHED:
            raise NotAllowed(
                "lo publicado no se cambia; abra otra versión", "what is published is not changed; open another version"
            )
        return self if findings_sha256 == self.findings_sha256 else Reply(self.vendor, findings_sha256, term=self.term)

    def publish(self, at: datetime, findings_sha256: str) -> "Reply":
        """Published. Raises NotAllowed for findings other than those sent, or before the reply or the end of the term."""
        if self.stage not in (Stage.SENT, Stage.REPLIED) or self.sent_at is None:
            raise NotAllowed(
                f"«{self.stage}»: envíe antes los hallazgos al proveedor",
                f"“{self.stage}”: first send the findings to the vendor",
            )
        if findings_sha256 != self.findings_sha256:
            raise NotAllowed(
                "los hallazgos no son los que el proveedor vio; envíelos", "these are not the findings the vendor saw; send them"
            )
        if self.stage is Stage.SENT and not self.term_passed(at):
            until = (self.sent_at + self.term).strftime("%d/%m/%Y %H:%M")
            raise NotAllowed(f"el proveedor puede responder hasta el {until}", f"the vendor may answer until {until}")
        return replace(self, stage=Stage.PUBLISHED, published_at=at)

    def _demand(self, stage: Stage, es: str, en: str) -> None:
        if self.stage is not stage:
            raise NotAllowed(f"no se puede {es} en «{self.stage}»", f"cannot {en} in “{self.stage}”")
