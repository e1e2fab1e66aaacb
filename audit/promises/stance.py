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

ACCEPTS = re.compile(
    r"^[\s¡¿\"'.\-–—\[\]a-z]{0,12}?\b(?:ya|si|dale|listo|bueno|ok|okey|okay|vale|de acuerdo|perfecto|esta bien|ta bien|ta bueno|hecho|hagale|hagamosle|va|orale"
    r"|sale|claro|quedamos|asi|eso|correcto|exacto|me parece|me sirve|conforme|joya|barbaro|anotado|anot\w+|pongal\w+|ponel\w+|ponga\w*|venga|cierto"
    r"|trato|bacan|de una|cabal|pura vida|tuanis|seguro|completa|entera|entero|todo|simon|aja|mande|arre|ponlo|ponle|buenisimo|por supuesto|amen|pues si|no hay problema"
    r"|mejor asi|las cuotas|los? \w+ pagos|me queda|hagamos|listos?|apunt\w+|yes|yeah|yep|yup|ok|sure|alright|all right|fine|deal|sounds|that works|works|that's fine|i can do that"
    r"|i guess|shoots|right|correct|agreed|perfect|great|please do|go ahead|let's|absolutely|cheers|aye|mm-?hm+|uh-?huh|good|lovely|brilliant|go on|that'll do|two's"
    r"|can do|done|grand|that's it|that's right|thank you|thanks|gracias)\b"
)
REFUSES = re.compile(
    r"^\W*(?:no\b(?!,? (?:hay problema|se preocupe|claro|pues si))|nada\b|que va|imposible|ni (?:loc|a)|jamas|nunca|nope|nah\b|never|can't|i can't|i won't)"
    r"|\bno (?:puedo|tengo|voy a|me alcanza|alcanzo|creo|quiero|pienso|le voy|te voy)\b|\b(?:can't|cannot|won't|don't have|ain't got|haven't got|not going to)\b"
)
NEVER = re.compile(
    r"\bno (?:(?:le|les|te|lo|la|se) )?(?:voy a pagar|pienso pagar|pago nada|voy a dar nada|pago ni|quiero pagar)|\bno pago\b|\b(?:i'm not|not gonna|won't be|ain't) pay"
    r"|\bnot paying\b|\bolvidese\b|\bolvidate\b|\bni un (?:peso|sol|centavo|mango|duro|dolar)\b|\bnot a (?:penny|dime|cent)\b"
)
VAGUE_TIME = re.compile(
    r"\ba ver si\b|\bvoy viendo\b|\bcuando (?:tenga|pueda|me paguen\b(?! el))|\byo (?:le|les|te) aviso\b|\bdespues (?:miro|veo|vemos)\b|\bproxima semana\b|\botra semana\b"
    r"|\bsemana que viene\b|\balgo (?:le|te|les) (?:doy|pago|abono|mando)\b|\bveremos\b|\bvere\b|\bwe'll see\b|\bi'll see\b|\bwhen i can\b|\bsometime\b|\bsoon\b|\bnext week\b(?! on)"
    r"|\bya veo\b|\bpor ahi\b.{0,20}\balgo\b|\buno de estos dias\b|\bmas adelante\b|\blet you know\b"
)
CONDITIONAL = re.compile(r"\bsi (?:me|nos) (?:pagan|depositan|sale|cae|entra|resulta|prestan)|\bif (?:they|my|i get|it|the)\b|\bsi dios quiere\b|\bojala\b|\btal vez\b|\ba lo mejor\b|\bquizas?\b|\bmaybe\b")
ASKS_DAY = re.compile(
    r"\bcuando\b|\bque (?:dia|fecha|viernes|lunes|sabado)\b|\bcual (?:dia|fecha|sabado|viernes)\b|\bfecha\b|\bwhen\b|\bwhat (?:day|date)\b|\bwhich (?:day|date)\b|\bdate\b|\bpara el\?|\bdia\b.*\?"
)
ASKS_AMOUNT = re.compile(r"\bcuant[oa]s?\b|\bque (?:monto|cantidad|valor)\b|\bcifra\b|\bmontos?\b|\bhow much\b|\bwhat (?:can|could|are|amount)\b|\bamount\b")
ASKS_IDENTITY = re.compile(
    r"\bdigitos?\b|\bcedula\b|\bdni\b|\brut\b|\bdocumento\b|\bcifras\b|\bnacimiento\b|\bnacio\b|\bcumple\w*|\bcontrato\b|\bmatricula\b|\bcodigo\b|\bpoliza\b|\bplaca\b|\bidentifica\w+"
    r"|\bclave\b|\bnip\b|\bcvv\b|\bpin\b|\blast (?:four|three|two)\b|\bsocial\b|\bbirth\w*|\bdate of birth\b|\bpostcode\b|\bzip\b|\baddress\b|\bmember number\b|\baccount number\b"
    r"|\bnumero de (?:cliente|socio|contrato|servicio|cuenta)\b|\bultim[oa]s (?:tres|cuatro|dos)\b|\bdirecci\w+|\btarjeta\b|\bcard\b|\bcurp\b|\brfc\b|\bci\b|\bnif\b|\bdui\b"
)
RECAPS = re.compile(
    r"\b(?:le|te|les) (?:repito|confirmo|resumo|recuerdo)\b|\brepito\b|\bconfirmo\b|\bentonces\b|\bqueda(?:mos)?\b|\blisto\b|\banot\w+|\bresum\w+|\bquedo\b|\bo sea\b|\bperfecto\b"
    r"|\bso (?:that's|it's|i've|i got|we|you|then|to)\b|\bto (?:confirm|summari[sz]e|recap)\b|\bi(?:'ve| have) got\b|\bgot you down\b|\bjust to\b|\bthen it is\b|\bnoted\b|\bput(?:ting)? you down\b"
)
PAYS = re.compile(
    r"\b(?:pag(?:o|a|ar\w*|ue|uen?|aria|o)|abon\w+|cancel\w+|consign\w+|deposit\w+|transfi?er\w+|pong[oa]|pon(?:er|dria|emos|er\w+|le|ele)|doy|dar(?:le|ia|te)?|deja\w*|mando|mandar|junto|consigo"
    r"|hago|haria|pued[oe]\w*|podria\w*|llevo|llev\w+|acerco|cubr\w+|liquid\w+|cuota|primera?o?|parte|mitad|cierra\w*|saldar?|anot\w+|apunt\w+|pay\w*|put|send|do|can|could|give|bring"
    r"|manage|down|installments?|split|set|start|settle\w*|clear\w*|cover|sort)\b"
)
OWES = re.compile(
    r"\b(?:deb\w+|adeud\w+|saldo|pendiente|vencid\w+|vencio|vencieron|moros\w+|atras\w+|desde el|total de|presenta|figura|owe\w*|past due|due (?:on|since|back)|outstanding|balance|behind|since"
    r"|capital|tien(?:e|es) (?:pendiente|usted)|suman?|venia|viene[n]?)\b"
)
WHOLE = re.compile(
    r"\b(?:complet[oa]|enter[oa]|todito|(?<!con )(?<!de )(?<!ya )todo\b(?! (?:junto no|eso|lo que|el mundo|bien|el dia|este|se |esto|lo de))|el total|la totalidad|lo pago todo|toda|in full|the whole (?:thing|lot|amount|three|four|five|balance)"
    r"|whole thing|all of it|the lot\b|full (?:amount|balance|payment)|de un solo|en uno solo|un solo pago|en una sola|in one go|one time)\b"
)
HALF = re.compile(r"\b(?:la mitad|half)\b")
PAYDAY = re.compile(
    r"\b(?:cobro|me pagan|nos pagan|me cae|me caen|me depositan|me entra|me paga|gano|me gira|me giran|cae la|get paid|gets paid|payday|check comes|paid on|me ingresan|me abonan|vendo|se vence|vence)\b"
)
LATER = re.compile(
    r"\b(?:el resto|lo demas|lo otro|la otra|el otro|los otros|las otras|las demas|los demas|el saldo|lo que (?:queda|falta)|la segunda|el segundo|la ultima|la diferencia|que (?:quedan?|faltan?|resta)"
    r"|the rest|the other|the remainder|rest of it|the balance|the second|remaining|then the|and then|after that|y despues|luego|cada|todos los|every|each)\b"
)
BEHIND = re.compile(
    r"\b(?:pague|pagamos|pago (?:hecho|que hice)|deposite|abone|consigne|transferi|di\b|cobraron|clavaron|cost\w+|sali[oa]\b|saliendo|gaste|gastaron|decia|dijeron|dice|debia|venia|era de|eran|ganaba"
    r"|paid|charged|cost|said|says|was|were|owed|spent|used to|ya pague|habia)\b"
)
_SENTENCE = re.compile(r"[^.?!;¿¡…]+[.?!;…]*")
_CORRECTS = re.compile(r"\b(?:no|digo|perdon|perdone|mejor dicho|mejor|o sea|i mean|sorry|actually|wait|make that|make it)\b")


