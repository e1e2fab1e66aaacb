"""What to repair when a trait gives ghosts away."""

from audit.data_file import Words
from audit.ghosts.covertness.trait import What

_DRAW = Words(
    "Sortee este valor de la distribución de las cuentas reales, no de una lista propia.",
    "Draw this value from the distribution of the real accounts, not from a list of your own.",
)
_WRITE = Words(
    "Escriba el campo con el mismo formato que las filas reales.", "Write the field in the same form as the real rows."
)
_ROUND = Words(
    "Copie el redondeo de las cuentas reales: sortee el último tramo de dígitos de sus valores.",
    "Copy the rounding of the real accounts: draw the last digits from their values.",
)
_JOINT = Words(
    "Sortee estos campos juntos, o calcule uno a partir de los otros como lo hace su sistema.",
    "Draw these fields together, or work one out from the others the way your system does.",
)
_ORDER = Words(
    "Inserte los fantasmas con el mismo criterio de orden del archivo y vuelva a ordenar antes de entregar.",
    "Insert the ghosts by the file's own sorting and sort again before handing over.",
)
_RANGE = Words(
    "Tome los números de los huecos del rango real, repartidos como los de las cuentas reales.",
    "Take the numbers from the holes of the real range, spread like those of real accounts.",
)
_DATES = Words(
    "Sortee las fechas de días en que hubo operaciones reales; evite fines de semana y días fijos.",
    "Draw the dates from days with real operations; avoid weekends and fixed days.",
)
_COPY = Words(
    "No copie filas reales cambiando el nombre: combine partes de muchas.",
    "Do not copy real rows under another name: combine parts of many.",
)
ADVICE: dict[What, Words] = {
    What.VALUE: _DRAW, What.FREQUENCY: _DRAW, What.RARITY: _DRAW, What.WORDS: _DRAW, What.DOMAIN: _DRAW, What.NGRAMS: _DRAW,
    What.ROUNDNESS: _ROUND, What.LAST_DIGIT: _ROUND, What.LAST_TWO: _ROUND, What.FIRST_DIGIT: _ROUND, What.DECIMALS: _ROUND,
    What.CENTS: _ROUND, What.GAP: _RANGE, What.START: _RANGE, What.END: _RANGE, What.DIGITS: _RANGE, What.LENGTH: _WRITE,
    What.FORMAT: _WRITE, What.LETTERS: _WRITE, What.SPACES: _WRITE, What.WEEKDAY: _DATES, What.DAY_OF_MONTH: _DATES,
    What.MONTH: _DATES, What.TIME_OF_DAY: _DATES, What.RELATION: _JOINT, What.COMBINATION: _JOINT, What.CONTAINED: _JOINT,
    What.REPEATED: _COPY, What.POSITION: _ORDER, What.SORTING: _ORDER,
    What.ENCODING: Words(
        "Use la misma codificación y forma de caracteres (NFC o NFD) que las filas reales.",
        "Use the same encoding and character form (NFC or NFD) as the real rows.",
    ),
    What.CHECK_DIGIT: Words("Calcule el dígito verificador como el de las reales.", "Work out the check digit as in real rows."),
    What.MISSING: Words(
        "Deje vacíos los mismos campos, juntos y tan a menudo como en las filas reales.",
        "Leave the same fields empty, together and as often as in the real rows.",
    ),
}  # fmt: skip
