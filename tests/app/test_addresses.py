"""A number no row can have is an address that is not there: 404, never a fault."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.queries.rows import Role

SignIn = Callable[[Role], FlaskClient]


@pytest.mark.parametrize("id", [2**63, 10**19, 10**40, int("9" * 4000)])
def test_every_address_with_a_number_beyond_the_database_is_not_found(site: Flask, signed_in: SignIn, id: int) -> None:
    browser = signed_in(Role.MANAGER)
    for path in (f"/money/debts/{id}", f"/people/{id}", f"/placements/{id}/invoice", f"/money/plans/{id}/agreement.pdf"):
        assert browser.get(path).status_code == 404
    for path in (f"/money/debts/{id}/payments", f"/placements/{id}/recall", f"/money/payments/{id}/reverse"):
        assert browser.post(path, data={"amount": "5"}).status_code == 404


def test_the_greatest_number_is_looked_for(site: Flask, signed_in: SignIn) -> None:
    assert signed_in(Role.MANAGER).get(f"/money/debts/{2**63 - 1}").status_code == 404
