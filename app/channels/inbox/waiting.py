"""The client's own app and web chat: nothing travels, the message waits on record until the person opens it there."""

from dataclasses import dataclass

from app.channels.shape import Accepted, Message


@dataclass(frozen=True, slots=True)
class Inbox:
    """It is read through the API (`/api/v1/people/<id>/inbox`), which marks it read."""

    provider: str = "inbox"

    def send(self, message: Message) -> Accepted:
        """It is there at once."""
        return Accepted(f"inbox-{message.ref}", 0)
