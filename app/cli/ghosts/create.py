"""`trasluz ghosts create`: people who do not exist, with debts like the client's own, reachable only at the client's lines."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.cli.speaking import About, command, counted, lang_of, option, progress, say, warn

if TYPE_CHECKING:
    from audit.ghosts.plan import Plan
    from synthetic.people.mapping import Roles
    from synthetic.people.wave import Made
    from synthetic.portfolio.table import Table

GHOSTS, SUMMARY = "ghosts.jsonl", "summary.md"


@command(
    "create",
    About(
        "Crea los fantasmas de una ola: personas que no existen, con deudas sorteadas como las del archivo del cliente y "
        "alcanzables solo en sus líneas. La carpeta que resulta es secreta: no se envía a nadie.",
        "Creates the ghosts of a wave: people who do not exist, with debts drawn like those of the client's file and "
        "reachable only at its lines. The folder it makes is secret: it is sent to nobody.",
        "trasluz ghosts create --plan plan.json --portfolio cartera.csv --lines lineas.csv --ids numeros.csv --out ola/",
    ),
)
@option(
    "--plan",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Plan de la ola (trasluz ghosts plan --out).",
    en="The wave's plan (trasluz ghosts plan --out).",
)
@option(
    "--portfolio",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Cartera real del cliente (CSV).",
    en="The client's real portfolio (CSV).",
)
@option(
    "--lines",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Líneas del cliente (CSV): kind (phone, mailbox, domain, address), value, country, city, vendor.",
    en="The client's lines (CSV): kind (phone, mailbox, domain, address), value, country, city, vendor.",
)
@option(
    "--ids",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Números que el cliente tiene (CSV): value, kind (national_id, account, customer), country, sex, birth_date.",
    en="Numbers the client holds (CSV): value, kind (national_id, account, customer), country, sex, birth_date.",
)
@option(
    "--map",
    "mapping",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    es="Qué es cada columna (YAML, papel: columna), donde el nombre no basta.",
    en="What each column is (YAML, role: column), where its name does not tell.",
)
@option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), es="Carpeta de la ola.", en="Folder of the wave."
)
@option(
    "--country",
    type=click.Choice(["CL", "CO", "MX", "PE", "AR", "BR", "US"], case_sensitive=False),
    es="País; si no se dice, el de la cartera o el de las líneas.",
    en="Country; unless given, that of the portfolio or of the lines.",
)
@option("--seed", type=int, es="Semilla para repetir la ola; guárdela en secreto.", en="Seed to repeat the wave; keep it secret.")
def create(
    plan: Path,
    portfolio: Path,
    lines: Path,
    ids: Path | None,
    mapping: Path | None,
    out: Path,
    country: str | None,
    seed: int | None,
) -> int:
    """The folder of the wave written."""
    import secrets
    from dataclasses import replace
    from datetime import datetime

    from app.services.waves.agree_people import agreed_lines
    from synthetic.people.holdings import read_lines, read_numbers
    from synthetic.people.mapping import guess, read_map
    from synthetic.people.wave import Asked, make_wave
    from synthetic.portfolio.table import read

    planned = _plan(plan)
    _empty(out)
    with _said():
        table = read(portfolio)
        roles = guess(table.names, read_map(mapping) if mapping else None)
        land = (country or _country(table, roles, lines)).upper()
        _show(roles.columns)
        owned = read_lines(lines, land)
        numbers = read_numbers(ids, land) if ids else ()
        pairs = planned.question.twins
        asked = Asked({part.vendor: part.ghosts for part in planned.vendors}, land, datetime.now().astimezone().date(), pairs)
        with progress(2 + len(asked.vendors), "Creando", "Creating") as step:
            made = make_wave(table, roles, owned, numbers, asked, secrets.randbits(64) if seed is None else seed, step)
    _write(out, replace(made, lines=agreed_lines(table, made)), plan)
    _tell(made, out)
    return 0


def _plan(path: Path) -> "Plan":
    from app.errors import BadInput
    from audit.ghosts.plan_faults import BadPlan
    from audit.ghosts.plan_file import from_dict

    try:
        held = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as cause:
        raise BadInput(
            f"{path}: no es un plan ({cause}); hágalo con «trasluz ghosts plan»",
            f"{path}: not a plan ({cause}); make it with «trasluz ghosts plan»",
        ) from cause
    try:
        return from_dict(held)
    except BadPlan as cause:
        raise BadInput(f"{path}: {cause.words.es}", f"{path}: {cause.words.en}") from cause


def _empty(out: Path) -> None:
    from app.errors import BadInput

    if (out / GHOSTS).exists():
        raise BadInput(
            f"{out / GHOSTS} ya existe: no se pisa una ola; elija otra carpeta",
            f"{out / GHOSTS} is there already: no wave is overwritten; choose another folder",
        )


def _country(table: "Table", roles: "Roles", lines: Path) -> str:
    """The country of the portfolio's own column, else the one that all lines say, else an error that asks for it."""
    from app.errors import BadInput
    from synthetic.people.casting import country_of
    from synthetic.people.holdings import read_lines
    from synthetic.people.mapping import Role

    column = roles.one(Role.COUNTRY)
    found = country_of(table.column(column).texts) if column else None
    if found is None:
        named = {line.country for line in read_lines(lines, "ZZ")}
        found = named.pop() if len(named) == 1 and "ZZ" not in named else None
    if found is None:
        raise BadInput(
            "no se sabe el país: dígalo con --country o en la columna «country» de las líneas",
            "the country is not known: say it with --country or in the column «country» of the lines",
        )
    return found


