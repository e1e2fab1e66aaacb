"""Money of the operation: the day's promises, a debt's statement, payments one by one and by file, plans and their documents."""

from collections.abc import Callable
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
from app.services.money.agreement import agreement
from app.services.money.charge import waive
from app.services.money.load_payments import Loaded, load_payments
from app.services.money.make_plan import NewPlan, cancel_plan, make_plan
from app.services.money.reverse_payment import reverse_entry, reverse_payment
from app.services.money.take_payment import NewPayment, take_payment
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
    except (BadInput, Conflict) as cause:
        flash(cause.say(language()), "error")
    return redirect(back, 303)


@blueprint.get("/money")
@allow(_READERS)
def index() -> ResponseReturnValue:
    """What is promised for today and tomorrow, what broke, and what came in."""
    today = house_day(now())
    came = received(reading(), actor(), today - timedelta(days=6), today)
    return render_template("operation/promises.html", page=day_page(reading(), actor(), today), came=came, signs=SIGNS)


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
    page = debt_money(reading(), actor(), debt_id, now())
    return render_template("operation/money.html", page=page, signs=SIGNS, token=new_token())


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
        take_payment(db, actor(), new, now())
        return _("The payment is booked.")

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
    if request.method == "GET":
        return render_template("operation/money_load.html", tried=None, problem=None, file="", stamp="")
    file = request.files.get("file")
    try:
        if file is None or not file.filename:
            raise BadInput("elija el archivo", "choose the file", "file")
        content = file.stream.read()
        stamp = sha256(content).hexdigest()
        book = request.form.get("do") == "book"
        found = _load(file.filename, content, dry=not book)
    except BadInput as cause:
        return render_template("operation/money_load.html", tried=None, problem=cause.say(language()), file="", stamp=""), 422
    return render_template("operation/money_load.html", tried=found, problem=None, file=file.filename, stamp=stamp)


def _load(name: str, content: bytes, dry: bool) -> Loaded:
    with writing() as db:
        return load_payments(db, actor(), Given(name, BytesIO(content)), now(), dry)


def debt_number(debt_id: str) -> int:
    """An id of an address. Raises NotFound for what is none."""
    if debt_id.isascii() and debt_id.isdecimal() and len(debt_id) < 19:
        return int(debt_id)
    raise NotFound(f"no hay nada con el id {debt_id[:40]}", f"there is nothing with id {debt_id[:40]}")
