"""What is wrong with a vendor's layout, in Spanish: the reader of data files speaks English only."""

import re

_SAID = (
    (r"not valid YAML at line (\d+), column (\d+); check the colons, quotes and indentation there",
     r"el YAML no se entiende en la línea \1, columna \2; revise ahí los dos puntos, las comillas y la sangría"),
    (r"not valid YAML; check the colons, quotes and indentation there",
     "el YAML no se entiende; revise sus dos puntos y sangrías"),
    (r"line (\d+): key (.+?) is written twice; keep one", r"línea \1: la clave \2 está dos veces; deje una"),
    (r"expected keys and values, found (.+)", r"se esperaban claves y valores y hay \1"),
    (r"unknown key (.+?); known here: (.+)", r"la clave \1 no se conoce; se conocen: \2"),
    (r"cannot be opened \(.*?\); check the path (.+)", r"no se puede abrir; revise la ruta \1"),
    (r"byte (\d+) is not UTF-8; save the file as UTF-8", r"el byte \1 no es UTF-8; guarde el archivo como UTF-8"),
    (r"must be one of (.+) \(found", r"debe ser uno de \1 (found"),
    (r"name (.+), which the portfolio has not; it has (.+) \(found", r"nombra \1, que la cartera no tiene; tiene \2 (found"),
    (r"name a column twice; keep one", "nombra una columna dos veces; deje una"),
    (r"must be names, or `from` and `name`", "deben ser nombres, o `from` y `name`"),
    (r"or fixed: a column needs one of the two", "o fixed: una columna necesita uno de los dos"),
    (r"must be a whole number from 0 to 12, in a column of kind number",
     "debe ser un entero de 0 a 12, en una columna de kind number"),
    (r"\bis missing; write it", "falta; escríbalo"),
    (r"is not known; write utf-8", "no se conoce; escriba utf-8"),
    (r"must name day, month and year, as dd/mm/yyyy", "debe nombrar día, mes y año, como dd/mm/aaaa"),
    (r"must be true or false", "debe ser true o false"),
    (r"is missing or is not text; write it", "falta o no es texto; escríbalo"),
    (r"must be a list with at least one entry", "debe ser una lista con al menos un elemento"),
    (r"must be a list of texts", "debe ser una lista de textos"),
    (r"must be keys and values", "debe ser claves y valores"),
    (r"\(found nothing\)", "(no hay nada)"),
    (r"\(found ", "(dice "),
)  # fmt: skip


def in_spanish(problem: str) -> str:
    """The problem with every part that is known put in Spanish."""
    for english, spanish in _SAID:
        problem = re.sub(english, spanish, problem)
    return problem
