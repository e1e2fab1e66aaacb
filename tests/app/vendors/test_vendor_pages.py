"""What the pages of vendors compared refuse, and what they say instead; a finding leaves only as it should."""

import csv
import io
from collections.abc import Callable

import numpy as np
import pytest
import soundfile
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import CallShare, Debt, FindingShare, Heard, Recording
from app.models.comparison import Comparison
from app.queries.rows import Role
from app.services.decide import decide
from app.services.vendors.make_comparison import comparison_now
from reports.scorecards.facts import Period
from tests.app.vendors import month as m
from tests.app.vendors.test_comparisons import lived
from tests.app.world import NOW, World

SignedIn = Callable[[Role], FlaskClient]
PERIOD = Period(m.FIRST, m.LAST)
APRIL = {"month": "2026-04"}
FINDING = {"criterion": "false_legal_threat", "instance": "0"}


@pytest.fixture
def compared(world: World) -> dict[str, str]:
    """April compared; vendors' keys by name."""
    who = world.actors[Role.EXECUTIVE]
    with world.database.writing() as db:
        lived(world, db, 60)
        for n, debt in enumerate(db.scalars(select(Debt).order_by(Debt.id)).all()):
            m.surveyed(db, debt, 9, csat=1 + n % 5)
        db.commit()
        made = comparison_now(db, who, PERIOD, "", m.NOW)
    return {v.name: v.key for v in made.vendors}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"from": "99"}, "proveedor «99»"),
        ({"to": "nadie"}, "proveedor «nadie»"),
        ({"move": "37"}, "«37»"),
        ({"move": "-5"}, "«-5»"),
        ({"cap": "0"}, "«0»"),
        ({"cap": "2.5"}, "«2.5»"),
    ],
)
def test_what_cannot_be_projected_is_said_and_what_was_entered_is_kept(
    compared: dict[str, str], signed_in: SignedIn, asked: dict[str, str], said: str
) -> None:
    client = signed_in(Role.EXECUTIVE)
    north = compared["Norte Recupera"]
    for page in ("/balance", "/balance/decide"):
        answer = client.get(page, query_string={**APRIL, "to" if "from" in asked else "from": north, **asked})
        assert answer.status_code == 422 and said in answer.text and "No se proyectó nada" in answer.text
    assert f'value="{next(iter(asked.values()))}" selected' in client.get("/balance", query_string={**APRIL, **asked}).text
    posted = client.post("/balance/decide", data={**APRIL, **asked, "text": "porque sí"})
    assert posted.status_code == 422 and said in posted.text


def test_a_month_or_a_segment_nobody_has_is_one_sentence(compared: dict[str, str], signed_in: SignedIn) -> None:
    client = signed_in(Role.EXECUTIVE)
    south = compared["Sur Recupera"]
    for page in ("/balance", "/vendors", f"/vendors/{south}", f"/vendors/{south}/contract"):
        odd = client.get(page, query_string={"month": "mayo"})
        assert (odd.status_code, "no es un mes" in odd.text) == (422, True)
        far = client.get(page, query_string={"month": "9999-12"})
        assert (far.status_code, "hay nada que comparar" in far.text) == (404, True)
    for page in ("/balance", "/vendors", f"/vendors/{south}"):
        none = client.get(page, query_string={**APRIL, "segment": "nope"})
        assert none.status_code == 404 and "No hay segmento «nope»" in none.text and "Tardía" in none.text
        assert client.get(page, query_string={**APRIL, "segment": "Tardía"}).status_code == 200


def test_the_rows_file_says_the_pages_clock_and_comes_to_the_figure(compared: dict[str, str], signed_in: SignedIn) -> None:
    client = signed_in(Role.EXECUTIVE)
    south = compared["Sur Recupera"]
    page = client.get(f"/vendors/{south}/rows/recovery_adjusted", query_string=APRIL).text
    answer = client.get(f"/vendors/{south}/rows/recovery_adjusted", query_string={**APRIL, "form": "csv"})
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert head[0] == "Cuándo (America/Santiago)" and len(rows) == 60
    assert rows[0][0] == "2026-04-02 12:00"
    with_weight = [row for row in rows if row[6]]
    ratio = sum(float(row[-2]) for row in with_weight) / sum(float(row[-1]) for row in with_weight)
    assert f"{ratio:.4f}".replace(".", ",") in page and "Los libros cambiaron" not in page


def test_the_pane_leads_from_what_was_counted_to_the_figure(compared: dict[str, str], signed_in: SignedIn) -> None:
    client = signed_in(Role.EXECUTIVE)
    page = client.get(f"/vendors/{compared['Sur Recupera']}", query_string={**APRIL, "measure": "recovery_adjusted"}).text
    assert "Un proveedor medio habría recuperado" in page and "marcadas" not in page.split('id="pane"')[1]
    assert client.get(f"/vendors/{compared['Sur Recupera']}/rows/contacts_against_law", query_string=APRIL).status_code == 200


def _confirmed(world: World) -> tuple[str, str]:
    """A call of forty seconds with a finding a person confirmed, and its vendor's key."""
    _run, ids = world.audited("a.wav")
    auditor = world.actors[Role.AUDITOR]
    sound = io.BytesIO()
    soundfile.write(sound, np.random.default_rng(1).normal(0, 0.1, 40 * 8000), 8000, format="WAV", subtype="PCM_16")
    sound.seek(0)
    with world.database.writing() as db:
        recording = db.get_one(Recording, ids[0])
        recording.stored, recording.duration_s = world.store.put(sound, ".wav", 10**7, "a.wav").key, 40.0
        db.commit()
        decide(db, auditor, ids[0], "false_legal_threat", 0, "happened", "Se oye.", NOW)
        return ids[0], str(db.get_one(Recording, ids[0]).vendor_id)


