"""Days as they are said in Spanish: `el viernes quince`, `pasado mañana`, `la quincena`, `de mañana en ocho`."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from audit.promises import monthly
from audit.promises.lexicon import SPANISH_TEENS, SPANISH_UNITS
from audit.promises.spoken_days import MONTHS, WEEKDAYS, DayKind, Expression, Found

Solver = Callable[[re.Match[str], date], Found | None]

_NUMBERS = {
    **SPANISH_UNITS, **SPANISH_TEENS, "primero": 1, "primer": 1, "treinta": 30, "treinta y uno": 31, "treinta y un": 31,
    "treinta uno": 31, "veinte y cinco": 25, "diez y seis": 16, "diez y siete": 17, "diez y ocho": 18, "diez y nueve": 19,
}  # fmt: skip
_ANY = "|".join(sorted((w.replace(" ", r"\s+") for w in _NUMBERS if w not in {"un", "una", "primer"}), key=len, reverse=True))
_N = rf"(?:{_ANY}|[0-3]?\d(?:ro|do|vo|[º°])?)"
_DIGIT = r"cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|\d"
_NOT_A_DAY = (
    r"(?!\w)(?!\s*[.,:/]?\d)(?!\s*(?:%|por\s+ciento|mil\b|cient\w+|lucas?|palos?|millon\w*|pesos|soles|dolares|euros"
    r"|bolivares|colones|quetzales"
    r"|lempiras|guaranies|balboas|cuotas?|pagos?|partes?|meses|dias|semanas|quincenas|anos|horas|minutos|veces|digitos"
    r"|numeros|k\b))"
    rf"(?!\s*,?\s*(?:{_DIGIT})\s*[,\s]\s*(?:{_DIGIT})\b)"
    r"(?!\s+(?:y|con)\s+(?:pico|algo|medi[oa]))(?!\s+de\s+la\s+(?:tarde|manana|noche))"
)
_W = r"(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
_M = r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)"
_NEXT = r"(?:que\s+viene|que\s+entra|que\s+sigue|entrante|proxim[oa]|siguiente)"
_OF_MONTH = (
    rf"\s+del?\s+(?:(?:mes\s+de\s+)?(?P<m>{_M})|(?P<later>(?:(?:proximo|otro|siguiente)(?:\s+mes)?\b|mes\s+{_NEXT}|{_NEXT}))"
    r"|(?P<this>este(?:\s+mes)?\b|(?:mes\s+)?(?:corriente|presente)|mes\s+en\s+curso)|(?P<gone>mes\s+pasado|pasado\s+mes))"
)
_YEAR = r"(?:\s+del?\s+(?P<y>20\d\d|ano\s+pasado|(?:ano|proximo\s+ano)(?:\s+que\s+viene)?|dos\s+mil\s+veinti\w+))?"
_LEAD = r"(?:el\s+dia|el|al|del|dia|pal|p'al|hoy|manana|este)"
_NUMBERED = re.compile(
    rf"(?:\b(?P<w>{_W})[,\s]+(?:(?:que\s+es|o\s+sea)\s+)?(?:(?:el|dia|al)\s+)*(?P<n>{_N}){_NOT_A_DAY}"
    rf"|\b(?P<lead>{_LEAD})[,\s]+(?:dia\s+)?(?P<n2>{_N}){_NOT_A_DAY}(?!\s+(?:{_ANY})\b)|\b(?P<n3>{_N})(?=\s+de\s+{_M})|\b(?P<m4>{_M})\s+(?P<n4>{_N}){_NOT_A_DAY})"
    rf"(?:{_OF_MONTH}{_YEAR})?"
    rf"(?:\s*,?\s*(?:que\s+)?(?P<glue>es|cae|caeria|seria|que)?\s*(?:un\s+|en\s+|dia\s+)?(?P<w2>{_W})\b(?!\s+(?:{_N})\b))?"
)
_BARE = re.compile(
    rf"(?:^|[.,;¿?!:]\s+|\b(?:no|ya|si|pues)\s+)(?P<n>{_N}){_NOT_A_DAY}(?!\s+y\b)(?=\s*(?:[.,;?!]|$|pues|seria|esta))"
)
_WEEKDAY = re.compile(
    rf"(?<!los )(?<!cada )(?:\b(?P<pre>este|proximo|otro|siguiente|primer|segundo|tercer|cuarto|ultimo)\s+)?\b(?P<w>{_W})\b"
    rf"(?:\s+(?P<post>{_NEXT}|subsiguiente|pasado|anterior|de\s+(?:la\s+)?(?:otra|proxima|siguiente)(?:\s+semana)?"
    rf"|de\s+la\s+semana\s+{_NEXT}"
    rf"|de\s+la\s+que\s+(?:viene|entra)|en\s+ocho|en\s+quince|de\s+esta\s+semana))?(?:{_OF_MONTH})?"
)
_OTHER = re.compile(
    r"[\s,.¿?]*(?:pero\s+)?no\s+(?:es\s+)?(?:de\s+|en\s+)?(?:est[ea]|ese|el\s+que\s+viene)\b[^.]{0,16}?\b(?:otr[oa]"
    r"|que\s+sigue|siguiente|proxim[oa])\b"
)
_OTHER_BEFORE = re.compile(r"\bno\s+(?:est[ea]|ese)\s*,?\s*(?:sino\s+)?(?:el|la)?\s*(?:otr[oa])?\s*$")
_FROM = re.compile(
    rf"\bde(?:l)?\s+(?:(?P<base>hoy|manana|aqui)|(?:el\s+|este\s+)?(?P<w>{_W}))\s+en\s+(?P<n>ocho|quince|8|15)\b(?:\s+dias)?"
)
_AFTER = re.compile(
    rf"\b(?:en|dentro\s+de|de\s+aqui\s+a|de\s+hoy\s+en|a)\s+(?P<n>una?|{_N})\s+(?P<unit>dias?|semanas?|mes(?:es)?"
    rf"|quincenas?)\b(?!\s+habil)"
)
_END = re.compile(
    rf"\b(?:(?P<loose>fines|finales)|fin|final|cierre|termino|ultimo(?:\s+dia)?)(?:\s+(?:de|del|de\s+este|del\s+mes\s+de)\s+"
    rf"(?:(?P<m>{_M})|(?P<later>(?:otro|proximo|siguiente)\s+mes|mes\s+{_NEXT})|mes(?:ecito)?\b|este\s+mes))"
)
_ENDS = re.compile(r"\b(?:a|para|pa)\s+(?:fin|fines|finales)\b(?!\s+de)")
_MIDDLE = re.compile(
    rf"\b(?:a\s+)?(?:mitad|mediados?|medio)\s+(?:de\s+|del\s+)?(?:(?P<m>{_M})|(?P<later>(?:otro|proximo)\s+mes"
    rf"|mes\s+{_NEXT})|mes\b|este\s+mes)|\ba\s+mediados\b"
)
_PAYDAY = re.compile(
    rf"\b(?:(?P<pre>la|esta|con\s+la|proxima|otra|siguiente|mi|de|primera|segunda|es)\s+)+quincena\b(?:\s+(?P<post>{_NEXT}))?"
    rf"(?:\s+(?:del?\s+)?(?:el\s+|dia\s+)?(?P<n>quince|treinta|30|15|ultimo))?(?:\s+de\s+(?P<m>{_M}))?"
)
_SAID = re.compile(
    r"\b(?:(?P<third>traspasado\s+manana)|(?P<second>pasado\s+manana)"
    r"|(?P<first>(?<!la\s)(?<!esta\s)(?<!\bde\s)(?<!buena\s)manana\b(?!\s*,?\s+(?:y\s+)?tarde))"
    r"|(?P<today>(?<!por\s)hoy\b(?!\s+(?:en\s+dia|por\s+hoy))(?:\s+mismo|\s+mismito|\s+dia)?"
    r"|esta\s+(?:misma\s+)?(?:tarde|noche))"
    r"|(?P<now>ahora(?:\s+mism\w+)?|ahorit\w+|ya\s+mism\w+|al\s+tiro|altiro|al\s+toque|en\s+este\s+momento"
    r"|de\s+inmediato|inmediatamente))"
)
_FEAST = re.compile(r"\b(?:(?P<eve>nochebuena)|(?P<xmas>navidad)|(?P<ny>ano\s+nuevo)|(?P<end>fin\s+de\s+ano))\b")
_ORDINALS = {"primer": 1, "segundo": 2, "tercer": 3, "cuarto": 4, "ultimo": -1}
_THE_FIRST_ONE = re.compile(
    r"\b(?:haria|hace|hago|haga|hacemos|seria|ponemos|pondria|hacer|dar|daria|(?:en\s+(?:dos|tres|cuatro|cinco|seis)"
    r"|pagos|partes|cuotas),?)\s+el\s+primero"
    rf"|\bel\s+primero\s+(?:de\s+(?!{_M}|este|cada|mes)|del\s+(?:dos|mil)|,?\s*(?:hoy|manana|ahora))"
)


def _number(text: str) -> int:
    word = re.sub(r"\s+", " ", text)
    return _NUMBERS[word] if word in _NUMBERS else int(re.sub(r"\D", "", word))


def _month(match: re.Match[str], today: date) -> date | None:
    """The first day of the month the words name, or None where they name none."""
    named = match.groupdict()
    if named.get("m"):
        found = monthly.dated(today, 1, MONTHS[named["m"].replace("setiembre", "septiembre")])
        same = named["m"] in {w for w, n in MONTHS.items() if n == today.month}
        return today.replace(day=1) if same else found
    if named.get("later"):
        return monthly.months_later(today.replace(day=1), 1)
    return None


def _year(match: re.Match[str], today: date) -> int | None:
    said = match.group("y")
    if said is None:
        return None
    if said.isdecimal():
        return int(said)
    if said.startswith("dos"):
        tail = said.split()[-1]
        return 2000 + SPANISH_TEENS[tail] if tail in SPANISH_TEENS else None
    return today.year + (-1 if "pasado" in said else 1)


def _numbered(match: re.Match[str], today: date) -> Found | None:
    number = _number(match.group("n") or match.group("n2") or match.group("n3") or match.group("n4"))
    weekday = WEEKDAYS.get(match.group("w") or match.group("w2") or "")
    if match.group("lead") in {"hoy", "manana"} and not match.group("m"):
        day: date | None = today + timedelta(days=match.group("lead") == "manana")
        return Found(day, DayKind.NUMBERED, doubt=day.day != number) if day else None
    month = match.group("m") or match.group("m4")
    if month:
        day = monthly.dated(today, number, MONTHS[month.replace("setiembre", "septiembre")], _year(match, today))
    elif match.group("later") or match.group("gone"):
        day = monthly.of_month(monthly.months_later(today.replace(day=1), 1 if match.group("later") else -1), number)
    else:
        day = monthly.next_numbered(today, number)
    if day is None:
        return None
    loose = match.group("w") is None and match.group("glue") is None
    disagrees = weekday is not None and day.weekday() != weekday
    return Found(day, DayKind.NUMBERED, disagrees and not loose, None if loose and disagrees else weekday)


def _bare(match: re.Match[str], today: date) -> Found | None:
    day = monthly.next_numbered(today, _number(match.group("n")))
    return Found(day, DayKind.NUMBERED) if day else None


def _weekday(match: re.Match[str], today: date) -> Found | None:
    weekday, pre, post = WEEKDAYS[match.group("w")], match.group("pre"), match.group("post") or ""
    if pre in _ORDINALS:
        month = _month(match, today) or today
        day = monthly.nth_weekday(month, weekday, _ORDINALS[pre])
        if day is not None and day < today and month == today:
            day = monthly.nth_weekday(monthly.months_later(today.replace(day=1), 1), weekday, _ORDINALS[pre])
        return Found(day, DayKind.WEEKDAY, weekday=weekday) if day else None
    coming = monthly.next_weekday(today, weekday)
    if post in {"pasado", "anterior"}:
        return Found(coming - timedelta(days=14 if coming - today == timedelta(7) else 7), DayKind.WEEKDAY, weekday=weekday)
    if post.startswith("de") and "esta" not in post:
        return Found(monthly.weekday_of_next_week(today, weekday), DayKind.WEEKDAY, weekday=weekday)
    other = _OTHER.match(match.string, match.end()) or _OTHER_BEFORE.search(match.string, 0, match.start())
    if other or pre == "otro" or post in {"subsiguiente", "en ocho"}:
        return Found(coming + timedelta(days=7), DayKind.WEEKDAY, doubt=pre == "otro", weekday=weekday)
    if post == "en quince":
        return Found(coming + timedelta(days=14), DayKind.WEEKDAY, weekday=weekday)
    return Found(coming, DayKind.WEEKDAY, doubt=bool(pre == "este" and (coming - today).days == 7), weekday=weekday)


def _from(match: re.Match[str], today: date) -> Found:
    base = today + timedelta(days=match.group("base") == "manana")
    if match.group("w"):
        base = monthly.next_weekday(today, WEEKDAYS[match.group("w")])
    return Found(base + timedelta(days=7 if match.group("n") in {"ocho", "8"} else 14), DayKind.RELATIVE)


def _after(match: re.Match[str], today: date) -> Found | None:
    said, unit = match.group("n"), match.group("unit")
    count = 1 if said in {"un", "una"} else _number(said)
    if unit.startswith("dia"):
        idiom = said == "ocho"  # eight days, counted with today: one week
        return Found(today + timedelta(days=7 if idiom else count), DayKind.RELATIVE, doubt=said in {"ocho", "quince"})
    if unit.startswith("semana"):
        return Found(today + timedelta(days=7 * count), DayKind.RELATIVE)
    if unit.startswith("quincena"):
        return None
    return Found(monthly.months_later(today, count), DayKind.RELATIVE, doubt=True)


def _end(match: re.Match[str], today: date) -> Found:
    month = _month(match, today) or today
    return Found(monthly.last_of_month(month), DayKind.CUSTOM, doubt=match.group("loose") is not None)


def _ends(match: re.Match[str], today: date) -> Found:
    return Found(monthly.last_of_month(today), DayKind.CUSTOM, doubt="fin " not in f"{match.group()} ")


def _middle(match: re.Match[str], today: date) -> Found:
    month = _month(match, today)
    day = month.replace(day=15) if month else monthly.next_numbered(today, 15)
    return Found(day or today, DayKind.CUSTOM, doubt=True)


def _payday(match: re.Match[str], today: date) -> Found | None:
    number, words, month = match.group("n"), match.group(), _month(match, today)
    if number:
        last = number not in {"quince", "15"}
        if month:
            return Found(monthly.last_of_month(month) if last else month.replace(day=15), DayKind.CUSTOM)
        day = monthly.last_of_month(today) if number == "ultimo" else monthly.next_numbered(today, 30 if last else 15)
        return Found(day, DayKind.CUSTOM) if day else None
    if month:
        last = "segunda" in words
        return Found(monthly.last_of_month(month) if last else month.replace(day=15), DayKind.CUSTOM, doubt=True)
    return Found(monthly.next_payday(today), DayKind.CUSTOM, doubt="otra" in words)


def _said(match: re.Match[str], today: date) -> Found:
    ahead = {"third": 3, "second": 2, "first": 1}.get(match.lastgroup or "", 0)
    return Found(today + timedelta(days=ahead), DayKind.NOW if match.group("now") else DayKind.RELATIVE)


def _feast(match: re.Match[str], today: date) -> Found | None:
    month, number = {"eve": (12, 24), "xmas": (12, 25), "ny": (1, 1), "end": (12, 31)}[match.lastgroup or ""]
    day = monthly.dated(today, number, month)
    return Found(day, DayKind.CUSTOM, doubt=True) if day and day >= today else None


_HINTS = re.compile(
    rf"\d|\b(?:{_W}|{_M}|hoy|manana|ahor\w+|ya\s+mism|al\s?tiro|toque|momento|inmediat|tarde|noche|quincena|fin(?:es|al"
    rf"|ales)?|cierre|termino|mes|mediados?|mitad"
    rf"|semanas?|dias?|meses|navidad|nochebuena|ano|{_ANY})"
)
_PATTERNS: tuple[tuple[re.Pattern[str], Solver], ...] = (
    (_FROM, _from), (_PAYDAY, _payday), (_END, _end), (_NUMBERED, _numbered), (_WEEKDAY, _weekday), (_AFTER, _after),
    (_ENDS, _ends), (_MIDDLE, _middle), (_FEAST, _feast), (_SAID, _said),
)  # fmt: skip


def expressions(folded: str, bare: bool = False) -> list[Expression]:
    """Every Spanish expression of a day, best pattern first; they may overlap. `bare`: a lone number answers "which day?"."""
    rows: list[Expression] = []
    if not _HINTS.search(folded):
        return rows
    for pattern, solver in (*_PATTERNS, (_BARE, _bare)) if bare else _PATTERNS:
        for match in pattern.finditer(folded):
            if "el primero" in match.group() and _THE_FIRST_ONE.search(folded[max(0, match.start() - 20) : match.end() + 14]):
                continue
            rows.append(Expression(match.start(), match.end(), lambda today, m=match, s=solver: s(m, today)))  # type: ignore[misc]
    return rows
