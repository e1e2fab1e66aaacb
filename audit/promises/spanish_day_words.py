"""The patterns of a day said in Spanish, for folded text; `spanish_days` works them out."""

import re

from audit.promises.lexicon import SPANISH_TEENS, SPANISH_UNITS
from audit.promises.parts import COMES_TO

NUMBERS = {
    **SPANISH_UNITS, **SPANISH_TEENS, "primero": 1, "primer": 1, "treinta": 30, "treinta y uno": 31, "treinta y un": 31,
    "treinta uno": 31, "diez y seis": 16, "diez y siete": 17, "diez y ocho": 18, "diez y nueve": 19,
    **{f"veinte y {w}": 20 + n for w, n in SPANISH_UNITS.items()},
}  # fmt: skip
ANY = "|".join(sorted((w.replace(" ", r"\s+") for w in NUMBERS if w not in {"un", "una", "primer"}), key=len, reverse=True))
N = rf"(?:{ANY}|[0-3]?\d(?:ro|do|vo|[º°])?)"
DIGIT = r"cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|\d"
FIGURE = (
    r"\d{2}|\w+cient[oa]s|quinient[oa]s|cien(?:to)?|mil|dieci\w+|veint\w+|\w+(?:enta|inta)"
    r"|(?:un|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez)\s+mil"
)
NOT_A_DAY = (
    r"(?!\w)(?!\s*[.,:/]?\d)(?!\s*(?:%|por\s+ciento|mil\b|cient[oa]s|lucas?|palos?|millon\w*|pesos|soles|dolares|euros"
    r"|bolivares|colones|quetzales"
    r"|lempiras|guaranies|balboas|cuotas?|pagos|partes?|meses|dias|semanas|quincenas|anos|horas|minutos|veces|digitos"
    r"|numeros|k\b))"
    rf"(?!\s*,?\s*(?:{DIGIT})\s*[,\s]\s*(?:{DIGIT})\b)"
    r"(?!\s+(?:y|con)\s+(?:pico|algo|medi[oa]))(?!\s+de\s+la\s+(?:tarde|manana|noche))"
    rf"(?!\s+de\s+(?:a\s+)?(?:{FIGURE})\b)"
)
W = r"(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
M = r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|sep?tiembre|octubre|noviembre|diciembre)"
NEXT = r"(?:que\s+viene|que\s+entra|que\s+sigue|entrante|proxim[oa]|siguiente)"
OF_MONTH = (
    rf"\s+del?\s+(?:(?:mes\s+de\s+)?(?P<m>{M})|(?P<later>(?:(?:proximo|otro|siguiente)(?:\s+mes)?\b|mes\s+{NEXT}|{NEXT}))"
    r"|(?P<this>este(?:\s+mes)?\b|(?:mes\s+)?(?:corriente|presente)|mes\s+en\s+curso)|(?P<gone>mes\s+pasado|pasado\s+mes))"
)
YEAR = r"(?:\s+del?\s+(?P<y>20\d\d|ano\s+pasado|(?:ano|proximo\s+ano)(?:\s+que\s+viene)?|dos\s+mil\s+veinti\w+))?"
LEAD = r"(?:el\s+dia|el\s+otro|la\s+otra|el|al|del|dia|pal|p'al|hoy|manana|este)"
NO_THOUSANDS = rf"(?!(?:\s+y\s+(?:{DIGIT}|un))?\s+mil\b)"  # el diecisiete treinta y cinco mil
NUMBERED = re.compile(
    rf"(?:\b(?P<w>{W})[,\s]+(?:(?:que\s+es|o\s+sea)\s+)?(?:(?:el|dia|al)\s+)*(?P<n>{N}){NOT_A_DAY}"
    rf"|\b(?P<lead>{LEAD})[,\s]+(?:dia\s+)?(?P<n2>{N}){NOT_A_DAY}(?!\s+(?:{ANY})\b{NO_THOUSANDS})|\b(?P<n3>{N})(?=\s+de\s+{M})|\b(?P<m4>{M})\s+(?P<n4>{N}){NOT_A_DAY}"
    rf"|(?:^|(?<=[.;!?¿¡]\s)|(?<=\bpara\s)|(?<=\bhasta\s)|(?<=\bdesde\s))(?P<m6>{M})\s*,?\s*(?:(?:el|dia)\s+)+(?P<n6>{N}){NOT_A_DAY})"
    rf"(?:{OF_MONTH}{YEAR})?"
    rf"(?:\s*,?\s*(?:que\s+)?(?P<glue>es|cae|caeria|seria|que)?\s*(?:un\s+|en\s+|dia\s+)?(?P<w2>{W})\b(?!\s+(?:{N})\b))?"
)
MISHEARD = re.compile(rf"\b(?P<w>{W})[,\s]+(?!santo|{NEXT}|{ANY})(?P<odd>[a-z]{{4,}})\s+de\s+(?P<m>{M})")
BARE = re.compile(
    rf"(?:^|[.,;¿?!:]\s+|\b(?:no|ya|si|pues)\s+)(?:(?:todos\s+)?los\s+(?:dias\s+)?)?(?P<n>{N}){NOT_A_DAY}(?!\s+y\b)(?=\s*(?:[.,;?!]|$|pues|seria|esta))"
)
WEEKDAY = re.compile(
    rf"(?<!los )(?<!cada )(?:\b(?P<pre>este|proximo|otro|siguiente|primer|segundo|tercer|cuarto|ultimo)\s+)?\b(?P<w>{W})\b"
    rf"(?:\s+(?P<post>{NEXT}|subsiguiente|pasado|anterior|de\s+(?:la\s+)?(?:otra|proxima|siguiente)(?:\s+semana)?"
    rf"|de\s+la\s+semana\s+{NEXT}"
    rf"|de\s+la\s+que\s+(?:viene|entra)|en\s+ocho|en\s+quince|de\s+esta\s+semana"
    rf"|no[\s.,;]+(?:mejor\s+|sino\s+|pero\s+)?el\s+(?:otro|siguiente|que\s+sigue)\b(?!\s+(?:mes|{W}))))?(?:{OF_MONTH})?"
)
OTHER = re.compile(
    r"[\s,.¿?]*(?:pero\s+)?no\s+(?:es\s+)?(?:de\s+|en\s+)?(?:est[ea]|ese|el\s+que\s+viene)\b[^.]{0,16}?\b(?:otr[oa]"
    r"|que\s+sigue|siguiente|proxim[oa])\b"
)
# `el viernes quince y el otro treinta`: the second day of two, only right after the first.
SECOND_DAY = re.compile(rf"(?:\b{W}\s+|\bel\s+(?:dia\s+)?){N}\s*,?\s+y\s+$")
OTHER_BEFORE = re.compile(r"\bno\s+(?:est[ea]|ese)\s*,?\s*(?:sino\s+)?(?:el|la)?\s*(?:otr[oa])?\s*$")
FROM = re.compile(
    rf"\bde(?:l)?\s+(?:(?P<base>hoy|manana|aqui)|(?:el\s+|este\s+)?(?P<w>{W}))\s+en\s+(?P<n>ocho|quince|8|15)\b(?:\s+dias)?"
)
AFTER = re.compile(
    rf"\b(?:en|dentro\s+de|de\s+aqui\s+a|de\s+hoy\s+en|a(?!\s+{N}\s+meses\b(?!\s+de\s+(?:hoy|aqui))))"
    rf"\s+(?P<n>una?|{N})\s+(?P<unit>dias?|semanas?|mes(?:es)?|quincenas?)\b(?!\s+habil)(?!(?<=meses)(?:\s*,)?\s+{COMES_TO})"
)
END = re.compile(
    rf"\b(?:(?P<loose>fines|finales)|fin|final|cierre|termino|ultimo(?:\s+dia)?)(?:\s+(?:de|del|de\s+este|del\s+mes\s+de)\s+"
    rf"(?:(?P<m>{M})|(?P<later>(?:otro|proximo|siguiente)\s+mes|mes\s+{NEXT})|mes(?:ecito)?\b|este\s+mes))"
)
ENDS = re.compile(r"\b(?:a|para|pa)\s+(?:fin|fines|finales)\b(?!\s+de)")
MIDDLE = re.compile(
    rf"(?<!\botra )\b(?:a\s+)?(?:mitad|mediados?|medio)\s+(?:de\s+|del\s+)?(?:(?P<m>{M})|(?P<later>(?:otro|proximo)\s+mes"
    rf"|mes\s+{NEXT})|mes\b|este\s+mes)|\ba\s+mediados\b"
)
PAYDAY = re.compile(
    rf"\b(?:(?P<pre>la|esta|con\s+la|proxima|otra|siguiente|mi|de|primera|segunda|es)\s+)+quincena\b(?:\s+(?P<post>{NEXT}))?"
    rf"(?:\s+(?:del?\s+)?(?:el\s+|dia\s+)?(?P<n>quince|treinta|30|15|ultimo))?(?:\s+de\s+(?P<m>{M}))?"
)
SAID = re.compile(
    r"\b(?:(?P<third>traspasado\s+manana)|(?P<second>pasado\s+manana)"
    r"|(?P<first>(?<!la\s)(?<!esta\s)(?<!\bde\s)(?<!buena\s)manana\b(?!\s*,?\s+(?:y\s+)?tarde))"
    r"|(?P<today>(?<!por\s)hoy\b(?!\s+(?:en\s+dia|por\s+hoy))(?:\s+mismo|\s+mismito|\s+dia)?"
    r"|esta\s+(?:misma\s+)?(?:tarde|noche))"
    r"|(?P<now>ahora(?!\s+si\b)(?:\s+mism\w+)?|ahorit\w+|ya\s+mism\w+|al\s+tiro|altiro|al\s+toque|en\s+este\s+momento"
    r"|de\s+inmediato|inmediatamente))"
)
FEAST = re.compile(r"\b(?:(?P<eve>nochebuena)|(?P<xmas>navidad)|(?P<ny>ano\s+nuevo)|(?P<end>fin\s+de\s+ano))\b")
ORDINALS = {"primer": 1, "segundo": 2, "tercer": 3, "cuarto": 4, "ultimo": -1}
THE_FIRST_ONE = re.compile(
    r"\b(?:haria|hace|hago|haga|hacemos|seria|ponemos|pondria|hacer|dar|daria|(?:en\s+(?:dos|tres|cuatro|cinco|seis)"
    r"|pagos|partes|cuotas),?)\s+el\s+primero"
    rf"|\bel\s+primero\s+(?:de\s+(?!{M}|este|cada|mes)|del\s+(?:dos|mil)|,?\s*(?:hoy|manana|ahora))"
)
