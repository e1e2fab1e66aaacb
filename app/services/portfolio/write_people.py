"""The people of a load: new ones with their ids, and what a newer file says of those already there."""

from app.services.portfolio.row_sink import Sink

_PEOPLE = (
    *("id", "organisation_id", "country", "identity", "name", "zone", "subdivision", "city", "language", "since"),
    *("cares", "vulnerable", "updated_at"),
)
_SAID = ("name", "zone", "subdivision", "city", "language")


def people(sink: Sink, organisation_id: int, now: str) -> None:
    """Every new person in, by country and document; and the person of every row that had none yet, in `touched`."""
    con = sink.con
    found = con.execute("SELECT count(*) FROM fresh").fetchone()
    made = sink.ids("person", int(found[0]) if found else 0)
    con.execute(f"CREATE OR REPLACE TABLE born AS SELECT n, {made} AS id, r, country, identity, rows FROM fresh")
    con.execute(
        "CREATE OR REPLACE TABLE touched AS SELECT t.* REPLACE (coalesce(t.person_id, alone.id, shared.id) AS person_id) "
        "FROM touched t LEFT JOIN born alone ON t.lone AND t.person_id IS NULL AND alone.r = t.r AND alone.identity IS NULL "
        "LEFT JOIN (SELECT * FROM born WHERE identity IS NOT NULL) shared ON NOT t.lone AND t.person_id IS NULL "
        "AND shared.country = t.country AND shared.identity = t.identity"
    )
    con.execute(  # several rows of one person: what the first leaves out the next may say
        "CREATE OR REPLACE TABLE several AS SELECT b.n, min(good.since) AS since, "
        f"{', '.join(f'arg_min(good.{name}, good.r) AS {name}' for name in _SAID)} "
        "FROM born b JOIN touched t ON t.person_id = b.id JOIN good ON good.r = t.r WHERE b.rows > 1 GROUP BY b.n"
    )
    said = ", ".join(f"coalesce(s.{name}, good.{name})" for name in (*_SAID, "since"))
    wanted = (
        f"SELECT b.id, {organisation_id}, b.country, b.identity, {said}, '[]', {'false' if sink.postgres else '0'}, '{now}' "
        "FROM born b JOIN good ON good.r = b.r LEFT JOIN several s ON s.n = b.n ORDER BY b.n"
    )
    sink.insert("person", _PEOPLE, wanted)


def change_people(sink: Sink, now: str) -> None:
    """What a newer file says of people already there; what it does not say stays."""
    columns = ("identity", "zone", "subdivision", "city", "since", "name", "updated_at")
    wanted = (
        "SELECT max(t.identity), arg_min(good.zone, t.r), arg_min(good.subdivision, t.r), arg_min(good.city, t.r), "
        f"min(good.since), arg_min(good.name, t.r), '{now}', t.person_id FROM touched t JOIN was_person p ON p.id = t.person_id "
        "JOIN good ON good.r = t.r GROUP BY t.person_id"
    )
    sink.update("person", columns, wanted, "coalesce({1}, {0})")
