"""The covertness report in words: may it be handed over, what gives ghosts away, who resembles a real person."""

from datetime import datetime

from audit.ghosts.covertness.adversaries import NAMES
from audit.ghosts.covertness.auc import Auc
from audit.ghosts.covertness.covertness import Against, Covertness, Field, Verdict
from audit.ghosts.covertness.doubles import SAID
from audit.ghosts.covertness.order_traits import ROWS
from audit.ghosts.covertness.verdict_words import explanation
from reports.covertness_figures import Whisker, scores_svg, whiskers_svg
from reports.page import (
    Bar,
    Block,
    Bullets,
    Cell,
    Chart,
    Column,
    Conclusion,
    Fact,
    Facts,
    Figure,
    Figures,
    Page,
    Section,
    Table,
    Text,
)
from reports.render.html import html
from reports.wording import Wording, wording

_SIGNS = {Verdict.RELEASE: "met", Verdict.LEAK: "critical", Verdict.CANNOT_TELL: "decide"}
_MOST = 12


def render_html(found: Covertness, lang: str, made_at: datetime) -> str:
    """One self-contained page. Raises ValueError for a language other than es or en."""
    return html(page(found, wording(lang), made_at))


def page(found: Covertness, say: Wording, made_at: datetime) -> Page:
    """The whole report as blocks."""
    sections = (
        _adversaries(found, say),
        _fields(found, say),
        _scores(found, say),
        _doubles(found, say),
        _method(found, say),
    )
    return Page(
        lang=say.lang,
        title=say("Encubrimiento de la ola", "Covertness of the wave"),
        eyebrow=say("Laboratorio de encubrimiento: el proveedor que sospecha", "Covertness lab: the suspicious vendor"),
        subtitle=f"{found.handed_file} · {_kinds(found, say)}",
        contents=say("En este informe", "In this report"),
        opening=(_conclusion(found, say), _figures(found, say)),
        sections=tuple(section for section in sections if section.blocks),
        footer=say(
            f"{found.handed_file} · hecho el {say.moment(made_at)} · semilla {found.seed}",
            f"{found.handed_file} · made on {say.moment(made_at)} · seed {found.seed}",
        ),
    )


def _kinds(found: Covertness, say: Wording) -> str:
    ghosts, real = say.num(len(found.ghost_rows)), say.num(found.judged_real)
    return say(f"{ghosts} fantasmas frente a {real} cuentas reales", f"{ghosts} ghosts against {real} real accounts")


def written(found: Auc, say: Wording) -> str:
    """`0,53 [0,49–0,57]`."""
    return f"{say.num(found.value, 2)} [{say.num(found.low, 2)}–{say.num(found.high, 2)}]"


def _conclusion(found: Covertness, say: Wording) -> Conclusion:
    more = [say.say(statement.sentence()) + "." for statement in found.statements[:2]] if found.verdict is Verdict.LEAK else []
    if found.against is Against.REAL_FILE:
        more.append(
            say(
                "El archivo casi no trae cuentas reales: se comparó con la cartera del cliente, sin juzgar orden ni escritura.",
                "The file carries hardly any real accounts: the client's portfolio was used; order and spelling were not judged.",
            )
        )
    return Conclusion(_SIGNS[found.verdict], say.say(explanation(found)), tuple(more))


def _figures(found: Covertness, say: Wording) -> Figures:
    strongest = found.strongest
    return Figures(
        (
            Figure(
                say("AUC del adversario más fuerte", "AUC of the strongest adversary"),
                say.num(strongest.value, 2) if strongest else say("sin medir", "not measured"),
                f"[{say.num(strongest.low, 2)}–{say.num(strongest.high, 2)}]" if strongest else "",
                say("0,5: no los distingue; 1: siempre", "0.5: cannot tell; 1: always"),
                _SIGNS[found.verdict],
            ),
            Figure(
                say("Campos que delatan", "Telling fields"),
                say.num(len(found.leaking)),
                "",
                say(f"de {len(found.fields)} probados", f"of {len(found.fields)} tried"),
                "not_met" if found.leaking else "met",
            ),
            Figure(
                say("Demasiado parecidos a alguien", "Too like somebody"),
                say.num(len({d.ghost_row for d in found.doubles})),
                "",
                say(f"de {len(found.ghost_rows)} fantasmas", f"of {len(found.ghost_rows)} ghosts"),
                "not_met" if found.doubles else "met",
            ),
        )
    )


