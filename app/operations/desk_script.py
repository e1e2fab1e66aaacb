"""What to say, step by step: the script of a live template, or the house's own where there is none."""

from collections.abc import Mapping

from app.operations.placeholders import Unfilled, filled
from audit.data_file import Words

HOUSE: tuple[tuple[Words, Words], ...] = (
    (
        Words("Presentarse y avisar que se graba", "Introduce yourself and say it is recorded"),
        Words(
            "Buenos días, soy {agent}, de {company}. La llamada queda grabada.",
            "Good morning, this is {agent} from {company}. This call is recorded.",
        ),
    ),
    (
        Words("Confirmar quién contesta", "Confirm who answers"),
        Words(
            "¿Hablo con {first_name}? ¿Me confirma los tres últimos dígitos de su documento?",
            "Am I speaking with {first_name}? Could you confirm the last three digits of your document?",
        ),
    ),
    (
        Words("Decir la deuda con claridad", "Say the debt plainly"),
        Words(
            "Tiene {overdue} pendientes de su {product}; vencieron el {due_date}.",
            "There is {overdue} outstanding on your {product}, due on {due_date}.",
        ),
    ),
    (
        Words("Preguntar y escuchar", "Ask and listen"),
        Words("¿Qué pasó este mes? Quiero ver cómo ayudarle.", "What happened this month? I want to see how to help."),
    ),
    (
        Words("Ofrecer", "Offer"),
        Words("Puede pagar {part} el {new_date}. ¿Le acomoda?", "You could pay {part} on {new_date}. Would that suit you?"),
    ),
    (
        Words("Repetir y despedirse", "Repeat and say goodbye"),
        Words(
            "Entonces, {part} el {new_date}, por los canales de {company}. Gracias por su tiempo.",
            "So, {part} on {new_date}, through {company}'s own channels. Thank you for your time.",
        ),
    ),
)


def house_script(lang: str) -> tuple[tuple[str, str], ...]:
    """The house's steps (title, words) in a language, placeholders still open."""
    return tuple((title.say(lang), words.say(lang)) for title, words in HOUSE)


def steps_of(body: str) -> tuple[tuple[str, str], ...]:
    """The steps of a template's text: blocks between empty lines; the first of several lines of a block is its title."""
    blocks = [block.strip().splitlines() for block in body.replace("\r\n", "\n").split("\n\n") if block.strip()]
    return tuple(("", lines[0]) if len(lines) == 1 else (lines[0], " ".join(lines[1:])) for lines in blocks)


def told(steps: tuple[tuple[str, str], ...], values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The steps for one person. A step with a hole that nothing fills is left out: nobody reads braces aloud."""
    out = []
    for title, words in steps:
        try:
            out.append((filled(title, values) if title else "", filled(words, values)))
        except Unfilled:
            continue
    return tuple(out)
