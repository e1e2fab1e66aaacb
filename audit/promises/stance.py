"""What a turn does in the bargaining: accepts, refuses, asks for a day, sums up. Told from its words, in both languages."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from audit.promises.dates import dates_in
from audit.promises.money import Amount, amounts_in
from audit.promises.numbers import composed
from audit.promises.spoken_days import Day
from audit.promises.tokens import fold
from speech.transcript import Speaker, Turn

_END = r"(?=\s*(?:[,.;!…\]]|$))"
ACCEPTS = re.compile(
    r"(?:^\W*|[.,;!…\]]\s*[¡¿]?|^\W*(?:bueno|pues|ah|ay|uy|mmm*|eh|raro|oh|well|um|uh)\W+(?:pero\s+|entonces\s+)?)"
    r"(?:si(?=\s*(?:[,.;!…]|$|senor|pues|claro|po\b|hombre|joven|dona|don\b|esta bien|me (?:sirve|parece|queda)))"
    r"|ya(?! (?:no|le|lo|la|los|te|se|me|esta|pague|van|son|es|que|ni|fui|les|tengo|sabe|vi|voy a ver))"
    rf"|(?:eso|asi|va|todo|claro|voy|aja){_END}|eso (?:es|mismo|mero|si)\b|asi (?:es|quedamos|queda|mero|mejor|dejemos\w*)\b"
    r"|dale|listos?|bueno|ok|okey|okay|vale|de acuerdo|perfecto|esta bien|ta bien|ta bueno|hecho|hagale|hagamosle|orale|sale|claro que si|quedamos|correcto|exacto"
    r"|me parece|me sirve|me queda|conforme|joya|barbaro|anotado|anot\w+|apunt\w+|pongal\w+|ponel\w+|ponga\w*|ponl[oe]|venga|cierto|trato|bacan|de una|cabal|pura vida"
    r"|tuanis|seguro|complet\w+|enter[oa]s?|simon|arre|buenisimo|por supuesto|amen|ni modo|usted (?:que )?sabe|que voy a hacer|que le voy a hacer|no me queda de otra"
    r"|no hay problema|las cuotas|los? \w+ pagos|hagamos|excelente|genial|fenomenal|estupendo|listones?|chevere|meta\b|de diez|regio|seria eso"
    rf"|(?:yes|yeah|yep|yup|ok|sure|alright|all right|fine|deal|right|correct|agreed|perfect|great|absolutely|cheers|aye|mm-?hm+|uh-?huh|good|lovely|brilliant|done|grand|shoots|cool){_END}"
    r"|sounds|that works|works for|that's (?:fine|it|right|ok|okay|good)|i can do that|i guess|please do|go ahead|let's do|go on then|that'll do|two's|can do|put (?:me|it) down|yes (?:please|ma'am|sir)|fine by me"
    r"|sure thing|fair enough|go for it|do that)\b"
)
REFUSES = re.compile(
    r"(?:^\W*|[.?!…]\s*[¿¡]?)(?:no\b(?!,? (?:hay problema|se preocupe|claro|pues si))|nada\b|asi no\b|que va|imposible|ni (?:loc|a)|jamas|nunca|nope|nah\b|never|can't|i can't|i won't)"
    r"|\bno (?:puedo|tengo|voy a|me alcanza|alcanzo|creo|quiero|pienso|le voy|te voy)\b|\b(?:can't|cannot|won't|don't have|ain't got|haven't got|not going to)\b"
)
NEVER = re.compile(
    r"\bno (?:(?:le|les|te|lo|la|se) )?(?:voy a pagar|pienso pagar|pago nada|voy a dar nada|pago ni|quiero pagar)|(?<!si )\bno pago\b(?! (?:con|por|en|eso|esa|ese|la multa|intereses|gastos))|\b(?:i'm not|not gonna|won't be|ain't|not) pay"
    r"|\bnot paying\b|\bolvidese\b|\bolvidate\b|\bni un (?:peso|sol|centavo|mango|duro|dolar)\b|\bnot a (?:penny|dime|cent)\b"
)
VAGUE_TIME = re.compile(
    r"\ba ver si\b|\bvoy viendo\b|\bcuando (?:tenga|pueda|me paguen\b(?! el))|\byo (?:le|les|te) aviso\b|\bdespues (?:miro|veo|vemos)\b|\bproxima semana\b|\botra semana\b"
    r"|\bsemana que viene\b|\balgo (?:le|te|les) (?:doy|pago|abono|mando)\b|\bveremos\b|\bvere\b|\bwe'll see\b|\bi'll see\b|\bwhen i can\b|\bsometime\b|\bsoon\b|\bnext week\b(?! on)"
    r"|\bya veo\b|\bpor ahi\b.{0,20}\balgo\b|\buno de estos dias\b|\bmas adelante\b|\blet you know\b"
)
CONDITIONAL = re.compile(r"\bsi (?:me|nos) (?:pagan|depositan|sale|cae|entra|resulta|prestan)|\bif (?:they|my|i get|it|the)\b|\bsi dios quiere\b|\bojala\b|\btal vez\b|\ba lo mejor\b|\bquizas?\b|\bmaybe\b")
ASKS_DAY = re.compile(
    r"\bcuando\b|\bque (?:dias?|fechas?|viernes|lunes|sabado)\b|\bcual (?:dia|fecha|sabado|viernes)\b|\buna fecha\b|\bfechas\b|\bfecha (?:de pago|le|te)\b|\b(?:deme|dame|y) (?:la )?fecha\b|\bwhen\b|\bwhat (?:day|date)\b"
    r"|\bwhich (?:day|date)\b|\bdate\b(?! of birth)|\bdia\b.*\?|\bque fecha\b"
)
ASKS_AMOUNT = re.compile(r"\bcuant[oa]s?\b|\bque (?:monto|cantidad|valor|va|vas|puede|podria|me (?:puede|va|da))\b|\bcifra\b|\bmontos?\b|\bhow much\b|\bwhat (?:can|could|are|amount)\b|\bamount\b")
ASKS_IDENTITY = re.compile(
    r"\bdigitos?\b|\bcedula\b|\bdni\b|\brut\b|\bdocumento\b|\bcifras\b|\bnacimiento\b|\bnacio\b|\bcumple\w*|\bcontrato\b|\bmatricula\b|\bcodigo\b|\bpoliza\b|\bplaca\b|\bidentifica\w+"
    r"|\bclave\b|\bnip\b|\bcvv\b|\bpin\b|\blast (?:four|three|two)\b|\bsocial\b|\bbirth\w*|\bdate of birth\b|\bpostcode\b|\bzip\b|\baddress\b|\bstreet\b|\bnumber on\b|\bwhich number\b|\bmember number\b|\baccount number\b"
    r"|\bnumero de (?:cliente|socio|contrato|servicio|cuenta)\b|\bultim[oa]s (?:tres|cuatro|dos)\b|\bdirecci\w+|\btarjeta\b|\bcard\b|\bcurp\b|\brfc\b|\bci\b|\bnif\b|\bdui\b"
)
PAYS = re.compile(
    r"\b(?:pag(?:o|a|ar\w*|ue|uen|uemos|aria\w*|amos|os|as|ando|ado)|abon\w+|cancel\w+|consign\w+|deposit\w+|transfi?er\w+|pong\w+|pon(?:er|dria|emos|er\w+|le|ele|me|lo|la)|doy|dar\b|daria|darle"
    r"|dejo|dejar\w*|mando|mandar|junt[oa]r?|consigo|hago|haria\w*|hacemos|pued[oea]s?|podria\w*|podes|llevo|acerco|cubr\w+|liquid\w+|cuotas?|primer[oa]?|partes?|mitad|cierr\w+|cerrar|sald\w+"
    r"|anot\w+|apunt\w+|quincenas|armad\w+|mensualidad\w*|seria\w*|parece|tengo|tendria|cobro|yape\w*|zelle|pay(?:s|ing|ment|ments|day)?|put|send|do|give|bring|manage|afford|down|install?ments?|split|set up|start"
    r"|settle\w*|clear\w*|cover|sort|transfer|drop|spare|have|make|mail)\b"
)
CALLS = re.compile(
    r"\b(?:llam\w+|marc(?:o|ar|arle|amos|an|as|aba)|timbr\w+|comuni\w+|hora|call\w*|ring\w*|phone|embarg\w+|demand\w+|camion|oper\w+|quimio|hospital|curt|sue|reunion|nacio|birthday|corte|audiencia"
    r"|correo le llega|le llega|fue|was|seized?|sheriff)\b"
)
PLAN = re.compile(
    r"\bcuotas?\b[^.;?]{0,20}\bde\b|\bla primera\b|\bel primero\b|\bprimer pago\b|\bcada (?:mes|semana|quincena|uno|lunes|martes|miercoles|jueves|viernes|sabado)"
    r"|\bcada quince\b|\bde pie\b|\b(?:dos|tres|cuatro|cinco|seis) (?:pagos|cuotas|partes|semanas|quincenas|armaditas|letras)\b|\bevery (?:month|week|first|third|fifth|tenth|friday|monday|\w+th)\b"
    r"|\bfirst (?:payment|one|of)\b|\ba month\b|\bsame every\b|\b(?:two|three|four|six) (?:payments|installments|instalments)\b"
)
ALL_OF_IT = re.compile(
    r"\b(?:pago|pagaria|cancelo|doy|liquido|deposito|consigno|cubro|anote|anotame|ponga\w*|transfiero)\s+(?:de una vez\s+)?(?P<all>todo|toda|completo|completa|el total|la totalidad|entera)\b"
    r"|^\W*(?:si|ya|no|dale|listo|bueno|ok)?\W*(?:,\s*)?(?P<all2>completa|completo|entera|entero|todo|toda|el total)\s*(?:[.,!]|$|junto\b(?!\s+no)|el\b|para\b|a fin)"
    r"|\b(?P<all3>the whole (?:thing|lot|amount|balance)|in full|all of it|the full (?:amount|balance))\b"
)
SUMS_UP = re.compile(
    r"\b(?:le|te|les) (?:repito|confirmo|resumo|recuerdo)\b|\brepito\b|\bconfirmo\b|\bentonces\b|\bqueda(?:mos)?\b|\banot(?:o|e|ado)\b|\bresum\w+|\bquedo\b"
    r"|\bso (?:that's|it's|i've|i got|you're|to)\b|\bto (?:confirm|summari[sz]e|recap)\b|\bi(?:'ve| have) got\b|\bgot you down\b|\bthen it is\b|\bput(?:ting)? you down\b"
)
MONEY_VERB = re.compile(
    r"\b(?:pag(?:o|a|ar\w*|ue|uen|aria\w*|amos|os|as)|abon\w+|cancel\w+|consign\w+|deposit\w+|transfi?er\w+|cubr\w+|liquid\w+|cuotas?|sald\w+|pay(?:s|ing|ment|ments)?|settle\w*|clear it|yape\w*)\b"
)
ASKS_PAST = re.compile(r"\b(?:fue|pago usted|pagaste|lo pago|hizo|hiciste|paso|pasado|perdio|did you|was it|happened)\b")
PAID = re.compile(r"\b(?:pague|pagamos|deposite|abone|consigne|transferi|mande|cancele|hice el pago|paid|sent|made the payment|already)\b")
DISPUTES = re.compile(
    r"\bno (?:lo |la |les |le |te )?debo\b|\bya (?:lo |la |los |las |esta |eso |se |le )*(?:pague|pagado|pagada|pago|cancele|cancelado|deposite)\b(?! (?:el|la|los)? ?(?:una|otra|mitad))|\b(?:eso|lo) (?:ya )?(?:lo )?pague\b"
    r"|\bno es mi[oa]\b|\bno son mi[oa]s\b|\bjamas (?:he )?sa(?:que|cado)|\bno (?:lo |la )?reconozco\b|\bes un fraude\b|\bno (?:saque|pedi|contrate|firme)\b"
    r"|\b(?:i|we|already|i've) paid (?:that|it|this|off)\b|\bdon't owe\b|\bnot mine\b|\bnever (?:opened|had|signed|took)\b|\bthat's not my\b|\bisn't mine\b"
)
ASKS_WHERE = re.compile(
    r"\b(?:a |en |por )?donde (?:lo |la |los |se |le |te )?(?:pag\w+|deposit\w+|pongo|consign\w+|abono|mando|transfier\w+|llevo|hago)\b|\bcomo (?:le |lo )?(?:hago|pago|hacemos)\b|\bwhere (?:do|can|should) i\b|\bhow do i pay\b"
)
HOLDS = re.compile(
    r"\b(?:en pausa|paro el cobro|no (?:le|te|se le) cobr\w+|por aclarar|suspen\w+|congel\w+|cuota quieta|on hold|a hold|deferment|no (?:le|te|les) voy a pedir|hoy no (?:vamos|le|te)|no vamos a hablar|queda sin cobranza|marked do not collect|nothing today"
    r"|don't have to (?:decide|promise|pay)|breathing space|moratori\w+|periodo de gracia|no se (?:le|te) cobra)\b"
)
ROUGHLY = re.compile(r"\b(?:unos|unas|como|por ahi|tipo|like|maybe|algo como|about|a lo mejor|ponte tu)\s*,?\s*$")
OWES = re.compile(
    r"\b(?:deb\w+|adeud\w+|saldo|pendiente|vencid\w+|vencio|vencieron|moros\w+|atras\w+|desde el|total de|presenta|figura|owe\w*|past due|due (?:on|since|back)|outstanding|balance|behind|since"
    r"|capital|tien(?:e|es) (?:pendiente|usted)|suman?|venia|viene[n]?)\b"
)
WHOLE = re.compile(
    r"\b(?:complet[oa]|enter[oa]|todito|(?<!con )(?<!de )(?<!ya )todo\b(?! (?:junto no|eso|lo que|el mundo|bien|el dia|este|se |esto|lo de))|el total|la totalidad|lo pago todo|toda|in full|the whole (?:thing|lot|amount|three|four|five|balance)"
    r"|whole thing|all of it|the lot\b|full (?:amount|balance|payment)|de un solo|en uno solo|un solo pago|en una sola|in one go|one time)\b"
)
HALF = re.compile(r"(?<!vendemos )(?<!vendo )\b(?:la mitad|half)\b(?! (?:de (?:la (?:mora|tasa|multa)|los (?:intereses|recargos|gastos)|lo que gana)|past|an hour|hour|the (?:interest|fee)))")
CALL_ME = re.compile(r"\b(?:llamem?e|llamenme|llamame|marqueme|marcame|(?:llame|llama|llamen) (?:mas|otro|despues|luego|manana)|call me|ring me|call back|call again|try me)\b")
PAYDAY = re.compile(
    r"\b(?:cobro|me pagan|nos pagan|me cae|me caen|me depositan|me entra|me paga|gano|me gira|me giran|cae la|get paid|gets paid|payday|check comes|paid on|me ingresan|me abonan|vendo|se vence|vence)\b"
)
LATER = re.compile(
    r"\b(?:el resto|lo demas|lo otro|la otra|el otro|los otros|las otras|las demas|los demas|el saldo|lo que (?:queda|falta)|la segunda|el segundo|la ultima|la diferencia|que (?:quedan?|faltan?|resta)"
    r"|the rest|the other|the remainder|rest of it|the balance|the second|remaining|then the|and then|after that|y despues|luego|cada|todos los|every|each)\b"
)
BEHIND = re.compile(
    r"\b(?:pague|pagamos|pago (?:hecho|que hice)|deposite|abone|consigne|transferi|di\b|cobraron|clavaron|cost\w+|sali[oa]\b|saliendo|gaste|gastaron|decia|dijeron|dice|debia|venia|era de|eran|ganaba"
    r"|paid|charged|cost|said|says|was|were|owed|spent|used to|ya pague|habia|suma|sumaria)\b"
)
QUOTES = re.compile(r"\b(?:seria|serian|cerramos en|en total|total|quedaria\w*|queda en|saldria|pagas|pagaria\w*|pagas solo|dejo en|liquidas con|cerrar con|settle for|comes to|sitting at|sittin' at|we're at|that makes)\b[^.;]*$")
EACH = re.compile(r"\b(?:cuotas|pagos|partes|semanas|quincenas|meses|mensualidades|armaditas|letras|payments|install?ments|months|weeks)\b[\w\s]*$|\b(?:dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|two|three|four|five|six|eight|ten|twelve)\s+(?:de|of|at|por)\s+(?:a\s+)?$")
IN_PARTS = re.compile(r"\b(?:cuotas|pagos|partes|semanas|quincenas|meses|dividid\w*|divida\w*|partid\w*|partes|plan|armaditas|payments|install?ments|split|months|weeks|plazos|letras)\b")
_COUNT = re.compile(r"\b(dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|two|three|four|five|six|eight|ten|twelve|\d{1,2})\b[^,.;\d]*$")
_SENTENCE = re.compile(r"[^.?!;…]+[.?!;…]*")
_CORRECTS = re.compile(r"\b(?:no|digo|perdon|perdone|mejor dicho|mejor|o sea|i mean|sorry|actually|wait|make that|make it)\b")


@dataclass(frozen=True, slots=True)
class Said:
    """One turn with its amounts, its days still to come, and the folded text in which their places count.

    `looks_back`: it also names a day gone by (`venció el cinco`).
    """

    i: int
    agent: bool
    text: str
    amounts: tuple[Amount, ...]
    days: tuple[Day, ...]
    looks_back: bool

    def sentences(self) -> list[str]:
        """The turn's sentences, each with its closing mark."""
        return [m.group() for m in _SENTENCE.finditer(self.text)]

    def sentence(self, at: int) -> str:
        """The sentence around place `at`, with its closing mark."""
        return next((m.group() for m in _SENTENCE.finditer(self.text) if m.start() <= at < m.end()), self.text)

    def lead(self, at: int) -> str:
        """The words of the sentence before place `at`."""
        start = next((m.start() for m in _SENTENCE.finditer(self.text) if m.start() <= at < m.end()), 0)
        return self.text[start:at]

    def asks(self, at: int) -> bool:
        """Whether what stands at `at` is inside a question."""
        sentence = self.sentence(at)
        return sentence.rstrip().endswith("?") and ("¿" not in sentence or "¿" in self.lead(at))


