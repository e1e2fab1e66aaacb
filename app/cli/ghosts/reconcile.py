"""`trasluz ghosts reconcile`: the vendor's own log against what the ghosts received."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.speaking import About, command, lang_of, option
from app.errors import BadInput

if TYPE_CHECKING:
    from audit.contacts.contact import Contact

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@command(
    "reconcile",
    About(
        "Compara el registro del proveedor con lo que los fantasmas recibieron, evento por evento.",
        "Compares the vendor's log with what the ghosts received, event by event.",
        "trasluz ghosts reconcile registro.csv --received contacts.csv --acts acts.jsonl --out conciliacion/",
    ),
)
@click.argument("vendor_log", type=_FILE)
@option("--received", required=True, type=_FILE, es="CONTACTS.csv de lo recibido.", en="CONTACTS.csv of what was received.")
@option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    es="Dónde dejar los archivos.",
    en="Where to put the files.",
)
@option("--acts", type=_FILE, es="Lo que los fantasmas hicieron (acts.jsonl).", en="What the ghosts did (acts.jsonl).")
@option("--ghosts", "ghosts_file", type=_FILE, es="Los fantasmas (ghosts.jsonl).", en="The ghosts (ghosts.jsonl).")
@option(
    "--lines",
    type=_FILE,
    es="Cuándo estuvo activa cada línea: CSV ghost,medium,from,to.",
    en="When each line was up: CSV ghost,medium,from,to.",
)
@option("--map", "mapping", multiple=True, es="campo=columna del registro; se repite.", en="field=column of the log; repeat it.")
@option("--zone", es="Zona horaria del registro (IANA).", en="Time zone of the log (IANA).")
@option("--dates", type=click.Choice(["day_first", "month_first"]), es="Cómo leer 05/06/2026.", en="How to read 05/06/2026.")
@option("--vendor", es="De qué proveedor es el registro.", en="Which vendor's log it is.")
@option("--fail-on-false", is_flag=True, es="Sale con 1 si hay algo falso.", en="Exits 1 if anything is false.")
def reconcile(
    vendor_log: Path,
    received: Path,
    out: Path,
    acts: Path | None,
    ghosts_file: Path | None,
    lines: Path | None,
    mapping: tuple[str, ...],
    zone: str | None,
    dates: str | None,
    vendor: str | None,
    fail_on_false: bool,
) -> int:
    """Write reconciliation.csv, summary.json and conclusion.txt."""
    from audit.ghosts import reconcile_files as files
    from audit.ghosts.reconcile import Setting
    from audit.ghosts.reconcile import reconcile as compare
    from audit.ghosts.reconcile_kinds import FALSE_CLAIMS, Kind
    from audit.ghosts.reconcile_report import conclusion, write_report
    from audit.ghosts.vendor_log import BadGhostFile
    from audit.ghosts.vendor_log_read import read_vendor_log
    from audit.ghosts.vendor_log_times import Order

    try:
        contacts = files.read_contacts(received)
        ghosts = files.read_ghosts(ghosts_file, contacts) if ghosts_file else files.ghosts_of(contacts)
        mine = files.received_of(contacts, ghosts)
        whose = _vendor([one.contact for one in mine], vendor)
        setting = Setting(_zone(zone), files.read_lines(lines, ghosts) if lines else None, None, whose)
        ids = {key: g.id for g in ghosts.values() for key in (g.account_id, g.debtor_id) if key}
        log = read_vendor_log(vendor_log, ids, _mapping(mapping), Order(dates) if dates else None, whose)
        if mine and not log.claims:
            raise BadGhostFile(log.notes[0].es, log.notes[0].en)
        done = files.read_acts(acts, ghosts) if acts else None
        found = compare(log, {g.id: g for g in ghosts.values()}, mine, done, setting)
        shares = write_report(found, ghosts, out)
    except BadGhostFile as problem:
        raise BadInput(problem.words.es, problem.words.en) from problem
    for line in conclusion(found, shares):
        click.echo(line.say(lang_of()))
    click.echo(str(out / "reconciliation.csv"))
    false = any(one.kind in FALSE_CLAIMS or one.kind is Kind.NOT_LOGGED for one in found.differences)
    return 1 if false and fail_on_false else 0


def _vendor(contacts: "list[Contact]", asked: str | None) -> str | None:
    """Whose log it is: as asked, or the one vendor in what was received; a name nothing came from is refused."""
    names = sorted({contact.vendor for contact in contacts if contact.vendor})
    if asked is not None and names:
        same = [name for name in names if name.casefold() == asked.strip().casefold()]
        if not same:
            shown = ", ".join(names)
            raise BadInput(
                f"--vendor {asked}: nada recibido es de ese proveedor; hay de {shown}",
                f"--vendor {asked}: nothing received is of that vendor; there is of {shown}",
            )
        return same[0]
    if asked is not None:
        return asked
    if len(names) > 1:
        shown = ", ".join(names)
        raise BadInput(
            f"lo recibido es de varios proveedores ({shown}); diga con --vendor de cuál es el registro",
            f"what was received is of several vendors ({shown}); say with --vendor whose log it is",
        )
    return names[0] if names else None


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    told = {}
    for pair in pairs:
        field, mark, header = pair.partition("=")
        if not mark or not header.strip():
            raise BadInput(f"--map {pair}: escríbalo como campo=columna", f"--map {pair}: write it as field=column")
        told[field.strip()] = header.strip()
    return told


def _zone(name: str | None) -> str | None:
    from zoneinfo import available_timezones

    if name is not None and name not in available_timezones():
        raise BadInput(
            f"--zone {name}: no es una zona IANA, como America/Santiago", f"--zone {name}: no IANA zone, such as America/Santiago"
        )
    return name


def add_to(group: click.Group) -> None:
    """Add the command to the group."""
    group.add_command(reconcile)
