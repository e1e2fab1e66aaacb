"""`trasluz ghosts plan`: how many ghosts, when to accuse, what it costs, how likely they are to be noticed."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from app.cli.speaking import About, command, lang_of, option, say
from app.errors import BadInput

if TYPE_CHECKING:
    from audit.ghosts.plan import Plan
    from audit.ghosts.plan_question import Question

_FILE = click.Path(path_type=Path, dir_okay=False)


@command(
    "plan",
    About(
        "Dice cuántos fantasmas poner en cada proveedor y con cuántas faltas acusar, con su costo y el riesgo de que se note.",
        "Says how many ghosts to plant at each vendor and how many faults accuse, with the cost and the risk of being noticed.",
        'trasluz ghosts plan --matters 0.12 --tolerated 0.02 --design-effect 1.2 --vendor "Marea Sur=14210" --out plan.json',
    ),
)
@option(
    "--matters", required=True, type=float, es="Tasa de maltrato que hay que ver (0.12).", en="Misconduct rate to be seen (0.12)."
)
@option(
    "--tolerated", required=True, type=float, es="Tasa que el contrato tolera (0.02).", en="Rate the contract tolerates (0.02)."
)
@option("--vendor", "vendors", required=True, multiple=True, es="Proveedor=cuentas; se repite.", en="Vendor=accounts; repeat it.")
@option("--power", default=0.80, show_default=True, es="Seguridad de ver esa tasa.", en="Certainty of seeing that rate.")
@option("--alpha", default=0.05, show_default=True, es="Falsa acusación, a lo más.", en="False accusation, at most.")
@option("--design-effect", default=1.0, show_default=True, es="Efecto de diseño por agente.", en="Design effect of agents.")
@option("--design-effect-high", type=float, es="Su extremo alto, si se midió.", en="Its upper end, if measured.")
@option(
    "--ghosts-per-agent", type=int, es="Fantasmas que atiende un agente, si se sabe.", en="Ghosts an agent handles, if known."
)
@option("--channels", default="", es="Canales que se separan: voice,whatsapp.", en="Channels kept apart: voice,whatsapp.")
@option("--segments", default="", es="Tramos que se separan: 1-30,31-90.", en="Segments kept apart: 1-30,31-90.")
@option("--conduct", default="", es="Conducta que se busca.", en="Conduct looked for.")
@option("--family", default="vendor", type=click.Choice(["vendor", "wave"]), es="De quién es alpha.", en="Whose alpha it is.")
@option("--weeks", default=4, show_default=True, es="Semanas de la ola.", en="Weeks of the wave.")
@option(
    "--looks",
    default=1,
    show_default=True,
    es="Veces que se mira antes de terminar o al terminar.",
    en="Looks, the last included.",
)
@option(
    "--stopping",
    default="curtailed",
    type=click.Choice(["never", "curtailed", "spending"]),
    es="Regla para parar antes.",
    en="Rule for stopping early.",
)
@option("--twins", default=0, es="Parejas gemelas por proveedor.", en="Pairs of twins a vendor.")
@option("--contacts", default=10.0, show_default=True, es="Contactos por fantasma.", en="Contacts a ghost.")
@option("--ceiling", default=0.10, show_default=True, es="Riesgo de notarse que acepta.", en="Risk of being noticed you accept.")
@option("--auc", default="", es="AUC del laboratorio: valor,bajo,alto.", en="AUC of the lab: value,low,high.")
@option("--inspected", default=10, show_default=True, es="Cuentas que el proveedor revisa.", en="Accounts the vendor inspects.")
@option(
    "--cost",
    "costs",
    multiple=True,
    es="Precios: line=9800,hour=9500,payment=12000,returned=1,minutes=3.",
    en="Prices: line=9800,hour=9500,payment=12000,returned=1,minutes=3.",
)
@option("--currency", default="CLP", show_default=True, es="Moneda de los precios.", en="Currency of the prices.")
@option(
    "--out",
    type=_FILE,
    es="Escribe el plan completo (JSON), que luego se sella.",
    en="Writes the whole plan (JSON), later sealed.",
)
@option("--plot", type=_FILE, es="Dibuja el poder según cuántos fantasmas (HTML).", en="Draws power by number of ghosts (HTML).")
def plan(out: Path | None, plot: Path | None, **asked: Any) -> int:
    """Plan a wave and say it."""
    from app.cli.ghosts.plan_table import lines
    from audit.ghosts.plan import make_plan
    from audit.ghosts.plan_faults import BadPlan

    try:
        made = make_plan(_question(asked))
    except BadPlan as problem:
        raise BadInput(problem.words.es, problem.words.en) from problem
    for line in lines(made, lang_of()):
        click.echo(line)
    if out:
        _write(made, out)
    if plot:
        _draw(made, plot)
    return 0


def _write(made: "Plan", out: Path) -> None:
    from app.services.lines import write_whole
    from audit.ghosts.plan_file import as_dict

    write_whole(out, (json.dumps(as_dict(made), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode())
    say(f"Plan completo en {out}", f"Whole plan in {out}")


def _draw(made: "Plan", path: Path) -> None:
    from app.services.lines import write_whole
    from audit.ghosts.plan_plot import plot_of
    from audit.ghosts.plan_words import conclusion
    from reports.power_plot import power_page

    chosen = made.vendors[0].ghosts_per_cell
    points = plot_of(made.question, chosen)
    lines = [(line.rate, line.power) for line in points.lines]
    page = power_page(points.ghosts, points.threshold, lines, chosen, conclusion(made, lang_of()), lang_of())
    write_whole(path, page.encode())
    say(f"Gráfico en {path}", f"Chart in {path}")


def _question(asked: dict[str, Any]) -> "Question":
    from app.cli.ghosts.plan_asked import prices, suspicion, vendor
    from audit.contacts.contact import Channel
    from audit.ghosts.plan_question import Family, Question
    from audit.ghosts.sequential import Stopping

    channels = _listed(asked["channels"])
    strange = [name for name in channels if name not in list(Channel)]
    if strange:
        known = ", ".join(Channel)
        raise BadInput(f"el canal «{strange[0]}» no existe; son {known}", f"there is no channel «{strange[0]}»; they are {known}")
    same = ("matters", "tolerated", "power", "alpha", "conduct", "design_effect", "design_effect_high", "ghosts_per_agent")
    return Question(
        vendors=tuple(vendor(text) for text in asked["vendors"]),
        **{name: asked[name] for name in (*same, "weeks", "looks", "twins", "ceiling")},
        channels=channels,
        segments=_listed(asked["segments"]),
        family=Family(asked["family"]),
        stopping=Stopping(asked["stopping"]),
        contacts_per_ghost=asked["contacts"],
        suspicion=suspicion(asked["auc"], asked["inspected"]),
        prices=prices(asked["costs"], asked["currency"]),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    group.add_command(plan)
