"""Money of the operation: the day's promises, a debt's statement, payments one by one and by file, plans and their documents."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.actors import COLLECTORS, MANAGERS
from app.errors import BadInput, Conflict, NotFound
from app.operations.offers import Offer
from app.queries.collections.money import DebtMoney, debt_by_number, debt_money, received
from app.queries.collections.promises import day_page
from app.queries.collections.unapplied import others, waiting
from app.services.money.agreement import agreement
from app.services.money.charge import refund, waive
from app.services.money.load_payments import Loaded, load_payments
from app.services.money.make_plan import NewPlan, cancel_plan, make_plan
from app.services.money.overpaid import Answer, Overpaid, Rest, move_rest, pay_and_ask
from app.services.money.reverse_payment import reverse_entry, reverse_payment
from app.services.money.take_payment import NewPayment
from app.services.once import new_token
from app.services.unpack import Given
from app.web.access import actor, allow
from app.web.house_clock import house_day
from app.web.money_forms import day_in, minor_in, whole_in
from app.web.money_names import SIGNS
from app.web.session import language, now, parts, reading, writing

blueprint = Blueprint("money", __name__)
_READERS = MANAGERS | COLLECTORS


def told_back(act: Callable[[Session], Any], back: str) -> ResponseReturnValue:
    """Do it and go back with what came of it; a refusal is said there, and nothing is changed."""
    try:
        with writing() as db:
            flash(act(db), "good")
    except Overpaid:
        raise
    except (BadInput, Conflict) as cause:
        flash(cause.say(language()), "error")
    return redirect(back, 303)


@blueprint.get("/money")
@allow(_READERS)
def index() -> ResponseReturnValue:
    """What is promised for today and tomorrow, what broke, and what came in."""
    today = house_day(now())
    came = received(reading(), actor(), today - timedelta(days=6), today)
    return render_template(
        "operation/promises.html", page=day_page(reading(), actor(), today), came=came, signs=SIGNS,
        waiting=waiting(reading(), actor()) if actor().role in MANAGERS else (),
    )  # fmt: skip


@blueprint.get("/money/find")
@allow(_READERS)
def find() -> ResponseReturnValue:
    """A debt by its number."""
    number = request.args.get("q", "").strip()[:80]
    found = debt_by_number(reading(), actor(), number)
    if found is None:
        flash(_("There is no account %(number)s.", number=number), "error")
        return redirect(url_for("money.index"), 303)
    return redirect(url_for("money.debt", debt_id=found), 303)


@blueprint.get("/money/debts/<int:debt_id>")
@allow(_READERS)
def debt(debt_id: int) -> ResponseReturnValue:
    """One debt's statement."""
    return _page(debt_id)


def _page(debt_id: int, asked: str = "", form: Mapping[str, str] | None = None) -> str:
    """The debt; `asked` a question to answer before the payment of `form` is booked."""
    page = debt_money(reading(), actor(), debt_id, now())
    told = {name: (form or {}).get(name, "") for name in ("amount", "paid_on", "means", "reference")}
    token = (form or {}).get("token", "")[:32] or new_token()
    return render_template(
        "operation/money.html", page=page, signs=SIGNS, token=token, asked=asked, told=told,
        others=others(reading(), actor(), debt_id) if asked or page.surplus_minor else (),
    )  # fmt: skip


def _debt(debt_id: int) -> tuple[DebtMoney, str]:
    """The debt as it is now, and the way back to it."""
    return debt_money(reading(), actor(), debt_id, now()), url_for("money.debt", debt_id=debt_id)


@blueprint.post("/money/debts/<int:debt_id>/payments")
@allow(MANAGERS)
def pay(debt_id: int) -> ResponseReturnValue:
    """Record a payment. Without the bank's own reference the form's token is it: sent twice, it is booked once."""
    page, back = _debt(debt_id)
    form = request.form

    def act(db: Session) -> Any:
        reference = form.get("reference", "").strip() or f"form-{form.get('token', '')[:32]}"
        amount = minor_in(form, "amount", page.currency)
        new = NewPayment(amount, day_in(form, "paid_on"), reference, debt_id=debt_id, means=form.get("means", "")[:40])
        pay_and_ask(db, actor(), new, _answer(form), now())
        return _("The payment is booked.")

    try:
        return told_back(act, back)
    except Overpaid as cause:
        return _page(debt_id, cause.say(language()), form), 422


def _answer(form: Mapping[str, str]) -> Answer | None:
    rest = form.get("rest", "")
    if rest in (Rest.KEEP, Rest.RETURN):
        return Answer(Rest(rest))
    return Answer(Rest.OTHER, int(rest)) if rest.isascii() and rest.isdecimal() and len(rest) < 10 else None


@blueprint.post("/money/debts/<int:debt_id>/rest")
@allow(MANAGERS)
def rest(debt_id: int) -> ResponseReturnValue:
    """Money that waits: given back, or to another debt of the person."""
    page, back = _debt(debt_id)
    answer = _answer(request.form)

    def act(db: Session) -> Any:
        if answer is None or answer.rest is Rest.KEEP:
            return _("It waits for the next instalment or charge.")
        if answer.rest is Rest.OTHER:
            move_rest(db, actor(), debt_id, answer.other_id or 0, now())
            return _("The rest was booked on the other account.")
        token = request.form.get("token", "")[:32]
        refund(db, actor(), debt_id, page.surplus_minor, token, _("paid too much"), now())
        return _("Noted as given back.")

    return told_back(act, back)


