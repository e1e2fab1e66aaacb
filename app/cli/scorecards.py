"""`trasluz scorecard`: a vendor's month from the workspace's books, as HTML, PDF, XLSX and JSON."""

from pathlib import Path

import click

from app.cli.speaking import About, command, lang_of, option, say


@command(
    "scorecard",
    About(
        "Escribe la ficha de un proveedor en un mes: scorecard.html, .pdf, .xlsx y .json, con las mismas cifras. "
        "Con --all-vendors, el paquete ejecutivo de todos.",
        "Writes a vendor's scorecard of a month: scorecard.html, .pdf, .xlsx and .json, with the same figures. "
        "With --all-vendors, the executive pack of everybody.",
        "trasluz scorecard --vendor 'Marea Sur' --period 2026-05 --out fichas/\n"
        "trasluz --lang en scorecard --all-vendors --period 2026-05 --out pack/",
    ),
)
@option("--vendor", default="", es="Nombre del proveedor, en mayúsculas o minúsculas.", en="The vendor's name, in any case.")
@option("--all-vendors", is_flag=True, es="El paquete de todos.", en="The pack of everybody.")
@option("--period", required=True, es="Mes, como 2026-05.", en="Month, as 2026-05.")
@option("--segment", default="", es="Solo las cuentas de un segmento.", en="The accounts of one segment alone.")
@option("--organisation", default="", es="Cliente, si hay varios.", en="Client, where there are several.")
@option("--out", required=True, type=click.Path(path_type=Path, file_okay=False), es="Carpeta.", en="Folder.")
def scorecard(vendor: str, all_vendors: bool, period: str, segment: str, organisation: str, out: Path) -> int:
    """The documents of one vendor, or of all."""
    from datetime import UTC, datetime

    from app.errors import AppError
    from app.migrations.runner import upgrade
    from app.services.lines import write_whole
    from app.services.vendors.documents import documents_of, month_of, reader_of
    from app.settings import Settings
    from app.wiring import open_database

    if all_vendors == bool(vendor):
        raise AppError("diga --vendor NOMBRE o --all-vendors, uno de los dos", "say --vendor NAME or --all-vendors, one of them")
    month = month_of(period)
    with open_database(Settings.from_env()) as database:
        upgrade(database)
        with database.writing() as session:
            actor = reader_of(session, organisation)
            made = documents_of(session, actor, vendor, month, segment, lang_of(), datetime.now(UTC))
    for name, data in made.items():
        write_whole(out / name, data)
        click.echo(out / name)
    say(f"{len(made)} archivos", f"{len(made)} files")
    return 0


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(scorecard)
