"""A vendor's scorecard as a page: the verdict, the four figures, every measure by group, what its treatment is made of."""

from datetime import datetime

from reports.intervals import Estimate
from reports.kpis.measure import Kind
from reports.page import Bar, Block, Bullets, Cell, Column, Conclusion, Figure, Figures, Page, Section, Table, Text
from reports.scorecards.anchors import ingredients
from reports.scorecards.card import Card, Comparison, Line, Part
from reports.scorecards.documents.basis import basis
from reports.scorecards.documents.sentences import SIGNS, line_of, made_on, pairs_of, period, vendor_said, verdict
from reports.scorecards.documents.written import asked, gap, score, shown, span, weight
from reports.scorecards.measure import GROUPS, VendorMeasure, vendor_measures
from reports.scorecards.placed import among, of_whom, place
from reports.wording import NONE, Wording

_GROUP = {
    "conduct": ("Conducta", "Conduct"),
    "law": ("Ley", "Law"),
    "honesty": ("Honestidad", "Honesty"),
    "person": ("Persona", "Person"),
    "result": ("Resultado", "Result"),
}
_NOTE = {
    "conduct": ("no se promedia con nada", "averaged with nothing"),
    "law": ("lectura estricta", "strict reading"),
    "honesty": ("su registro contra lo que llegó", "its log against what arrived"),
    "person": ("", ""),
    "result": ("sin fantasmas", "without ghosts"),
}
_CHANGE = {"up": "↑", "down": "↓", "same": "≈"}


def vendor_page(made: Comparison, card: Card, say: Wording, made_at: datetime) -> Page:
    """One vendor, whole."""
    title = card.vendor.name
    when = period(made.period, say)
    return Page(
        lang=say.lang,
        title=title,
        eyebrow=say("Ficha del proveedor", "Vendor scorecard"),
        subtitle=f"{when} · {sizes(card, say)}",
        contents=say("En esta ficha", "In this scorecard"),
        opening=tuple(opening(made, card, say)),
        sections=(*measure_sections(made, card, say), *limits(made, say)),
        footer=f"{title} · {when} · {made_on(made_at, say)}",
    )


def sizes(card: Card, say: Wording) -> str:
    """`14.210 cuentas · 2.914 contactos · …`."""
    words = (
        ("accounts", ("cuenta a cargo", "cuentas a cargo"), ("account in hand", "accounts in hand")),
        ("contacts", ("contacto", "contactos"), ("contact", "contacts")),
        ("calls", ("llamada", "llamadas"), ("call", "calls")),
        ("ghosts", ("fantasma", "fantasmas"), ("ghost", "ghosts")),
    )
    counts = [(card.sizes.get(key, 0), say(es[0], en[0]), say(es[1], en[1])) for key, es, en in words]
    return " · ".join(f"{say.num(n)} {one if n == 1 else many}" for n, one, many in counts if n)


def opening(made: Comparison, card: Card, say: Wording) -> list[Block]:
    """The verdict in words and the four figures, which are never averaged."""
    said = vendor_said(card, made, say)
    first = verdict(card.conduct, say)
    lead = say(f"Conducta: {first}.", f"Conduct: {first}.")
    return [Conclusion(SIGNS[card.conduct], lead, said), Figures(_figures(card, say))]


def _figures(card: Card, say: Wording) -> tuple[Figure, ...]:
    measures = vendor_measures()
    critical, skill = line_of(card, "critical_calls"), line_of(card, "skill")
    return (
        _figure(say("Llamadas con falta crítica", "Calls with a critical breach"), measures["critical_calls"], critical, say),
        _figure(say("Habilidad, 0 a 100", "Skill, 0 to 100"), measures["skill"], skill, say),
        _plain(say("Trato vivido, 0 a 100", "Lived treatment, 0 to 100"), card.point.experience, 0, say),
        _plain(say("Recupero ajustado", "Adjusted recovery"), card.point.recovery, 2, say),
    )


def _figure(label: str, measure: VendorMeasure, line: Line | None, say: Wording) -> Figure:
    if line is None or line.value.value is None:
        return Figure(label, NONE, "", say.pick(line.cause) if line and line.cause else "", "not_assessed")
    return Figure(label, shown(measure, line.value.value, say), span(measure, line.value, say), f"n = {say.num(line.value.n)}")


def _plain(label: str, found: Estimate, decimals: int, say: Wording) -> Figure:
    sign = "not_assessed" if found.value is None else ""
    return Figure(label, say.num(found.value, decimals), say.interval(found, decimals), f"n = {say.num(found.n)}", sign)


