"""How well a reconciliation finds what was planted: accusations that are true, and lies that are found."""

from collections import Counter
from pathlib import Path

from audit.ghosts.reconcile import Reconciliation, Setting, reconcile
from audit.ghosts.reconcile_kinds import FALSE_CLAIMS, Kind
from audit.ghosts.vendor_log_read import read_vendor_log
from tests.audit.ghosts.vendor_files import world_of
from tests.audit.ghosts.vendor_world import VENDOR, Entry, Lies, World


class Score:
    """Counts over any number of logs: `true` and `false` accusations by kind, `missed` lies by kind, and what was found."""

    def __init__(self) -> None:
        self.true: Counter[str] = Counter()
        self.false: Counter[str] = Counter()
        self.missed: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.lines = self.sure = 0

    @property
    def precision(self) -> float:
        """Share of accusations that are true."""
        made = self.true.total() + self.false.total()
        return self.true.total() / made if made else 1.0

    @property
    def recall(self) -> float:
        """Share of planted lies that are found as what they are."""
        planted = self.true.total() + self.missed.total()
        return self.true.total() / planted if planted else 1.0

    def add(self, world: World, lines: dict[int, Entry], found: Reconciliation, name: str = "") -> None:
        """Count one log."""
        accused: dict[int, set[Kind]] = {}
        omitted = set()
        for one in found.differences:
            if one.row is not None and one.kind in FALSE_CLAIMS:
                accused.setdefault(one.row.line, set()).add(one.kind)
                honest = one.kind not in lines[one.row.line].lies and not (
                    one.kind is Kind.INVENTED_PROMISE and "fake_attempt" in lines[one.row.line].lies
                )
                if honest:
                    self.false[one.kind] += 1
                    self.wrong.append(f"{name}: {one.kind} {one.words.en} | {lines[one.row.line]}")
            if one.kind is Kind.NOT_LOGGED and one.contact:
                omitted.add(one.contact.contact_id)
        for line, entry in lines.items():
            for lie in entry.lies:
                (self.true if lie in accused.get(line, ()) else self.missed)[lie] += 1
        for contact in omitted:
            if contact in world.unlogged:
                self.true["not_logged"] += 1
            else:
                self.false["not_logged"] += 1
                self.wrong.append(f"{name}: not_logged {contact}")
        self.missed["not_logged"] += len(world.unlogged - omitted)
        rows = [d for d in found.differences if d.row is not None]
        self.lines += len(rows)
        self.sure += sum(d.kind is not Kind.CANNOT_TELL for d in rows)


def reconciled(name: str, seed: int, lies: Lies, folder: Path, score: Score) -> Reconciliation:
    """Make a hard log, reconcile it and count."""
    world, path, lines = world_of(name, seed, lies, folder)
    ids = {g.account_id: g.id for g in world.ghosts} | {g.debtor_id: g.id for g in world.ghosts}
    found = reconcile(
        read_vendor_log(path, ids), {g.id: g for g in world.ghosts}, world.received, world.acts, Setting(log_vendor=VENDOR)
    )
    score.add(world, lines, found, f"{name}-{seed}")
    return found
