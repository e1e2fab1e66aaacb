"""The HTTP API for who called a wave's ghosts, the lines vendors declare, and the layout in which each wants its file."""

from dataclasses import asdict
from typing import Any

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app.queries.origin_rows import OriginsPage
from app.queries.oversight.origins import origins_page
from app.queries.oversight.wave_seal import wave_seal_page
from app.queries.oversight.waves import wave_of
from app.services.waves.choose_layout import Chosen, choose_layout
from app.services.waves.declare_senders import declare_senders, senders_in
from app.web.access import actor, by_key
from app.web.api.routes import blueprint
from app.web.api.wave_bodies import sent, text, texts
from app.web.api.wave_shapes import plain, seal_body
from app.web.session import language, now, parts, reading, writing

__all__ = ["blueprint"]
_ONE = "/v1/waves/<wave_id>"


def _body(page: OriginsPage) -> dict[str, Any]:
    return {
        "groups": [plain(asdict(group)) for group in page.groups],
        "senders": [plain(asdict(sender)) for sender in page.senders],
        "counts": dict(page.counts),
        "silent": list(page.silent),
    }


@blueprint.route(f"{_ONE}/origins", methods=["GET", "POST"])
@by_key
def wave_origins(wave_id: str) -> ResponseReturnValue:
    """Whose the contacts were; POST notes what a vendor declares or denies, and every contact is looked at again."""
    if request.method == "POST":
        row = sent()
        region = wave_of(reading(), actor(), wave_id).country
        told = senders_in("\n".join(texts(row, "senders")), text(row, "role"), region)
        with writing() as db:
            declare_senders(db, actor(), wave_id, text(row, "vendor"), told, now())
    with parts().database.reading() as db:
        return jsonify(_body(origins_page(db, actor(), wave_id, language(), now())))


@blueprint.post(f"{_ONE}/layout")
@by_key
def wave_layout(wave_id: str) -> ResponseReturnValue:
    """A vendor's layout before the seal: kind, separator, columns (`ours` or `ours = theirs`); nothing is the portfolio's own."""
    row, store = sent(), parts().store
    chosen = Chosen(text(row, "kind", ""), text(row, "separator", ""), "\n".join(texts(row, "columns")))
    with writing() as db:
        choose_layout(db, store, actor(), wave_id, text(row, "vendor"), chosen, now())
    with parts().database.reading() as db:
        return jsonify(seal_body(wave_seal_page(db, actor(), wave_id, now())))
