"""E-mail addresses, written ("ana@x.com") or said ("ana punto perez arroba gmail punto com", "ana at gmail dot com")."""

import re
from collections.abc import Sequence

from speech.spoken_numbers import plain

_WRITTEN = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*", re.UNICODE)
_AT = {"arroba"}
_DOTS = {"punto", "dot", "point"}
_JOINS = _DOTS | {"guion", "bajo", "dash", "underscore", "hyphen", "medio"}
_ENDINGS = {"com", "net", "org", "es", "cl", "mx", "co", "ar", "pe", "br", "us", "edu", "gob", "gov", "uy", "ec", "info", "biz"}
_PROVIDERS = {"gmail", "hotmail", "yahoo", "outlook", "icloud", "live", "protonmail", "msn"}
_MOST_BEFORE = 12


def emails(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Token ranges [first, end) that hold an address."""
    words = [plain(t) for t in tokens]
    found = [(i, i + 1) for i, t in enumerate(tokens) if _WRITTEN.search(t)]
    found = [(a, _after_domain(words, b) if tokens[a].rstrip(".,")[-1:] == "@" else b) for a, b in found]
    for i in range(len(words)):
        if _is_at(words, i):
            found.append((_before(words, i), _after_domain(words, i + 1)))
    return [(a, b) for a, b in found if b > a]


def _is_at(words: Sequence[str], i: int) -> bool:
    """`arroba` always; `at` only before something that goes on like a domain."""
    if words[i] in _AT:
        return True
    follows = list(words[i + 1 : i + 5])
    domain = len(follows) > 2 and follows[1] in _DOTS and follows[2] in _ENDINGS
    return words[i] == "at" and bool(follows) and (follows[0] in _PROVIDERS or domain)


def _before(words: Sequence[str], at: int) -> int:
    """Start of the name: letters and digits spelled one by one, and parts joined by dots or dashes."""
    first = at - 1
    while first > 0 and at - first < _MOST_BEFORE:
        previous = words[first - 1]
        joined = words[first] in _JOINS or previous in _JOINS
        spelled = len(words[first]) <= 1 or len(previous) == 1 or previous.isdigit()
        if not (joined or spelled):
            break
        first -= 1
    return max(first, 0)


def _after_domain(words: Sequence[str], start: int) -> int:
    end = start
    while end < len(words) and end - start < 8:
        if words[end] in _ENDINGS and not (end + 1 < len(words) and words[end + 1] in _DOTS):
            return end + 1
        end += 1
    return min(start + 1, len(words))
