"""What people say when they bargain over a debt, in both languages: yes, no, when, how much, the rest, I already paid.

Patterns are matched against folded text (lower case, no accents). Each name says what the phrase does in the talk.
"""

import re

_END = r"(?=\s*(?:[,.;!…\]]|$))"
ACCEPTS = re.compile(
    r"(?:^\W*|[.,;!…\]]\s*[¡¿]?|^\W*(?:bueno|pues|ah|ay|uy|mmm*|eh|raro|oh|well|um|uh)\W+(?:pero\s+|entonces\s+)?)"
    r"(?:si(?=\s*(?:[,.;!…]|$|senor|pues|claro|po\b|hombre|joven|dona|don\b|esta bien|me (?:sirve|parece|queda)))"
    r"|ya(?! (?:no|le|lo|la|los|te|se|me|esta|pague|van|son|es|que|ni|fui|les|tengo|sabe|vi|voy a ver))"
    r"|(?:es[aeo]|asi|ahi|con eso)(?: si)? me (?:sirve|queda|acomoda|conviene|parece|alcanza)\b"
    r"|es[ea](?: mism[oa]| dia| si)?(?=\s*(?:[.!…]|$))"
    rf"|(?:eso|asi|va|todo|claro|voy|aja|ta|estamos|puedo){_END}|(?:eso )?si puedo|eso (?:es|mismo|mero|si)\b|asi (?:es"
    rf"|quedamos|queda|mero|mejor|dejemos\w*)\b"
    r"|dale|listos?|bueno|ok|okey|okay|vale|de acuerdo|perfecto|esta bien|ta bien|ta bueno|hecho|hagale|hagamosle"
    r"|orale|andele|andale|sale|claro que si|quedamos|correcto|exacto"
    r"|me parece|me sirve|me queda|conforme|joya|barbaro|anotado|anot\w+|apunt\w+|pongal\w+|ponel\w+|ponga\w*|ponl[oe]"
    r"|venga|cierto|trato|bacan|de una|cabal|pura vida"
    r"|tuanis|seguro|complet\w+|enter[oa]s?|simon|arre|buenisimo|por supuesto|amen|ni modo|usted (?:que )?sabe"
    r"|que voy a hacer|que le voy a hacer|no me queda de otra"
    r"|no hay problema|las cuotas|los? \w+ pagos|hagamos|excelente|genial|fenomenal|ahora si|estupendo"
    r"|chevere|super|meta\b|de diez|regio|seria eso"
    rf"|(?:yes|yeah|yep|yup|ok|sure|alright|all right|fine|deal|right|correct|agreed|perfect|great|absolutely|cheers"
    rf"|aye|mm-?hm+|uh-?huh|good|lovely|brilliant|done|grand|shoots|cool){_END}"
    r"|sounds|that works|works for|that's (?:fine|it|right|ok|okay|good)|i can do that|i guess|please do|go ahead"
    r"|let's do|go on then|that'll do|two's|can do|put (?:me|it) down|yes (?:please|ma'am|sir)|fine by me"
    r"|sure thing|fair enough|go for it|do that)\b"
)
REFUSES = re.compile(
    r"(?:^\W*|[.?!…]\s*[¿¡]?)(?:no\b(?!,? (?:hay problema|se preocupe|claro|pues si))|nada\b|asi no\b|que va|imposible"
    r"|ni (?:loc|a)|tampoco|jamas|nunca|nope|nah\b|never|can't|i can't|i won't)"
    r"|\bno (?:me comprometo|(?:le|les|te) prometo|puedo (?:prometer|comprometer)\w*)\b|\bnot (?:agreeing|promising|committing)\b"
    r"|\bno (?:puedo|tengo|voy a|me alcanza|alcanzo|creo|quiero|pienso|le voy|te voy)\b|\b(?:can't|cannot|won't"
    r"|don't have|ain't got|haven't got|not going to)\b"
)
NEVER = re.compile(
    r"\bno (?:(?:le|les|te|lo|la|se) )?(?:voy a pagar(?! (?:complet|enter|todo|junto))"
    r"|pienso pagar|pago nada|voy a dar nada|pago ni|quiero pagar)"
    r"|(?<!si )\bno pago\b(?! (?:con|por|en|eso|esa|ese|la multa|intereses|gastos))|\b(?:i'm not|not gonna|won't be"
    r"|ain't|not) pay"
    r"|\bnot paying\b|\b(?:not|isn't|ain't) (?:getting|seeing) a (?:dime|penny|cent)\b|\bolvidese\b|\bolvidate\b"
    r"|\bni un (?:peso|sol|centavo|mango|duro|dolar)\b(?! (?:mas|menos))"
    r"|\bnot a (?:penny|dime|cent)\b(?! (?:more|over|less))"
)
VAGUE_TIME = re.compile(
    r"\ba ver si\b|\bvoy viendo\b|\bcuando (?:tenga|pueda|me paguen\b(?! el))|\byo (?:le|les|te) aviso\b"
    r"|\bdespues (?:miro|veo|vemos)\b|\bproxima semana\b|\botra semana\b"
    r"|\bsemana que viene\b|\balgo (?:le|te|les) (?:doy|pago|abono|mando)\b|\bveremos\b|\bvere\b|\bwe'll see\b"
    r"|\bi'll see\b|\bwhen i can\b|\bsometime\b|\bsoon\b|\bnext week\b(?! on)"
    r"|\bya veo\b|\bpor ahi\b.{0,20}\balgo\b|\buno de estos dias\b|\bmas adelante\b|\blet you know\b"
)
CONDITIONAL = re.compile(
    r"\bsi (?:me|nos) (?:pagan|depositan|sale|cae|entra|resulta|prestan)|\bif (?:they|my|i get|it|the)\b"
    r"|\bsi dios quiere\b|\bojala\b|\btal vez\b|\ba lo mejor\b|\bquizas?\b|\bmaybe\b"
)
ASKS_DAY = re.compile(
    r"\bcuando\b|\bque (?:dias?|fechas?|viernes|lunes|sabado)\b|\bcual (?:dia|fecha|sabado|viernes)\b|\buna fecha\b"
    r"|\bfechas\b|\bfecha (?:de pago|le|te)\b|\b(?:deme|dame|y) (?:la )?fecha\b|\bwhen\b|\bwhat (?:day|date)\b"
    r"|\bwhich (?:day|date)\b|\bdate\b(?! of birth)|\bdia\b.*\?|\bque fecha\b"
)
ASKS_AMOUNT = re.compile(
    r"\bcuant[oa]s?\b|\bque (?:monto|cantidad|valor|va|vas|puede|podria|me (?:puede|va|da))\b|\bcifra\b|\bmontos\b"
    r"|\bel monto\W*\?"
    r"|\bhow much\b|\bwhat (?:can|could|are|amount)\b|\bamount\b"
)
ASKS_IDENTITY = re.compile(
    r"\bdigitos?\b|\bcedula\b|\bdni\b|\brut\b|\bdocumento\b|\bcifras\b|\bnacimiento\b|\bnacio\b|\bcumple\w*"
    r"|\bcontrato\b|\bmatricula\b|\bcodigo\b|\bpoliza\b|\bplaca\b|\bidentifica\w+"
    r"|\bclave\b|\bnip\b|\bcvv\b|\bpin\b|\blast (?:four|three|two)\b|\bsocial\b|\bbirth\w*|\bdate of birth\b"
    r"|\bpostcode\b|\bzip\b|\baddress\b|\bstreet\b|\bnumber on\b|\bwhich number\b|\bmember number\b|\baccount number\b"
    r"|\bnumero de (?:cliente|socio|contrato|servicio|cuenta)\b|\bultim[oa]s (?:tres|cuatro|dos)\b|\bdirecci\w+"
    r"|\btarjeta\b|\bcard\b|\bcurp\b|\brfc\b|\bci\b|\bnif\b|\bdui\b"
)
PAYS = re.compile(
    r"\b(?:pag(?:o|a|ar\w*|ue|uen|uemos|aria\w*|amos|os|as|ando|ado)|abon\w+|cancel\w+|consign\w+|deposit\w+"
    r"|transfi?er\w+|pong\w+|pon(?:er|dria|emos|er\w+|le|ele|me|lo|la)|doy|dar\b|daria|darle"
    r"|dejo|dejar\w*|mando|mandar|junt[oa]r?|consigo|hago|haria\w*|hacemos|pued[oea]s?|podria\w*|podes|llevo|acerco"
    r"|cubr\w+|liquid\w+|cuotas?|primer[oa]?|partes?|mitad|cierr\w+|cerrar|sald\w+"
    r"|anot\w+|apunt\w+|quincenas|armad\w+|mensualidad\w*|seria\w*|parece|sirve|acomoda|cuadra|conviene|queda bien"
    r"|tengo|tendria|cobro|yape\w*|zelle|pay(?:s|ing|ment|ments|day)?|put|send|do|give|bring|manage|afford|down"
    r"|install?ments?|split|set up|start"
    r"|settle\w*|clear\w*|cover|sort|transfer|drop|spare|have|make|mail)\b"
)
CALLS = re.compile(
    r"\b(?:llam\w+|marc(?:o|ar|arle|amos|an|as|aba)|timbr\w+|comuni\w+|hora|call\w*|ring\w*|phone|embarg\w+|demand\w+"
    r"|camion|oper\w+|quimio|dialisis|hospital|entierro|funeral|boda|cita medica|dialysis|surgery|appointment|curt|sue"
    r"|reunion|nacio|birthday|corte|audiencia"
    r"|preguntar\w*|pregunto|averigu\w+|consultar|abogad[oa]|lawyer|correo le llega|le llega|fue|was|seized?|sheriff)\b"
)
PLAN = re.compile(
    r"\bcuotas?\b[^.;?]{0,20}\bde\b|\bla primera\b|\bel primero\b|\bprimer pago\b|\bcada (?:mes|semana|quincena|uno"
    r"|lunes|martes|miercoles|jueves|viernes|sabado)"
    r"|\bcada quince\b|\bde pie\b|\b(?:dos|tres|cuatro|cinco|seis) (?:pagos|cuotas|partes|semanas|quincenas|armaditas"
    r"|letras)\b|\bevery (?:month|week|first|third|fifth|tenth|friday|monday|\w+th)\b"
    r"|\bfirst (?:payment|one|of)\b|\ba month\b|\b(?:a|every) fortnight\b|\b(?:al|por) mes\b|\bel resto en\b"
    r"|\bsame every\b|\b(?:two|three|four|six) (?:payments|installments|instalments)\b"
)
ALL_OF_IT = re.compile(
    r"\b(?:pago|pagaria|cancelo|doy|hago|mando|pongo|paso|dejo|yapeo|meto|liquido|deposito|consigno|cubro|anote|anotame|ponga\w*"
    r"|transfiero)\s+(?:de una vez\s+)?(?P<all>todo|toda|completo|completa|el total|la totalidad|entera)\b"
    r"|^\W*(?:si|ya|no|dale|listo|bueno|ok)?\W*(?:,\s*)?(?P<all2>completa|completo|entera|entero|todo|toda"
    r"|el total)\s*(?:[.,!]|$|junto\b(?!\s+no)|el\b|para\b|a fin)"
    r"|\b(?P<all3>the whole (?:thing|lot|amount|balance)|in full|all of it(?! (?:on paper|in writing))"
    r"|the full (?:amount|balance))\b"
    r"|(?<=[.;!]\s)(?P<all4>todo|toda|complet[oa]|enter[oa])\s*(?:[.!]|$)"
)
SUMS_UP = re.compile(
    r"\b(?:le|te|les) (?:repito|confirmo|resumo|recuerdo)\b|\brepito\b|\bconfirmo\b|\bentonces\b|\bqueda(?:mos)?\b"
    r"|\banot(?:o|e|ado)\b|\bresum\w+|\bquedo\b"
    r"|\bso (?:that's|it's|i've|i got|you're|to)\b|\bto (?:confirm|summari[sz]e|recap)\b|\bi(?:'ve| have) got\b"
    r"|\bgot you down\b|\bthen it is\b|\bput(?:ting)? you down\b"
)
TAKES_PARTS = re.compile(
    r"(?<!no )\ben (?:dos|tres|cuatro|cinco|seis|partes|cuotas|pagos)\b(?! (?:semanas|dias|meses|anos|horas"
    r"|quincenas))|\b(?:las|los|mejor|pues|esas?|esos?) (?:dos |tres |cuatro )?(?:cuotas|partes|pagos"
    r"|quincenas|semanas|meses|armaditas|plazos)\b|\b(?:the|two|three|four|in) (?:payments|install?ments|parts)\b"
    r"|\btwo's\b|\bbreak it up\b|\bsplit it\b"
)
ONE_GO = re.compile(r"\b(?:en uno solo|un solo pago|de una vez|complet[oa]|enter[oa]|in one go|the whole|in full)\b")
ONLY_OFFERED = re.compile(r"\b(?:podemos|puedo|podria|podriamos|si (?:te|le) sirve|si quiere|can|could|we might|if you)\b")
MONEY_VERB = re.compile(
    r"\b(?:pag(?:o|a|ar\w*|ue|uen|aria\w*|amos|os|as)|abon\w+|cancel\w+|consign\w+|deposit\w+|transfi?er\w+|cubr\w+"
    r"|liquid\w+|cuotas?|sald\w+|pay(?:s|ing|ment|ments)?|settle\w*|clear it|yape\w*)\b"
)
EVENTS = re.compile(
    r"\b(?:oper\w+|quimio\w*|dialisis|hospital|entierro|funeral|boda|cita medica|examen\w*|viaj\w+|audiencia|juicio"
    r"|dialysis|surgery|appointment|court|hearing|wedding|scan|birthday)\b"
)
ASKS_PAST = re.compile(
    r"\b(?:fue|pago usted|pagaste|lo pago|hizo|hiciste|paso(?! a \w+r\b)|pasado|perdio|did you|was it|happened)\b"
)
ASKS_DONE = re.compile(
    r"\b(?:donde (?:lo |la )?(?:hizo|pago usted|deposito|consigno|abono usted|transfirio)|where did you (?:pay|send))\b"
)
WITHDRAWS = re.compile(
    r"\b(?:pensandolo bien|olvid(?:elo|alo|ese|ate)|dej(?:elo|alo|emoslo) asi|me arrepenti"
    r"|(?:cancel|borr)e (?:eso|todo|el acuerdo)|(?:mejor|sabe que|sabes que),? no|forget (?:it|that|about it)"
    r"|on second thoughts?|scratch (?:that|all that)|changed my mind|take (?:it|that) back|actually,? no)\b"
)
NOTHING_AFTER_ALL = re.compile(
    r"\bno (?:me )?(?:anote|agende|ponga|apunte|registre)s? nada\b|\bno (?:le|les|te) (?:doy|pago|deposito) nada\b"
    r"|\bnot doing (?:this|it|that)\b|\bya no (?:quiero|voy a) pagar\b"
)
PAID = re.compile(
    r"\b(?:pague|pagamos|deposite|abone|consigne|transferi|mande|cancele|hice el pago"
    r"|(?<!get )(?<!gets )(?<!getting )(?<!'m )(?<!am )(?<!are )(?<!is )paid|sent|made the payment"
    r"|already)\b"
)
DISPUTES = re.compile(
    r"\bno (?:lo |la |los |las |les |le |te )?debo\b|\bya (?:lo |la |los |las |esta |eso |se |le )*(?:pague|pagado|pagada|pago"
    r"|cancele|cancelado|deposite)\b(?! (?:el|la|los)? ?(?:una|otra|mitad))|\b(?:eso|lo) (?:ya )?(?:lo )?pague\b"
    r"|\b(?:es[aeo]s?|est[aeo]s?) (?:ya )?(?:lo|la|los|las) (?:pague|deposite|cancele|transferi|consigne)\b"
    r"|\bi (?:already |just )?(?:sent|paid|mailed|wired|transferred) (?:[\w'-]+ ){1,4}(?:last|yesterday|already|this morning"
    r"|on \w+day|\w+ (?:days?|weeks?) ago)\b(?!.*\b(?:can|could|will|i'll|another|rest|gonna)\b)"
    r"|\bno es mi[oa]\b|\bno son mi[oa]s\b|\bjamas (?:he )?sa(?:que|cado)|\bno (?:lo |la )?reconozco\b"
    r"|\bes un fraude\b|\bno (?:saque|pedi|contrate|firme)\b"
    r"|\b(?:i|we|already|i've) paid (?:that|it|this|off)\b|\bdon't owe\b|\bnot mine\b|\bnever (?:opened|had|signed"
    r"|took)\b|\bthat's not my\b|\bisn't mine\b"
)
ASKS_WHERE = re.compile(
    r"\b(?:a |en |por )?donde (?:lo |la |los |se |le |te )?(?:pag\w+|deposit\w+|pongo|consign\w+|abono|mando"
    r"|transfier\w+|llevo|hago)\b|\bcomo (?:le |lo )?(?:hago|pago|hacemos)\b|\bwhere (?:do|can|should) i\b"
    r"|\bhow do i pay\b"
)
ADMITS = re.compile(
    r"\bsi (?:lo |la |los |las |se )?(?:debo|reconozco|es mi[oa])\b|\b(?:lo mio|lo otro|esa|ese|eso otro|la otra"
    r"|el resto)\W+(?:\w+\W+)?si\b"
    r"|\bi do owe\b|\bi owe (?:the|that|it)\b|\bthe rest is mine\b|\bque debo\b"
)
WALKS_OFF = re.compile(
    r"\b(?:voy a (?:ir a )?(?:preguntar|averiguar|consultar|denunciar|la (?:policia|superintendencia|superfinanciera))"
    r"|(?:mejor|igual) voy a|y (?:les |ahi )?pregunto|(?:lo|la|los|yo les?|ya le) llamo\b|hablo con (?:mi|un) abogad[oa]"
    r"|no (?:agende|anote|agendes|anotes)|call (?:a|my) lawyer|talk to (?:a|my) lawyer|i'll call you|i'd like to go"
    r"|i(?:'m| am) not (?:nodding|agreeing|doing))|\[(?:cuelga|corta|hangs up)"
)
CORRECTS = re.compile(
    r"\[(?:cuelga|corta|hangs up|line goes)|\b(?:le|te) dije\b|\bi said\b|\bno me (?:ponga|anote)\b|\bdon't put\b"
)
DOUBTS = re.compile(
    r"\bno se(?=\s*(?:[.!…]|$|,\s*(?:joven|senor\w*|dej[ea]me)\b))|\bdej[ea]me (?:ver|pensar|consultar|hablar)\w* con\b"
)
UNSURE = re.compile(
    r"\bno se (?:que|si|cuando|cuanto|como|decir\w*)\b|\bno estoy segur|\bdon't know\b|\bnot sure\b|\blet me (?:see"
    r"|think)\b|\bi'll think\b|\blo (?:pienso|voy a pensar)\b"
    r"|\b(?:tengo|tendria|tenemos) que (?:preguntar\w*|consultar\w*|hablar\w*|platicar\w*|ver(?:lo)?) (?:a|con)\b"
    r"|\b(?:have|need|got) to (?:ask|check with|talk (?:to|with|it over)|speak (?:to|with))\b"
)
HOLDS = re.compile(
    r"\b(?:pausa|paro el cobro|no (?:le|te|se le) cobr\w+|por aclarar|suspen\w+"
    r"|congel\w+(?! (?:los |el |la )?(?:interes|mora|recargo))"
    r"|cuota quieta|on hold"
    r"|a hold|deferment|no (?:le|te|les) voy a pedir|hoy no (?:vamos|le|te)|no vamos a hablar"
    r"|no pague nada|(?:cuota|pago|deuda) puede esperar|no tiene que decidir|queda sin cobranza"
    r"|marked do not collect|nothing today"
    r"|don't have to (?:decide|promise|pay)|breathing space|moratoria\b|periodo de gracia|no se (?:le|te) cobra)\b"
)
ROUGHLY = re.compile(r"\b(?:unos|unas|como|por ahi|tipo|like|maybe|algo como|about|a lo mejor|ponte tu)\s*,?\s*$")
OWES = re.compile(
    r"\b(?:deb\w+|adeud\w+|saldo|pendiente|vencid\w+|vencio|vencieron|moros\w+|atras\w+|desde el|total de|presenta"
    r"|figura|owe\w*|past due|due (?:on|since|back)|outstanding|balance|behind|since"
    r"|capital|tien(?:e|es) (?:pendiente|usted)|suman?|venia|viene[n]?)\b"
)
WHOLE = re.compile(
    r"\b(?:complet[oa]|enter[oa]|todito|(?<!con )(?<!de )(?<!ya )todo\b(?! (?:junto no|eso|lo que|el mundo|bien|el dia"
    r"|este|se |esto|lo de))|el total|la totalidad|lo pago todo|toda|in full|the whole (?:thing|lot|amount|three|four"
    r"|five|balance)"
    r"|whole thing|all of it|the lot\b|full (?:amount|balance|payment)|de un solo|en uno solo|un solo pago|en una sola"
    r"|in one go|one time)\b"
)
HALF = re.compile(
    r"(?<!vendemos )(?<!vendo )(?<!\ba )\b(?:la mitad|half)\b(?! (?:de (?:la (?:mora|tasa|multa)|los (?:intereses|recargos"
    r"|gastos)|lo que gana)|past|an hour|hour|the (?:interest|fee)))"
)
CALL_ME = re.compile(
    r"\b(?:llamem?e|llamenme|llamame|marqueme|marcame|(?:llame|llama|llamen) (?:mas|otro|despues|luego|manana)|call me"
    r"|ring after"
    r"|ring me|call back|call again|try me)\b"
)
PAYDAY = re.compile(
    r"\b(?:cobro|me pagan|nos pagan|me cae|me caen|me depositan|me entra|me paga|gano|me gira|me giran|cae la|get paid"
    r"|gets paid|payday|check comes|paid on|me ingresan|me abonan|vendo|se vence|vence)\b"
)
LATER = re.compile(
    r"\b(?:el resto|lo demas|lo otro|la otra|el otro|los otros|las otras|las demas|los demas|el saldo|lo que (?:queda"
    r"|falta)|la segunda|el segundo|la ultima|la diferencia|lo mismo|que (?:quedan?|faltan?|resta)"
    r"|the rest|the other|the remainder|rest of it|the balance|the second|remaining|then the|and then|after that"
    r"|y despues|luego|cada(?! \w+,? (?:del|desde|a partir|empezando|comenzando))|todos los|every|each)\b"
)
# A question even where nobody wrote its mark: `y los otros dos mil`.
ASKS_REST = re.compile(r"\W*(?:y|and) (?:el resto|lo demas|l[oa]s? otr[oa]s?|lo que (?:queda|falta)|the rest|the other)\b[^.!]*$")
BEHIND = re.compile(
    r"\b(?:pague|pagamos|pago (?:hecho|que hice)|deposite|abone|consigne|transferi|di\b|cobraron|clavaron|cost\w+"
    r"|sali[oa]\b|saliendo|gaste|gastaron|decia|dijeron|dice|debia|venia|era de|eran|ganaba"
    r"|paid|charged|cost|said|says|was|were|owed|spent|used to|ya pague|habian?|dicho|suma|sumaria)\b"
)
QUOTES = re.compile(
    r"\b(?:seria|serian|cerramos en|en total|total|quedaria\w*|queda en|saldria|pagas|pagaria\w*|pagas solo|dejo en"
    r"|liquidas con|cerrar con|settle for|comes to|sitting at|sittin' at|we're at|that makes)\b[^.;]*$"
)
IN_PARTS = re.compile(
    r"\b(?:cuotas|pagos|partes|semanas|quincenas|meses|dividid\w*|divida\w*|partid\w*|partes|plan|armaditas|payments"
    r"|install?ments|lots|split|months|weeks|plazos|letras)\b"
)
