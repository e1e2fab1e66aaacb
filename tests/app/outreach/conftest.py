"""A person with a debt and ways to reach them, and every provider as a server of this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.channels.local.http import LocalProvider
from app.channels.local.mail import LocalMail
from app.channels.registry import Outbox, outbox_on
from tests.app.outreach.people import People, make_people
from tests.app.world import World


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    provider, mail = LocalProvider(tells=False), LocalMail()
    made = outbox_on(provider, provider.start(), mail, mail.start(), tmp_path / "letters", "https://lindero.example")
    yield made
    provider.stop()
    mail.stop()


@pytest.fixture
def people(world: World) -> People:
    return make_people(world)
