"""Writes the centre that vectors of meaning are measured from: the mean of the encoder's last layer over the corpus."""

import random
import sys
from pathlib import Path

import numpy as np

from audit.judges.local import WEIGHTS
from audit.judges.network import Network
from audit.judges.reading import SIZE
from audit.learning.corpus import read_corpus

TURNS, SEED = 4000, 20261122


def main(out: Path) -> None:
    """Draws turns of the corpus and keeps their mean, float32 [384]."""
    folder = Path(__file__).parent.parent / "audit" / "learning" / "corpus"
    calls = [labelled.call for path in sorted(folder.glob("*.calls")) for labelled in read_corpus(path)]
    texts = sorted({turn.text for call in calls for turn in call.turns})
    drawn = random.Random(SEED).sample(texts, TURNS)
    np.savez(out, centre=Network(WEIGHTS).vectors(drawn)[:, SIZE // 2 :].mean(axis=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
