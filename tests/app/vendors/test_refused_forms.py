"""Every form about vendors that is refused comes back with all that was typed and one sentence beside the field it is of."""

import io
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.errors import BadInput
from app.models import VendorTerms
from app.models.balance_decision import BalanceDecision
from app.models.correction import CorrectivePlan
from app.models.organisation import Vendor
from app.queries.rows import Role
from app.services.vendors.correct import NewPlan, plan_correction
from app.services.vendors.make_comparison import comparison_now
from reports.scorecards.facts import Period
from tests.app.vendors import month as m
from tests.app.vendors.test_comparisons import lived
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
APRIL = {"month": "2026-04"}
WHY = "El trato pesa más que medio punto de recupero."
ASKED = "Llevar los reclamos bajo 1 %, y decir cómo."


@pytest.fixture
def vendor(world: World) -> int:
    with world.database.writing() as db:
        made = m.vendor(db, world.actors[Role.MANAGER].organisation_id, "Sur Recupera")
        db.commit()
    return made


@pytest.fixture
def keys(world: World) -> dict[str, str]:
    """April compared; vendors' keys by name."""
    with world.database.writing() as db:
        lived(world, db, 60)
        made = comparison_now(db, world.actors[Role.EXECUTIVE], Period(m.FIRST, m.LAST), "", m.NOW)
    return {v.name: v.key for v in made.vendors}


def beside(page: str, field: str) -> str:
    """The one sentence of a field, which the field itself points at. Asserts both."""
    found = re.findall(rf'<p class="error-text"[^>]*id="{field}"[^>]*>(.*?)</p>', page, re.S)
    assert len(found) == 1 and re.search(rf'aria-describedby="[^"]*{field}', page), field
    return re.sub("<[^>]+>", " ", found[0]).strip()


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"text": "   "}, "e-text", "Escriba por qué"),
        ({"text": "x" * 4001}, "e-text", "hasta 4000 letras"),
        ({"move": "37"}, "e-what-if", "«37»"),
        ({"cap": "9"}, "e-what-if", "«9»"),
        ({"to": "nadie"}, "e-what-if", "«nadie»"),
    ],
)
def test_a_refused_decision_keeps_its_reason_and_its_choices(
    world: World, keys: dict[str, str], signed_in: SignIn, wrong: dict[str, str], field: str, said: str
) -> None:
    north, south = keys["Norte Recupera"], keys["Sur Recupera"]
    sent = {**APRIL, "from": south, "to": north, "move": "20", "cap": "3", "text": WHY, **wrong}
    client = signed_in(Role.EXECUTIVE)
    answer = client.post("/balance/decide", data=sent)
    page = answer.text
    assert answer.status_code == 422 and said in beside(page, field)
    assert sent["text"] in re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S).group(1)  # type: ignore[union-attr]
    for name in ("from", "to", "move", "cap"):
        kept = rf'name="{name}" value="{sent[name]}"|<select id="w-{name}".*?value="{sent[name]}" selected'
        assert re.search(kept, page, re.S), name
    with world.database.reading() as db:
        assert db.scalars(select(BalanceDecision)).all() == []


def test_what_is_chosen_again_is_looked_at_before_it_is_kept(world: World, keys: dict[str, str], signed_in: SignIn) -> None:
    chosen = {**APRIL, "from": keys["Sur Recupera"], "to": keys["Norte Recupera"], "move": "20", "cap": "3", "text": WHY}
    client = signed_in(Role.EXECUTIVE)
    looked = client.post("/balance/decide", data={**chosen, "look": "1"})
    assert looked.status_code == 200 and WHY in looked.text and 'name="move" value="20"' in looked.text
    with world.database.reading() as db:
        assert db.scalars(select(BalanceDecision)).all() == []
    assert client.post("/balance/decide", data=chosen).status_code == 303


def test_a_reason_written_before_there_is_a_comparison_is_not_lost(world: World, signed_in: SignIn) -> None:
    answer = signed_in(Role.EXECUTIVE).post("/balance/decide", data={"text": WHY})
    assert answer.status_code == 409 and WHY in answer.text and "Aún no hay comparación" in beside(answer.text, "e-none")


