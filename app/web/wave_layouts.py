"""The layout in which each vendor wants its file, chosen before the wave is sealed."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import WAVE_KEEPERS
from app.services.waves.choose_layout import MAX_LAYOUT_BYTES, Chosen, choose_layout
from app.web.access import actor, allow
from app.web.session import now, parts
from app.web.wave_origins import blueprint
from app.web.waves import told_back

__all__ = ["blueprint"]


@blueprint.post("/waves/<wave_id>/layout")
@allow(WAVE_KEEPERS)
def layout(wave_id: str) -> ResponseReturnValue:
    """Keep a vendor's layout; nothing chosen is the portfolio's own."""
    form, file, store = request.form, request.files.get("file"), parts().store
    content = file.read(MAX_LAYOUT_BYTES + 1) if file and file.filename else b""
    chosen = Chosen(form.get("kind", ""), form.get("separator", ""), form.get("columns", "")[:MAX_LAYOUT_BYTES], content)
    vendor, back = form.get("vendor", ""), url_for("waves.seal", wave_id=wave_id)
    done = _("Noted: the file will be made like that.")
    return told_back(lambda db: choose_layout(db, store, actor(), wave_id, vendor, chosen, now()), back, done)
