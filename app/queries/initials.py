"""A person in two letters."""


def initials(name: str) -> str:
    """At most two letters: the first of the first and of the last word."""
    words = [w for w in name.split() if w[:1].isalnum()]
    return "".join(w[0] for w in (words[:1] + words[1:][-1:])).upper() or "?"
