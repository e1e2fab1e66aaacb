"""`trasluz contacts check`: a contact log against the law of its countries."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.speaking import About, SpokenGroup, command, counted, lang_of, option, progress, say, warn

if TYPE_CHECKING:
    from audit.contacts.check import Checked

CONTACTS = SpokenGroup("contacts")
CONTACTS.about = About(
    "El registro de contactos.", "The contact log.", "trasluz contacts check contactos.csv --out hallazgos.csv"
)
_STEPS = 100


@command(
    "check",
    About(
        "Contrasta un registro de contactos, de cualquier largo, con las reglas de cada país: horas, feriados y topes. "
        "Sale con 0; con 2 si ninguna fila se puede juzgar; con --fail-on-findings, con 1 si hay hallazgos o filas sin juzgar. "
        "Las filas que no se pueden juzgar van a HALLAZGOS.csv.rejected.csv.",
        "Holds a contact log of any length against the rules of each country: hours, holidays and caps. "
        "Exits 0; 2 if no row can be judged; with --fail-on-findings 1 if there are findings or rows not judged. "
        "Rows that cannot be judged go to FINDINGS.csv.rejected.csv.",
        "trasluz contacts check contactos.csv --out hallazgos.csv\n"
        "trasluz --lang en contacts check contacts.csv --out findings.csv --country CO",
    ),
)
@click.argument("log", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), es="Archivo de hallazgos.", en="File of findings."
)
@option("--country", es="País de las filas que no dicen el suyo, como CL.", en="Country of rows that name none, as CL.")
@option(
    "--fail-on-findings",
    is_flag=True,
    es="Sale con 1 si hay algún hallazgo, alguna fila sin juzgar o ninguna juzgada.",
    en="Exits 1 if there is any finding, any row not judged, or none judged.",
)
def check(log: Path, out: Path, country: str | None, fail_on_findings: bool) -> int:
    """Exit code 1 only where the caller asked for it."""
    from app.errors import AppError
    from audit.contacts.check import check as judge
    from audit.contacts.errors import BadContacts

    _known(country)
    if not out.parent.is_dir():
        raise AppError(f"{out}: no existe la carpeta {out.parent}; créela", f"{out}: there is no folder {out.parent}; make it")
    try:
        with progress(_STEPS, "Contactos", "Contacts") as step:
            done = judge(log, out, lang_of(), country, _sharing(step))
    except BadContacts as cause:
        raise AppError(cause.words.es, cause.words.en) from cause
    _report(done, out)
    unjudged = done.rejected or done.without_rules or not done.contacts
    return int(fail_on_findings and bool(done.findings or unjudged))


def _known(country: str | None) -> None:
    from app.errors import AppError
    from audit.contacts.rows import country_code
    from audit.rulebooks import countries

    if country is not None and country_code(country) not in countries():
        known = ", ".join(countries())
        raise AppError(
            f"--country {country!r}: no hay reglas de ese país; con reglas: {known}",
            f"--country {country!r}: there are no rules for it; with rules: {known}",
        )


def _sharing(step: Callable[[str], None]) -> Callable[[float], None]:
    """Turn shares of the work into steps of the bar; in a pipe the report says it all."""
    done = 0

    def tell(share: float) -> None:
        nonlocal done
        while done < round(share * _STEPS) and sys.stderr.isatty():
            done += 1
            step("")

    return tell


def _report(done: "Checked", out: Path) -> None:
    from audit.contacts.check import rejected_path

    total = sum(done.findings.values())
    say(
        f"{counted(done.contacts, 'contacto juzgado', 'contactos juzgados')}, {done.broken} con hallazgos; "
        f"{counted(total, 'hallazgo', 'hallazgos')} en {out}",
        f"{counted(done.contacts, 'contact', 'contacts')} judged, {done.broken} with findings; "
        f"{counted(total, 'finding', 'findings')} in {out}",
    )
    for (rule, reading), count in sorted(done.findings.items()):
        say(f"  {count:>9}  {rule} ({_READINGS_ES[reading.value]})", f"  {count:>9}  {rule} ({reading.value})")
    if done.without_zone:
        say(
            f"{done.without_zone} sin zona horaria: la ventana común a todas las zonas del país y los feriados de todo él",
            f"{done.without_zone} with no time zone: the window common to all zones of the country and the holidays of all of it",
        )
    _foreign(done)
    _not_assessed(done)
    if done.rejected:
        _rejections(done, rejected_path(out))
    say(f"holidays {done.holidays}, tzdata {done.tzdata}", f"holidays {done.holidays}, tzdata {done.tzdata}")


def _foreign(done: "Checked") -> None:
    """Clocks that are not of the debtor's country: judged by what the log says, which may be wrong."""
    for (country, zone), count in sorted(done.foreign_zone.items()):
        warn(
            f"ATENCIÓN: {counted(count, 'contacto', 'contactos')} de {country} con zona {zone}, que no es de ese país: se juzgó "
            f"con esa hora y no se puede saber si es la del deudor; corrija timezone o country",
            f"ATTENTION: {counted(count, 'contact', 'contacts')} of {country} with zone {zone}, which is not of that country: "
            f"judged by that clock, and nobody can tell whether it is the debtor's; correct timezone or country",
        )


_READINGS_ES = {"strict": "lectura estricta", "lenient": "lectura benigna"}


def _not_assessed(done: "Checked") -> None:
    from audit.contacts.check import is_numeric

    for country, count in done.without_rules.items():
        name = country or "?"
        say(
            f"sin evaluar: {counted(count, 'contacto', 'contactos')} de {name!r}, país sin reglas en la casa",
            f"not assessed: {counted(count, 'contact', 'contacts')} of {name!r}, a country the house has no rules for",
        )
    others = []
    for id, rule in sorted(done.reasons.items()):
        if not is_numeric(rule):
            others.append(id)
        elif rule.unassessed is not None:
            es, en = rule.unassessed.es, rule.unassessed.en
            count = done.unassessed[id]
            say(
                f"sin evaluar: {id} ({counted(count, 'contacto', 'contactos')}). {es}",
                f"not assessed: {id} ({counted(count, 'contact', 'contacts')}). {en}",
            )
    if others:
        names = ", ".join(others)
        say(
            f"sin evaluar: {names}. Piden hechos que el registro no trae.",
            f"not assessed: {names}. They need facts the log lacks.",
        )


def _rejections(done: "Checked", path: Path) -> None:
    warn(
        f"ATENCIÓN: {counted(done.rejected, 'fila no se juzgó y puede', 'filas no se juzgaron y pueden')} "
        f"esconder infracciones; todo en {path}",
        f"ATTENTION: {counted(done.rejected, 'row was', 'rows were')} not judged and may hide breaches; all in {path}",
    )
    for row in done.first_rejected:
        warn(f"  {row.say('es')}", f"  {row.say('en')}")
    if done.rejected > len(done.first_rejected):
        more = done.rejected - len(done.first_rejected)
        warn(f"  … y {more} más", f"  … and {more} more")


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    CONTACTS.add_command(check)
    group.add_command(CONTACTS)
