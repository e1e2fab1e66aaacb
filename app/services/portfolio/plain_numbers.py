"""Documents and phones that are written plainly, settled in SQL by the same rules as `app.operations.cleaning_*`.

A million of them would take the libraries a minute; what these patterns do not settle goes to the libraries one by one. A test
holds both to the same answers.
"""

from app.operations.cleaning_phones import PLAIN_COUNTRIES, plan

_FILLERS = tuple(
    sorted(
        {str(d) * n for d in range(10) for n in range(6, 12)} | {"12345678", "123456789", "1234567890", "87654321", "01234567"}
    )
)
_OTHER_FILLERS = ("12345678901", "98765432", "987654321")


def bare(column: str) -> str:
    """A document without its signs."""
    return f"upper(translate({column}, ' .-–/,''_', ''))"


def document_steps(source: str, text: str) -> str:
    """`source` with what `identity_sql` asks for worked out once a row: `bare_`, `ours_`, `body_`, `whole_`."""
    step = f"SELECT *, {bare(text)} AS bare_ FROM ({source})"
    step = f"SELECT *, ltrim(bare_, '0') AS ours_ FROM ({step})"
    step = f"SELECT *, left(ours_, -1) AS body_ FROM ({step})"
    return f"SELECT *, try_cast(body_ AS BIGINT) AS whole_ FROM ({step})"


def identity_sql(number: str, country: str, stepped: bool = False) -> str:
    """The document where it is certain, else NULL. `number` is of `bare` cells; `stepped`: over `document_steps`."""
    fillers = ", ".join(f"'{f}'" for f in (*_FILLERS, *_OTHER_FILLERS))
    ours = "ours_" if stepped else f"ltrim({number}, '0')"
    body = "body_" if stepped else f"left({ours}, -1)"
    check = _mod11("whole_" if stepped else f"try_cast({body} AS BIGINT)", 8)
    real = f"{number} NOT IN ({fillers})"
    return f"""CASE {country}
        WHEN 'CL' THEN CASE WHEN regexp_full_match({ours}, '[1-9]\\d{{6,7}}[\\dK]') AND {body} NOT IN ({fillers})
            AND right({ours}, 1) = {check} THEN {ours} END
        WHEN 'CO' THEN CASE WHEN regexp_full_match({number}, '\\d{{6,8}}|1\\d{{9}}') AND {real} THEN {number} END
        WHEN 'PE' THEN CASE WHEN regexp_full_match({number}, '\\d{{8}}') AND {real} THEN {number} END
        WHEN 'AR' THEN CASE WHEN regexp_full_match({number}, '\\d{{7,8}}') AND {real} THEN {number} END
        WHEN 'BR' THEN CASE WHEN regexp_full_match({number}, '\\d{{11}}') AND {real} AND {_cpf(number)} THEN {number} END END"""


def _mod11(body: str, digits: int) -> str:
    """The check digit of a RUT."""
    total = " + ".join(f"(({body} // {10**i}) % 10) * {2 + i % 6}" for i in range(digits))
    return f"'0K987654321'[({total}) % 11 + 1]"


def _cpf(number: str) -> str:
    digit = [f"try_cast({number}[{i + 1}] AS INTEGER)" for i in range(11)]
    first = " + ".join(f"{digit[i]} * {10 - i}" for i in range(9))
    second = " + ".join(f"{digit[i]} * {11 - i}" for i in range(10))
    return f"((({first}) * 10) % 11 % 10 = {digit[9]} AND (({second}) * 10) % 11 % 10 = {digit[10]})"


def phone_steps(source: str, text: str, country: str) -> str:
    """`source` with what `phone_sql` asks for worked out once a row: `digits_`, `own_` (the national number)."""
    step = f"SELECT *, {_digits(text)} AS digits_ FROM ({source})"
    cases = " ".join(f"WHEN '{each}' THEN {_national('digits_', each)}" for each in PLAIN_COUNTRIES)
    return f"SELECT *, CASE {country} {cases} END AS own_ FROM ({step})"


def phone_sql(text: str, country: str, stepped: bool = False) -> str:
    """`[E.164, 'm' | 'f' | '?']` where a number of plain digits is certain, else NULL. `stepped`: over `phone_steps`."""
    digits = "digits_" if stepped else _digits(text)
    alike = "|".join(f"{d}{{7}}" for d in range(10))
    cases = [f"WHEN '{each}' THEN {_kind('own_' if stepped else _national(digits, each), each)}" for each in PLAIN_COUNTRIES]
    settled = f"CASE {country} {' '.join(cases)} END"
    fit = f"regexp_full_match({digits}, '\\+?\\d{{8,13}}') AND NOT regexp_matches(right({digits}, 8), '{alike}')"
    return f"CASE WHEN {fit} THEN {settled} END"


def _digits(text: str) -> str:
    return f"translate({text}, ' -().', '')"


def _national(digits: str, country: str) -> str:
    held = plan(country)
    return (
        f"CASE WHEN regexp_full_match({digits}, '\\d{{{held.length}}}') THEN {digits} "
        f"WHEN regexp_full_match({digits}, '\\+?{held.code}\\d{{{held.length}}}') THEN right({digits}, {held.length}) END"
    )


def _kind(national: str, country: str) -> str:
    held = plan(country)
    mobile, fixed = (f"regexp_full_match({national}, '{pattern}')" for pattern in (held.mobile, held.fixed))
    made = f"'+{held.code}' || ({national})"
    if country == "CL":
        return f"CASE WHEN {mobile} OR {fixed} THEN [{made}, CASE WHEN left({national}, 1) = '9' THEN 'm' ELSE 'f' END] END"
    return (
        f"CASE WHEN {mobile} AND {fixed} THEN [{made}, '?'] WHEN {mobile} THEN [{made}, 'm'] WHEN {fixed} THEN [{made}, 'f'] END"
    )
