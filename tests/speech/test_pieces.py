"""A figure the engine writes in pieces stays one word with its own time."""

from speech.engines.pieces import whole_words


def piece(word: str, start: float, end: float, p: float = 0.9) -> dict[str, object]:
    return {"word": word, "start": start, "end": end, "probability": p}


def test_pieces_without_a_space_belong_to_the_word_before() -> None:
    words = whole_words([piece(" son", 0.0, 0.3), piece(" 8", 0.3, 0.5), piece(".640", 0.5, 1.1, 0.4), piece(" pesos", 1.1, 1.5)])
    assert [(w.text, w.start_s, w.end_s, w.p) for w in words] == [
        ("son", 0.0, 0.3, 0.9),
        ("8.640", 0.3, 1.1, 0.4),
        ("pesos", 1.1, 1.5, 0.9),
    ]


def test_nothing_and_blanks_make_no_words() -> None:
    assert whole_words([piece("  ", 0.0, 0.1)]) == ()


def test_a_first_piece_without_a_space_is_a_word() -> None:
    assert [w.text for w in whole_words([piece("Hola", 0.0, 0.4)])] == ["Hola"]
