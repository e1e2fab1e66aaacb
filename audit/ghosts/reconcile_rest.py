"""Rows without a contact and contacts without a row: which of them can be held against the vendor, and which cannot."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from scipy.stats import binom

from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.ghosts.matching import EARLY_S, LATE_S, Pair, Placed
from audit.ghosts.matching_clock import Event, alike
from audit.ghosts.reconcile_kinds import Kind, Said, said, unsure
from audit.ghosts.reconcile_lines import Lines, Medium, Up, medium_of
from audit.ghosts.vendor_log import NOBODY, PHONE, SPOKE_WITH_DEBTOR, Claimed, LogShape
from audit.ghosts.vendor_log_values import bare_phone

NEAR_S = 150.0
_NOTE_S = 1800.0
_REDIAL_S = 300.0
_BUSY_DAY = 5
_USUAL_LOSS = 0.05
_LOSS_EXCLUDED = 0.01
_UNTRACKED = frozenset({Channel.LETTER, Channel.VISIT, Channel.PUSH, Channel.SOCIAL_MEDIA})
_UP_WORDS = {
    Up.KNOWN: ("la línea estaba activa", "the line was up"),
    Up.PRESUMED: ("la línea recibió contactos antes y después", "the line received contacts before and after"),
}


LINE_UNKNOWN = unsure("no se sabe si la línea estaba activa", "whether the line was up is not known")


@dataclass(frozen=True, slots=True)
class Observed:
    """From when to when the ghosts were listening, epoch seconds."""

    begins: float
    ends: float


def unheard(
    ghost: str,
    row: Placed,
    others: Sequence[Placed],
    pairs: Sequence[Pair],
    lines: Lines,
    observed: Observed,
    losses: frozenset[Channel],
) -> Said:
    """What can be said of a row nothing answers to. `others` are the ghost's other such rows, `losses` lossy channels."""
    claim = row.row
    if claim.wall is None:
        return unsure(f"la hora «{claim.written}» no se puede leer", f"the time “{claim.written}” cannot be read")
    if claim.direction is Direction.INBOUND:
        return unsure("anota una llamada del deudor: no se compara", "claims a call by the debtor: not compared")
    if claim.result is Claimed.FAILED:
        return unsure("anota que falló, y nada llegó", "says that it failed, and nothing came")
    if claim.channel is None and (claim.channel_text or claim.result in (None, Claimed.UNKNOWN)):
        return unsure("no se sabe si esa fila dice un contacto", "whether that row claims a contact is not known")
    if claim.channel in _UNTRACKED:
        return unsure("lo que se envía por ese canal puede perderse", "what is sent by that channel may be lost")
    if (same := same_again(row, others, pairs)) is not None:
        return same
    if row.at is None:
        return unsure("solo anota el día", "only the day is logged")
    if not observed.begins <= row.at <= observed.ends:
        return unsure("fuera del período en que el fantasma escuchaba", "outside the period in which the ghost listened")
    if claim.channel in losses and claim.result is not Claimed.DELIVERED:
        return unsure("un mensaje enviado puede perderse en la red", "a message sent may be lost on the way")
    medium = medium_of(claim.channel)
    up = lines.up(ghost, medium, row.at)
    if up is Up.PRESUMED and medium is Medium.TELEPHONE and claim.result in (None, *NOBODY) and lines.few(medium):
        up = Up.LOST_LIKELY
    if up not in _UP_WORDS:
        return _line_unsure(up)
    shown = claim.result_text or "—"
    es, en = _UP_WORDS[up]
    return said(Kind.FAKE_ATTEMPT, f"anota «{shown}»; nada llegó y {es}", f"logged “{shown}”; nothing came and {en}")


def _line_unsure(up: Up) -> Said:
    if up is Up.DOWN:
        return unsure("la línea del fantasma estaba caída", "the ghost's line was down")
    if up is Up.LOST_LIKELY:
        return unsure("tan pocas que la red puede haberlas perdido", "so few that the network may have lost them")
    if up is Up.OUTAGE_LIKELY:
        return unsure(
            "varias seguidas sin nada: la línea pudo caer", "several in a row with nothing: the line may have been down"
        )
    return LINE_UNKNOWN


