"""The page where the operation loads vendors' files says what became of each, to whoever loaded it, and counts nothing twice."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.models.vendor_bill import InvoiceCheck
from app.queries.rows import Role
from tests.app.vendors import month as m
from tests.app.vendors.test_bills import south
from tests.app.world import World

SignIn = Callable[[Role], FlaskClient]
HEAD = "cuenta,referencia,fecha,monto,tasa,comision\n"
DAYS = {"first": m.FIRST.isoformat(), "last": m.LAST.isoformat(), "currency": " clp "}


@pytest.fixture
def vendor(world: World) -> int:
    with world.database.writing() as db:
        mine, made = south(world, db)
        debt = m.placed(db, mine, made, 1)
        m.contact(db, debt, m.at(8))
        m.paid(db, debt, 10_000, date(2026, 4, 10), reference="A")
        db.commit()
    return made


def load(client: FlaskClient, vendor: int, kind: str, text: str, **more: str) -> str:
    form = {"kind": kind, **more, "file": (io.BytesIO(text.encode()), "<b>abril</b>.csv")}
    answer = client.post(f"/vendors/{vendor}/files", data=form, follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.split("<main")[1]).split())


def test_whoever_loads_an_invoice_reads_what_was_found(world: World, vendor: int, signed_in: SignIn) -> None:
    client = signed_in(Role.MANAGER)
    odd = "".join(f"D-1,X{n},2026-04-11,5.000,10,500\n" for n in range(60))
    page = load(client, vendor, "invoice", f"{HEAD}D-1,A,2026-04-10,10.000,10,1.000\n{odd}", **DAYS)
    words = plain(page)
    assert "no hay tal pago en nuestros libros" in words and "Por pagar $1.000" in words and "&lt;b&gt;abril" in page
    assert "Las primeras 50 de 60 líneas que no se deben como se facturaron." in words and "fantasma" not in words.lower()
    link = re.search(r'href="(/vendors/[^"]*form=csv)"', page)
    assert link is not None
    answer = client.get(link[1].replace("&amp;", "&"))
    lines = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff"))))
    assert answer.mimetype == "text/csv" and len(lines) == 63 and lines[-1][-1] == "total a pagar"


def test_the_same_invoice_again_is_said_and_changes_nothing(world: World, vendor: int, signed_in: SignIn) -> None:
    client, text = signed_in(Role.MANAGER), f"{HEAD}D-1,A,2026-04-10,10.000,10,1.000\n"
    assert "se revisó contra los libros" in plain(load(client, vendor, "invoice", text, **DAYS))
    assert "ya estaba" in plain(load(client, vendor, "invoice", text, **DAYS))
    again = plain(load(client, vendor, "invoice", text.replace(",10,", ",10.0,"), **DAYS))
    assert "este pago ya se facturó" in again and "Por pagar $0" in again
    with world.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(InvoiceCheck)) == 2


def test_an_invoice_of_another_vendor_is_not_shown_here(world: World, vendor: int, signed_in: SignIn) -> None:
    client = signed_in(Role.MANAGER)
    load(client, vendor, "invoice", f"{HEAD}D-1,A,2026-04-10,10.000,10,1.000\n", **DAYS)
    with world.database.writing() as db:
        check = db.scalars(select(InvoiceCheck)).one().id
        other = m.vendor(db, world.actors[Role.MANAGER].organisation_id, "Norte Recupera")
        db.commit()
    assert "La factura contra los libros" not in client.get(f"/vendors/{other}/files?check={check}").text
    assert client.get(f"/vendors/{other}/files?check={check}&form=csv").status_code == 404
    assert client.get(f"/vendors/{vendor}/files?check=nada&form=csv").status_code == 404
    assert signed_in(Role.AUDITOR).get(f"/vendors/{vendor}/contract?check={check}&form=csv").mimetype == "text/csv"
    assert signed_in(Role.AGENT).get(f"/vendors/{vendor}/files?check={check}&form=csv").status_code == 403


def test_a_file_of_surveys_counts_each_row_once(vendor: int, signed_in: SignIn) -> None:
    client, text = (
        signed_in(Role.MANAGER),
        "encuesta;cuenta;preguntada;satisfaccion\ns1;D-1;10/04/2026;5\ns2;NADIE;10/04/2026;5\n",
    )
    assert "2 filas leídas, 1 tomada" in plain(load(client, vendor, "surveys", text)).replace("tomadas", "tomada")
    again = plain(load(client, vendor, "surveys", text))
    assert "1 ya se conocía: no cambia nada." in again and "0 tomadas" in again
