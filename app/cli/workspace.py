"""`trasluz db upgrade` and `trasluz users create`, `trasluz users password`."""

import click

from app.cli.speaking import About, SpokenGroup, command, option, say

DB = SpokenGroup("db")
DB.about = About("La base de datos.", "The database.", "trasluz db upgrade")
USERS = SpokenGroup("users")
USERS.about = About("Personas que entran a la aplicación.", "People who sign in.", "trasluz users create --help")


@command(
    "upgrade",
    About(
        "Lleva la base de datos a la última migración.",
        "Brings the database to the newest migration.",
        "TRASLUZ_DATABASE_URL=postgresql://… trasluz db upgrade",
    ),
)
def upgrade() -> int:
    """The newest migration."""
    from app.migrations.runner import upgrade as migrate
    from app.settings import Settings
    from app.wiring import open_database

    with open_database(Settings.from_env()) as database:
        migrate(database)
    say("La base de datos está al día.", "The database is up to date.")
    return 0


@command(
    "create",
    About(
        "Crea una persona. Sin --password la pide dos veces.",
        "Makes a person. Without --password it is asked twice.",
        "trasluz users create --name 'Ana Rojas' --email ana@cliente.example --role admin",
    ),
)
@option("--name", required=True, es="Nombre.", en="Name.")
@option("--email", required=True, es="Correo con que entra.", en="E-mail to sign in with.")
@option(
    "--role",
    required=True,
    es="admin, auditor, qa, supervisor, executive, manager, agent o vendor.",
    en="admin, auditor, qa, supervisor, executive, manager, agent or vendor.",
)
@option("--password", es="Contraseña, 12 letras o más.", en="Password, 12 letters or more.")
@option("--organisation", default="Trasluz", show_default=True, es="Cliente al que pertenece.", en="Client they belong to.")
@option("--vendor", default="", es="Proveedor, si la función es vendor.", en="Vendor, if the role is vendor.")
def create(name: str, email: str, role: str, password: str | None, organisation: str, vendor: str) -> int:
    """A person who may sign in."""
    from datetime import UTC, datetime

    from app.migrations.runner import upgrade as migrate
    from app.services.users import NewUser, first_admin
    from app.settings import Settings
    from app.wiring import open_database

    secret = password or click.prompt("Contraseña / Password", hide_input=True, confirmation_prompt=True)
    with open_database(Settings.from_env()) as database:
        migrate(database)
        with database.writing() as session:
            user = first_admin(session, organisation, NewUser(name, email, role, secret, vendor), datetime.now(UTC))
    say(f"{user.email} puede entrar como {role}.", f"{user.email} can sign in as {role}.")
    return 0


@command(
    "password",
    About(
        "Da una contraseña nueva a quien olvidó la suya y cierra sus sesiones. Sin --ask la inventa y la muestra una vez.",
        "Gives a new password to who forgot theirs and ends their sessions. Without --ask it makes one and shows it once.",
        "trasluz users password ana@cliente.example",
    ),
)
@click.argument("email")
@option("--ask", is_flag=True, es="La pide dos veces en vez de inventarla.", en="Asks for it twice instead of making one.")
def password(email: str, ask: bool) -> int:
    """A password that opens the way to choose another."""
    from datetime import UTC, datetime

    from app.migrations.runner import upgrade as migrate
    from app.services.new_password import reset_by_address
    from app.settings import Settings
    from app.wiring import open_database

    asked = click.prompt("Contraseña / Password", hide_input=True, confirmation_prompt=True) if ask else None
    with open_database(Settings.from_env()) as database:
        migrate(database)
        with database.writing() as session:
            user, text = reset_by_address(session, email, asked, datetime.now(UTC))
    say(
        f"{user.email} tiene contraseña nueva; al entrar elegirá otra. Sus sesiones se cerraron.",
        f"{user.email} has a new password and will choose another on signing in. Their sessions have ended.",
    )
    if asked is None:
        click.echo(text)
    return 0


def add_to(group: click.Group) -> None:
    """Add what is here to the group."""
    DB.add_command(upgrade)
    USERS.add_command(create)
    USERS.add_command(password)
    group.add_command(DB)
    group.add_command(USERS)