TERMS = {
    "valid_from": "2026-06-01", "currency": "PEN", "percent_0": "12,5", "stage_0": "late", "from_0": "31", "to_0": "90",
    "percent_1": "9", "minimum": "500", "cap": "900000", "tail_days": "15", "began_days": "20",
}  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"percent_0": "doce"}, "percent_0", "«doce» no es una tasa"),
        ({"from_0": "pronto"}, "from_0", "Escriba un número"),
        ({"minimum": "mucho"}, "minimum", "mucho"),
        ({"tail_days": "-4"}, "tail_days", "Escriba un número"),
        ({"valid_from": ""}, "valid_from", "Elija el día"),
    ],
)
def test_refused_terms_keep_every_rate(
    world: World, vendor: int, signed_in: SignIn, wrong: dict[str, str], field: str, said: str
) -> None:
    sent = {**TERMS, **wrong}
    answer = signed_in(Role.MANAGER).post(f"/placements/{vendor}/contract", data=sent)
    assert answer.status_code == 422 and said in beside(answer.text, f"e-{field}-{vendor}")
    form = answer.text.split(f'id="terms-{vendor}" open')[1].split("</form>")[0]
    for name, value in sent.items():
        found = f'value="{value}" selected' in form if name == "stage_0" else f">{value}<" in form if name == "currency" else None
        assert found or re.search(rf'name="{name}"[^>]*value="{value}"', form), name
    with world.database.reading() as db:
        assert db.scalars(select(VendorTerms)).all() == []


def test_terms_whose_bands_cross_or_whose_cap_is_below_the_minimum_are_said_beside_them(vendor: int, signed_in: SignIn) -> None:
    client = signed_in(Role.MANAGER)
    band = client.post(f"/placements/{vendor}/contract", data={**TERMS, "from_0": "90", "to_0": "31"})
    assert band.status_code == 422 and "termina antes de empezar" in band.text and 'value="12,5"' in band.text
    cap = client.post(f"/placements/{vendor}/contract", data={**TERMS, "cap": "100"})
    assert cap.status_code == 422 and "El mínimo pasa del tope" in cap.text and 'value="500"' in cap.text


def test_terms_keep_the_days_within_which_the_vendor_must_have_called(world: World, vendor: int, signed_in: SignIn) -> None:
    assert signed_in(Role.MANAGER).post(f"/placements/{vendor}/contract", data=TERMS).status_code == 303
    with world.database.reading() as db:
        assert db.scalars(select(VendorTerms)).one().terms["began_days"] == 20


def test_a_refused_new_vendor_keeps_its_name_and_terms(world: World, vendor: int, signed_in: SignIn) -> None:
    client = signed_in(Role.MANAGER)
    sent = {
        "name": "Oeste Cobra",
        "contact": "ana@oeste.example",
        "country": "PE",
        "percent_0": "14",
        "valid_from": "",
        "currency": "PEN",
    }
    answer = client.post("/placements/vendors", data=sent)
    assert answer.status_code == 422 and "Elija el día" in beside(answer.text, "e-valid_from")
    assert (
        all(f'value="{sent[k]}"' in answer.text for k in ("name", "contact", "percent_0"))
        and 'value="PE" selected' in answer.text
    )
    twice = client.post("/placements/vendors", data={**sent, "name": "SUR recupera", "valid_from": "2026-06-01"})
    assert twice.status_code == 409 and 'value="SUR recupera"' in twice.text and "error-text" in twice.text
    with world.database.reading() as db:
        assert "Oeste Cobra" not in db.scalars(select(Vendor.name)).all()


INVOICE = b"cuenta,referencia,monto,comision\nA-1,R-1,1000,100\n"


@pytest.mark.parametrize(
    ("kind", "sent", "content", "field", "said"),
    [
        ("invoice", {"first": "2026-05-31", "last": "2026-05-01"}, INVOICE, "e-last", "antes de empezar"),
        ("invoice", {"first": "2026-05-01", "last": ""}, INVOICE, "e-last", "hasta qué día"),
        ("invoice", {"first": "", "last": "2026-05-31"}, INVOICE, "e-first", "desde qué día"),
        ("invoice", {"first": "2026-05-01", "last": "2026-05-31"}, INVOICE, "e-currency", "no tenía contrato"),
        ("invoice", {"first": "2026-05-01", "last": "2026-05-31"}, None, "e-invoice", "Elija un archivo"),
        ("nada", {}, INVOICE, "e-return", "Elija qué archivo es"),
        ("surveys", {}, b"nombre,nota\nAna,5\n", "e-surveys", "Faltan columnas"),
        ("surveys", {}, b"\x00\xff\xfe\x00", "e-surveys", ""),
        ("return", {}, b"hola\n", "e-return", ""),
    ],
)
def test_a_refused_file_is_said_beside_it_and_its_days_stay(
    vendor: int, signed_in: SignIn, kind: str, sent: dict[str, str], content: bytes | None, field: str, said: str
) -> None:
    form: dict[str, object] = {"kind": kind, "currency": "PEN", **sent}
    if content is not None:
        form["file"] = (io.BytesIO(content), "mayo.csv")
    answer = signed_in(Role.MANAGER).post(f"/vendors/{vendor}/files", data=form)
    assert answer.status_code == 422
    sentence = beside(answer.text, field)
    assert said in sentence and len(sentence) > 8
    for name, value in (*sent.items(), *([("currency", "PEN")] if kind == "invoice" else [])):
        assert re.search(rf'name="{name}"[^>]*value="{value}"', answer.text), name
    assert answer.text.count("error-text") == 1


