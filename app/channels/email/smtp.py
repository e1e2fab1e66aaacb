"""E-mail out by SMTP (RFC 5321), with STARTTLS or TLS from the start, and one-click unsubscribing (RFC 8058)."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate

from app.channels.shape import Accepted, Message, NotSent, Unsure, Why

TIMEOUT_S = 20
_WIRE = SMTP.clone(max_line_length=990, cte_type="7bit")
"""Headers are not folded: folding would turn a long address in one into an encoded word, which no mail programme can press."""
_REFUSED = 500
_NOBODY = (550, 551, 553)


@dataclass(frozen=True, slots=True)
class SmtpMail:
    """`sender` is the address letters come from; what bounces comes back to `bounces+REF@its domain`."""

    host: str
    port: int
    sender: str
    name: str = ""
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    starttls: bool = False
    tls: bool = False
    provider: str = "smtp"

    def send(self, message: Message) -> Accepted:
        """One letter, one recipient. Raises NotSent, Unsure."""
        letter = self.letter(message)
        handed = taken = False
        try:
            with self._open() as server:
                server.ehlo_or_helo_if_needed()
                if self.starttls:
                    server.starttls(context=ssl.create_default_context())
                if self.user is not None:
                    server.login(self.user, self.password or "")
                _accepted(server.mail(bounces_to(self.sender, message.ref)))
                _accepted(server.rcpt(message.to))
                handed = True
                _accepted(server.data(letter.as_bytes(policy=_WIRE)))
                taken = True
        except smtplib.SMTPResponseException as cause:
            if not taken:  # a quarrel at the goodbye changes nothing
                again, said = cause.smtp_code < _REFUSED, f"{self.provider}: {cause.smtp_code}"
                why = Why.NO_SUCH_ADDRESS if cause.smtp_code in _NOBODY else Why.OTHER
                raise NotSent(f"{said}: no lo acepta", f"{said}: not accepted", again, why) from cause
        except (smtplib.SMTPException, OSError) as cause:
            if handed and not taken:
                raise Unsure(f"{self.provider}: se cortó al enviar", f"{self.provider}: the line broke while sending") from cause
            if not taken:
                raise NotSent(f"{self.provider}: no responde", f"{self.provider}: does not answer", again=True) from cause
        return Accepted(message_id(self.sender, message.ref))

    def _open(self) -> smtplib.SMTP:
        if self.tls:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_S, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_S)

    def letter(self, message: Message) -> EmailMessage:
        """The letter as it goes out. Raises NotSent for an address or subject that no letter may bear."""
        made = EmailMessage()
        try:
            local, _, domain = self.sender.rpartition("@")
            made["From"] = Address(self.name, local, domain)
            message.to.encode("ascii")  # not every server takes letters beyond it, and none says so in time
            made["To"] = message.to
            made["Subject"] = message.subject or ""
        except (ValueError, IndexError) as cause:
            raise NotSent("correo: dirección o asunto inválidos", "e-mail: invalid address or subject") from cause
        made["Date"] = formatdate()
        made["Message-ID"] = message_id(self.sender, message.ref)
        made["Content-Language"] = message.language
        made["Auto-Submitted"] = "auto-generated"
        if message.unsubscribe:
            made["List-Unsubscribe"] = f"<{message.unsubscribe}>"
            made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        made.set_content(message.text, cte="quoted-printable")
        for file in message.files:
            main, _, sub = file.kind.partition("/")
            made.add_attachment(file.data, maintype=main, subtype=sub, filename=file.name)
        return made


def message_id(sender: str, ref: str) -> str:
    """Ours says which message it is, so that answers and bounces find it."""
    return f"<trasluz.{ref}@{sender.rpartition('@')[2]}>"


def bounces_to(sender: str, ref: str) -> str:
    """The envelope's sender."""
    return f"bounces+{ref}@{sender.rpartition('@')[2]}"


def _accepted(answer: tuple[int, bytes]) -> None:
    code, said = answer
    if not 200 <= code < 400:
        raise smtplib.SMTPResponseException(code, said)
