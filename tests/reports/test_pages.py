"""The reports as files: self-contained, both languages, safe, tagged, honest about what is missing."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from audit.results import Decision, Evidence
from reports import audit_report, call_report
from reports.causes import SPANISH, cause
from reports.facts import FailedFile
from reports.wording import wording
from tests.reports.cases import call, context, failures, report, violation, week

LANGS = ("es", "en")


class Seen(HTMLParser):
    """Ids, links, addresses of outside things, and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.outside: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.langs: list[str] = []
        self._hidden = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._hidden += tag in ("style", "script")
        for key, value in attrs:
            if key == "id" and value:
                self.ids.append(value)
            if key == "lang" and value:
                self.langs.append(value)
            if key == "href" and tag == "a" and value:
                self.links.append(value)
            if key in ("src", "srcset", "data", "action", "poster") or (
                key == "href" and tag in ("link", "image", "use", "base")
            ):
                self.outside.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

    @property
    def text(self) -> str:
        """What is read."""
        return re.sub(r"\s+", " ", " ".join(self.words)).replace("\u2060", "")


@pytest.fixture(scope="module", params=LANGS)
def page(request: pytest.FixtureRequest) -> tuple[str, Seen, str]:
    html = audit_report.render_html(report(), request.param)
    return request.param, Seen(html), html


def test_the_page_needs_nothing_from_outside(page: tuple[str, Seen, str]) -> None:
    _, seen, html = page
    assert all(address.startswith("#") for address in seen.outside)
    assert "script" not in seen.tags
    assert not re.search(r"url\((?!data:)", html)
    assert "@import" not in html


def test_every_link_inside_the_page_has_its_place(page: tuple[str, Seen, str]) -> None:
    _, seen, _ = page
    inner = [link[1:] for link in seen.links if link.startswith("#")]
    assert inner
    assert set(inner) <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))


def test_the_page_says_its_conclusion_first_and_every_part(page: tuple[str, Seen, str]) -> None:
    lang, seen, _ = page
    opening = {
        "es": "10 de 60 llamadas no aprueban en conducta: 17 % [9,3–28]",
        "en": "10 of 60 calls fail on conduct: 17% [9.3–28]",
    }
    apart = {
        "es": "Marea Sur falla más que Contacto Andén: 27 puntos",
        "en": "Marea Sur fails more often than Contacto Andén: 27 points",
    }
    parts = {
        "es": ("Hallazgos", "Lo que no se pudo evaluar", "Normas en que descansa", "Límites", "Sello y huellas", "MS-20911.wav"),
        "en": ("Findings", "What could not be assessed", "The law it rests on", "Limits", "Seal and hashes", "MS-20911.wav"),
    }
    text = seen.text.replace("\u00a0", " ")
    assert opening[lang] in text
    assert apart[lang] in text
    assert text.index(opening[lang]) < text.index(parts[lang][0])
    for part in parts[lang]:
        assert part in text
    assert "Ley 19.496, art. 37" in text
    assert "5647 5aa7" in text


def test_every_finding_carries_its_proof(page: tuple[str, Seen, str]) -> None:
    lang, seen, html = page
    cards = html.split('<article class="card finding')[1:]
    assert len(cards) == 18
    for card in cards:
        found = Seen(card.split("</article>")[0]).text
        assert re.search(r"0:48", found)
        assert {"es": "turno 5", "en": "turn 5"}[lang] in found
        assert re.search(r"0[.,]\d\d", found)
        assert {"es": "Qué exige", "en": "What it asks"}[lang] in found
    assert "V. Neira" in seen.text


def test_quotes_keep_their_own_language() -> None:
    seen = Seen(audit_report.render_html(report(), "en"))
    assert seen.langs[0] == "en"
    assert "es" in seen.langs


def test_what_calls_say_is_never_markup() -> None:
    evil = "<script>alert(1)</script> #let x = 1 $ \\ \" ' [a](b) {{ 7*7 }}"
    broken = violation("insult", Decision.ASSERTED, 0.9)
    broken = replace(broken, evidence=Evidence(4, evil, 1.0, 2.0))
    one = call("<b>c</b> 1/../é\"'", (broken,), agent="<i>x</i>", vendor="#strong[x]")
    built = audit_report.build([one], [FailedFile("<img src=x>.wav", "<b>roto</b>")], context(title="<h1>t</h1> #t"))
    for lang in LANGS:
        html = audit_report.render_html(built, lang)
        for tag in ("<script>alert", "<b>c", "<i>x", "<img src=x", "<b>roto", "<h1>t"):
            assert tag not in html
        seen = Seen(html)
        assert evil in seen.text
        assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)
    assert audit_report.render_pdf(built, "es").startswith(b"%PDF")


def test_no_calls_and_no_verdicts_are_said_not_scored() -> None:
    empty = audit_report.build([], failures(), context())
    text = Seen(audit_report.render_html(empty, "es")).text
    assert "No hay llamadas auditadas." in text
    assert "100 %" not in text.replace("\u00a0", " ")
    assert json.loads(audit_report.render_json(empty))["conduct"]["share_that_fails"]["value"] is None
    assert audit_report.render_pdf(empty, "en").startswith(b"%PDF")


def test_a_clean_week_says_how_much_there_could_still_be() -> None:
    clean = audit_report.build([call(f"c-{n}") for n in range(40)], [], context())
    text = Seen(audit_report.render_html(clean, "en")).text
    assert "None of the 40 calls assessed has an asserted critical act. With 95% confidence, at most 8.8%" in text