def measure_sections(made: Comparison, card: Card, say: Wording) -> tuple[Section, ...]:
    """Every measure by group, what the treatment is made of, and who it can be told from."""
    measures = (_measures(made, card, say), *_corrected(made, card, say))
    beside = (_parts(card, say), *_told_apart(made, card, say))
    return (
        Section("medidas", say("Medidas", "Measures"), measures),
        Section("comparado", say("Trato y comparación", "Treatment and comparison"), beside),
    )


def one_page(made: Comparison, card: Card, say: Wording, anchor: str) -> Section:
    """A vendor on a page of the pack: verdict, figures, every measure, and in a line each what the scorecard has as tables."""
    parts = [f"{name}: {score(part.score, say)}" for name, part in _named_parts(card, say) if part.score.value is not None]
    lead = say(
        "De qué está hecho el trato vivido, cada parte de 0 a 100. ", "What lived treatment is made of, each part 0 to 100. "
    )
    made_of = [Text(lead + " · ".join(parts) + ".", soft=True)] if parts else []
    blocks = (*opening(made, card, say), _measures(made, card, say), *made_of, *_alike(made, card, say))
    return Section(anchor, card.vendor.name, blocks, sizes(card, say), fresh=True)


def _measures(made: Comparison, card: Card, say: Wording) -> Table:
    columns = (
        Column(say("Medida", "Measure"), wide=True),
        Column(say("Valor", "Value"), right=True),
        Column(say("95 %; gris: los demás", "95%; grey: the others"), bar=True),
        Column(say("95 %", "95%"), right=True),
        Column(say("Límite", "Limit"), right=True),
        Column("n", right=True),
        Column(say("Cambio", "Change")),
        Column(say("Puesto", "Place")),
    )
    rows: list[tuple[Cell, ...]] = []
    for group in GROUPS:
        note = say(*_NOTE[group])
        rows.append((Cell(say(*_GROUP[group]) + (f" · {note}" if note else ""), bold=True), *[Cell()] * (len(columns) - 1)))
        of_group = [m for m in vendor_measures().values() if m.group == group]
        rows += [_row(made, m, line, say) for m in of_group if (line := line_of(card, m.id)) is not None]
    signs = say(
        "Cambio, frente al mes anterior: ↑ sube, ↓ baja, ≈ no se distingue, — no se puede saber.",
        "Change, against the month before: ↑ up, ↓ down, ≈ cannot be told apart, — cannot be told.",
    )
    note = f"{signs} {of_whom(made, say)}"
    return Table(say("Todas las medidas", "Every measure"), columns, tuple(rows), note, dense=True)


def _corrected(made: Comparison, card: Card, say: Wording) -> tuple[Block, ...]:
    """How a figure was corrected, and why another is missing."""
    said = []
    for measure in vendor_measures().values():
        line = line_of(card, measure.id)
        if line is None:
            continue
        if line.raw is not None and line.value.value is not None:
            said.append(f"{say.pick(measure.name)}: {' '.join(basis(made, measure, line, say))}")
        elif line.value.value is None and line.cause:
            said.append(f"{say.pick(measure.name)}: {say.pick(line.cause)}.")
    return (Bullets(tuple(said)),) if said else ()


def _named_parts(card: Card, say: Wording) -> list[tuple[str, Part]]:
    """The parts under names of their own: a part is 0 to 100, the measure it is read from is not."""
    names = {i.id: say.pick(i.name) for i in ingredients()}
    return [(names.get(part.id, part.id), part) for part in card.point.parts]


def _alike(made: Comparison, card: Card, say: Wording) -> tuple[Block, ...]:
    names = {v.key: v.name for v in made.vendors}
    said = []
    for id in ("critical_calls", "recovery_adjusted"):
        pairs = [p for p in pairs_of(made, card.vendor.key, id) if p.apart is False]
        others = [names[p.second if p.first == card.vendor.key else p.first] for p in pairs]
        if others:
            said.append(
                f"{say.pick(vendor_measures()[id].name)}: {say('no se distingue de', 'cannot be told from')} {', '.join(others)}."
            )
    return (Text(" ".join(said), soft=True),) if said else ()


