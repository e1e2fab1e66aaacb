"""Addresses as clumsy people type them: one sentence each that says what to do, and none that no letter can reach."""

import pytest

from app.services.mail_address import address_problem


@pytest.mark.parametrize(
    ("typed", "es", "en"),
    [
        ("", "escriba el correo", "write the e-mail address"),
        ("nobody", "«nobody» no es un correo", "“nobody” is not an e-mail address"),
        ("ana@", "«ana@» no es un correo", "“ana@” is not an e-mail address"),
        ("@x.cl", "«@x.cl» no es un correo", "“@x.cl” is not an e-mail address"),
        ("a@b@c", "«a@b@c» no es un correo", "“a@b@c” is not an e-mail address"),
        ("ana@x.cl, beto@x.cl", "son varios correos: escriba uno solo", "are several addresses: write one alone"),
        ("ana@x.cl;beto@x.cl", "son varios correos", "are several addresses"),
        ("áña@x.cl", "lleva letras que el correo no admite", "has letters that mail does not take"),
        ("ana@peñón.cl", "lleva letras que el correo no admite", "has letters that mail does not take"),
        ("ana@x..cl", "escriba solo la dirección", "write it alone"),
        ("ana.@x.cl", "escriba solo la dirección", "write it alone"),
        ("<ana@x.cl>", "escriba solo la dirección", "write it alone"),
        ("ana maria@x.cl", "escriba solo la dirección", "write it alone"),
        ("ana@x.cl\r\nbcc:z", "«ana@x.cl  bcc:z» no es un correo", "“ana@x.cl  bcc:z” is not"),
        ("a" * 65 + "@x.cl", "es muy largo: hasta 254 letras", "is too long: up to 254 letters"),
    ],
)
def test_it_is_said_what_is_wrong(typed: str, es: str, en: str) -> None:
    found = address_problem(typed)
    assert found is not None
    assert es in found.text.es and en in found.text.en and found.field == "email"
    assert found.text.es.isprintable()


@pytest.mark.parametrize("typed", ["ana@x.cl", "ana.maria+packs@mail.lindero-uno.example", "o'neil@x.co.uk", "admin@localhost"])
def test_what_a_letter_reaches_passes(typed: str) -> None:
    assert address_problem(typed) is None
