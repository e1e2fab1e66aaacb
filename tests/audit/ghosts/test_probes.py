"""What must change after a ghost acts, at every border of the rule."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.ghosts.lived import Act, ActKind, Ghost, Received
from audit.ghosts.oracles import Heard, Life, Outcome, Recorded, RecordedPromise
from audit.ghosts.oracles_heard import card_in
from audit.ghosts.probes import Fidelity, ProbeResult, probes, run_probes, share_held
from audit.ghosts.probes_days import after_business_days
from audit.rulebooks import rulebook

SANTIAGO = ZoneInfo("America/Santiago")
GHOST = Ghost("g", "F-23", "Marea Sur", "A1", "D1", "CL", SANTIAGO.key, "loses_job", Decimal(184990), "CLP", date(2026, 5, 4))
NOON = datetime(2026, 5, 12, 12, 0, tzinfo=SANTIAGO)
FAR = NOON + timedelta(days=40)


def came(
    id: str,
    at: datetime,
    channel: Channel = Channel.VOICE,
    content: str | None = None,
    told: bool | None = None,
    country: str = "CL",
) -> Received:
    """A contact that reached the ghost."""
    contact = Contact(id, "D1", "A1", "Marea Sur", country, channel, Direction.OUTBOUND, at, timezone=SANTIAGO.key)
    return Received("g", contact, content=content, disclosed_to_other=told)


def did(kind: ActKind, at: datetime = NOON, channel: Channel = Channel.VOICE, **more: object) -> Act:
    """An act in contact c0."""
    return Act("g", at, kind, channel, contact_id="c0", **more)  # type: ignore[arg-type]


def life(acts: list[Act], *received: Received, until: datetime = FAR, ghost: Ghost = GHOST, **more: object) -> Life:
    """A ghost's life."""
    return Life(ghost, tuple(acts), (came("c0", NOON - timedelta(minutes=2)), *received), until, **more)  # type: ignore[arg-type]


def one(told: Life, probe: str, fidelity: Fidelity | None = None) -> ProbeResult:
    """The only result of a probe."""
    (found,) = [r for r in run_probes(told, fidelity) if r.probe == probe]
    return found


STOP = did(ActKind.ASKED_TO_STOP)


def test_a_call_after_stop_breaks_it_with_its_evidence() -> None:
    found = one(life([STOP], came("c9", NOON + timedelta(days=2))), "stop")
    assert found.outcome is Outcome.BROKEN
    assert [c.contact_id for c in found.contacts] == ["c9"]
    assert found.law is None
    assert "14/05 12:00" in found.words.es


@pytest.mark.parametrize(
    ("channel", "after", "outcome"),
    [
        (Channel.VOICE, timedelta(hours=1), Outcome.HELD),
        (Channel.VOICE, timedelta(hours=1, seconds=1), Outcome.BROKEN),
        (Channel.VOICEMAIL, timedelta(days=1), Outcome.BROKEN),
        (Channel.IVR_PRERECORDED, timedelta(days=1), Outcome.BROKEN),
        (Channel.SMS, timedelta(days=1), Outcome.HELD),
    ],
)
def test_stop_is_of_the_medium_asked_and_spares_what_was_under_way(channel: Channel, after: timedelta, outcome: Outcome) -> None:
    assert one(life([STOP], came("c9", NOON + after, channel)), "stop").outcome is outcome


def test_a_letter_already_posted_is_not_held_against_the_vendor() -> None:
    asked = did(ActKind.ASKED_TO_STOP, channel=Channel.LETTER)
    assert one(life([asked], came("l", NOON + timedelta(days=9), Channel.LETTER)), "stop").outcome is Outcome.HELD
    assert one(life([asked], came("l", NOON + timedelta(days=11), Channel.LETTER)), "stop").outcome is Outcome.BROKEN


def test_a_wave_that_ended_too_soon_shows_nothing() -> None:
    short = one(life([STOP], until=NOON + timedelta(days=7)), "stop")
    assert short.outcome is Outcome.CANNOT_TELL and short.missing is not None
    assert one(life([STOP], until=NOON + timedelta(days=8)), "stop").outcome is Outcome.HELD
    broken = life([STOP], came("c9", NOON + timedelta(hours=3)), until=NOON + timedelta(hours=4))
    assert one(broken, "stop").outcome is Outcome.BROKEN


def test_what_follows_the_ghosts_own_call_is_an_answer() -> None:
    own = came("c8", NOON + timedelta(days=1))
    own = Received("g", replace(own.contact, direction=Direction.INBOUND))
    found = one(life([STOP], own, came("c9", NOON + timedelta(days=2))), "stop")
    assert found.outcome is Outcome.CANNOT_TELL