def _row(made: Comparison, measure: VendorMeasure, line: Line, say: Wording) -> tuple[Cell, ...]:
    name = say.pick(measure.name) + (say(" · solo diagnóstico", " · diagnostic only") if measure.diagnostic else "")
    if line.value.value is None:
        dash = Cell(NONE, soft=True)
        return (Cell(name, "not_assessed", say("sin evaluar", "not assessed")), dash, Cell(), dash, dash, Cell("0"), dash, dash)
    return (
        Cell(name),
        Cell(shown(measure, line.value.value, say, made.currency), bold=True),
        Cell(bar=bar_of(made, measure.id, line)),
        Cell(span(measure, line.value, say)),
        Cell(asked(measure, line.target, say, made.currency), soft=line.target is None),
        Cell(say.num(line.value.n)),
        Cell(_CHANGE.get(line.change or "", NONE)),
        Cell(place(line.rank, among(made, measure.id), say) or NONE),
    )


def bar_of(made: Comparison, measure: str, line: Line) -> Bar | None:
    """The interval on the scale that holds every vendor's, so that bars of a measure can be held against one another."""
    found = [other for card in made.cards if (other := line_of(card, measure)) is not None]
    ends = [x for other in found for x in (other.value.value, other.value.low, other.value.high, other.target) if x is not None]
    low, high = min(ends), max(ends)
    wide = (high - low) or 1.0

    def at(x: float | None) -> float | None:
        return None if x is None else min(1.0, max(0.0, (x - low) / wide))

    value = at(line.value.value)
    if value is None:
        return None
    others = line.others
    span_of = (at(others[0]) or 0.0, at(others[1]) or 0.0) if others else None
    return Bar(value, at(line.value.low), at(line.value.high), at(line.target), span_of)


def _parts(card: Card, say: Wording) -> Table:
    columns = (
        Column(say("Parte", "Part"), wide=True),
        Column(say("Puntos, 0 a 100", "Points, 0 to 100"), right=True),
        Column(say("Peso", "Weight"), right=True),
        Column("n", right=True),
    )
    rows = tuple(
        (
            Cell(name, soft=part.score.value is None),
            Cell(score(part.score, say) if part.score.value is not None else NONE),
            Cell(weight(part.weight, say)),
            Cell(say.num(part.score.n)),
        )
        for name, part in _named_parts(card, say)
    )
    why = [f"{name}: {say.pick(part.cause)}." for name, part in _named_parts(card, say) if part.cause]
    return Table(say("De qué está hecho el trato vivido", "What lived treatment is made of"), columns, rows, " ".join(why))


def _told_apart(made: Comparison, card: Card, say: Wording) -> list[Block]:
    names = {v.key: v.name for v in made.vendors}
    rows = []
    for id in ("critical_calls", "recovery_adjusted"):
        measure = vendor_measures()[id]
        name = say.pick(measure.name) + (say(", en puntos", ", in points") if measure.kind is Kind.SHARE else "")
        for pair in pairs_of(made, card.vendor.key, id):
            other = pair.second if pair.first == card.vendor.key else pair.first
            found = pair.difference if pair.first == card.vendor.key else _turned(pair.difference)
            rows.append((Cell(name), Cell(names[other]), Cell(gap(measure, found, say)), Cell(_apart(pair.apart, say))))
    if not rows:
        return [Text(say("No hay con quién compararlo.", "There is nobody to compare it with."), soft=True)]
    columns = (
        Column(say("Medida", "Measure"), wide=True),
        Column(say("Frente a", "Against")),
        Column(say("Diferencia [95 % entre todos los pares]", "Difference [95% over all pairs]"), right=True),
        Column(say("¿Se distinguen?", "Told apart?")),
    )
    return [Table(say("Frente a los demás", "Against the others"), columns, tuple(rows))]


def _turned(found: Estimate) -> Estimate:
    flip = [None if x is None else -x for x in (found.value, found.high, found.low)]
    return Estimate(flip[0], flip[1], flip[2], found.n)


def _apart(told: bool | None, say: Wording) -> str:
    if told is None:
        return say("no se puede saber", "cannot be told")
    return say("sí", "yes") if told else say("no se distinguen", "cannot be told apart")


_MANY_NOTES = 5
"""From so many on they stand in one paragraph: a list of them would take a page of its own."""


def limits(made: Comparison, say: Wording) -> tuple[Section, ...]:
    """What limits the comparison; none where nothing does."""
    how = say(
        f"Recupero: pagos dentro de {made.horizon_days} días de cada asignación. Los intervalos incluyen el error del juez y "
        "de la transcripción; puestos y pares valen al 95 % todos juntos.",
        f"Recovery: payments within {made.horizon_days} days of each placement. Intervals include the judge's and the "
        "transcription's error; places and pairs hold at 95% all together.",
    )
    notes = [say.pick(note) for note in made.notes]
    told = (how, *notes) if len(notes) < _MANY_NOTES else (how, " ".join(notes))
    return (Section("limites", say("Límites", "Limits"), (Bullets(told),)),)