def test_a_finding_of_another_vendor_or_that_nobody_confirmed_is_not_sent(world: World, signed_in: SignedIn) -> None:
    _run, ids = world.audited("a.wav", "b.wav")
    client = signed_in(Role.AUDITOR)
    with world.database.writing() as db:
        own = str(db.get_one(Recording, ids[0]).vendor_id)
        other = str(m.vendor(db, world.actors[Role.AUDITOR].organisation_id, "Otra Cobranza"))
        db.commit()
    asked = {"call": ids[0], **FINDING}
    assert client.get(f"/vendors/{other}/send", query_string=asked).status_code == 404
    assert client.post(f"/vendors/{other}/send", data=asked).status_code == 404
    unsure = client.get(f"/vendors/{own}/send", query_string=asked)
    assert unsure.status_code == 409 and "una persona confirmó" in unsure.text and 'name="term_days"' not in unsure.text
    assert client.post(f"/vendors/{own}/send", data={**asked, "term_days": "10"}).status_code == 422
    with world.database.reading() as db:
        assert db.scalars(select(FindingShare)).all() == []


@pytest.mark.parametrize("term", ["", "diez", "-3", "1.5", "0", "400"])
def test_an_odd_term_is_said_as_it_was_written(world: World, signed_in: SignedIn, term: str) -> None:
    call, vendor = _confirmed(world)
    answer = signed_in(Role.AUDITOR).post(f"/vendors/{vendor}/send", data={"call": call, **FINDING, "term_days": term})
    assert answer.status_code == 422 and f'value="{term}"' in answer.text
    assert (f"«{term}» no es un plazo" in answer.text) or f"Plazo de {term} días" in answer.text


def test_the_vendor_hears_the_seconds_of_the_finding_and_nothing_else(world: World, signed_in: SignedIn) -> None:
    call, vendor = _confirmed(world)
    sent = signed_in(Role.AUDITOR).post(f"/vendors/{vendor}/send", data={"call": call, **FINDING, "term_days": "10"})
    assert sent.status_code == 303
    with world.database.reading() as db:
        share = db.scalars(select(FindingShare)).one()
        assert db.scalars(select(CallShare)).one().share_id == share.id
        whole = soundfile.info(str(world.store.path(db.get_one(Recording, call).stored)))
    theirs = signed_in(Role.VENDOR)
    page = theirs.get(f"/portal/findings/{share.id}").text
    assert f"/portal/findings/{share.id}/sound" in page and call not in page
    heard = theirs.get(f"/portal/findings/{share.id}/sound")
    assert (heard.status_code, heard.mimetype) == (200, "audio/flac")
    told, start = soundfile.info(io.BytesIO(heard.data)), share.told["start_s"]
    first = max(0.0, start - 3)
    until = min(share.told["end_s"] + 3, whole.duration)
    assert told.duration == pytest.approx(min(until - first, 60.0), abs=0.05)
    assert told.duration == pytest.approx(share.told["clip"]["seconds"])
    assert theirs.get(f"/calls/{call}/audio").status_code == 403
    assert signed_in(Role.AUDITOR).get(f"/portal/findings/{share.id}/sound").status_code == 403
    with world.database.writing() as db:
        db.get_one(FindingShare, share.id).standing = "withdrawn"
        db.commit()
    assert theirs.get(f"/portal/findings/{share.id}/sound").status_code == 404


def test_no_sound_goes_where_private_data_is_not_silenced_yet(world: World, signed_in: SignedIn) -> None:
    call, vendor = _confirmed(world)
    with world.database.writing() as db:
        heard = db.get_one(Heard, call)
        heard.private, heard.redacted = [{"kind": "card", "turn": 0, "start_s": 0.0, "end_s": 1.0}], None
        db.commit()
    client = signed_in(Role.AUDITOR)
    assert "No lleva sonido" in client.get(f"/vendors/{vendor}/send", query_string={"call": call, **FINDING}).text
    assert client.post(f"/vendors/{vendor}/send", data={"call": call, **FINDING, "term_days": "10"}).status_code == 303
    with world.database.reading() as db:
        share = db.scalars(select(FindingShare)).one()
    assert "clip" not in share.told
    assert signed_in(Role.VENDOR).get(f"/portal/findings/{share.id}/sound").status_code == 404


def test_what_another_version_compared_is_offered_anew(compared: dict[str, str], world: World, signed_in: SignedIn) -> None:
    with world.database.writing() as db:
        for row in db.scalars(select(Comparison)).all():
            row.told, row.fingerprint = {"cards": []}, row.id
        db.commit()
    client = signed_in(Role.EXECUTIVE)
    for page in ("/", "/balance", "/vendors", f"/vendors/{compared['Sur Recupera']}", "/reports"):
        shown = client.get(page, query_string=APRIL)
        assert shown.status_code == 200 and ("otra versión del programa" in shown.text or page == "/reports"), page
    assert client.post("/vendors/again", data=APRIL).headers["Location"].endswith("/vendors?month=2026-04")
    with world.database.reading() as db:
        assert "making" in {row.state for row in db.scalars(select(Comparison)).all()}