def accepts(said: Said) -> bool:
    """Whether the turn says yes: not inside a question (`¿sí me condonan?`), and nothing in it refuses."""
    match = ACCEPTS.search(said.text)
    return match is not None and not said.asks(match.end() - 1) and REFUSES.search(said.text) is None


def pays(text: str) -> bool:
    """Whether a folded text speaks of paying, in so many words."""
    return MONEY_VERB.search(text) is not None or WHOLE.search(text) is not None


def count_before(lead: str) -> str | None:
    """The number of instalments said before a figure: `seis` in `o seis de [seiscientos]`."""
    match = _COUNT.search(lead)
    return match.group(1) if match else None


def corrected(said: Said, first_end: int, second_start: int) -> bool:
    """Whether the words between two figures take the first one back: `el cinco... no, no, el siete`."""
    between = said.text[first_end:second_start]
    if between.startswith(("...", "…")) and len(between) < 12:
        return True
    return len(between) < 40 and _CORRECTS.search(between) is not None


def hear(
    turn: Turn, called_at: datetime | date, country: str | None, currency: str | None, owed: Decimal | None, bare: bool
) -> Said:
    """A turn made ready for the bargaining. `bare`: the turn answers "which day?"."""
    text = composed(turn.text)
    named = dates_in(text, called_at, country, bare)
    days = [d for d in named if not d.past]
    amounts = [
        a
        for a in amounts_in(text, currency, country, owed=owed)
        if a.currency == currency and not any(d.start < a.end and a.start < d.end for d in days)
    ]
    return Said(turn.i, turn.speaker is Speaker.AGENT, fold(text), tuple(amounts), tuple(days), len(days) < len(named))
