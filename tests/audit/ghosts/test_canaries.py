"""A contact at a canary is expected, a leak, or nobody can tell; and every doubt goes to nobody can tell."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from audit.contacts.contact import Channel
from audit.ghosts.canaries import (
    Canary,
    Point,
    Register,
    Role,
    Sender,
    canaries_of,
    fresh,
    plain_phone,
    read_register,
    same_point,
    variants,
    write_register,
)
from audit.ghosts.canaries_attribute import Signs, Verdict, attribute
from audit.ghosts.canaries_known import knows_of
from audit.ghosts.commit_error import BadWave
from audit.ghosts.handoff import Planted
from tests.audit.ghosts.sealed_wave import T0, ghost_line

LINE, BOX = "+56998000001", "caso1@buzon.example"
REGISTER = Register(
    (
        Canary(Point.PHONE, LINE, "Norte", "1", "g1", T0),
        Canary(Point.EMAIL, BOX, "Norte", "1", "g1", T0),
        Canary(Point.NAME, "ana soto", "Norte", "1", "g1", T0),
        Canary(Point.PHONE, "+56998000002", "Norte", "1", "g2", T0),
        Canary(Point.PHONE, "+56998000002", "Sur", "1", "g3", T0),
        Canary(Point.PHONE, "+56998000003", "Sur", "1", "g4", T0, dirty=True),
    ),
    (
        Sender("+56 2 2345 6789", "Norte"),
        Sender("+56223450000", "Norte", Role.SUBCONTRACTOR),
        Sender("+56228880000", "Sur"),
        Sender("sur.example", "Sur"),
        Sender("norte.example", "Norte"),
        Sender("+56227770000", "Sur", Role.SHARED),
        Sender("+56227770000", "Este", Role.SHARED),
        Sender("+56226660000", "Norte", Role.SHARED),
        Sender("+56226660000", "Sur", Role.SHARED),
    ),
)
LATER = Signs(at=T0 + timedelta(days=3), region="CL")
KNOWS = replace(LATER, knows=True)
E, L, C = Verdict.EXPECTED, Verdict.LEAK, Verdict.CANNOT_TELL

CASES = {
    "its own vendor": (LINE, "223456789", LATER, E),
    "its own vendor, written otherwise": ("09 9800 0001", "0056 2 2345 6789", LATER, E),
    "its declared subcontractor": (LINE, "+56223450000", LATER, E),
    "its own vendor by SIP": (LINE, "sip:+56223456789@carrier.example", LATER, E),
    "another vendor": (LINE, "+56228880000", LATER, L),
    "another vendor that knew the case": (LINE, "+56228880000", KNOWS, L),
    "another vendor's number, who knew nothing": (LINE, "+56228880000", replace(LATER, knows=False), C),
    "an unknown number": (LINE, "+56951112222", LATER, C),
    "an unknown number that knew the case": (LINE, "+56951112222", KNOWS, C),
    "an unknown number, denied by the vendor": (LINE, "+56951112222", replace(LATER, denied=("951112222",)), C),
    "denied, and knew the case": (LINE, "+56951112222", replace(KNOWS, denied=("951112222",)), L),
    "says it is another": (LINE, "+56951112222", replace(KNOWS, says="Estudio Sur"), L),
    "says it is another, knew nothing": (LINE, "+56951112222", replace(LATER, says="Estudio Sur"), C),
    "says it is the vendor": (LINE, "+56951112222", replace(KNOWS, says="norte"), C),
    "withheld": (LINE, None, LATER, C),
    "withheld in words": (LINE, "Anonymous", KNOWS, C),
    "empty": (LINE, "", KNOWS, C),
    "a centre that works for others": (LINE, "+56227770000", KNOWS, C),
    "a centre that works for the vendor too": (LINE, "+56226660000", KNOWS, E),
    "before it was given": (LINE, "+56228880000", replace(KNOWS, at=T0 - timedelta(seconds=1)), C),
    "a line somebody used before": ("+56998000003", "+56223456789", KNOWS, C),
    "a line given to two": ("+56998000002", "+56228880000", KNOWS, C),
    "a line given to nobody": ("+56998000009", "+56228880000", KNOWS, C),
    "mail of the vendor": (f"Caso <{BOX.upper()}>", "Norte Cobranza <avisos@mail.norte.example>", LATER, E),
    "mail of another": (BOX, "avisos@sur.example", LATER, L),
    "mail of a domain that ends alike": (BOX, "avisos@notsur.example", LATER, C),
    "forged mail of another": (BOX, "avisos@sur.example", replace(KNOWS, authentic=False), C),
    "mail of nobody": (BOX, "x@y.example", LATER, C),
    "a name alone": ("Ana  SOTO", "+56228880000", LATER, C),
    "a name and the case": ("Ana Soto", "+56228880000", KNOWS, L),
}


@pytest.mark.parametrize("case", CASES)
def test_whose_a_contact_is(case: str) -> None:
    point, sender, signs, verdict = CASES[case]
    found = attribute(point, sender, REGISTER, signs)
    assert found.verdict is verdict, found.why.en
    assert found.why.es != found.why.en
    if verdict is L:
        assert found.given_to == ("Norte", "1")
        assert found.firm is (signs.knows is True and not (signs.says and not signs.denied))
        assert found.firm or "confirm" in found.why.en


def test_a_leak_never_says_more_than_it_knows() -> None:
    found = attribute(LINE, "+56228880000", REGISTER, KNOWS)
    assert found.by == ("Sur",)
    assert "undeclared subcontractor" in found.why.en
    quiet = attribute(LINE, "+56951112222", REGISTER, replace(KNOWS, denied=("+56951112222",)))
    assert quiet.by == ()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+56998000001", "998000001", True),
        ("+56998000001", "56998000001", True),
        ("+56998000001", "+56998000002", False),
        ("+56998000001", "8000001", False),
        ("+56998000001", "+54998000001", False),
        ("a@b.example", "A@B.example.", True),
        ("a@b.example", "a@c.example", False),
        ("a@b.example", "998000001", False),
        ("", "", True),
        ("anonymous", "withheld", False),
    ],
)
def test_contact_points_are_the_same_however_written(one: str, other: str, same: bool) -> None:
    assert same_point(one, other, "CL") is same
    assert same_point(other, one, "CL") is same


@pytest.mark.parametrize("text", ["", "anonymous", "Privado", "--", "12"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert plain_phone(text, "CL") is None


def planted(n: int) -> Planted:
    told = ghost_line(n, {"nombre": "Ana Soto"})
    return Planted(f"g{n}", f"F-{n}", "Norte", f"C-{n}", {}, told)


def test_every_contact_point_of_a_person_is_a_canary(tmp_path: Path) -> None:
    found = canaries_of([planted(1), planted(2)], "Norte", "1", T0)
    assert {(c.point, c.value) for c in found if c.ghost == "g1"} == {
        (Point.NAME, "ana soto"),
        (Point.PHONE, "+56980000001"),
        (Point.EMAIL, "caso1@buzon.example"),
    }
    write_register(tmp_path, Register(found))
    assert read_register(tmp_path).canaries == found
    assert read_register(tmp_path / "x").canaries == ()
    (tmp_path / "canaries.jsonl").write_text("{}\n")
    with pytest.raises(BadWave, match="not a canary"):
        read_register(tmp_path)


def test_what_two_vendors_hold_is_no_canary() -> None:
    assert {c.value for c in REGISTER.shared} == {"+56998000002"}


def test_new_points_are_given_to_nobody_else() -> None:
    pool = [LINE, "+56998000010", "+56998000010", "+56998000011"]
    assert fresh(pool, REGISTER, 2) == ("+56998000010", "+56998000011")
    with pytest.raises(BadWave, match="2 of 4 are left"):
        fresh(pool, REGISTER, 3)


@pytest.mark.parametrize("name", ["María José Vásquez Henríquez", "Luis Soto", "Ng"])
def test_name_variants_are_each_their_own(name: str) -> None:
    found = variants(name)
    assert len({v.casefold() for v in found} | {name.casefold()}) == len(found) + 1
    assert all(v.strip() for v in found)


@pytest.mark.parametrize(
    "text",
    [
        "Su cuenta 70000001 vence hoy",
        "Su cuenta 70000001 15 de mayo",
        "Su cuenta 70000001 - 2 cuotas",
        "Su cuenta 70000001. 3 cuotas",
        "Debe 2 cuotas de la 70.000.001",
        "Su cuenta 7000 0001 vence el 15",
        "Cuenta 7000-0001.",
        "70000001",
    ],
)
def test_an_account_is_known_whatever_digits_stand_beside_it(text: str) -> None:
    assert knows_of(text, Channel.SMS, "Ana Soto Vera", "70000001") is True


@pytest.mark.parametrize(
    "text",
    [
        "Su cuenta 700000012 vence hoy",
        "Su cuenta 170000001 vence hoy",
        "Debe $ 1.70.000.001",
        "Debe 70.000.001.000",
        "Debe 2 70 000 001",
        "Debe 70 000 001 000",
        "Llame al +56 9 7000 0001",
        "Llame al +5670000001",
        "Su cuenta 7000000, cuota 1",
    ],
)
def test_a_longer_number_that_holds_the_accounts_digits_shows_nothing(text: str) -> None:
    assert knows_of(text, Channel.SMS, "Ana Soto Vera", "70000001") is None


def test_a_short_number_or_a_call_shows_nothing() -> None:
    assert knows_of("Su cuenta 1234", Channel.SMS, "Ana Soto Vera", "1234") is None
    assert knows_of("Su cuenta 70000001", Channel.VOICE, "Ana Soto Vera", "70000001") is None
