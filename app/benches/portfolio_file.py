"""A portfolio file of any size for the benchmark: people of seven countries, several accounts each, some cells spoilt."""

from pathlib import Path

import duckdb

HEADER = (
    "Nro Operación;RUT;Nombre completo;País;Producto;Moneda;Fecha otorgamiento;Saldo total;Monto vencido;Fecha vencimiento;"
    "Score riesgo;Estado cuenta;Teléfono celular;Correo electrónico;Dirección;Comuna;Región;Sucursal"
)
_FIRST = "['Marcela','Hugo','Inés','Óscar','Rosa','Daniel','Elena','Raúl','Paula','Tomás','Lucía','Jorge','Camila','Pedro','Luz']"
_LAST = (
    "['Soto','Paredes','Rivas','Vera','Muñoz','Araya','Castro','Tapia','Fuentes','Lagos','Núñez','Rojas','Díaz','Silva','Paz']"
)
_PLACES = (
    "[['CL','CLP','Metropolitana','Santiago'],['CL','CLP','Valparaíso','Viña del Mar'],['CO','COP','Antioquia','Medellín'],"
    "['MX','MXN','Jalisco','Guadalajara'],['PE','PEN','Lima','Lima'],['AR','ARS','Córdoba','Córdoba'],"
    "['BR','BRL','São Paulo','Campinas'],['US','USD','Florida','Miami']]"
)


def write_file(path: Path, rows: int) -> None:
    """`rows` accounts; about seven in ten have a person of their own."""
    con = duckdb.connect()
    con.execute("SET threads=2")
    con.execute("SELECT setseed(0.42)")
    con.execute(f"COPY ({_rows(rows)}) TO '{path}' (DELIMITER ';', HEADER true, QUOTE '\"')")


def _rows(rows: int) -> str:
    body = "(36000000 + person % 9999999)"
    digits = " + ".join(f"(({body} // {10**i}) % 10) * {2 + i % 6}" for i in range(8))
    rest = f"((11 - ({digits}) % 11) % 11)"
    rut = f"{body}::VARCHAR || '-' || CASE WHEN {rest} = 10 THEN 'K' ELSE {rest}::VARCHAR END"
    size = "CASE place[2] WHEN 'CLP' THEN 900000 WHEN 'COP' THEN 3500000 WHEN 'ARS' THEN 650000 ELSE 4200 END"
    money = "CASE WHEN place[2] = 'CLP' THEN printf('%d', {0}::BIGINT) ELSE replace(printf('%.2f', {0}), '.', ',') END"
    mobile = (
        "CASE place[1] WHEN 'CL' THEN '+56 98' || lpad((h % 10000000)::VARCHAR, 7, '2') WHEN 'CO' THEN '31' || lpad((h % "
        "100000000)::VARCHAR, "
        "8, '1') WHEN 'MX' THEN '55' || (20000000 + h % 70000000)::VARCHAR WHEN 'PE' THEN '9' || lpad((h % "
        "100000000)::VARCHAR, 8, '1') WHEN 'AR' "
        "THEN '11' || (20000000 + h % 49999999)::VARCHAR WHEN 'BR' THEN '119' || (60000000 + h % 39999999)::VARCHAR "
        "ELSE '212' || (2000000 + h % 7999999)::VARCHAR END"
    )
    document = (
        f"CASE place[1] WHEN 'CL' THEN {rut} WHEN 'CO' THEN (1900000000 + person)::VARCHAR WHEN 'PE' THEN (50000000 + person "
        f"% 8999999)::VARCHAR "
        "WHEN 'AR' THEN (20000000 + person % 60000000)::VARCHAR ELSE '' END"
    )
    people = f"greatest(1, ({rows} * 7) // 10)"
    base = (
        f"SELECT range AS n, CASE WHEN range < {people} THEN range ELSE (hash(range) % {people})::BIGINT END AS person, "
        f"random() AS u, "
        f"random() AS v, random() AS w FROM range({rows})"
    )
    known = (
        f"SELECT *, (hash(person * 7 + 1) % 1000000007)::BIGINT AS h, {_PLACES}[1 + (hash(person * 3 + 2) % 8)::INTEGER] AS "
        f"place, "
        "CASE WHEN v < 0.35 THEN 0 ELSE 1 + floor(-70 * ln(1 - w))::INTEGER END AS late FROM (" + base + ")"
    )
    owed = f"SELECT *, {size} * exp(0.8 * (u + v + w - 1.5) * 2) AS balance FROM ({known})"
    name = f"{_FIRST}[1 + h % 15] || ' ' || {_LAST}[1 + (h // 15) % 15] || ' ' || {_LAST}[1 + (h // 225) % 15]"
    overdue = "CASE WHEN late = 0 THEN 0 ELSE balance * least(1.0, 0.2 + late / 400.0) END"
    due = "strftime(DATE '2026-11-20' - late, '%d/%m/%Y')"
    cells = (
        "(40000000 + n)::VARCHAR",
        document,
        name,
        "place[1]",
        "['Tarjeta','Consumo','Automotriz','Hipotecario'][1 + (n % 4)::INTEGER]",
        "place[2]",
        "strftime(DATE '2025-06-01' - (late + (h % 2000)::INTEGER), '%d/%m/%Y')",
        f"CASE WHEN n % 997 = 0 THEN 'consultar' ELSE {money.format('balance')} END",
        money.format(f"({overdue})"),
        f"CASE WHEN n % 991 = 0 THEN '31/02/2026' ELSE {due} END",
        "replace(printf('%.2f', u), '.', ',')",
        "CASE WHEN late > 180 THEN 'Castigada' ELSE 'Vigente' END",
        f"CASE WHEN n % 101 = 0 THEN '12345' ELSE {mobile} END",
        "CASE WHEN v < 0.6 THEN 'persona.' || person || '@correo' || (h % 5) || '.example' ELSE '' END",
        "'Calle ' || (h % 900) || ' N° ' || (h % 4000)",
        "place[4]",
        "place[3]",
        "'Sucursal ' || (h % 40)",
    )
    named = ", ".join(f'{cell} AS "{name}"' for cell, name in zip(cells, HEADER.split(";"), strict=True))
    return f"SELECT {named} FROM ({owed})"
