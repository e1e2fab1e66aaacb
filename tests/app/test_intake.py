"""What comes in: tables in every state, zips with tricks, the same recording twice; the rest always goes on."""

import io
import re
import stat
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.actors import Actor
from app.errors import AppError, BadInput, Forbidden, NotFound, TooLarge
from app.models import Recording, RefusedFile, Run
from app.queries.rows import Role
from app.services.create_run import NewRun, add_to_run, create_run
from app.services.facts import read_facts
from app.services.unpack import Given, Limits, Refusal, clean_name, unpack
from app.store import Store
from tests.app.world import CALLS_CSV, LIMITS, NOW, World, wav, zipped
from tests.app.world import given as file

HEAD = "file,call_id,country,lang,called_at,vendor,agent_channel,amount,currency,due_date\n"


def row(**cells: str) -> bytes:
    columns = HEAD.strip().split(",")
    return (HEAD + ",".join({"file": "a.wav", **cells}.get(c, "") for c in columns) + "\n").encode()


def test_a_whole_row_is_read() -> None:
    table = read_facts(CALLS_CSV.encode())
    facts = table.of("a.wav")
    assert table.warnings == ()
    assert (facts.call_id, facts.country, facts.vendor, facts.account.amount) == ("MS-1", "CL", "Marea Sur", 184990)
    assert facts.called_at is not None and facts.called_at.isoformat() == "2026-05-12T10:31:00-04:00"


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_spreadsheets_of_every_kind_are_read(coding: str, mark: str) -> None:
    text = "file,call_id,vendor\nllamada ñandú.wav,Ñ-1,Peñón\n".replace(",", mark)
    facts = read_facts(text.encode(coding)).of("LLAMADA ÑANDÚ.WAV")
    assert (facts.call_id, facts.vendor) == ("Ñ-1", "Peñón")


def test_old_windows_letters_are_read_and_said() -> None:
    table = read_facts("file,vendor\na.wav,Peñón\n".encode("cp1252"))
    assert table.of("a.wav").vendor == "Peñón"
    assert "Windows-1252" in table.warnings[0].en


def test_names_with_separate_accents_are_the_same_file() -> None:
    assert read_facts("file,call_id\nllamadá.wav,X\n".encode()).of("llamada\u0301.wav").call_id == "X"


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"called_at": "2026-05-12"}, "called_at"),
        ({"called_at": "ayer"}, "called_at"),
        ({"called_at": "2026-05-12T10:31:00"}, "called_at"),
        ({"country": "Chile"}, "country"),
        ({"lang": "pt"}, "lang"),
        ({"agent_channel": "derecha"}, "agent_channel"),
        ({"amount": "184.990,00"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "NaN"}, "amount"),
        ({"currency": "pesos"}, "currency"),
        ({"due_date": "31/05/2026"}, "due_date"),
    ],
)
def test_a_cell_that_makes_no_sense_is_unknown_and_said(cells: dict[str, str], field: str) -> None:
    data = row(**cells).replace(b"184.990,00", b'"184.990,00"')
    table = read_facts(data)
    assert len(table.warnings) == 1
    said = table.warnings[0]
    assert field in said.en and field in said.es and "calls.csv:2" in said.en
    facts = table.of("a.wav")
    known = {"called_at": facts.called_at, "country": facts.country, "lang": facts.lang, "agent_channel": facts.agent_channel}
    known |= {"amount": facts.account.amount, "currency": facts.account.currency, "due_date": facts.account.due_date}
    assert known[field] is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"archivo,id\na.wav,1\n",
        b"file,file\na.wav,b.wav\n",
        b"file\n",
        b"file,call_id\n,X\n",
        b'file,call_id\n"a.wav,X\n',
        b"PK\x03\x04\x00\x00binary",
        b"\xff\xfef\x00i\x00l\x00e",
        b"file\n" + b"\x81\x8d\x8f.wav\n",
    ],
)
def test_a_table_that_is_none_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(BadInput) as refused:
        read_facts(data)
    assert "calls.csv" in refused.value.say("es") and "calls.csv" in refused.value.say("en")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_as_a_table_are_read_or_refused(data: bytes) -> None:
    try:
        table = read_facts(data)
    except AppError as problem:
        assert problem.say("es") and problem.say("en")
    else:
        assert table.rows


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=6), max_size=6))
def test_any_text_as_a_table_is_read_or_refused(rows: list[list[str]]) -> None:
    body = HEAD + "\n".join(",".join(cells) for cells in rows)
    try:
        read_facts(body.encode("utf-8", "surrogatepass"))
    except AppError as problem:
        assert problem.say("es")


