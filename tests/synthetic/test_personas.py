import random

import phonenumbers
import pytest
from stdnum.ar import cuit
from stdnum.br import cpf
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.mx import rfc
from stdnum.pe import cui

from synthetic.errors import SyntheticError
from synthetic.personas import COUNTRIES, make_persona

CHECKS = {"CL": rut, "MX": rfc, "CO": nit, "AR": cuit, "PE": cui, "BR": cpf}


@pytest.mark.parametrize("country", sorted(CHECKS))
def test_identity_numbers_pass_their_check_digits(country: str) -> None:
    for seed in range(100):
        persona = make_persona(country, random.Random(seed))
        assert persona.national_id is not None
        assert CHECKS[country].is_valid(persona.national_id), persona


def test_mexican_check_digit_is_the_strict_one() -> None:
    persona = make_persona("MX", random.Random(4))
    assert rfc.validate(persona.national_id, validate_check_digits=True)


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_telephone_can_ring(country: str) -> None:
    for seed in range(200):
        phone = make_persona(country, random.Random(seed)).phone
        assert not phonenumbers.is_valid_number(phonenumbers.parse(phone)), phone


def test_mail_goes_nowhere_and_the_draw_decides() -> None:
    first, again = (make_persona("CL", random.Random(9)) for _ in range(2))
    assert first == again
    assert first != make_persona("CL", random.Random(10))
    assert first.email.endswith("@example.com")


def test_an_unknown_country_is_named() -> None:
    with pytest.raises(SyntheticError, match="'ZZ'"):
        make_persona("ZZ", random.Random(1))
