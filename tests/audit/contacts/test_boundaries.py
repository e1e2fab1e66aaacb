"""Cases computed by hand at every boundary: `cases/*.yaml`, to be read by whoever knows the law and not the code."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from audit.contacts.check import findings_of
from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.contacts.ruled import rules_of
from tests.audit.contacts.slowly import slowly

READINGS = {None: set(), "strict": {"strict"}, "both": {"strict", "lenient"}}


def tables() -> Iterator[dict[str, Any]]:
    for path in sorted((Path(__file__).parent / "cases").glob("*.yaml")):
        table = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from table.get("countries", [table])


def cases() -> Iterator[Any]:
    for table in tables():
        for group in table["rules"]:
            for row in group.get("one_by_one", []):
                yield pytest.param(
                    table, group["about"], [row], id=f"{group['about']}: {row['why']} {row.get('at', row.get('utc'))}"
                )
            for case in group.get("together", []):
                yield pytest.param(table, group["about"], case["contacts"], id=f"{group['about']}: {case['why']}")


def contact(number: int, row: dict[str, Any], table: dict[str, Any]) -> Contact:
    zone = row.get("zone", table["zone"])
    at = datetime.fromisoformat(row["utc"]) if "utc" in row else datetime.fromisoformat(row["at"]).replace(tzinfo=ZoneInfo(zone))
    return Contact(
        contact_id=str(number),
        debtor_id=row.get("debtor", "D"),
        account_id=row.get("account", "A"),
        vendor=row.get("vendor", "V"),
        country=table["country"],
        channel=Channel(row["by"]),
        direction=Direction.INBOUND if row.get("inbound") else Direction.OUTBOUND,
        at=at,
        subdivision=row.get("place"),
        timezone=zone or None,
        answered_by=AnsweredBy(row.get("answered", "none")),
    )


@pytest.mark.parametrize(("table", "rule", "rows"), cases())
def test_a_case_computed_by_hand(table: dict[str, Any], rule: str, rows: list[dict[str, Any]]) -> None:
    contacts = [contact(n, row, table) for n, row in enumerate(rows)]
    expected = {(str(n), reading) for n, row in enumerate(rows) for reading in READINGS[row.get("breaks")]}
    assert {(f.contact_id, f.reading.value) for f in findings_of(contacts) if f.rule_id == rule} == expected
    if not any((row.get("place") or "").islower() for row in rows):
        assert {(id, reading) for id, broken, reading in slowly(contacts) if broken == rule} == expected


def test_every_rule_a_log_can_break_is_broken_and_kept_in_the_tables_in_each_of_its_readings() -> None:
    seen: dict[str, set[str | None]] = {}
    for table in tables():
        for group in table["rules"]:
            rows = [*group.get("one_by_one", []), *(row for case in group.get("together", []) for row in case["contacts"])]
            seen.setdefault(group["about"], set()).update(row.get("breaks") for row in rows)
    for table in tables():
        rules = rules_of(table["country"])
        assert rules is not None
        for each in rules.judged:
            assert seen[each.rule.id] >= ({None, "strict", "both"} if len(each.readings) == 2 else {None, "strict"})
