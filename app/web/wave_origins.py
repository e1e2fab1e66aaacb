"""Who called the ghosts of a wave, and the lines from which vendors say that they call."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actors import WAVE_KEEPERS
from app.errors import BadInput, Conflict
from app.queries.oversight.origins import origins_page
from app.queries.oversight.waves import wave_of
from app.services.waves.declare_senders import declare_senders, senders_in, withdraw_sender
from app.web.access import actor, allow
from app.web.session import language, now, reading, writing
from app.web.waves import blueprint, problem_in, told_back

__all__ = ["blueprint"]
_MOST_BYTES = 200_000


@blueprint.route("/waves/<wave_id>/origins", methods=["GET", "POST"])
@allow(WAVE_KEEPERS)
def origins(wave_id: str) -> ResponseReturnValue:
    """Whose the contacts were; a POST notes what a vendor declares, pasted or as a file, and judges every contact anew."""
    if request.method != "POST":
        return render_template("waves/origins.html", page=origins_page(reading(), actor(), wave_id, language(), now()))
    form = {name: request.form.get(name, "")[: _MOST_BYTES + 1] for name in ("vendor", "role", "senders")}
    try:
        told = senders_in(_pasted(form["senders"]), form["role"], wave_of(reading(), actor(), wave_id).country, _file())
        with writing() as db:
            kept = declare_senders(db, actor(), wave_id, form["vendor"], told, now())
    except (BadInput, Conflict) as cause:
        page = origins_page(reading(), actor(), wave_id, language(), now(), problem_in(cause), tuple(form.items()))
        return render_template("waves/origins.html", page=page), cause.status
    done = ngettext("%(num)s line noted; contacts looked at again.", "%(num)s lines noted; contacts looked at again.", len(kept))
    flash(done, "good")
    return redirect(url_for("waves.origins", wave_id=wave_id), 303)


def _pasted(text: str) -> str:
    """What was pasted. Raises BadInput for more than is read: a line cut off would be a line not declared."""
    if len(text) > _MOST_BYTES:
        raise BadInput(
            "pegue hasta 200.000 letras, una línea por fila", "paste at most 200,000 letters, one line a row", "senders"
        )
    return text


def _file() -> str:
    """The text of the file sent beside, if one was. Raises BadInput for one that is too large or no text."""
    file = request.files.get("file")
    content = file.read(_MOST_BYTES + 1) if file and file.filename else b""
    if len(content) > _MOST_BYTES or b"\x00" in content:
        raise BadInput(
            "el archivo debe ser un texto o CSV de hasta 200 kB, una línea por fila",
            "the file must be a text or CSV of at most 200 kB, one line a row",
            "senders",
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


@blueprint.post("/waves/<wave_id>/origins/<sender_id>/withdraw")
@allow(WAVE_KEEPERS)
def undeclare(wave_id: str, sender_id: str) -> ResponseReturnValue:
    """A line declared by mistake no longer counts."""
    back = url_for("waves.origins", wave_id=wave_id)
    return told_back(lambda db: withdraw_sender(db, actor(), wave_id, sender_id, now()), back, _("Taken back."))
