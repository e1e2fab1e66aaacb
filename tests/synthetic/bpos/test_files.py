"""A wave on disk: the contract's columns, nothing that tells a ghost to vendors, and a truth that fits the rows."""

import csv
import json
from datetime import datetime
from pathlib import Path

import pytest

from synthetic.bpos import Books, Conduct, Vendor, simulate, write_wave, written_up
from synthetic.bpos.files import COLUMNS, LOG_COLUMNS, WaveFiles
from synthetic.bpos.rows import VendorRows
from synthetic.bpos.words import Did, Lie
from tests.synthetic.bpos.waves import EVERY_KIND, plan

BAD = Vendor("mala", conduct=Conduct(0.5, 0.05, EVERY_KIND), books=Books(0.1, 0.1, 0.1, 0.1, 0.5, 0.1, 0.5))


@pytest.fixture(scope="module")
def rows() -> VendorRows:
    return written_up(simulate(plan(BAD), 4))[0]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> WaveFiles:
    return write_wave(plan(BAD, Vendor("limpia"), ghosts=40, twins=40), 4, tmp_path_factory.mktemp("wave"))


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as held:
        return list(csv.DictReader(held))


def _lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_contacts_have_the_contracts_columns_and_aware_times(files: WaveFiles) -> None:
    told = _read(files.contacts)
    assert tuple(told[0]) == COLUMNS
    assert len({row["contact_id"] for row in told}) == len(told) > 500
    assert all(datetime.fromisoformat(row["at"]).utcoffset() is not None for row in told)
    instants = [datetime.fromisoformat(row["at"]) for row in told]
    assert instants == sorted(instants)


def test_logs_show_the_vendors_own_accounts_only(files: WaveFiles) -> None:
    owner = {str(a["account_id"]): a["vendor"] for a in _lines(files.accounts)}
    for vendor, path in files.logs.items():
        told = _read(path)
        assert tuple(told[0]) == LOG_COLUMNS
        assert {owner[row["account_id"]] for row in told} == {vendor}


def test_nothing_but_accounts_and_diaries_tells_a_ghost(files: WaveFiles) -> None:
    ghosts = {str(a["account_id"]) for a in _lines(files.accounts) if a["ghost"]}
    assert {str(act["account_id"]) for act in _lines(files.acts)} <= ghosts
    for path in (files.contacts, *files.logs.values()):
        assert "ghost" not in path.read_text(encoding="utf-8").lower()
    told = _read(files.contacts)
    ids = [int(row["contact_id"].split("-")[1]) for row in told if row["vendor"] == "limpia"]
    own = [n for n, row in zip(ids, (r for r in told if r["vendor"] == "limpia"), strict=True) if row["account_id"] in ghosts]
    assert 0.35 < len(own) / len(ids) < 0.65
    assert abs(sum(own) / len(own) - sum(ids) / len(ids)) < 0.15 * len(ids)


def test_the_truth_names_contacts_that_are_there(files: WaveFiles) -> None:
    told = {row["contact_id"] for row in _read(files.contacts)}
    bad, clean = _lines(files.truth)
    assert set(bad["contacts"]) <= told  # type: ignore[call-overload]
    assert bad["mistreated"] and not clean["mistreated"] and not clean["lies"] and not clean["unlogged"]


def test_a_row_that_never_was_has_no_contact_and_every_other_tells_of_one(rows: VendorRows) -> None:
    made = {touch.row.contact_id: touch.row for touch in rows.touches}
    for row in rows.log:
        assert (Lie.FAKE_ATTEMPT in row.lies) == (row.of is None)
        if row.of is not None:
            assert made[row.of].account_id == row.row.account_id
            assert row.of not in rows.unlogged
    told = {row.of for row in rows.log}
    assert all((id in told) != (id in rows.unlogged) for id in made)


def test_promises_are_recorded_as_made_unless_altered(rows: VendorRows) -> None:
    promised = {act.contact_id: act for act in rows.acts if act.kind is Did.PROMISED}
    recorded = [row for row in rows.log if row.of in promised and row.promise_amount is not None]
    assert len(recorded) > 10
    for row in recorded:
        act = promised[row.of]
        same = row.promise_amount == act.amount and row.promise_date == act.due
        assert same == (Lie.ALTERED_PROMISE not in row.lies)
    for row in rows.log:
        if row.promise_amount is not None and row.of not in promised:
            assert Lie.INVENTED_PROMISE in row.lies


def test_acts_happen_in_a_contact_of_the_same_debtor_that_somebody_answered(rows: VendorRows) -> None:
    made = {touch.row.contact_id: touch.row for touch in rows.touches}
    acts = [act for act in rows.acts if act.contact_id is not None]
    assert len(acts) > 200
    for act in acts:
        row = made[str(act.contact_id)]
        assert row.account_id == act.account_id
        assert row.answered_by.value == ("third_party" if act.kind is Did.OTHER_ANSWERED else "debtor")
        assert 0 <= (act.at - row.at).total_seconds() <= (row.duration_s or 0)