@dataclass(frozen=True, slots=True)
class Said:
    """One turn with its amounts, its days still to come, and the folded text in which their places count."""

    i: int
    agent: bool
    text: str
    amounts: tuple[Amount, ...]
    days: tuple[Day, ...]

    def sentence(self, at: int) -> str:
        """The sentence around place `at`, with its closing mark."""
        return next((m.group() for m in _SENTENCE.finditer(self.text) if m.start() <= at < m.end()), self.text)

    def lead(self, at: int) -> str:
        """The words of the sentence before place `at`."""
        start = next((m.start() for m in _SENTENCE.finditer(self.text) if m.start() <= at < m.end()), 0)
        return self.text[start:at]

    def asks(self, at: int) -> bool:
        """Whether what stands at `at` is inside a question."""
        return self.sentence(at).rstrip().endswith("?")


def corrected(said: Said, first_end: int, second_start: int) -> bool:
    """Whether the words between two figures take the first one back: `el cinco... no, no, el siete`."""
    between = said.text[first_end:second_start]
    return len(between) < 40 and _CORRECTS.search(between) is not None


def hear(
    turn: Turn, called_at: datetime | date, country: str | None, currency: str | None, owed: Decimal | None, bare: bool
) -> Said:
    """A turn made ready for the bargaining. `bare`: the turn answers "which day?"."""
    text = composed(turn.text)
    days = [d for d in dates_in(text, called_at, country, bare) if not d.past]
    amounts = [
        a
        for a in amounts_in(text, currency, country, owed=owed)
        if a.currency == currency and not any(d.start < a.end and a.start < d.end for d in days)
    ]
    return Said(turn.i, turn.speaker is Speaker.AGENT, fold(text), tuple(amounts), tuple(days))