def _whisker(name: str, auc: Auc, say: Wording, marked: bool) -> Whisker:
    return Whisker(name, auc.value, auc.low, auc.high, written(auc, say), marked)


def _chart(rows: list[Whisker], title: str, say: Wording) -> Chart:
    first = 0.3 if any(row.low < 0.4 for row in rows) else 0.4
    ticks = [(i / 10, say.num(i / 10, 1)) for i in range(round(first * 10), 11)]
    note = say(
        "Barra: intervalo de 95 %. La línea marcada es 0,5, el azar. Las cifras están también en la tabla.",
        "Bar: 95% interval. The marked line is 0.5, chance. The same figures are in the table.",
    )
    return Chart(title, whiskers_svg(rows, ticks, 0.5, title), note)


def _adversaries(found: Covertness, say: Wording) -> Section:
    if not found.attempts or found.strongest is None:
        return Section("adversarios", say("Quién sospecha", "Who suspects"), ())
    title = say("Cuánto acierta cada adversario", "How well each adversary does")
    whole = say("El más fuerte", "The strongest")
    rows = [_whisker(whole, found.strongest, say, found.strongest.low > 0.5)]
    rows += [_whisker(say.say(NAMES[a.adversary]), a.auc, say, a.auc.low > 0.5) for a in found.attempts]
    cells = tuple(
        (Cell(row.name, bold=not i), Cell(row.written), Cell(bar=Bar(row.value, row.low, row.high, 0.5)))
        for i, row in enumerate(rows)
    )
    columns = (Column(say("Adversario", "Adversary"), wide=True), Column("AUC [95 %]", right=True), Column("0 – 1", bar=True))
    note = say(
        "«El más fuerte» deja juzgar cada parte al que mejor lo hizo en las filas de las que aprendió: elegirlo no lo "
        "infla. Los intervalos de los demás no están corregidos por mirar varios.",
        "“The strongest” lets whoever did best on the rows learned from judge each part, so that choosing does not inflate it. "
        "The others' intervals are not corrected for looking at several.",
    )
    table = Table(title, columns, cells, note)
    return Section("adversarios", say("Quién sospecha", "Who suspects"), (_chart(rows, title, say), table))


def _fields(found: Covertness, say: Wording) -> Section:
    title = say("Lo que más podría delatarlos", "What could most give them away")
    if not found.fields:
        return Section("campos", title, ())
    top = found.fields[:_MOST]
    blocks: list[Block] = [_chart([_whisker(_short(f, say), f.auc, say, f.leaks) for f in top], title, say)]
    columns = (
        Column(say("Campo", "Field"), wide=True),
        Column("AUC [95 %]", right=True),
        Column(say("p corregida", "corrected p"), right=True),
        Column(say("Delata", "Tells")),
        Column(say("Qué hacer", "What to do"), wide=True),
    )
    blocks.append(Table(title, columns, tuple(_field_row(f, say) for f in top), _field_note(found, say)))
    if found.statements:
        blocks.append(Text(say("En palabras:", "In words:")))
        blocks.append(Bullets(tuple(say.say(s.sentence()) for s in found.statements)))
    return Section("campos", title, tuple(blocks))


def _short(field: Field, say: Wording) -> str:
    """The columns alone, for a plot; the table beside it says what about them."""
    rows = say("orden de las filas", "order of rows")
    named = [rows if column == ROWS else column for column in field.columns[:2]]
    return " × ".join(named) + ("…" if len(field.columns) > 2 else "")


def _p(value: float, say: Wording) -> str:
    return f"<{say.num(0.001, 3)}" if value < 0.001 else say.num(value, 3)


def _field_row(field: Field, say: Wording) -> tuple[Cell, ...]:
    sign = (
        Cell(say("sí", "yes"), "not_met", say("sí", "yes")) if field.leaks else Cell(say("no probado", "not proven"), soft=True)
    )
    advice = Cell(say.say(field.advice)) if field.leaks else Cell("—", soft=True)
    return (
        Cell(say.say(field.named()), bold=field.leaks),
        Cell(written(field.auc, say)),
        Cell(say.num(field.p, 3)),
        sign,
        advice,
    )