NAMES = ["../a.wav", "/etc/a.wav", "..\\a.wav", "C:\\a.wav", "a/../../b.wav", "a\x00.wav", "x" * 400 + ".wav", "\ud800.wav", "."]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert clean_name(name) is None
    found = list(unpack([Given(name, io.BytesIO(wav()))], LIMITS))
    assert len(found) == 1 and isinstance(found[0], Refusal)
    assert found[0].file.isprintable()


def refusals(data: bytes, limits: Limits = LIMITS) -> tuple[list[str], list[Refusal]]:
    kept, refused = [], []
    for item in unpack([Given("todo.zip", io.BytesIO(data))], limits):
        if isinstance(item, Refusal):
            refused.append(item)
        else:
            kept.append(item.name)
    return kept, refused


def test_a_zip_with_every_trick_gives_its_good_recordings() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bien.wav", wav())
        archive.writestr("../fuera.wav", wav())
        archive.writestr("dentro.zip", zipped({"a.wav": wav()}))
        archive.writestr("notas.docx", b"hola")
        archive.writestr("bomba.wav", bytes(40 * 1024 * 1024))
        archive.writestr("__MACOSX/._bien.wav", b"x")
        link = zipfile.ZipInfo("enlace.wav")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("carpeta/otra.mp3", wav(2))
    kept, refused = refusals(out.getvalue())
    assert kept == ["bien.wav", "carpeta/otra.mp3"]
    assert {r.file for r in refused} == {"../fuera.wav", "dentro.zip", "notas.docx", "bomba.wav", "enlace.wav"}
    assert all(r.cause.es and r.cause.en and r.remedy.es and r.remedy.en for r in refused)


def test_a_zip_that_declares_less_than_it_holds_is_stopped() -> None:
    data = bytearray(zipped({"a.wav": bytes(3_000_000)}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 24 : at + 28] = (2_000).to_bytes(4, "little")
    kept, refused = refusals(bytes(data), Limits(1_000_000, 10_000_000))
    assert kept == [] and len(refused) == 1


def test_a_zip_with_a_password_says_so() -> None:
    data = bytearray(zipped({"a.wav": wav()}))
    for mark, shift in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + shift] |= 1
    _, refused = refusals(bytes(data))
    assert "password" in refused[0].cause.en


def test_a_zip_over_the_whole_limit_is_not_opened() -> None:
    kept, refused = refusals(zipped({"a.wav": bytes(5000), "b.wav": bytes(5001)}), Limits(9000, 10_000))
    assert kept == [] and refused[0].file == "todo.zip"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_damaged_zip_never_breaks_the_intake(data: st.DataObject) -> None:
    whole = bytearray(zipped({"a.wav": wav(1, 0.05), "sub/b.wav": wav(2, 0.05)}))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    for item in unpack([Given("x.zip", io.BytesIO(bytes(whole[:cut])))], LIMITS):
        if isinstance(item, Refusal):
            assert item.cause.es and item.file.isprintable()


def test_one_bad_file_stops_nothing_and_everything_is_said(world: World) -> None:
    files = [
        file("a.wav", wav(1)),
        file("b.wav", wav(1)),
        file("vacio.wav", b""),
        file("virus.exe", b"MZ"),
        file("c.wav", wav(3)),
    ]
    run, ids = world.upload([*files, file("calls.csv", CALLS_CSV.encode()), file("calls.csv", b"file\nz.wav\n")])
    with world.database.reading() as db:
        assert {r.file for r in db.scalars(select(Recording))} == {"a.wav", "c.wav"}
        assert {f.file for f in db.scalars(select(RefusedFile))} == {"vacio.wav", "virus.exe"}
        said = " ".join(w["es"] for w in db.get_one(Run, run.id).warnings)
    assert len(ids) == 2
    assert "b.wav: es la misma grabación que a.wav" in said
    assert "b.wav" in said and "más de un calls.csv" in said


def test_a_broken_table_does_not_stop_the_recordings(world: World) -> None:
    run, ids = world.upload([file("a.wav", wav(1)), file("calls.csv", b"nada\n")])
    assert len(ids) == 1
    with world.database.reading() as db:
        assert "file" in db.get_one(Run, run.id).warnings[0]["en"]


def test_nothing_usable_is_refused_and_leaves_no_run(world: World) -> None:
    for files in ([], [file("x.exe", b"MZ")], [file("calls.csv", CALLS_CSV.encode())]):
        with pytest.raises(BadInput):
            world.upload(files)
    with world.database.reading() as db:
        assert list(db.scalars(select(Run))) == []


