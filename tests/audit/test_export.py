import json
from pathlib import Path

import pytest

from audit.calls import call_from, labels_from
from audit.learning.corpus import read_corpus
from audit.learning.export import as_row, main

CORPUS = Path(__file__).parents[2] / "audit" / "learning" / "corpus"


def test_the_exported_line_reads_back_as_the_same_call() -> None:
    for labelled in read_corpus(CORPUS / "andes_1.calls"):
        row = json.loads(json.dumps(as_row(labelled)))
        assert call_from(row, "exported") == labelled.call
        assert labels_from(row["labels"], "exported") == labelled.labels


def test_every_call_of_the_files_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(CORPUS / "andes_1.calls"), str(CORPUS / "english_1.calls")]
    assert main([str(tmp_path / "out.jsonl"), *files]) == 0
    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == sum(len(read_corpus(Path(name))) for name in files)
    assert str(len(lines)) in capsys.readouterr().out


def test_without_files_it_says_how_to_be_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["out.jsonl"]) == 2
    assert "export" in capsys.readouterr().err
