"""Hand over, reveal and verify from the command line: what is sent, what stays, and one sentence for every mistake."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.cli.main import run
from audit.evidence.keys import load_key
from audit.ghosts.events_heads import publish_head
from tests.audit.ghosts.sealed_wave import T0, lived, small

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def wave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TRASLUZ_HOME", str(tmp_path / "home"))
    return small(tmp_path)


WHY = ["--override", "A first wave of six ghosts; the client takes the risk."]


def handoff(wave: Path, *more: str, lang: str = "en", why: Sequence[str] = WHY) -> int:
    folder = wave.parent
    asked = ["--wave", str(wave), "--portfolio", str(folder / "real.csv"), "--vendor", "Norte", "--out", str(folder / "sent")]
    return run(["--lang", lang, "ghosts", "handoff", *asked, "--batch", "b1", *why, *more])


def verify(wave: Path, *more: str, lang: str = "en") -> int:
    return run(["--lang", lang, "evidence", "verify", str(wave.parent / "reveal.zip"), *more])


def test_a_wave_goes_from_handoff_to_a_verified_reveal(wave: Path, capsys: Capture) -> None:
    folder, sent = wave.parent, wave.parent / "sent"
    assert handoff(wave) == 0
    assert sorted(p.name for p in sent.iterdir()) == ["Norte-b1.csv", "commitment.json", "public-key.pem"]
    public = (sent / "commitment.json").read_text() + (sent / "public-key.pem").read_text()
    ghosts = [json.loads(line) for line in (wave / "ghosts.jsonl").read_text(encoding="utf-8").splitlines()]
    said = capsys.readouterr()
    for ghost in ghosts:
        for secret in (ghost["id"], ghost["account_id"], ghost["person"]["email"]):
            assert secret not in public + said.out + said.err
    assert run(["--lang", "es", "ghosts", "reveal", "--wave", str(wave), "--out", str(folder / "reveal.zip")]) == 0
    kept = ["--commitment", str(sent / "commitment.json"), "--handoff", str(sent / "Norte-b1.csv")]
    kept += ["--key", str(sent / "public-key.pem"), "--heads", str(wave / "heads.jsonl")]
    capsys.readouterr()
    assert verify(wave, *kept, lang="es") == 0
    assert "6 de 6 comprometidos" in capsys.readouterr().out
    assert verify(wave, *kept) == 0
    assert "Not checked" not in capsys.readouterr().out


def test_what_does_not_hold_ends_with_one(wave: Path, tmp_path: Path, capsys: Capture) -> None:
    assert handoff(wave) == 0
    bundle = tmp_path / "reveal.zip"
    assert run(["ghosts", "reveal", "--wave", str(wave), "--out", str(bundle)]) == 0
    mine = tmp_path / "mine.csv"
    mine.write_text("a\n1\n")
    capsys.readouterr()
    assert verify(wave, "--handoff", str(mine)) == 1
    assert "mine.csv" in capsys.readouterr().err
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(data)
    assert verify(wave) == 1
    assert verify(wave, "--commitment", str(tmp_path / "sent" / "commitment.json")) == 1
    bundle.write_bytes(b"PK")
    assert verify(wave) == 1


def test_one_finding_is_shown_without_the_rest(wave: Path, tmp_path: Path, capsys: Capture) -> None:
    assert handoff(wave) == 0
    out = tmp_path / "reveal.zip"
    assert run(["ghosts", "reveal", "--wave", str(wave), "--out", str(out), "--open", "ghost-g0001", "--open", "handoff"]) == 0
    capsys.readouterr()
    assert verify(wave, "--handoff", str(tmp_path / "sent" / "Norte-b1.csv")) == 0
    assert "1 of 1 were committed" in capsys.readouterr().out
    assert b"g0002" not in out.read_bytes()
    assert run(["ghosts", "reveal", "--wave", str(wave), "--out", str(out), "--open", "ghost-x"]) == 2


def test_what_is_sent_is_not_written_among_the_secrets(wave: Path, capsys: Capture) -> None:
    assert handoff(wave, "--out", str(wave)) == 2
    assert "secret folder" in capsys.readouterr().err
    assert handoff(wave, "--out", str(wave / "envio")) == 0
    assert run(["ghosts", "reveal", "--wave", str(wave), "--out", str(wave.parent / "reveal.zip")]) == 0


MISTAKES: dict[str, tuple[list[str], str, str]] = {
    "vendor": (["--vendor", "Este"], "no ghost is of «Este»", "ningún fantasma es de «Este»"),
    "batch": (["--batch", "a/b"], "use letters", "use letras"),
    "layout": (["--layout", "real.csv"], "vendor's layout", "diseño del proveedor"),
    "rubric": (["--rubric", "none@2020-01-01"], "no rubric", "no rubric"),
}


@pytest.mark.parametrize("case", MISTAKES)
@pytest.mark.parametrize("lang", ["en", "es"])
def test_a_mistake_is_one_sentence(case: str, lang: str, wave: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(wave.parent)
    more, en, es = MISTAKES[case]
    assert handoff(wave, *more, lang=lang) == 2
    said = capsys.readouterr().err
    assert (en if lang == "en" else es) in said
    assert said.count("\n") == 1
    assert not (wave / "commitment.json").exists()
    assert not (wave.parent / "sent").exists()


LAYOUTS = {
    "columns: [a: b: c": ("el YAML no se entiende en la línea 1", "not valid YAML at line 1"),
    "decimal: ';'": ("decimal debe ser uno de", "decimal must be one of"),
    "columns: [nada]": ("que la cartera no tiene", "which the portfolio has not"),
    "colour: red": ("la clave 'colour' no se conoce", "unknown key 'colour'"),
    "- a": ("se esperaban claves y valores", "expected keys and values"),
    "header: quizás": ("header debe ser true o false (dice", "header must be true or false (found"),
    "sheet: a\nsheet: b": ("está dos veces; deje una", "is written twice"),
    "columns: [account_id]": ("sin teléfono ni correo", "without telephone or mail"),
    "encoding: xyz": ("no se conoce; escriba utf-8", "is not known; write utf-8"),
}


@pytest.mark.parametrize("text", LAYOUTS)
def test_a_bad_layout_is_said_in_the_readers_language(text: str, wave: Path, tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "norte.yaml").write_text(text, encoding="utf-8")
    for lang, said in zip(("es", "en"), LAYOUTS[text], strict=True):
        assert handoff(wave, "--layout", str(tmp_path / "norte.yaml"), lang=lang) == 2
        told = capsys.readouterr().err
        assert said in told and told.count("\n") == 1
        if lang == "es":
            assert not set(told.replace("norte.yaml", "").lower().split()) & {
                "must",
                "found",
                "expected",
                "check",
                "the",
                "while",
            }


def test_a_second_handoff_and_a_missing_wave_are_said(wave: Path, tmp_path: Path, capsys: Capture) -> None:
    assert run(["ghosts", "reveal", "--wave", str(wave), "--out", str(tmp_path / "r.zip")]) == 2
    assert handoff(wave) == 0
    capsys.readouterr()
    assert handoff(wave) == 2
    assert capsys.readouterr().err.count("\n") == 1
    shutil.rmtree(tmp_path / "home")
    assert run(["--lang", "en", "ghosts", "reveal", "--wave", str(wave), "--out", str(tmp_path / "r.zip")]) == 2
    assert "another key committed it" in capsys.readouterr().err


def test_a_reveal_of_a_lived_wave_is_small_and_whole(wave: Path, tmp_path: Path, capsys: Capture) -> None:
    assert handoff(wave) == 0
    key = load_key(tmp_path / "home" / "signing-key.pem")
    lived(wave, days=0)
    publish_head(wave, key, T0)
    assert run(["ghosts", "reveal", "--wave", str(wave), "--out", str(tmp_path / "reveal.zip")]) == 0
    capsys.readouterr()
    assert verify(wave) == 0
    assert "1 redacted recordings" in capsys.readouterr().out
    assert (tmp_path / "reveal.zip").stat().st_size < 2_000_000


def test_a_file_leaves_only_with_a_verdict_or_a_sealed_reason(wave: Path, tmp_path: Path, capsys: Capture) -> None:
    assert handoff(wave, why=[]) == 1
    said = capsys.readouterr().err
    assert "cannot tell" in said and "--override" in said and said.count("\n") == 1
    assert not (wave / "commitment.json").exists() and not (tmp_path / "sent").exists()
    assert handoff(wave) == 0
    secret = json.loads((wave / "commit.secret.json").read_text(encoding="utf-8"))
    sealed = json.loads(next(i["text"] for i in secret["items"] if i["name"] == "covertness-verdict.json"))
    assert sealed["override"] == WHY[1] and sealed["report"]["verdict"] == "cannot_tell"


def test_a_leak_does_not_leave_whatever_the_reason(wave: Path, tmp_path: Path, capsys: Capture) -> None:
    lines = [json.loads(line) for line in (wave / "ghosts.jsonl").read_text(encoding="utf-8").splitlines()]
    for line in lines:
        line["row"]["nombre"] = "ZZ Prueba 99"
    (wave / "ghosts.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert handoff(wave) == 1
    assert "gives ghosts away" in capsys.readouterr().err
    assert not (wave / "commitment.json").exists()


def test_a_report_serves_only_the_file_it_is_about(wave: Path, tmp_path: Path, capsys: Capture) -> None:
    report = tmp_path / "covertness.json"
    told = {"format": "trasluz-covertness/1", "verdict": "release", "explanation": {"es": "Sale.", "en": "It may."}}
    report.write_text(json.dumps({**told, "ghosts": 900, "real_rows_handed": 40}), encoding="utf-8")
    assert handoff(wave, "--covertness", str(report), why=[]) == 2
    assert "900 ghosts" in capsys.readouterr().err
    report.write_text("{}", encoding="utf-8")
    assert handoff(wave, "--covertness", str(report), why=[]) == 2
    report.write_text(json.dumps({**told, "ghosts": 6, "real_rows_handed": 40}), encoding="utf-8")
    assert handoff(wave, "--covertness", str(report), why=[]) == 0