@pytest.mark.parametrize(
    ("asked", "field"), [(NewRun("x" * 201), "name"), (NewRun(country="Chl"), "country"), (NewRun(lang="fr"), "lang")]
)
def test_a_wrong_form_names_its_field(world: World, asked: NewRun, field: str) -> None:
    with pytest.raises(BadInput) as refused:
        world.upload([file("a.wav", wav())], asked)
    assert refused.value.field == field


def test_more_files_join_a_run_and_are_not_taken_twice(world: World) -> None:
    run, _ = world.audited("a.wav")
    sent: list[str] = []
    with world.database.writing() as db:
        add_to_run(
            db,
            world.store,
            world.actors[Role.ADMIN],
            run.id,
            [file("a2.wav", wav(1)), file("n.wav", wav(9))],
            LIMITS,
            NOW,
            sent.append,
        )
    assert len(sent) == 1
    with world.database.writing() as db, pytest.raises(NotFound):
        add_to_run(db, world.store, world.actors[Role.ADMIN], "0" * 32, [file("n.wav", wav(9))], LIMITS, NOW, sent.append)


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.ADMIN, Role.AUDITOR)])
def test_only_admin_and_auditor_hand_recordings_over(world: World, role: Role) -> None:
    actor: Actor = world.actors[role]
    with world.database.writing() as db, pytest.raises(Forbidden):
        create_run(db, world.store, actor, NewRun(), [file("a.wav", wav())], LIMITS, NOW, lambda _id: None)


def test_a_file_over_the_limit_leaves_nothing_in_the_store(tmp_path) -> None:  # type: ignore[no-untyped-def]
    store = Store(tmp_path / "store")
    with pytest.raises(TooLarge):
        store.put(io.BytesIO(bytes(3000)), ".wav", 2999, "a.wav")
    assert [p for p in (tmp_path / "store").rglob("*") if p.is_file()] == []
    with pytest.raises(FileNotFoundError):
        store.path("../../etc/passwd")


def test_a_form_sent_twice_makes_one_run_and_other_files_under_it_another(signed_in: Callable[[Role], FlaskClient]) -> None:
    """Without JavaScript nothing stops the second press; a page come back to still carries its old token."""
    browser = signed_in(Role.ADMIN)
    token = re.search(r'name="once" value="([0-9a-f]{32})"', browser.get("/upload").text)
    assert token

    def send(once: str, seed: int, name: str = "Mayo") -> str:
        answer = browser.post("/upload", data={"once": once, "name": name, "files": [(io.BytesIO(wav(seed)), "a.wav")]})
        assert answer.status_code == 303
        return str(answer.location)

    first = send(token[1], 1)
    assert send(token[1], 1) == first
    apart = {first, send(token[1], 2), send(token[1], 1, "Junio"), send("", 1), send("", 1), send("x' OR 1", 1)}
    assert len(apart) == 6


def test_a_form_sent_twice_at_once_makes_one_run_and_audits_it_once(world: World) -> None:
    asked = NewRun("Mayo", once="0" * 32)
    sent: list[str] = []
    start = Barrier(2)

    def send() -> str:
        with world.database.writing() as db:
            start.wait()
            return create_run(
                db, world.store, world.actors[Role.ADMIN], asked, [file("a.wav", wav())], LIMITS, NOW, sent.append
            ).id

    with ThreadPoolExecutor(2) as pool:
        first, second = (done.result() for done in [pool.submit(send), pool.submit(send)])
    assert first == second and len(sent) == 1


def test_no_row_is_given_to_two_recordings_of_one_name(world: World) -> None:
    calls = b"file,call_id,agent\na.wav,MS-7,A-3\nlost.wav,MS-8,A-3\nsur/b.wav,MS-9,A-3\n"
    named = ["norte/a.wav", "sur/a.wav", "sur/b.wav"]
    run, ids = world.upload([*(file(name, wav(n + 1)) for n, name in enumerate(named)), file("calls.csv", calls)])
    with world.database.reading() as db:
        codes = {r.file: r.code for r in db.scalars(select(Recording).where(Recording.id.in_(ids)))}
        told = " ".join(warning["es"] for warning in db.get_one(Run, run.id).warnings)
    assert codes == {"norte/a.wav": "a", "sur/a.wav": "a", "sur/b.wav": "MS-9"}
    assert "no hay grabación para lost.wav" in told and "norte/a.wav, sur/a.wav" in told