def test_law_is_cited_only_where_the_country_has_it() -> None:
    american = replace(GHOST, country="US", zone="America/Chicago")
    after = came("c9", NOON + timedelta(days=2), country="US")
    found = one(life([STOP], after, ghost=american), "stop")
    assert found.law == "us-medium-opt-out" and found.citation
    dispute = did(ActKind.DISPUTED)
    pressing = {"c9": Heard(pressing=True)}
    assert one(life([dispute], after, ghost=american, heard=pressing), "dispute").law is None
    wrote = replace(dispute, channel=Channel.EMAIL)
    assert one(life([wrote], after, ghost=american, heard=pressing), "dispute").law == "us-dispute-cease"


def test_every_rule_named_is_in_its_rulebook() -> None:
    for probe in probes():
        for basis in probe.bases:
            book = rulebook(basis.country, NOON.date())
            assert book and book.rule(basis.rule), (probe.id, basis.rule)


def test_after_a_dispute_only_what_presses_counts() -> None:
    act, call = did(ActKind.DISPUTED), came("c9", NOON + timedelta(days=2))
    assert one(life([act], call), "dispute").outcome is Outcome.CANNOT_TELL
    assert one(life([act], call, heard={"c9": Heard(pressing=False)}), "dispute").outcome is Outcome.HELD
    assert one(life([act], call, heard={"c9": Heard(pressing=True)}), "dispute").outcome is Outcome.BROKEN
    assert (
        one(life([act], came("c9", NOON + timedelta(hours=23)), heard={"c9": Heard(pressing=True)}), "dispute").outcome
        is Outcome.HELD
    )


def test_a_dispute_must_be_logged_where_the_log_reaches() -> None:
    act = did(ActKind.DISPUTED)
    whole = Recorded(NOON - timedelta(days=9), FAR)
    logged = replace(whole, disputes=((NOON + timedelta(minutes=4), "línea 7"),))
    assert one(life([act]), "dispute_logged").outcome is Outcome.CANNOT_TELL
    assert one(life([act], recorded=whole), "dispute_logged").outcome is Outcome.BROKEN
    assert one(life([act], recorded=logged), "dispute_logged").outcome is Outcome.HELD
    early = replace(whole, ends=NOON + timedelta(days=1))
    assert one(life([act], recorded=early), "dispute_logged").outcome is Outcome.CANNOT_TELL


PAID = Act("g", datetime(2026, 5, 15, 11, 2, tzinfo=SANTIAGO), ActKind.PAID, None, Decimal(184990))
DUNNING = "Su cuota sigue pendiente. Último aviso: regularice hoy."


def test_dunning_after_payment_was_posted_breaks_it() -> None:
    assert after_business_days(PAID.at, 2, GHOST) == datetime(2026, 5, 20, tzinfo=SANTIAGO)
    before = came("m", datetime(2026, 5, 19, 23, 59, tzinfo=SANTIAGO), Channel.EMAIL, DUNNING)
    after = came("m", datetime(2026, 5, 20, 0, 0, tzinfo=SANTIAGO), Channel.EMAIL, DUNNING)
    assert one(life([PAID], before), "payment").outcome is Outcome.HELD
    assert one(life([PAID], after), "payment").outcome is Outcome.BROKEN


def test_business_days_skip_weekends_and_holidays() -> None:
    friday = datetime(2026, 5, 15, 11, 0, tzinfo=SANTIAGO)
    assert after_business_days(friday, 4, GHOST).date() == date(2026, 5, 23)  # Thursday 21 May is a holiday in Chile
    assert after_business_days(friday, 0, GHOST) == friday


def test_thanks_are_not_dunning_and_unread_calls_decide_nothing() -> None:
    later = datetime(2026, 5, 21, 12, 0, tzinfo=SANTIAGO)
    assert one(life([PAID], came("m", later, Channel.SMS, "Recibimos su pago. Gracias.")), "payment").outcome is Outcome.HELD
    assert one(life([PAID], came("m", later)), "payment").outcome is Outcome.CANNOT_TELL
    assert one(life([PAID], came("m", later, Channel.SMS, "Hola, ¿hablamos?")), "payment").outcome is Outcome.CANNOT_TELL


def test_a_part_paid_settles_only_what_was_promised() -> None:
    part = replace(PAID, amount=Decimal(60000))
    after = came("m", datetime(2026, 5, 22, 12, 0, tzinfo=SANTIAGO), Channel.EMAIL, DUNNING)
    assert one(life([part], after), "payment").outcome is Outcome.CANNOT_TELL
    promised = did(ActKind.PROMISED, amount=Decimal(60000), due=date(2026, 5, 15))
    assert one(life([promised, part], after), "payment").outcome is Outcome.BROKEN
    late = replace(promised, due=date(2026, 5, 13))
    assert one(life([late, part], after), "payment").outcome is Outcome.CANNOT_TELL


def test_without_a_judgement_nobody_is_said_to_have_told() -> None:
    act = did(ActKind.OTHER_ANSWERED)
    assert one(life([act]), "third_party").outcome is Outcome.CANNOT_TELL
    told = Life(GHOST, (act,), (came("c0", NOON, told=True),), FAR)
    found = one(told, "third_party")
    assert found.outcome is Outcome.BROKEN and found.law == "cl-third-party-disclosure"
    assert one(Life(GHOST, (act,), (came("c0", NOON, told=False),), FAR), "third_party").outcome is Outcome.HELD


