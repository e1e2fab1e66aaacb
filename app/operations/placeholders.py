"""What a message may leave open for each person: a closed list, with an example of each, under a Spanish and an English name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from audit.data_file import Words


@dataclass(frozen=True, slots=True)
class Placeholder:
    """`id` is the English name; `{nombre}` and `{first_name}` are the same. `longest`: characters counted for the length.

    `about_debt` ones tell that somebody owes: they may not stand in what others can read (a letter's subject, a push's title).
    """

    id: str
    name_es: str
    meaning: Words
    example: Words
    longest: int
    about_debt: bool = False


_ROWS = """
first_name | nombre | el nombre de pila | first name | Ana | Ana | 14 |
company | empresa | a quién se le debe | who is owed | Banco Lindero | Lindero Bank | 24 |
product | producto | el producto | the product | tarjeta | card | 20 | debt
overdue | monto | lo atrasado, con su moneda | what is overdue, with its currency | $45.000 | $45.00 | 14 | debt
balance | saldo | lo que se debe en total | all that is owed | $380.000 | $380.00 | 14 | debt
due_date | fecha | el día en que vence o venció | the day it is or was due | martes 5 de mayo | Tuesday 5 May | 22 | debt
days | dias | días desde que venció | days since it was due | 12 | 12 | 4 | debt
part | cuota | la cuota de la alternativa | the instalment of the option | $15.000 | $15.00 | 14 | debt
parts | cuotas | en cuántas cuotas | in how many instalments | 3 | 3 | 2 | debt
new_date | nueva_fecha | el día acordado | the day agreed | viernes 15 de mayo | Friday 15 May | 22 | debt
link | enlace | dónde ver opciones y pagar | where to see options and pay | lindero.example/a7k2 | lindero.example/a7k2 | 30 |
phone | telefono | el teléfono donde atiende una persona | the phone a person answers | 600 123 4567 | 0800 123 456 | 16 |
hours | horario | cuándo atiende una persona | when a person answers | lun a vie, 9 a 18 | Mon to Fri, 9 to 6 | 24 |
complaints | reclamos | dónde reclamar | where to complain | reclamos@lindero.example | help@lindero.example | 40 |
stop | baja | la palabra para no recibir más mensajes | the word that stops messages | NO | STOP | 6 |
agent | agente | quién escribe o llama | who writes or calls | Camila | Emma | 14 |
reference | referencia | el número del contrato | the contract's number | 4471-0932 | 4471-0932 | 20 | debt
"""


def _placeholder(line: str) -> Placeholder:
    id, name_es, es, en, example_es, example_en, longest, kind = (cell.strip() for cell in line.split("|"))
    return Placeholder(id, name_es, Words(es, en), Words(example_es, example_en), int(longest), kind == "debt")


PLACEHOLDERS = tuple(_placeholder(line) for line in _ROWS.strip().splitlines())
BY_NAME: Mapping[str, Placeholder] = {name: p for p in PLACEHOLDERS for name in (p.id, p.name_es)}
_HOLE = re.compile(r"\{([^{}\n]{0,60})\}")
_STRAY = re.compile(r"[{}]")


class Unfilled(ValueError):
    """A message has a placeholder that is not known, or no value for this person: `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{{{name}}} has no value")
        self.name = name


def used(text: str) -> tuple[Placeholder, ...]:
    """The known placeholders of a text, each once, in order."""
    return tuple(dict.fromkeys(BY_NAME[name.strip()] for name in _HOLE.findall(text) if name.strip() in BY_NAME))


def unknown(text: str) -> tuple[str, ...]:
    """Names in braces that are not on the list, each once, and a brace left open or closed alone."""
    strange = [name for name in _HOLE.findall(text) if name.strip() not in BY_NAME]
    stray = _STRAY.findall(_HOLE.sub("", text))
    return tuple(dict.fromkeys([*strange, *stray]))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text for one person; `values` by id. Raises Unfilled: nothing goes out with a hole in it."""

    def value(hole: re.Match[str]) -> str:
        known = BY_NAME.get(hole[1].strip())
        said = values.get(known.id, "") if known else ""
        if not said.strip():
            raise Unfilled(hole[1].strip())
        return said.strip()

    out = _HOLE.sub(value, text)
    strays = _STRAY.search(_HOLE.sub("", text))
    if strays:
        raise Unfilled(strays[0])
    return out


def example(text: str, lang: str) -> str:
    """The text for a made-up person; what is not known stays as it is written."""
    return _HOLE.sub(lambda h: BY_NAME[h[1].strip()].example.say(lang) if h[1].strip() in BY_NAME else h[0], text)


def longest(text: str) -> str:
    """The text with every placeholder as long as it gets, to count what a message may cost."""
    return _HOLE.sub(lambda h: "x" * BY_NAME[h[1].strip()].longest if h[1].strip() in BY_NAME else h[0], text)
