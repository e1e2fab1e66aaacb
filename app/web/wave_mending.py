"""Taking back: the accounts of a wave that is over, a log that was wrong."""

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actors import WAVE_KEEPERS
from app.services.waves.recall_wave import recall_wave
from app.services.waves.withdraw_log import withdraw_log
from app.web.access import actor, allow
from app.web.session import now, parts
from app.web.wave_layouts import blueprint
from app.web.waves import told_back

__all__ = ["blueprint"]


@blueprint.post("/waves/<wave_id>/recall")
@allow(WAVE_KEEPERS)
def recall(wave_id: str) -> ResponseReturnValue:
    """Take every account of the wave back from its vendors."""
    back = url_for("waves.seal", wave_id=wave_id)
    return told_back(lambda db: recall_wave(db, actor(), wave_id, now()), back, _("The accounts are recalled."))


@blueprint.post("/waves/<wave_id>/logs/<log_id>/withdraw")
@allow(WAVE_KEEPERS)
def withdraw(wave_id: str, log_id: str) -> ResponseReturnValue:
    """Take a vendor's log back, with the reason."""
    store, reason, back = parts().store, request.form.get("reason", ""), url_for("waves.reconcile", wave_id=wave_id)
    done = _("Withdrawn. Upload the corrected one when it comes.")
    return told_back(lambda db: withdraw_log(db, store, actor(), wave_id, log_id, reason, now()), back, done)
