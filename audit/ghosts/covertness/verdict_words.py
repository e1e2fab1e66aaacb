"""The verdict in a sentence or two: what follows, on how many ghosts, with the interval."""

from audit.data_file import Words
from audit.ghosts.covertness.auc import Auc
from audit.ghosts.covertness.covertness import Covertness, Reason, Verdict


def explanation(found: Covertness) -> Words:
    """What the reader must know and do."""
    if found.verdict is Verdict.RELEASE:
        assert found.strongest is not None
        es, en = _auc(found.strongest)
        return Words(
            f"Se puede entregar: quien sospecha acierta como al azar ({es}).",
            f"It may be handed over: whoever suspects guesses as by chance ({en}).",
        )
    said = [_REASONS[reason](found) for reason in found.reasons]
    return Words(" ".join(words.es for words in said), " ".join(words.en for words in said))


def _auc(found: Auc) -> tuple[str, str]:
    def comma(value: float) -> str:
        return f"{value:.2f}".replace(".", ",")

    return (
        f"AUC {comma(found.value)} [{comma(found.low)}–{comma(found.high)}], {found.ghosts} fantasmas y {found.real} reales",
        f"AUC {found.value:.2f} [{found.low:.2f}–{found.high:.2f}], {found.ghosts} ghosts and {found.real} real",
    )


def _near(found: Covertness) -> Words:
    ghosts = len({double.ghost_row for double in found.doubles})
    return Words(
        f"No se puede entregar: {ghosts} {'fantasma se parece' if ghosts == 1 else 'fantasmas se parecen'} demasiado a una "
        "persona real; hay que crearlos de nuevo.",
        f"It may not be handed over: {ghosts} {'ghost is' if ghosts == 1 else 'ghosts are'} too like somebody real; draw again.",
    )


def _apart(found: Covertness) -> Words:
    assert found.strongest is not None
    es, en = _auc(found.strongest)
    names = [field.named() for field in found.leaking[:3]]
    return Words(
        f"No se puede entregar: los fantasmas se distinguen ({es}). Los delata: {'; '.join(n.es for n in names)}.",
        f"It may not be handed over: ghosts can be told apart ({en}). Given away by: {'; '.join(n.en for n in names)}.",
    )


def _field(found: Covertness) -> Words:
    names = [field.named() for field in found.leaking[:3]]
    return Words(
        "No se puede entregar: aunque en conjunto no se distinguen, un campo delata a algunos: "
        f"{'; '.join(n.es for n in names)}.",
        f"It may not be handed over: as a whole they cannot be told apart, but a field gives some away: "
        f"{'; '.join(n.en for n in names)}.",
    )


def _wide(found: Covertness) -> Words:
    assert found.strongest is not None
    es, en = _auc(found.strongest)
    width = f"{found.strongest.width:.2f}"
    return Words(
        f"No se puede saber: son pocos y el intervalo es ancho, {width.replace('.', ',')} ({es}); eso no es estar a salvo. "
        "Pruebe el mismo generador con 1.000 fantasmas y 4.000 cuentas reales o más.",
        f"Cannot tell: they are few and the interval is wide, {width} ({en}); that is not being safe. "
        "Test the same generator with 1,000 ghosts and 4,000 real accounts or more.",
    )


def _few(found: Covertness) -> Words:
    return Words(
        f"No se puede saber: con {found.judged_ghosts} fantasmas no hay nada que medir. Pruebe el generador con 1.000.",
        f"Cannot tell: with {found.judged_ghosts} ghosts there is nothing to measure. Test the generator with 1,000.",
    )


def _below(found: Covertness) -> Words:
    assert found.strongest is not None
    es, en = _auc(found.strongest)
    return Words(
        f"No se puede saber: el intervalo queda bajo 0,5 ({es}), lo que el azar da una de cada cuarenta veces. "
        "Repita con otra semilla o con otros fantasmas.",
        f"Cannot tell: the interval lies below 0.5 ({en}), which chance gives once in forty. "
        "Repeat with another seed or other ghosts.",
    )


_REASONS = {
    Reason.NEAR_DOUBLE: _near,
    Reason.TOLD_APART: _apart,
    Reason.TELLING_FIELD: _field,
    Reason.WIDE: _wide,
    Reason.FEW: _few,
    Reason.BELOW: _below,
}
