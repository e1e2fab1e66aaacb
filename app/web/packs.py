"""A comparison to take along: the pack and the scorecards in every form, and the pack by e-mail each month."""

import re
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.actors import SCORECARD_READERS
from app.errors import BadInput, Conflict, NotFound
from app.models.organisation import Organisation
from app.queries.oversight.comparisons import Compared
from app.queries.pack_mails import pack_mail
from app.queries.rows import Problem
from app.services.vendors.mail_pack import ask_for_packs, stop_packs
from app.web.access import actor, allow
from app.web.compared import NO_SEGMENT, asked_for, no_segment, page_of
from app.web.house_clock import at_home
from app.web.session import language, now, reading, writing
from app.web.shields import live_report_policy
from app.web.waves import problem_in
from reports.scorecards.card import Comparison
from reports.scorecards.documents.document import FORMS, pack, scorecard
from reports.wording import wording

blueprint = Blueprint("packs", __name__)
_MOST_LETTERS = 20
_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def _made(form: str) -> tuple[Comparison, Compared]:
    found = asked_for()
    if form not in FORMS:
        raise NotFound(
            f"no hay forma «{form[:10]}»: html, pdf, xlsx o json", f"there is no form “{form[:10]}”: html, pdf, xlsx or json"
        )
    if found.state == NO_SEGMENT:
        raise no_segment(found)
    if found.made is None and found.state == "making":
        raise Conflict(
            "ese mes se está comparando ahora: vuelva a pedirlo en un minuto",
            "that month is being compared now: ask again in a minute",
        )
    if found.made is None:
        raise NotFound("ese mes aún no se ha comparado", "that month has not been compared yet")
    return found.made, found


def _answer(data: bytes, name: str, month: date | None, form: str) -> Response:
    """Shown or saved under a name a person recognises; what it runs is let in by its hash, and has no origin."""
    answer = Response(data, content_type=_TYPES[form])
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", f"{name}-{month:%Y-%m}" if month else name).strip("-") or "trasluz"
    answer.headers["Content-Disposition"] = f'{"inline" if form == "html" else "attachment"}; filename="{plain}.{form}"'
    answer.headers["Content-Security-Policy"] = live_report_policy()
    return answer


@blueprint.get("/balance/pack.<form>")
@allow(SCORECARD_READERS)
def whole(form: str) -> ResponseReturnValue:
    """Everybody."""
    made, found = _made(form)
    whose = reading().scalar(select(Organisation.name).where(Organisation.id == actor().organisation_id)) or ""
    return _answer(pack(made, form, wording(language()), at_home(now()), whose), "trasluz-balance", found.month, form)


@blueprint.get("/vendors/<vendor>/scorecard.<form>")
@allow(SCORECARD_READERS)
def one(vendor: str, form: str) -> ResponseReturnValue:
    """One vendor."""
    made, found = _made(form)
    name = next((v.name for v in made.vendors if v.key == vendor), None)
    if name is None:
        raise NotFound("no hay tal proveedor en esta comparación", "there is no such vendor in this comparison")
    return _answer(scorecard(made, vendor, form, wording(language()), at_home(now())), name, found.month, form)


@blueprint.post("/reports/mail")
@allow(SCORECARD_READERS)
def mail() -> ResponseReturnValue:
    """Each month from now on, or no more."""
    text = request.form.get("day", "").strip()
    with writing() as db:
        if request.form.get("stop"):
            stop_packs(db, actor(), now())
            flash(_("You will get no more packs."), "good")
        else:
            day = int(text) if text.isascii() and text.isdecimal() and len(text) < 3 else 0
            try:
                ask_for_packs(db, actor(), day, language(), now())
            except BadInput as cause:
                return reports_page(problem_in(cause), text[:_MOST_LETTERS]), 422
            flash(_("You will get the pack on day %(day)s of each month.", day=day), "good")
    return redirect(url_for("balance.reports"), 303)


def reports_page(problems: tuple[Problem, ...] = (), entered: str = "") -> str:
    """The documents of every month, and the form of the mail with what was typed and the sentence of its field."""
    mail = pack_mail(reading(), actor(), language())
    told = {"problems": problems, "entered": entered}
    return render_template("vendors/reports.html", **page_of(asked_for(whole=True)), forms=forms_of, mail=mail, **told)


def forms_of(vendor: str, place: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Every form of a vendor's scorecard with its address; of everybody where the vendor is empty."""
    if vendor:
        return tuple((form, url_for("packs.one", vendor=vendor, form=form, **place)) for form in FORMS)
    return tuple((form, url_for("packs.whole", form=form, **place)) for form in FORMS)