def test_without_validation_figures_the_report_says_so() -> None:
    bare = audit_report.build(week()[:5], [], context(validation=(), seal=None))
    assert "no trae cifras de validación" in Seen(audit_report.render_html(bare, "es")).text


def test_json_holds_the_same_numbers_and_no_machine_paths() -> None:
    row = json.loads(audit_report.render_json(report()))
    assert row["conduct"]["fail"] == 10
    assert row["conduct"]["share_that_fails"]["n"] == 60
    assert len(row["findings"]) == 18
    assert {f["standing"] for f in row["findings"]} == {"asserted", "to_review", "happened", "not_happened"}
    assert all(len(f["rulebook_sha256"]) == 64 for f in row["findings"] if f["citation"])
    assert audit_report.render_json(report()) == audit_report.render_json(report())


def pdf_text(data: bytes, tmp_path: Path) -> str:
    """The text of a PDF, by poppler."""
    path = tmp_path / "report.pdf"
    path.write_bytes(data)
    program = shutil.which("pdftotext")
    assert program, "pdftotext is needed by the tests: apt-get install poppler-utils"
    return subprocess.run([program, "-layout", path, "-"], capture_output=True, check=True, text=True).stdout.replace(
        "\u2060", ""
    )


@pytest.mark.parametrize("lang", LANGS)
def test_the_pdf_is_tagged_has_its_fonts_and_says_the_same(lang: str, tmp_path: Path) -> None:
    data = audit_report.render_pdf(report(), lang)
    assert b"pdfuaid:part" in data or b"PDF/UA" in data
    text = pdf_text(data, tmp_path)
    assert {"es": "10 de 60 llamadas no aprueban", "en": "10 of 60 calls fail"}[lang] in text.replace("\u00a0", " ")
    assert "embargarle la casa" in text
    program = shutil.which("pdffonts")
    assert program
    fonts = subprocess.run([program, tmp_path / "report.pdf"], capture_output=True, check=True, text=True).stdout.splitlines()[2:]
    assert fonts
    assert all(re.search(r"\s(yes)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$", line) for line in fonts)
    assert any("Inter" in line for line in fonts)


def test_the_same_report_gives_the_same_bytes() -> None:
    small = audit_report.build(week()[:3], [], context())
    assert audit_report.render_pdf(small, "es") == audit_report.render_pdf(small, "es")
    assert audit_report.render_html(small, "es") == audit_report.render_html(small, "es")


@pytest.mark.parametrize("lang", LANGS)
def test_the_report_of_one_call(lang: str, tmp_path: Path) -> None:
    one = week()[7]
    built = call_report.build(one, context())
    seen = Seen(call_report.render_html(built, lang))
    text = seen.text.replace("\u00a0", " ")
    assert {"es": "La conducta está por decidir", "en": "Conduct is still to be decided"}[lang] in text
    assert one.transcript is not None
    for turn in one.transcript.turns:
        assert turn.text in text
    assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)
    assert "embargarle" not in text
    assert "Transfiéralo" in pdf_text(call_report.render_pdf(built, lang), tmp_path)
    row = json.loads(call_report.render_json(built))
    assert row["verdict"] == "to_decide"
    assert row["result"]["id"] == one.id
    assert len(row["transcript"]["turns"]) == 7


def test_a_call_that_came_as_text_has_no_seconds() -> None:
    found = replace(violation("insult", Decision.ASSERTED, 0.95), evidence=Evidence(4, "No sea sinvergüenza.", None, None))
    text_only = replace(call("t-1", (found,)), transcript=None, file=None, sha256=None, called_at=None)
    text = Seen(call_report.render_html(call_report.build(text_only, context()), "es")).text
    assert "turno 5, sin audio" in text
    assert "0:00" not in text


def test_numbers_are_written_as_their_reader_writes_them() -> None:
    assert wording("es", "CL").num(1241.5, 1) == "1.241,5"
    assert wording("es", "MX").num(1241.5, 1) == "1,241.5"
    assert wording("en").share(0.077) == "7.7%"
    assert wording("es", "XX").share(0.077) == "7,7\u00a0%"
    assert wording("es").clock(3724.0) == "1:02:04"
    with pytest.raises(ValueError, match="es or en"):
        wording("fr")


def test_times_are_written_in_the_zone_they_carry() -> None:
    given = week()[0].called_at
    assert given is not None
    assert wording("es").moment(given) == "12 may 2026, 10:31"
    assert (given + timedelta(hours=14)).date() > given.date()


def test_reasons_are_told_in_the_readers_language() -> None:
    spanish = wording("es")
    given = "who is agent and who is debtor is only 0.55 certain; the words cannot tell; algo que escribió una persona"
    told = "quién es agente y quién deudor se sabe solo con 0.55 de certeza; las palabras no permiten saberlo"
    assert cause(given, spanish) == told + "; algo que escribió una persona"
    assert cause(given, wording("en")) == given


def test_every_reason_known_here_is_still_given_somewhere() -> None:
    house = Path(audit_report.__file__).parents[1]
    said = "".join(path.read_text(encoding="utf-8") for part in ("audit", "speech") for path in (house / part).rglob("*.py"))
    assert [reason for reason in SPANISH if reason not in said] == []


def test_both_languages_are_complete() -> None:
    """No Spanish sentence of the house is left in an English page."""
    english = Seen(audit_report.render_html(audit_report.build([call("c")], [], context(title="t", organisation="o")), "en")).text
    for word in ("llamada", "Proveedor", "Deber", "hallazgo", "norma", "Límites", "máquina", "Sin evaluar", "Cumple"):
        assert word.lower() not in english.lower().replace("no se conoce el monto de la cuenta", "")