def _field_note(found: Covertness, say: Wording) -> str:
    return say(
        f"Cada campo se probó solo. La p dice cuántas veces el mejor de los {len(found.fields)} campos lo haría igual por azar.",
        f"Each field was tried alone. p says how often the best of the {len(found.fields)} fields would do as well by chance.",
    )


def _scores(found: Covertness, say: Wording) -> Section:
    title = say("Puntajes de fantasmas y reales", "Scores of ghosts and real rows")
    if not sum(found.scores.ghosts):
        return Section("puntajes", title, ())
    ghosts, real = say("fantasmas", "ghosts"), say("reales", "real")
    ends = say("parece real", "looks real"), say("parece fantasma", "looks a ghost")
    svg = scores_svg(found.scores, title, ghosts, real, *ends)
    steps = len(found.scores.real)
    rows = tuple(
        (
            Cell(f"{say.num(i / steps, 2)}–{say.num((i + 1) / steps, 2)}"),
            Cell(say.share(g / max(1, sum(found.scores.ghosts)))),
            Cell(say.share(r / max(1, sum(found.scores.real)))),
        )
        for i, (g, r) in enumerate(zip(found.scores.ghosts, found.scores.real, strict=True))
    )
    columns = (Column(say("Puntaje", "Score"), wide=True), Column(ghosts, right=True), Column(real, right=True))
    note = say(
        "Si la línea sigue a la mancha, no se distinguen. Cada fila la puntúa quien no aprendió de ella.",
        "Where the line follows the shade they cannot be told apart. Each row is scored by who did not learn from it.",
    )
    return Section("puntajes", title, (Chart(title, svg, note), Table(title, columns, rows)))


def _doubles(found: Covertness, say: Wording) -> Section:
    title = say("Demasiado parecidos a alguien", "Too like somebody")
    if not found.doubles:
        none = say(
            "Ningún fantasma iguala ni casi a una persona real en identidad, teléfono, correo, nacimiento o dirección.",
            "No ghost equals or nearly equals a real person in identity, telephone, mail, birth date or address.",
        )
        return Section("parecidos", title, (Text(none),))
    columns = (
        Column(say("Fila del fantasma", "Ghost's row"), right=True),
        Column(say("En qué se parece", "In what"), wide=True),
        Column(say("Fila de la persona", "Person's row"), right=True),
        Column(say("Archivo", "File")),
    )
    rows = tuple(
        (Cell(say.num(d.ghost_row)), Cell(say.say(SAID[d.likeness])), Cell(say.num(d.row)), Cell(d.file, mono=True))
        for d in found.doubles[:200]
    )
    note = say(
        f"{len(found.doubles)} parecidos; los números cuentan desde 1 bajo el encabezado. Aquí no se escribe dato de nadie.",
        f"{len(found.doubles)} likenesses; numbers count from 1 under the header. Nobody's data is written here.",
    )
    return Section("parecidos", title, (Table(title, columns, rows, note),))


def _method(found: Covertness, say: Wording) -> Section:
    against = (
        say("las del mismo archivo", "those of the same file")
        if found.against is Against.SAME_FILE
        else say("la cartera del cliente", "the client's portfolio")
    )
    facts = [
        Fact(say("Fantasmas juzgados", "Ghosts judged"), say.of(found.judged_ghosts, len(found.ghost_rows))),
        Fact(say("Cuentas reales", "Real accounts"), f"{say.num(found.judged_real)}, {against}"),
        Fact(say("Intervalo más ancho que se acepta", "Widest interval accepted"), say.num(found.widest, 2)),
        Fact(say("Semilla", "Seed"), str(found.seed), mono=True),
        Fact(say("Versiones", "Versions"), ", ".join(f"{name} {v}" for name, v in found.versions), mono=True),
    ]
    if found.rewritten:
        facts.append(
            Fact(say("Columnas reescritas por el formato", "Columns rewritten by the layout"), ", ".join(found.rewritten))
        )
    return Section("medida", say("Cómo se midió", "How it was measured"), (Facts(tuple(facts)),))
