"""The HTTP API for strategies, tests and texts: what the manager's pages do, for the client's own programs."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.errors import BadInput, NotFound
from app.models.strategy import Strategy, Template
from app.operations.arms import Arm
from app.operations.readout import Declared, Look, Outcome
from app.operations.scripts import check
from app.queries.collections.readouts import readout_page
from app.queries.collections.readouts_before import before, declare
from app.queries.collections.strategies import strategies_page
from app.queries.collections.templates import template_rows
from app.services.strategies.edit_strategy import begin_strategy, new_version, own_strategy, save_strategy
from app.services.strategies.launch import launch
from app.services.strategies.simulate_strategy import simulate_strategy
from app.services.strategies.write_template import NewText, draft_of, go_live, own_template, retire, write_template
from app.text_judge import judge_text
from app.web.access import actor, by_key
from app.web.api.routes import blueprint
from app.web.api.strategy_shapes import checked_body, strategy_body, template_body, test_body
from app.web.api.wave_bodies import sent, text
from app.web.api.wave_shapes import plain
from app.web.session import now, parts, writing

__all__ = ["blueprint"]
_ONE = "/v1/strategies/<strategy_id>"
_TEXT = "/v1/texts/<text_id>"
_FIELDS = ("key", "kind", "channel", "country", "language", "tone", "subject", "body", "client_type", "sector", "currency")


def _id(given: str) -> int:
    if given.isascii() and given.isdecimal() and len(given) < 10:
        return int(given)
    raise NotFound(f"no hay nada con el id {given[:40]}", f"there is nothing with id {given[:40]}")


def _whole(row: Mapping[str, Any], name: str, default: int | None = None) -> int:
    value = row.get(name, default)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31:
        return value
    raise BadInput(f"{name}: escriba un número entero de hasta 9 cifras", f"{name}: write a whole number of up to 9 digits", name)


def _strategy(act: Callable[[Session], Strategy], status: int = 200) -> ResponseReturnValue:
    with writing() as db:
        return jsonify(strategy_body(act(db))), status


def _text(act: Callable[[Session], Template], status: int = 200) -> ResponseReturnValue:
    with writing() as db:
        return jsonify(template_body(act(db))), status


@blueprint.get("/v1/strategies")
@by_key
def list_strategies() -> ResponseReturnValue:
    """Every segment with what is live in it and the drafts that wait."""
    with parts().database.reading() as db:
        return jsonify({"segments": [plain(asdict(card)) for card in strategies_page(db, actor())]})


@blueprint.post("/v1/strategies")
@by_key
def begin_a_strategy() -> ResponseReturnValue:
    """A draft for a segment."""
    row = sent()
    segment, name, document = _whole(row, "segment_id"), text(row, "name"), _document(row)
    return _strategy(lambda db: begin_strategy(db, actor(), segment, name, document, now()), 201)


@blueprint.get(_ONE)
@by_key
def show_strategy(strategy_id: str) -> ResponseReturnValue:
    """One strategy with its steps."""
    with parts().database.reading() as db:
        return jsonify(strategy_body(own_strategy(db, actor(), _id(strategy_id))))


@blueprint.put(_ONE)
@by_key
def change_strategy(strategy_id: str) -> ResponseReturnValue:
    """New steps for a draft."""
    document = _document(sent())
    return _strategy(lambda db: save_strategy(db, actor(), _id(strategy_id), document))


@blueprint.post(f"{_ONE}/versions")
@by_key
def version_strategy(strategy_id: str) -> ResponseReturnValue:
    """A new version to change."""
    return _strategy(lambda db: new_version(db, actor(), _id(strategy_id), now()), 201)


@blueprint.post(f"{_ONE}/simulation")
@by_key
def play_strategy(strategy_id: str) -> ResponseReturnValue:
    """Play it over past weeks."""
    weeks = _whole(sent(), "weeks", 4)
    with writing() as db:
        return jsonify(simulate_strategy(db, actor(), _id(strategy_id), weeks, now()))


@blueprint.post("/v1/tests")
@by_key
def begin_test() -> ResponseReturnValue:
    """Put strategies live in their segment, with what is declared where there are several."""
    row = sent()
    given = row.get("arms")
    if not isinstance(given, list) or not all(isinstance(arm, dict) for arm in given):
        raise BadInput("arms: una lista de strategy_id y share_percent", "arms: a list of strategy_id and share_percent", "arms")
    arms = [Arm(_whole(arm, "strategy_id"), _whole(arm, "share_percent")) for arm in given]
    with writing() as db:
        test = launch(db, actor(), arms, _declared(db, row, arms), now())
        return jsonify(test_body(readout_page(db, actor(), test.id, now()))), 201


@blueprint.get("/v1/tests/<test_id>")
@by_key
def show_test(test_id: str) -> ResponseReturnValue:
    """A test as declared and as it stands."""
    with parts().database.reading() as db:
        return jsonify(test_body(readout_page(db, actor(), _id(test_id), now())))


@blueprint.get("/v1/texts")
@by_key
def list_texts() -> ResponseReturnValue:
    """Every message and script."""
    with parts().database.reading() as db:
        return jsonify({"texts": [plain(asdict(row)) for row in template_rows(db, actor().organisation_id)]})


@blueprint.post("/v1/texts")
@by_key
def write_text() -> ResponseReturnValue:
    """A draft, looked at before it is kept."""
    new = _new_text(sent())
    return _text(lambda db: write_template(db, actor(), new, judge_text, now()), 201)


@blueprint.post("/v1/texts/check")
@by_key
def check_text() -> ResponseReturnValue:
    """What is found in a text; nothing is kept."""
    return jsonify(checked_body(check(draft_of(_new_text(sent())), judge_text)))


@blueprint.post(f"{_TEXT}/live")
@by_key
def use_text(text_id: str) -> ResponseReturnValue:
    """In use from now; a doubt asks for a reason."""
    reason = text(sent(), "reason", "")
    return _text(lambda db: go_live(db, actor(), _id(text_id), reason, judge_text, now()))


@blueprint.post(f"{_TEXT}/retire")
@by_key
def retire_text(text_id: str) -> ResponseReturnValue:
    """Not used again."""
    return _text(lambda db: retire(db, actor(), _id(text_id)))


@blueprint.get(_TEXT)
@by_key
def show_text(text_id: str) -> ResponseReturnValue:
    """One text."""
    with parts().database.reading() as db:
        return jsonify(template_body(own_template(db, actor(), _id(text_id))))


def _document(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("steps", "stops") if name in row}


def _new_text(row: Mapping[str, Any]) -> NewText:
    values = {name: text(row, name, "message" if name == "kind" else "") for name in _FIELDS}
    return NewText(
        **values, setup_cost_minor=_whole(row, "setup_cost_minor", 0), test_cost_minor=_whole(row, "test_cost_minor", 0)
    )


def _declared(db: Session, row: Mapping[str, Any], arms: list[Arm]) -> Declared | None:
    if len(arms) < 2:
        return None
    outcomes, looks = {o.value: o for o in Outcome}, {look.value: look for look in Look}
    outcome, look = outcomes.get(text(row, "outcome", "")), looks.get(text(row, "look", ""))
    if outcome is None:
        raise BadInput(f"outcome: elija {', '.join(outcomes)}", f"outcome: choose {', '.join(outcomes)}", "outcome")
    if look is None:
        raise BadInput(f"look: elija {', '.join(looks)}", f"look: choose {', '.join(looks)}", "look")
    enrol, window = (min(max(_whole(row, name, 28), 1), 365) for name in ("enrol_days", "window_days"))
    champion = own_strategy(db, actor(), arms[0].strategy)
    today = now().date()
    known = before(db, actor().organisation_id, champion.segment_id, outcome, window, today)
    share = arms[1].share_percent / max(arms[0].share_percent + arms[1].share_percent, 1)
    return declare(known, outcome, look, today, enrol, window, share)
