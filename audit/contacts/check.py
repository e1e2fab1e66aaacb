"""A contact log against its countries' rulebooks: FINDINGS.csv out, and a summary of what was judged and what could not be."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import numpy as np

from audit.contacts.batches import batches
from audit.contacts.clocks import DAY_US, zones, zones_version
from audit.contacts.days_off import holidays_version, places
from audit.contacts.errors import BadContacts
from audit.contacts.finding import Finding, findings_of
from audit.contacts.homes import foreign
from audit.contacts.intake import NO_COUNTRY, connected, read
from audit.contacts.judge import Breaches, judged, unpacked
from audit.contacts.log_file import opened
from audit.contacts.rejected import Rejected, keep, rejected
from audit.contacts.rows import country_code
from audit.contacts.ruled import CountryRules, Reading, channel_mask
from audit.contacts.timeline import UNKNOWN, Timeline
from audit.contacts.use import Use, use_of, weekly_use
from audit.contacts.written import Writer
from audit.rule_params import Cap, Hours
from audit.rules import FOREVER, Rule

SHOWN = 5
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(slots=True)
class Checked:
    """What became of a log. `contacts` were judged; `without_rules` by country were not, nor was `rejected`.

    `foreign_zone` counts, by country and zone, contacts judged on a clock that is not of the debtor's country.
    `findings` counts lines by rule and reading; `unassessed` are rules a log cannot settle, with the contacts they are for.
    """

    contacts: int = 0
    broken: int = 0
    without_zone: int = 0
    foreign_zone: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: Counter[tuple[str, Reading]] = field(default_factory=Counter)
    without_rules: dict[str, int] = field(default_factory=dict)
    unassessed: Counter[str] = field(default_factory=Counter)
    reasons: dict[str, Rule] = field(default_factory=dict)
    rejected: int = 0
    first_rejected: list[Rejected] = field(default_factory=list)
    holidays: str = field(default_factory=holidays_version)
    tzdata: str = field(default_factory=zones_version)


def rejected_path(out: Path) -> Path:
    """Where the rows left out of `FINDINGS.csv` go: `FINDINGS.csv.rejected.csv`."""
    return out.with_name(f"{out.name}.rejected.csv")


def check(
    log: Path, out: Path, lang: str = "es", country: str | None = None, tell: Callable[[float], None] = lambda share: None
) -> Checked:
    """Judge the log and write the findings, ordered by country, debtor, instant, rule and reading.

    `country` is for rows that name none. `tell` hears the share done, 0 to 1. What is on its way stays in a folder beside
    `out`, which appears whole or not at all. Raises BadContacts for a file no row of which can be judged; OSError.
    """
    if out.exists() and out.samefile(log):
        raise BadContacts(
            f"{out}: es el mismo archivo que el registro; elija otro", f"{out}: is the log itself; choose another file"
        )
    if out.exists() and not out.is_file():
        raise BadContacts(f"{out}: no es un archivo; elija otro nombre", f"{out}: is no file; choose another name")
    if country is not None:
        country = country_code(country)
    with _beside(out) as name:
        folder = Path(name)
        con = connected(folder)
        try:
            done = _checked(con, log, folder, lang, country, tell)
            done.rejected, done.first_rejected = keep(rejected(con), rejected_path(out), lang, SHOWN)
        except duckdb.OutOfMemoryException as cause:
            raise BadContacts(
                f"{log.name}: no alcanza la memoria ni el disco en {out.parent}; libere espacio",
                f"{log.name}: neither memory nor disk in {out.parent} is enough; free some space",
            ) from cause
        except duckdb.Error as cause:
            said = " ".join(str(cause).split())[:200]
            raise BadContacts(
                f"{log.name}: no se pudo leer u ordenar ({said}); revise el archivo y el disco en {out.parent}",
                f"{log.name}: could not be read or sorted ({said}); check the file and the disk in {out.parent}",
            ) from cause
        finally:
            con.close()
        if done.rejected and not done.contacts and not done.without_rules:
            first = done.first_rejected[0]
            raise BadContacts(
                f"{log.name}: ninguna fila se puede juzgar; {first.say('es')} (todas en {rejected_path(out).name})",
                f"{log.name}: no row can be judged; {first.say('en')} (all of them in {rejected_path(out).name})",
            )
        (folder / "findings.csv").replace(out)
    return done


def _beside(out: Path) -> TemporaryDirectory[str]:
    """A folder beside `out` for what is on its way. Raises BadContacts where nothing can be written."""
    try:
        return TemporaryDirectory(prefix=".trasluz-", dir=out.parent)
    except OSError as cause:
        raise BadContacts(
            f"{out}: no se puede escribir en {out.parent}; elija una carpeta en que pueda escribir",
            f"{out}: nothing can be written in {out.parent}; choose a folder you can write in",
        ) from cause


def _checked(
    con: duckdb.DuckDBPyConnection, log: Path, folder: Path, lang: str, country: str | None, tell: Callable[[float], None]
) -> Checked:
    done = Checked()
    read(con, opened(log, folder, country), country)
    tell(0.5)
    (total,) = con.execute("SELECT count(*) FROM line").fetchone() or (0,)
    strange = "SELECT home, count(*) FROM line WHERE problem = 0 AND country = ? GROUP BY home ORDER BY 2 DESC, 1 LIMIT 50"
    done.without_rules = dict(con.execute(strange, [NO_COUNTRY]).fetchall())
    with (folder / "findings.csv").open("wb") as file:
        writer = Writer(con, file, folder, lang)
        for contacts, before, rules in batches(con):
            found = judged(contacts, rules)
            found = found.taken(found.at >= before)
            writer.write(found, contacts, rules)
            _count(done, contacts.taken(slice(before, None)), found, rules)
            tell(0.5 + 0.5 * done.contacts / max(total, 1))
    tell(1.0)
    return done


def _count(done: Checked, contacts: Timeline, found: Breaches, rules: CountryRules) -> None:
    done.contacts += len(contacts)
    done.broken += int(np.unique(found.at).size)
    done.without_zone += int((contacts.zone == UNKNOWN).sum())
    for zone, count in zip(*np.unique(foreign(contacts.zone, rules.country), return_counts=True), strict=True):
        done.foreign_zone[rules.country, zones()[int(zone)]] += int(count)
    for text, count in zip(*np.unique(found.text, return_counts=True), strict=True):
        number, which, _, _ = unpacked(int(text))
        rule = rules.judged[number]
        done.findings[rule.rule.id, rule.readings[which][0]] += int(count)
    day = contacts.at_us // DAY_US + _EPOCH
    for each in rules.unassessed:
        meant = channel_mask(each.channels)[contacts.channel] & ~contacts.inbound
        meant &= (day >= (each.effective_from or date.min).toordinal()) & (day <= (each.effective_to or FOREVER).toordinal())
        if each.subdivision is not None:
            meant &= contacts.place == (places().index(each.subdivision) if each.subdivision in places() else UNKNOWN - 1)
        if meant.any():
            done.unassessed[each.id] += int(meant.sum())
            done.reasons[each.id] = each


def is_numeric(rule: Rule) -> bool:
    """Whether the rule has hours or a cap, so that a reader may wonder why the log was not held against it."""
    return isinstance(rule.params, Hours | Cap)


__all__ = ["Checked", "Finding", "Use", "check", "findings_of", "is_numeric", "rejected_path", "use_of", "weekly_use"]
