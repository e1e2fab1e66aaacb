"""What a wave may do, who may be named, what may leave, and when findings may be published."""

import itertools
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.ghosts.consent import Parties, consent, strictest
from audit.ghosts.guard import Guard, NotAllowed, agent_minutes
from audit.ghosts.guard_hypotheses import Asked, Hypothesis, Sealed, Standing, standing, unanswered
from audit.ghosts.guard_names import hidden_cells, hidden_totals, nameable
from audit.ghosts.guard_reply import Reply, Stage
from audit.ghosts.lived import ActKind, Received
from audit.rulebooks import countries, rulebook

NOW = datetime(2026, 5, 12, 10, 0, tzinfo=UTC)


def heard(seconds: float, who: AnsweredBy = AnsweredBy.DEBTOR) -> Received:
    """A call to a ghost."""
    contact = Contact("c", "d", "a", "V", "CL", Channel.VOICE, Direction.OUTBOUND, NOW, answered_by=who, duration_s=seconds)
    return Received("g", contact)


def test_minutes_are_of_people_only() -> None:
    assert agent_minutes([heard(90), heard(30, AnsweredBy.THIRD_PARTY), heard(600, AnsweredBy.MACHINE)]) == Decimal(2)


def test_a_spent_budget_ends_talk_but_not_a_payment() -> None:
    guard = Guard(Decimal(2)).spend([heard(119)])
    assert guard.refusal(ActKind.DISPUTED) is None
    spent = guard.spend([heard(1)])
    assert spent.left_min == 0
    assert spent.refusal(ActKind.PAID) is None
    with pytest.raises(NotAllowed, match="2 of 2 agent minutes"):
        spent.allow(ActKind.ANSWERED)


def test_the_button_stops_everything_once() -> None:
    stopped = Guard(Decimal(60)).stopped(NOW, "vneira", "queja").stopped(NOW + timedelta(days=1), "otro", "otra")
    assert stopped.stop and stopped.stop.by == "vneira"
    assert all(stopped.refusal(kind) is not None for kind in ActKind)


def test_nobody_is_named_on_few_interactions_nor_by_subtraction() -> None:
    assert nameable({"a": 5, "b": 9}).pooled == ()
    found = nameable({"a": 2, "b": 9, "c": 20})
    assert found.named == ("c",) and found.pooled == ("a", "b") and found.total
    assert nameable({"a": 1, "b": 1, "c": 8}).named == ()
    assert not nameable({"a": 3}).total
    assert nameable({"a": 3, "b": 0, "c": 50}).named == ()
    with pytest.raises(ValueError):
        nameable({"a": 1}, 0)


@pytest.mark.parametrize("seed", range(30))
def test_no_hidden_cell_follows_from_the_totals(seed: int) -> None:
    """Any hidden cell can take another value with every total and every shown cell the same."""
    import random

    rng = random.Random(seed)
    table = {f"a{r}": {f"w{c}": rng.choice([0, 1, 2, 4, 6, 9, 15]) for c in range(4)} for r in range(4)}
    hidden, totals = hidden_cells(table), hidden_totals(table)
    assert all((row, column) in hidden for row, line in table.items() for column, n in line.items() if 0 < n < 5)
    for row, column in hidden:
        if ("row", row) in totals and ("column", column) in totals:
            continue
        assert cycle_through((row, column), hidden), (row, column, table)


def cycle_through(cell: tuple[str, str], hidden: frozenset[tuple[str, str]]) -> bool:
    """Whether a closed walk of hidden cells, by rows and columns in turn, passes through it: totals can be kept along it."""
    for length in (2, 3, 4):
        rows = {r for r, _ in hidden} - {cell[0]}
        columns = {c for _, c in hidden} - {cell[1]}
        for rs in itertools.permutations(sorted(rows), length - 1):
            for cs in itertools.permutations(sorted(columns), length - 1):
                r, c = (cell[0], *rs), (cell[1], *cs)
                walk = {(r[i], c[i]) for i in range(length)} | {(r[(i + 1) % length], c[i]) for i in range(length)}
                if walk <= hidden:
                    return True
    return False


def test_nothing_is_published_before_the_vendor_could_answer() -> None:
    draft = Reply("Marea Sur", "aa")
    with pytest.raises(NotAllowed):
        draft.publish(NOW, "aa")
    with pytest.raises(NotAllowed):
        draft.answer(NOW, "no")
    sent = draft.send(NOW, timedelta(days=10))
    with pytest.raises(NotAllowed, match="may answer until"):
        sent.publish(NOW + timedelta(days=10, seconds=-1), "aa")
    assert sent.publish(NOW + timedelta(days=10), "aa").stage is Stage.PUBLISHED
    replied = sent.answer(NOW + timedelta(days=1), "La grabación no es nuestra")
    assert replied.publish(NOW + timedelta(days=1), "aa").text == "La grabación no es nuestra"
    with pytest.raises(NotAllowed, match="not the findings"):
        replied.publish(NOW + timedelta(days=20), "bb")
    assert replied.amended("bb").stage is Stage.DRAFT
    with pytest.raises(NotAllowed):
        sent.send(NOW)


def test_only_sealed_questions_accuse() -> None:
    sealed = Sealed((Hypothesis("h1", "Marea Sur", "threat"), Hypothesis("h2", "Marea Sur", "hours", "voice")), NOW)
    later = NOW + timedelta(days=1)
    assert standing(Asked("Marea Sur", "threat", later), sealed) == (Standing.MAY_ACCUSE, "h1")
    assert standing(Asked("Marea Sur", "threat", later, "voice"), sealed)[0] is Standing.EXPLORATORY
    assert standing(Asked("Marea Sur", "hours", later), sealed)[0] is Standing.EXPLORATORY
    assert standing(Asked("Marea Sur", "threat", NOW - timedelta(seconds=1)), sealed)[0] is Standing.EXPLORATORY
    assert standing(Asked("Otro", "threat", later), sealed)[0] is Standing.EXPLORATORY
    assert standing(Asked("Marea Sur", "threat", later), None)[0] is Standing.EXPLORATORY
    assert unanswered(sealed, ["h2"]) == ("h1",)


def test_every_country_has_a_consent_note_with_honest_confidence() -> None:
    for country in countries():
        note = consent(country)
        assert note is not None, country
        assert note.note.es and note.note.en and note.notice.es and note.notice.en
        assert note.sources or note.confidence == "unverified"
        book = rulebook(country, NOW.date())
        assert note.rule is None or (book and book.rule(note.rule)), note.rule


def test_states_and_the_stricter_of_two_places() -> None:
    assert consent("US", "US-CA").parties is Parties.ALL  # type: ignore[union-attr]
    assert consent("US", "US-TX").parties is Parties.ONE  # type: ignore[union-attr]
    assert consent("US", "US-OR").all_must_know  # type: ignore[union-attr]
    assert strictest([("US", "US-TX"), ("US", "US-CA")]).place == "US-CA"  # type: ignore[union-attr]
    assert strictest([("US", "US-TX"), ("ZZ", None)]) is None
    assert consent("ZZ") is None
