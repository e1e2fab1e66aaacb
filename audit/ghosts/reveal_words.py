"""What a check of a reveal says to the vendor or the regulator: what holds, and what nobody checked."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from audit.data_file import Words
from audit.evidence.redacted import Checked
from audit.ghosts.commit_slots import Commitment
from audit.ghosts.events import Entry, Happened
from audit.ghosts.reveal_witness import witnessed

_NOTHING = (Happened.PAD, Happened.DAY_CLOSED, Happened.REVEALED)


@dataclass(frozen=True, slots=True)
class Seen:
    """The figures of a reveal that holds."""

    commitment: Commitment
    full: bool
    slots: int
    things: int
    papers: tuple[str, ...]
    ghosts: int
    in_file: int
    files: int
    own_file: bool
    entries: tuple[Entry, ...]
    heads: int
    copies: tuple[Checked, ...]
    whole: int
    held_commitment: bool
    held_heads: bool


def told(seen: Seen) -> Iterator[Words]:
    """The sentences, what holds first."""
    yield _promise(seen)
    if seen.papers:
        names = ", ".join(seen.papers)
        yield Words(f"Además de fantasmas se prometió: {names}.", f"Besides ghosts, what was promised: {names}.")
    yield _ghosts(seen)
    yield _events(seen)
    if seen.copies or seen.whole:
        yield _sound(seen)
    yield witnessed(seen.commitment)
    yield from _unchecked(seen)


def _promise(seen: Seen) -> Words:
    when = seen.commitment.at.isoformat()
    total, empty = len(seen.commitment.slots), seen.slots - seen.things
    if seen.full:
        return Words(
            f"Promesa: los {total} casilleros se abrieron ({seen.things} con algo, {empty} vacíos) y todos coinciden; "
            f"fecha según el cliente: {when}.",
            f"Promise: all {total} slots were opened ({seen.things} hold something, {empty} are empty) and all match; "
            f"date as the client tells it: {when}.",
        )
    return Words(
        f"Promesa: se abrieron {seen.slots} de {total} casilleros y coinciden; el resto sigue cerrado y nada dice de ellos; "
        f"fecha según el cliente: {when}.",
        f"Promise: {seen.slots} of {total} slots were opened and match; the rest stays closed and nothing is told of them; "
        f"date as the client tells it: {when}.",
    )


def _ghosts(seen: Seen) -> Words:
    if not seen.files:
        return Words(
            f"Fantasmas: {seen.ghosts} estaban comprometidos; que estén en el archivo entregado no se comprobó: falta el archivo "
            "(use --handoff).",
            f"Ghosts: {seen.ghosts} were committed; that they are in the file handed over was not checked: the file is missing "
            "(use --handoff).",
        )
    own = Words(", que es el suyo", ", which is yours") if seen.own_file else Words("", "")
    return Words(
        f"Fantasmas: {seen.in_file} de {seen.ghosts} comprometidos, cada uno en su fila del archivo entregado{own.es}.",
        f"Ghosts: {seen.in_file} of {seen.ghosts} were committed and each stands in its row of the file handed over{own.en}.",
    )


def _events(seen: Seen) -> Words:
    kinds = Counter(entry.event.kind for entry in seen.entries if entry.event)
    lived = sum(n for kind, n in kinds.items() if kind not in _NOTHING)
    if seen.full:
        return Words(
            f"Hechos: {lived} en cadena ({kinds[Happened.CONTACT]} contactos, {kinds[Happened.FINDING]} hallazgos), sin huecos, "
            f"hasta la última cabeza publicada (van {seen.heads}).",
            f"Events: {lived} chained ({kinds[Happened.CONTACT]} contacts, {kinds[Happened.FINDING]} findings), without gaps, "
            f"up to the last published head ({seen.heads} so far).",
        )
    return Words(
        f"Hechos: {lived} abiertos, cada uno en su lugar de la cadena, que llega a la última cabeza publicada (van "
        f"{seen.heads}).",
        f"Events: {lived} opened, each in its place of the chain, which reaches the last published head ({seen.heads} so far).",
    )


def _sound(seen: Seen) -> Words:
    silent, whole = sum(c.silenced_s for c in seen.copies), sum(c.duration_s for c in seen.copies)
    return Words(
        f"Evidencia: {len(seen.copies)} grabaciones editadas salen de la original sellada "
        f"({silent:.1f} de {whole:.1f} s en silencio); "
        f"{seen.whole} archivos enteros.",
        f"Evidence: {len(seen.copies)} redacted recordings come from the sealed original "
        f"({silent:.1f} of {whole:.1f} s silenced); "
        f"{seen.whole} files whole.",
    )


def _unchecked(seen: Seen) -> Iterator[Words]:
    if not seen.held_commitment:
        yield Words(
            "Sin comprobar: que el compromiso sea anterior a la entrega; compare con el que recibió (--commitment).",
            "Not checked: that the commitment is older than the handoff; compare with the one you received (--commitment).",
        )
    if not seen.held_heads:
        yield Words(
            "Sin comprobar: que no se cortara ni rehiciera la cadena; compare con las cabezas que recibió (--heads).",
            "Not checked: that the chain was not cut or made again; compare with the heads you received (--heads).",
        )