def same_again(row: Placed, others: Sequence[Placed], pairs: Sequence[Pair]) -> Said | None:
    """A row that may be another's second copy, or a note on a contact that has its row."""
    if row.at is None:
        return None
    for pair in pairs:
        at = pair.placed.at if pair.placed.at is not None else pair.event.at
        if not alike(row.row, pair.event.contact):
            continue
        apart = min(abs(row.at - at), abs(row.at - pair.event.at), abs(row.at - pair.event.ends))
        if apart <= NEAR_S + row.clock.grain_s:
            if same_words(row, pair.placed) or row.row.channel not in PHONE:
                return said(Kind.DUPLICATE, "el mismo contacto, anotado dos veces", "the same contact, logged twice")
            return unsure("puede ser el mismo contacto anotado otra vez", "may be the same contact logged again")
        later = row.at - pair.event.at
        if row.row.system != pair.placed.row.system and -EARLY_S <= later <= LATE_S:
            return unsure(
                "puede ser el mismo contacto, anotado por otro sistema", "may be the same contact, logged by another system"
            )
        note = row.row.result in SPOKE_WITH_DEBTOR and not row.row.duration_s and not row.row.caller_id
        if note and 0 <= row.at - at <= _NOTE_S:
            return unsure("puede ser una nota de un contacto anterior", "may be a note on an earlier contact")
    copies = [
        o for o in others if o.at is not None and abs(o.at - row.at) <= 2 and o.row.line < row.row.line and same_words(row, o)
    ]
    return said(Kind.DUPLICATE, "la misma fila, anotada dos veces", "the same row, logged twice") if copies else None


def same_words(one: Placed, other: Placed) -> bool:
    """Whether two rows say the same: result, duration and agent."""
    a, b = one.row, other.row
    same = a.result is b.result or (a.result in NOBODY and b.result in NOBODY)
    return same and (a.duration_s or 0) == (b.duration_s or 0) and (a.agent or "") == (b.agent or "")


def usual_losses(sent: Mapping[Channel, int], lost: Mapping[Channel, int]) -> frozenset[Channel]:
    """Written channels whose unreceived share a loss of 5 % explains: there no single message is held against the vendor."""
    written = (Channel.SMS, Channel.WHATSAPP, Channel.EMAIL)
    return frozenset(
        c
        for c in written
        if lost.get(c, 0) and float(binom.sf(lost[c] - 1, max(sent.get(c, 0), lost[c]), _USUAL_LOSS)) >= _LOSS_EXCLUDED
    )


class Coverage:
    """Which days and channels the log covers, by its own rows (other people's too), in the time its main clock keeps."""

    def __init__(self, shape: LogShape, first: float | None, last: float | None) -> None:
        self._shape, self._first, self._last = shape, first, last
        by_weekday: dict[int, list[int]] = defaultdict(list)
        for day, count in shape.days.items():
            by_weekday[day.weekday()].append(count)
        self._usual = {weekday: median(counts) for weekday, counts in by_weekday.items()}

    def lacks(self, contact: Contact, local: date) -> tuple[str, str] | None:
        """Why the log may not cover a contact, in Spanish and English; None where it does."""
        at = contact.at.timestamp()
        if self._first is None or self._last is None or not self._first <= at <= self._last:
            return "el registro no llega hasta esa fecha", "the log does not reach that date"
        if local not in self._shape.days and self._usual.get(local.weekday(), 0) >= _BUSY_DAY:
            return "el registro no tiene ninguna fila de ese día", "the log has no row at all of that day"
        known = self._shape.channels
        if known and contact.channel not in known and not (contact.channel in PHONE and PHONE & set(known)):
            return "el registro no cubre ese canal", "the log does not cover that channel"
        return None


def unlogged(event: Event, pairs: Sequence[Pair], coverage: Coverage, absent: bool, attributed: bool) -> Said:
    """What can be said of a contact without a row. `absent`: its ghost is not in the log at all, more than chance explains."""
    contact = event.contact
    if not attributed:
        return unsure("no se sabe quién lo hizo", "who made it is not known")
    if contact.direction is Direction.INBOUND:
        return unsure("lo inició el fantasma", "the ghost began it")
    if absent:
        return unsure(
            "el fantasma no está en el registro: pídalo completo", "the ghost is not in the log at all: ask for all of it"
        )
    if missing := coverage.lacks(contact, contact.local.date()):
        return unsure(*missing)
    for pair in pairs:
        other = pair.event.contact
        apart = abs((contact.at - other.at).total_seconds())
        if bare_phone(other.caller_id) != bare_phone(contact.caller_id) and contact.caller_id and other.caller_id:
            continue
        if other.channel is contact.channel and contact.channel not in PHONE and apart <= NEAR_S:
            return unsure("puede ser parte del mensaje anterior", "may be part of the message before")
        ring = contact.answered_by in (AnsweredBy.NONE, AnsweredBy.MACHINE)
        if other.channel in PHONE and contact.channel in PHONE and apart <= _REDIAL_S and ring:
            return unsure("puede ser un reintento de la misma llamada", "may be a redial of the same call")
    when = contact.local.strftime("%d/%m %H:%M")
    return said(Kind.NOT_LOGGED, f"llegó el {when} y el registro no lo tiene", f"it came on {when} and the log does not have it")
