"""Takes cards, identity numbers, telephones, e-mails and codes out of a transcript and out of a copy of its sound.

What the debt is about stays: amounts and dates are left as they were said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import soundfile

from speech.audio import LIMIT_S, read
from speech.private_numbers import Private, Said, private_kind
from speech.spoken_emails import emails
from speech.spoken_numbers import Number, numbers, plain
from speech.transcript import Transcript, Turn, Word

_LABELS = {
    Private.CARD: ("[tarjeta]", "[card]"),
    Private.NATIONAL_ID: ("[documento]", "[ID]"),
    Private.PHONE: ("[teléfono]", "[phone]"),
    Private.EMAIL: ("[correo]", "[e-mail]"),
    Private.SECRET: ("[clave]", "[code]"),
}
_ID_CUE = re.compile(
    r"\b(rut|run|rfc|curp|dni|cuit|cuil|ruc|nit|nie|cpf|c[eé]dula|c\.?c|carn[eé]t?|documento|identidad|identificaci[oó]n|ssn|"
    r"social|identification|id|passport|pasaporte|licen[cs]e)\b"
)
_CARD_CUE = re.compile(r"\b(tarjeta|card|visa|mastercard|pl[aá]stico|cr[eé]dito n[uú]mero|d[eé]bito n[uú]mero)\b")
_PHONE_CUE = re.compile(
    r"\b(tel[eé]fono|celular|m[oó]vil|whats?app|wasap|fono|ll[aá]m\w+|marc\w+|phone|cell|mobile|call|text|reach)\b"
)
_SECRET_CUE = re.compile(
    r"\b(cvv|cvc|pin|clave|contrase[nñ]a|c[oó]digo (de seguridad|de verificaci[oó]n|que le lleg[oó]|de acceso|sms)|"
    r"password|passcode|(security|verification|one-time|access) code|token)\b"
)
_MONEY = re.compile(
    r"^(pesos?|sol(es)?|d[oó]lares|reales|euros?|lucas?|palos?|quetzales|bol[ií]var(es)?|guaran[ií]es|bolivianos|lempiras|"
    r"c[oó]rdob[aá]s|balboas|colones|centavos|c[eé]ntimos|dollars?|cents?|bucks|pounds?|clp|mxn|cop|ars|pen|usd|uf|mil|millones|thousand|%)$"
)
_MONTH = re.compile(
    r"^(enero|febrero|marzo|abril|mayo|junio|julio|agosto|se(p)?tiembre|octubre|noviembre|diciembre|january|february|march|april|"
    r"may|june|july|august|september|october|november|december)$"
)
_FILLERS = frozenset(
    ["y", "eh", "este", "guion", "raya", "punto", "coma", "barra", "luego", "despues", "entonces", "espacio", "k", "dash"],
) | frozenset(["point", "hyphen", "and", "uh", "um", "then"])
_CURP = re.compile(r"^\W*([A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z\d]\d|[A-ZÑ&]{3,4}\d{6}[A-Z\d]{3})\W*$", re.IGNORECASE)
_CUE_TURNS = 2
_PAD_S = 0.12


@dataclass(frozen=True, slots=True)
class PrivateSpan:
    """Something private: its kind, the turn that holds it, and the seconds to silence (None for a transcript without times)."""

    kind: Private
    turn: int
    start_s: float | None
    end_s: float | None


@dataclass(frozen=True, slots=True)
class Redaction:
    """The transcript with private data masked, and where it was."""

    transcript: Transcript
    spans: tuple[PrivateSpan, ...]


def redact(transcript: Transcript, country: str | None = None) -> Redaction:
    """Masks private data in every turn. `country` (ISO 3166 alpha-2) sharpens ids and telephones; None tries all known ones."""
    turns = transcript.turns
    tokens = [[w.text for w in t.words] or t.text.split() for t in turns]
    found: list[list[tuple[int, int, Private]]] = [_in_turn(tokens, i, country) for i in range(len(turns))]
    _across_turns(turns, tokens, found, country)
    masked, spans = [], []
    for turn, said, hits in zip(turns, tokens, found, strict=True):
        new, where = _mask(turn, said, _joined(hits), transcript.language)
        masked.append(new)
        spans.extend(where)
    return Redaction(replace(transcript, turns=tuple(masked)), tuple(spans))


def silence(path: str | Path, spans: Sequence[PrivateSpan], out: str | Path, limit_s: float = LIMIT_S) -> None:
    """Writes a copy of a recording with the spans silenced on every channel, at the rate it is heard at (16 kHz at most).

    `out` ends in .wav, .flac or .ogg. Raises `BadAudio` as `speech.audio.read` does.
    """
    recording = read(path, limit_s)
    samples = recording.samples.copy()
    for span in spans:
        if span.start_s is not None and span.end_s is not None:
            samples[:, _at(span.start_s - _PAD_S, recording.sample_rate) : _at(span.end_s + _PAD_S, recording.sample_rate)] = 0
    soundfile.write(str(out), np.ascontiguousarray(samples.T), recording.sample_rate)


def _at(time_s: float, rate: int) -> int:
    return max(0, round(time_s * rate))


def _in_turn(tokens: Sequence[Sequence[str]], i: int, country: str | None) -> list[tuple[int, int, Private]]:
    mine = tokens[i]
    before = " ".join(" ".join(t) for t in tokens[max(0, i - _CUE_TURNS) : i])
    hits = [(a, b, Private.EMAIL) for a, b in emails(mine)]
    hits += [(k, k + 1, Private.NATIONAL_ID) for k, token in enumerate(mine) if _CURP.match(token)]
    for run in _runs(mine):
        first, end = run[0].first, run[-1].end
        kind = private_kind(_described(run, mine, before), country)
        if kind is not None:
            hits.append((first, end + (end < len(mine) and plain(mine[end]) == "k"), kind))
    return hits


def _runs(tokens: Sequence[str]) -> list[list[Number]]:
    """Numbers one after another with at most two fillers between, without amounts and dates."""
    runs: list[list[Number]] = []
    for number in numbers(tokens):
        if _is_amount_or_date(number, tokens):
            continue
        gap = [plain(t) for t in tokens[runs[-1][-1].end : number.first]] if runs else []
        if runs and len(gap) <= 2 and all(w in _FILLERS or not w for w in gap):
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _is_amount_or_date(number: Number, tokens: Sequence[str]) -> bool:
    after = [plain(t) for t in tokens[number.end : number.end + 3]]
    before = plain(tokens[number.first - 1]) if number.first else ""
    raw = tokens[number.first]
    if "$" in raw or before in ("s", "usd", "us", "clp"):
        return True
    if after and (_MONEY.match(after[0]) or (after[0] == "de" and len(after) > 1 and _MONEY.match(after[1]))):
        return True
    dated = bool(after) and (_MONTH.match(after[0]) or (after[0] in ("de", "of") and len(after) > 1 and _MONTH.match(after[1])))
    written_date = number.written is not None and re.fullmatch(r"\W*\d{1,4}[/-]\d{1,2}([/-]\d{1,4})?\W*", number.written)
    return bool(dated or written_date or _MONTH.match(before) or before == "%")


def _described(run: Sequence[Number], tokens: Sequence[str], before: str) -> Said:
    digits = _digits(run)
    if run[-1].end < len(tokens) and plain(tokens[run[-1].end]) == "k":
        digits += "K"
    written = [n.written or "" for n in run]
    around = (before + " " + " ".join(tokens[: run[-1].end + 4])).casefold()
    near = " ".join([*before.split()[-25:], *tokens[max(0, run[0].first - 25) : run[-1].end + 6]]).casefold()
    shape = any(
        re.search(r"\d\.?\d{3}\.?\d{3}-[\dkK]|\d{2}-\d{8}-\d|\d{3}\.\d{3}\.\d{3}-\d\d|\d{3}-\d{2}-\d{4}", w) for w in written
    )
    apart = sum(len(n.digits) <= 2 and not n.scaled for n in run)
    plus = bool(re.search(r"\+\d", written[0])) or (run[0].first > 0 and plain(tokens[run[0].first - 1]) in ("mas", "plus"))
    return Said(
        digits=digits,
        one_by_one=apart >= 4 and apart >= 0.7 * len(run),
        id_shape=shape,
        id_cue=_ID_CUE.search(near) is not None,
        card_cue=_CARD_CUE.search(around) is not None,
        phone_cue=_PHONE_CUE.search(near) is not None,
        secret_cue=_SECRET_CUE.search(" ".join(tokens[max(0, run[0].first - 10) : run[0].first]).casefold()) is not None,
        plus=plus,
    )


def _across_turns(
    turns: Sequence[Turn], tokens: Sequence[Sequence[str]], found: list[list[tuple[int, int, Private]]], country: str | None
) -> None:
    """A number said in groups over several turns of one speaker, with the other's "sí" or echo between; adds to `found`.

    A figure said again ("le doy cuatro cincuenta", "así es, cuatrocientos cincuenta") is no next group.
    """
    groups = [(i, run) for i in range(len(turns)) for run in _runs(tokens[i]) if len(_digits(run)) >= 2]
    for at, (i, run) in enumerate(groups):
        chain = [(i, run)]
        for j, other in groups[at + 1 :]:
            near = turns[j].speaker is turns[i].speaker and 0 < j - chain[-1][0] <= 2 and _is_group(tokens[j], other)
            if near and _digits(other) not in _digits(*(r for _, r in chain)):
                chain.append((j, other))
        digits = _digits(*(r for _, r in chain))
        if len(chain) < 2 or len(digits) > 19 or not _is_group(tokens[i][run[0].first :], run, ends=True):
            continue
        before = " ".join(" ".join(t) for t in tokens[max(0, i - _CUE_TURNS) : i])
        described = replace(_described(run, tokens[i], before), digits=digits, one_by_one=True)
        kind = private_kind(described, country)
        if kind is None:
            continue
        for j, part in chain:
            found[j].append((part[0].first, part[-1].end, kind))
        _echoes(turns, tokens, found, digits, (i, chain[-1][0]), kind)


def _digits(*runs: Sequence[Number]) -> str:
    return "".join(n.digits for run in runs for n in run)


def _is_group(tokens: Sequence[str], run: Sequence[Number], ends: bool = False) -> bool:
    """Whether little else is said around the digits: the turn dictates them."""
    said = len(tokens) - sum(n.end - n.first for n in run)
    return said <= (6 if ends else 4)


def _echoes(
    turns: Sequence[Turn],
    tokens: Sequence[Sequence[str]],
    found: list[list[tuple[int, int, Private]]],
    digits: str,
    between: tuple[int, int],
    kind: Private,
) -> None:
    """The other speaker repeating a part of it."""
    for j in range(max(0, between[0] - 1), min(len(turns), between[1] + 3)):
        for run in _runs(tokens[j]):
            part = _digits(run)
            if len(part) >= 3 and part in digits:
                found[j].append((run[0].first, run[-1].end, kind))


def _joined(hits: Sequence[tuple[int, int, Private]]) -> list[tuple[int, int, Private]]:
    out: list[tuple[int, int, Private]] = []
    for first, end, kind in sorted(hits):
        if out and first < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]), out[-1][2])
        else:
            out.append((first, end, kind))
    return out


def _mask(
    turn: Turn, tokens: Sequence[str], hits: Sequence[tuple[int, int, Private]], language: str
) -> tuple[Turn, list[PrivateSpan]]:
    if not hits:
        return turn, []
    texts: list[str] = []
    words: list[Word] = []
    spans = []
    at = 0
    for first, end, kind in [*hits, (len(tokens), len(tokens), None)]:
        texts.extend(tokens[at:first])
        words.extend(turn.words[at:first])
        if kind is None:
            break
        label = _LABELS[kind][0 if language == "es" else 1]
        texts.append(label + _closing(tokens[end - 1]))
        part = turn.words[first:end]
        if part:
            words.append(Word(texts[-1], part[0].start_s, part[-1].end_s, min(w.p for w in part)))
        spans.append(PrivateSpan(kind, turn.i, part[0].start_s if part else None, part[-1].end_s if part else None))
        at = end
    return replace(turn, text=" ".join(texts), words=tuple(words)), spans


def _closing(token: str) -> str:
    return re.sub(r".*?([.,;:?!]*)$", r"\1", token)