@contextmanager
def _said() -> Iterator[None]:
    """What the client's files lack, in the language of the command."""
    from app.errors import BadInput
    from synthetic.errors import SyntheticError
    from synthetic.portfolio.errors import BadMaterial

    try:
        yield
    except BadMaterial as problem:
        raise BadInput(problem.es, problem.en) from problem
    except SyntheticError as problem:
        raise BadInput(str(problem), str(problem)) from problem


def _show(columns: Mapping[str, str]) -> None:
    named = ", ".join(f"{role}={column}" for column, role in columns.items()) or "-"
    say(
        f"Columnas: {named}. Si algo no es así, corríjalo con --map.",
        f"Columns: {named}. If any is wrong, correct it with --map.",
    )


def _write(out: Path, made: "Made", plan: Path) -> None:
    """The wave's folder, for its owner's eyes only: ghosts, plan, missions and a summary without names."""
    from synthetic.missions import MISSIONS_FILE

    out.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in made.lines)
    _private(out / "plan.json", plan.read_bytes())
    _private(out / "missions.yaml", MISSIONS_FILE.read_bytes())
    _private(out / SUMMARY, "\n".join(_summary(made, lang_of())).encode())
    _private(out / GHOSTS, text.encode())


def _private(path: Path, content: bytes) -> None:
    part = path.with_name(path.name + ".part")
    part.touch(mode=0o600)
    part.write_bytes(content)
    part.replace(path)


def _summary(made: "Made", lang: str) -> list[str]:
    """What was made, for people: counts, never names or numbers."""
    spanish = not lang.startswith("en")
    vendors = Counter(str(line["vendor"]) for line in made.lines)
    missions = Counter(str(line["person"]["mission"]["es" if spanish else "en"]["name"]) for line in made.lines)
    twins = Counter(str(line["trait"]) for line in made.lines if line["trait"])
    title = "# Fantasmas de la ola" if spanish else "# Ghosts of the wave"
    heads = ("Proveedores", "Misiones", "Gemelos", "Relaciones que se mantienen", "Cuidado")
    heads = heads if spanish else ("Vendors", "Missions", "Twins", "Relations kept", "Beware")
    kept = [f"{r.target} ← {', '.join(r.parents)}" for r in made.learnt.relations if r.exact]
    said = [es if spanish else en for es, en in made.warnings]
    parts = [[f"{name}: {n}" for name, n in found.most_common()] for found in (vendors, missions, twins)]
    text = [title, ""]
    for head, rows in zip(heads, [*parts, kept, said], strict=True):
        if rows:
            text += [f"## {head}", *(f"- {row}" for row in rows), ""]
    return text


def _tell(made: "Made", out: Path) -> None:
    for es, en in made.warnings:
        warn(f"trasluz: {es}", f"trasluz: {en}")
    n, pairs = len(made.lines), sum(line["twin_of"] is not None for line in made.lines)
    also = (
        (f", {counted(pairs, 'pareja', 'parejas')} de gemelos", f", {counted(pairs, 'pair', 'pairs')} of twins")
        if pairs
        else ("", "")
    )
    say(
        f"{counted(n, 'fantasma', 'fantasmas')}{also[0]} en {out / GHOSTS}; resumen en {out / SUMMARY}. La carpeta es secreta.",
        f"{counted(n, 'ghost', 'ghosts')}{also[1]} in {out / GHOSTS}; summary in {out / SUMMARY}. The folder is secret.",
    )


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(create)
