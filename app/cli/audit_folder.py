"""`trasluz audit`: a folder of recordings in, an audit out."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import click

from app.cli.speaking import About, command, counted, lang_of, option, progress, say, warn

FAIL_ON = ("critical", "review", "errors")


@command(
    "audit",
    About(
        "Audita una carpeta de grabaciones: transcribe, evalúa, informa y sella. Se puede interrumpir y repetir.",
        "Audits a folder of recordings: transcribes, scores, reports and seals. May be interrupted and repeated.",
        "trasluz audit grabaciones/ --out auditoria/ --calls calls.csv --country CL",
    ),
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), es="Carpeta de salida.", en="Output folder.")
@option(
    "--calls",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Tabla con lo que se sabe de cada llamada; si no, FOLDER/calls.csv.",
    en="Table of what is known of each call; otherwise FOLDER/calls.csv.",
)
@option(
    "--country",
    default="",
    es="País de las llamadas que no lo dicen (CL, MX…).",
    en="Country of calls that do not say it (CL, MX…).",
)
@option("--lang", "call_lang", type=click.Choice(["es", "en"]), es="Idioma de las llamadas.", en="Language of the calls.")
@option(
    "--fail-on",
    type=click.Choice(FAIL_ON),
    multiple=True,
    es="Sale con 1 si hay faltas críticas, llamadas para una persona o archivos con error.",
    en="Exits 1 on critical faults, calls for a person, or files with errors.",
)
def audit(folder: Path, out: Path, calls: Path | None, country: str, call_lang: str | None, fail_on: tuple[str, ...]) -> int:
    """Recordings in, audit out; exit code 0, 1 for what was asked to fail on, 2 when nothing could be audited."""
    from datetime import UTC, datetime

    from app.cli.spending import tell_spending
    from app.engines import build_tools
    from app.services.audit_folder import audit_folder
    from app.services.deliver import deliver
    from app.settings import Settings

    settings = Settings.from_env()
    order, table_bytes = _order(folder, out, calls, country, call_lang)
    for warning in order.table.warnings:
        warn(f"trasluz: {warning.es}", f"trasluz: {warning.en}")
    with ExitStack() as shown:

        def begin(total: int) -> Callable[[str], None]:
            return shown.enter_context(progress(total, "Auditando", "Auditing"))

        audited = audit_folder(order, lambda: build_tools(settings), begin)
    for warning in audited.warnings:
        warn(f"trasluz: {warning.es}", f"trasluz: {warning.en}")
    for failed in audited.failures:
        warn(f"trasluz: {failed.say('es')}", f"trasluz: {failed.say('en')}")
    if audited.fresh or audited.rejudged:
        tell_spending(build_tools(settings).assessor)
    deliver(order, audited, table_bytes, settings.signing_key, lang_of(), datetime.now(UTC))
    _tell(audited, out)
    return _code(audited, fail_on)


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(audit)


def _order(folder: Path, out: Path, calls: Path | None, country: str, lang: str | None):  # type: ignore[no-untyped-def]
    from app.errors import BadInput
    from app.services.audit_folder import Order
    from app.services.facts import FactsTable, country_of, read_facts
    from audit.rulebooks import countries

    problems: list[object] = []
    code = country_of(country, "--country", problems)  # type: ignore[arg-type]
    if problems:
        raise BadInput(
            f"--country {country!r}: escriba dos letras, como CL", f"--country {country!r}: write two letters, like CL"
        )
    if code and code not in countries():
        known = ", ".join(countries())
        warn(
            f"trasluz: --country {code}: no hay reglas de ese país, solo se juzga la rúbrica; con reglas: {known}",
            f"trasluz: --country {code}: there is no rulebook for it, only the rubric is judged; with rules: {known}",
        )
    found = calls or (folder / "calls.csv" if (folder / "calls.csv").is_file() else None)
    data = found.read_bytes() if found else b""
    table = read_facts(data, found.name) if found else FactsTable()
    return Order(folder, out, table, code, lang), {found.name: data} if found else {}


def _tell(audited, out: Path) -> None:  # type: ignore[no-untyped-def]
    from app.services.audit_folder import asserted

    done, failed = len(audited.results), len(audited.failures)
    critical = asserted(audited.results, "critical")
    people = sum(bool(r["needs_review"]) for r in audited.results)
    earlier = done - audited.fresh - audited.rejudged
    say(
        f"{counted(done, 'auditada', 'auditadas')} ({audited.fresh} ahora, {earlier} de antes), {failed} con error, "
        f"{counted(critical, 'falta crítica', 'faltas críticas')}, {people} para una persona: {out}",
        f"{done} audited ({audited.fresh} now, {earlier} before), {failed} with errors, "
        f"{counted(critical, 'critical fault', 'critical faults')}, {people} for a person: {out}",
    )


def _code(audited, fail_on: tuple[str, ...]) -> int:  # type: ignore[no-untyped-def]
    from app.services.audit_folder import asserted

    if not audited.results:
        return 2
    hit = {
        "critical": asserted(audited.results, "critical") > 0,
        "review": any(r["needs_review"] for r in audited.results),
        "errors": bool(audited.failures),
    }
    return 1 if any(hit[name] for name in fail_on) else 0