@blueprint.post("/money/payments/<int:payment_id>/reverse")
@allow(MANAGERS)
def bounce(payment_id: int) -> ResponseReturnValue:
    """A payment bounced."""
    back = url_for("money.debt", debt_id=whole_in(request.form, "debt", 10**9))

    def act(db: Session) -> Any:
        reverse_payment(db, actor(), payment_id, request.form.get("reason", ""), now())
        return _("The payment is reversed: what it paid is open again.")

    return told_back(act, back)


@blueprint.post("/money/entries/<int:entry_id>/reverse")
@allow(MANAGERS)
def take_back(entry_id: int) -> ResponseReturnValue:
    """A charge, waiver or refund is taken back."""
    back = url_for("money.debt", debt_id=whole_in(request.form, "debt", 10**9))

    def act(db: Session) -> Any:
        reverse_entry(db, actor(), entry_id, request.form.get("reason", ""), now())
        return _("The entry is reversed.")

    return told_back(act, back)


@blueprint.post("/money/debts/<int:debt_id>/waive")
@allow(MANAGERS)
def forgive(debt_id: int) -> ResponseReturnValue:
    """Forgive a part."""
    page, back = _debt(debt_id)
    form = request.form

    def act(db: Session) -> Any:
        amount = minor_in(form, "amount", page.currency)
        waive(db, actor(), debt_id, amount, form.get("token", "")[:32], form.get("reason", "")[:500], now())
        return _("Forgiven.")

    return told_back(act, back)


@blueprint.post("/money/debts/<int:debt_id>/plan")
@allow(_READERS)
def plan(debt_id: int) -> ResponseReturnValue:
    """Agree on one of the offers; its document is set at once."""
    page, back = _debt(debt_id)
    form = request.form

    def act(db: Session) -> Any:
        offer = _chosen(page, form.get("offer", ""), whole_in(form, "instalments", 60))
        new = NewPlan(
            debt_id, offer.key, offer.slices, form.get("channel", "")[:20] or "voice", form.get("means", "")[:40] or None
        )
        made = make_plan(db, actor(), new, now())
        agreement(db, parts().store, actor(), made.id, now())
        return _("Agreed. The document is ready to be sent.")

    return told_back(act, back)


def _chosen(page: DebtMoney, key: str, instalments: int) -> Offer:
    found = next((o for o in page.offers if o.key == key and len(o.slices) == instalments), None)
    if found is None:
        raise BadInput("esa oferta ya no está: elija otra", "that offer is gone: choose another", "offer")
    return found


@blueprint.post("/money/plans/<int:plan_id>/cancel")
@allow(MANAGERS)
def cancel(plan_id: int) -> ResponseReturnValue:
    """A plan noted by mistake."""

    def act(db: Session) -> Any:
        cancel_plan(db, actor(), plan_id, now())
        return _("The plan is cancelled.")

    return told_back(act, url_for("money.debt", debt_id=whole_in(request.form, "debt", 10**9)))


@blueprint.get("/money/plans/<int:plan_id>/agreement.pdf")
@allow(_READERS)
def document(plan_id: int) -> ResponseReturnValue:
    """The written agreement; `?lang=` for a reader of another language."""
    lang = request.args.get("lang")
    with writing() as db:
        content = agreement(db, parts().store, actor(), plan_id, now(), lang if lang in ("es", "en") else None)
    return send_file(BytesIO(content), "application/pdf", download_name=f"acuerdo-{plan_id}.pdf", max_age=0)


@blueprint.route("/money/load", methods=["GET", "POST"])
@allow(MANAGERS)
def load() -> ResponseReturnValue:
    """A file of payments: tried first, and booked when the very same file is sent to be booked."""
    if request.method != "POST":
        return render_template("operation/money_load.html", tried=None, problem=None, file="", stamp="")
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise BadInput("elija el archivo", "choose the file", "file")
        content = file.stream.read()
        stamp = sha256(content).hexdigest()
        book = request.form.get("do") == "book"
        found = _load(file.filename, content, not book, request.form.get("all_days") == "yes")
    except BadInput as cause:
        return render_template("operation/money_load.html", tried=None, problem=cause.say(language()), file="", stamp=""), 422
    return render_template("operation/money_load.html", tried=found, problem=None, file=file.filename, stamp=stamp)


def _load(name: str, content: bytes, dry: bool, all_days: bool) -> Loaded:
    with writing() as db:
        return load_payments(db, actor(), Given(name, BytesIO(content)), now(), dry, all_days=all_days)


def debt_number(debt_id: str) -> int:
    """An id of an address. Raises NotFound for what is none."""
    if debt_id.isascii() and debt_id.isdecimal() and len(debt_id) < 19:
        return int(debt_id)
    raise NotFound(f"no hay nada con el id {debt_id[:40]}", f"there is nothing with id {debt_id[:40]}")
