"""The number words of Spanish (every country's) and English."""

from decimal import Decimal

SPANISH_UNITS = {
    "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
}  # fmt: skip
SPANISH_TEENS = {
    "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15, "dieciseis": 16, "diecisiete": 17,
    "dieciocho": 18, "diecinueve": 19, "veinte": 20, "veintiun": 21, "veintiuno": 21, "veintiuna": 21, "veintidos": 22,
    "veintitres": 23, "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26, "veintisiete": 27,
    "veintiocho": 28, "veintinueve": 29,
}  # fmt: skip
SPANISH_TENS = {
    "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80, "noventa": 90,
}  # fmt: skip
SPANISH_HUNDREDS = {
    "cien": 100, "ciento": 100, "cientos": 100, "doscientos": 200, "trescientos": 300, "cuatrocientos": 400, "quinientos": 500,
    "seiscientos": 600, "setecientos": 700, "ochocientos": 800, "novecientos": 900,
}  # fmt: skip
MILLION = {"millon", "millones", "palo", "palos", "melon", "melones"}
THOUSAND = {"mil", "miles", "luca", "lucas", "barra", "barras", "k", "rojo", "rojos"}
SLANG_THOUSAND = THOUSAND - {"mil", "miles", "k"}
LUCA_IS_ONE = frozenset({"PE", "BO"})

ENGLISH_UNITS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
ENGLISH_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
}  # fmt: skip
ENGLISH_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
ENGLISH_SCALES = {
    "hundred": Decimal(100), "thousand": Decimal(1000), "grand": Decimal(1000), "k": Decimal(1000),
    "million": Decimal(1_000_000), "mil": Decimal(1_000_000),
}  # fmt: skip
ENGLISH_NOTES = {"fiver": 5, "tenner": 10}
ZEROS = {"cero", "zero", "oh", "o", "nought"}


def _with_feminine(words: dict[str, int]) -> dict[str, int]:
    return words | {word[:-2] + "as": value for word, value in words.items() if word.endswith("ientos")}


SPANISH_HUNDREDS = _with_feminine(SPANISH_HUNDREDS) | {"quinientas": 500}


def plain_spanish(word: str) -> str:
    """The word without its diminutive: `quinientitos`, `luquitas`, `cincuentita` are said to soften a figure."""
    for ending, letter in (("itos", "os"), ("itas", "as"), ("ito", "o"), ("ita", "a")):
        if word.endswith(ending):
            stem = word[: -len(ending)]
            return (stem[:-2] + "c" if stem.endswith("qu") else stem) + letter
    return word
