"""The demo's finding with sound: confirmed, sent once, and heard by its vendor and by the auditor as real bytes of audio."""

import io
from collections.abc import Callable

import numpy as np
import soundfile
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import FindingShare, Recording, Run, Vendor
from app.queries.rows import Role
from app.services.demo_shares import prepare_share
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]


def test_what_the_demo_sends_is_heard_by_the_vendor_and_by_the_auditor(world: World, signed_in: SignIn) -> None:
    _run, ids = world.audited("a.wav")
    sound = io.BytesIO()
    soundfile.write(sound, np.random.default_rng(1).normal(0, 0.1, 40 * 8000), 8000, format="WAV", subtype="PCM_16")
    sound.seek(0)
    with world.database.writing() as db:
        recording = db.get_one(Recording, ids[0])
        recording.stored, recording.duration_s = world.store.put(sound, ".wav", 10**7, "a.wav").key, 40.0
        vendor, name = db.get_one(Vendor, recording.vendor_id).name, db.get_one(Run, recording.run_id).name
        db.commit()
    auditor, reviewer = world.actors[Role.AUDITOR], world.actors[Role.QA]
    for _ in range(2):
        prepare_share(world.database, world.store, auditor, reviewer, name, vendor, "false_legal_threat", NOW)
    prepare_share(world.database, world.store, auditor, reviewer, name, vendor, "harassment", NOW)
    with world.database.reading() as db:
        share = db.scalars(select(FindingShare)).one()
    heard = signed_in(Role.VENDOR).get(f"/portal/findings/{share.id}/sound")
    assert (heard.status_code, heard.mimetype) == (200, "audio/flac")
    assert soundfile.info(io.BytesIO(heard.data)).duration > 3
    whole = signed_in(Role.AUDITOR).get(f"/calls/{ids[0]}/audio")
    assert whole.status_code in (200, 206) and len(whole.data) > 8000