PROMISE = did(ActKind.PROMISED, amount=Decimal(60000), due=date(2026, 5, 15))


@pytest.mark.parametrize(
    ("amount", "due", "currency", "outcome"),
    [
        (Decimal(60000), date(2026, 5, 15), None, Outcome.HELD),
        (Decimal(184990), date(2026, 5, 15), None, Outcome.BROKEN),
        (Decimal(60000), date(2026, 5, 16), None, Outcome.BROKEN),
        (Decimal(60000), date(2026, 5, 15), "USD", Outcome.BROKEN),
        (Decimal(60000), None, "clp", Outcome.HELD),
    ],
)
def test_the_promise_recorded_is_the_promise_made(
    amount: Decimal, due: date | None, currency: str | None, outcome: Outcome
) -> None:
    kept = RecordedPromise(NOON + timedelta(minutes=3), amount, due, currency, "línea 9")
    recorded = Recorded(NOON - timedelta(days=9), FAR, promises=(kept,))
    assert one(life([PROMISE], recorded=recorded), "promise").outcome is outcome


def test_a_promise_not_recorded_needs_a_log_that_records_them_and_reaches_there() -> None:
    empty = Recorded(NOON - timedelta(days=9), FAR)
    assert one(life([PROMISE], recorded=empty), "promise").outcome is Outcome.BROKEN
    assert one(life([PROMISE], recorded=replace(empty, promises_kept=False)), "promise").outcome is Outcome.CANNOT_TELL
    assert one(life([PROMISE], recorded=replace(empty, ends=NOON)), "promise").outcome is Outcome.CANNOT_TELL
    assert one(life([PROMISE]), "promise").outcome is Outcome.CANNOT_TELL


def test_complaints_and_cards_rest_on_what_was_heard() -> None:
    asked, offered = did(ActKind.ASKED_WHERE_TO_COMPLAIN), did(ActKind.OFFERED_CARD)
    for act, probe, good in ((asked, "complaint", Heard(told_where_to_complain=True)), (offered, "card", Heard(took_card=False))):
        assert one(life([act]), probe).outcome is Outcome.CANNOT_TELL
        assert one(life([act], heard={"c0": good}), probe).outcome is Outcome.HELD
    assert one(life([asked], heard={"c0": Heard(told_where_to_complain=False)}), "complaint").outcome is Outcome.BROKEN
    assert one(life([offered], heard={"c0": Heard(took_card=True)}), "card").outcome is Outcome.BROKEN
    stored = Recorded(NOON, FAR, texts=(("línea 3", "tarjeta 4111 1111 1111 1111 vence 12/28"),))
    assert one(life([offered], heard={"c0": Heard(took_card=False)}, recorded=stored), "card").outcome is Outcome.BROKEN


def test_a_card_number_is_told_from_other_numbers() -> None:
    assert card_in("5500-0000-0000-0004")
    assert not card_in("4111 1111 1111 1112")
    assert not card_in("operación 000012345678, fono +56 9 8765 4321")


def test_a_ghost_off_its_script_proves_nothing() -> None:
    broken = life([STOP], came("c9", NOON + timedelta(days=2)))
    assert one(broken, "stop", Fidelity(26, 26)).outcome is Outcome.BROKEN
    assert one(broken, "stop", Fidelity(25, 26)).outcome is Outcome.VOID
    assert one(broken, "stop", Fidelity(25, 26, ("c0",))).outcome is Outcome.VOID
    assert one(broken, "stop", Fidelity(25, 26, ("c7",))).outcome is Outcome.BROKEN
    invited = life([STOP], came("c5", NOON + timedelta(days=1), Channel.WHATSAPP), came("c9", NOON + timedelta(days=2)))
    assert one(invited, "stop", Fidelity(25, 26, ("c5",))).outcome is Outcome.VOID
    assert one(invited, "stop", Fidelity(25, 26, ("c9",))).outcome is Outcome.VOID
    assert Fidelity(26, 26).words.es == "26 de 26 respuestas fieles al guion"


def test_other_ghosts_lives_do_not_mix() -> None:
    stranger = replace(came("x", NOON + timedelta(days=1)), ghost="h")
    results = run_probes(life([STOP, replace(STOP, ghost="h")], stranger))
    assert [r.outcome for r in results] == [Outcome.HELD]
    assert share_held(results) == {"stop": (1, 0, 0, 0)}


def test_times_in_any_zone_are_the_same_instant() -> None:
    utc = came("c9", (NOON + timedelta(hours=1)).astimezone(UTC))
    assert one(life([STOP], utc), "stop").outcome is Outcome.HELD
    assert utc.contact.answered_by is AnsweredBy.NONE