PLAN = {"measure": "complaints", "target": "1,5", "due_on": "2099-01-31", "asked": ASKED}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"target": "poco"}, "e-target"),
        ({"target": ""}, "e-target"),
        ({"measure": "critical_calls", "target": "200 %"}, "e-target"),
        ({"measure": "recovery_adjusted", "target": "-3"}, "e-target"),
        ({"due_on": "2020-01-01"}, "e-due_on"),
        ({"due_on": "9999-12-31"}, "e-due_on"),
        ({"due_on": "mañana"}, "e-due_on"),
        ({"asked": "ya"}, "e-asked"),
        ({"measure": "nada"}, "e-measure"),
        ({"measure": "", "target": ""}, "e-measure"),
        ({"measure": "critical_ghosts"}, "e-measure"),
    ],
)
def test_a_refused_plan_keeps_what_was_asked(
    world: World, vendor: int, signed_in: SignIn, wrong: dict[str, str], field: str
) -> None:
    sent = {**PLAN, **wrong}
    answer = signed_in(Role.AUDITOR).post(f"/vendors/{vendor}/plans", data=sent)
    assert answer.status_code == 422 and beside(answer.text, field)
    assert f">{sent['asked']}</textarea>" in answer.text
    assert not sent["measure"] or re.search(rf'value="{sent["measure"]}" selected', answer.text)
    for name in ("target", "due_on"):
        assert re.search(rf'name="{name}"[^>]*value="{sent[name]}"', answer.text), name
    with world.database.reading() as db:
        assert db.scalars(select(CorrectivePlan)).all() == []


def test_a_plan_that_may_not_end_yet_keeps_the_reason(world: World, vendor: int, signed_in: SignIn) -> None:
    client = signed_in(Role.AUDITOR)
    assert client.post(f"/vendors/{vendor}/plans", data=PLAN).status_code == 303
    with world.database.reading() as db:
        plan = db.scalars(select(CorrectivePlan)).one().id
    early = client.post(f"/vendors/{vendor}/plans/{plan}/end", data={"verdict": "met", "reason": "Bajó a 1,2."})
    assert early.status_code == 409 and "vuelva a tomar la medida" in beside(early.text, f"e-reason-{plan}")
    assert 'value="Bajó a 1,2."' in early.text
    hasty = client.post(f"/vendors/{vendor}/plans/{plan}/end", data={"verdict": "missed", "reason": "No mejora."})
    assert hasty.status_code == 409 and "espere a ese día" in beside(hasty.text, f"e-reason-{plan}")
    short = client.post(f"/vendors/{vendor}/plans/{plan}/end", data={"verdict": "missed", "reason": "no"})
    assert short.status_code == 422 and 'value="no"' in short.text


@pytest.mark.parametrize("wrong", [{"limit": "mucho"}, {"penalty_percent": "cinco"}, {"valid_from": ""}, {"measure": "nada"}])
def test_a_refused_level_keeps_every_entry(vendor: int, signed_in: SignIn, wrong: dict[str, str]) -> None:
    sent = {
        "measure": "complaints",
        "limit": "2,5",
        "bonus_percent": "1",
        "penalty_percent": "7,5",
        "valid_from": "2026-05-01",
        **wrong,
    }
    answer = signed_in(Role.AUDITOR).post(f"/vendors/{vendor}/levels", data=sent)
    assert answer.status_code == 422 and beside(answer.text, f"e-{next(iter(wrong))}")
    for name, value in sent.items():
        found = f'value="{value}" selected' if name == "measure" else rf'name="{name}"[^>]*value="{value}"'
        assert re.search(found, answer.text), name


@pytest.mark.parametrize(
    ("measure", "target", "present", "refused"),
    [
        ("critical_calls", 0.05, 0.04, True),
        ("critical_calls", 0.02, 0.04, False),
        ("skill", 60.0, 70.0, True),
        ("skill", 80.0, 70.0, False),
    ],
)
def test_a_target_is_no_worse_than_now(
    world: World, vendor: int, measure: str, target: float, present: float, refused: bool
) -> None:
    new = NewPlan(vendor, "Capacitar", (NOW + timedelta(days=30)).date(), measure, target, (), present)
    with world.database.writing() as db:
        if refused:
            with pytest.raises(BadInput, match="worse than now") as told:
                plan_correction(db, world.actors[Role.AUDITOR], new, NOW)
            assert told.value.field == "target"
        else:
            assert plan_correction(db, world.actors[Role.AUDITOR], new, NOW).state == "open"
