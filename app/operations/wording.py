"""A message for one person: its template with every hole filled, or not at all."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.operations.placeholders import filled


@dataclass(frozen=True, slots=True)
class Rendered:
    """What goes out."""

    subject: str | None
    text: str


def render(subject: str | None, body: str, values: Mapping[str, str]) -> Rendered:
    """Both with their holes filled; `values` by the placeholder's id. Raises Unfilled, which names the hole.

    A line break in a subject would be a second header: it becomes a space.
    """
    title = None if subject is None else " ".join(filled(subject, values).split())
    return Rendered(title, filled(body, values))
