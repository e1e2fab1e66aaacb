"""Who asks: given to every query and service as a parameter, never looked up deep inside."""

from dataclasses import dataclass

from app.queries.rows import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person, or an API client (`user_id` None, role auditor). Sees one organisation; a vendor only itself."""

    user_id: int | None
    name: str
    organisation_id: int
    role: Role
    vendor_id: int | None = None


UPLOADERS = frozenset({Role.ADMIN, Role.AUDITOR})
REVIEWERS = frozenset({Role.ADMIN, Role.AUDITOR, Role.QA})
LISTENERS = frozenset({Role.ADMIN, Role.AUDITOR, Role.QA, Role.SUPERVISOR})
ORIGINAL_LISTENERS = frozenset({Role.ADMIN, Role.AUDITOR})
SEALERS = frozenset({Role.ADMIN, Role.AUDITOR})
STAFF = frozenset(set(Role) - {Role.VENDOR, Role.AGENT, Role.MANAGER})
EVERYONE = frozenset(Role)
ADMINS = frozenset({Role.ADMIN})
EVIDENCE_READERS = frozenset({Role.ADMIN, Role.AUDITOR, Role.EXECUTIVE})
VENDORS = frozenset({Role.VENDOR})
WAVE_KEEPERS = frozenset({Role.ADMIN, Role.AUDITOR})
MANAGERS = frozenset({Role.ADMIN, Role.MANAGER})
COLLECTORS = frozenset({Role.AGENT, Role.MANAGER})
KPI_READERS = frozenset({Role.ADMIN, Role.AUDITOR, Role.SUPERVISOR, Role.EXECUTIVE, Role.MANAGER})
SCORECARD_READERS = frozenset({Role.ADMIN, Role.AUDITOR, Role.EXECUTIVE})
LEVEL_WRITERS = frozenset({Role.ADMIN, Role.AUDITOR, Role.MANAGER})
BALANCE_DECIDERS = frozenset({Role.ADMIN, Role.EXECUTIVE})
LEADS = frozenset({Role.ADMIN, Role.AUDITOR})
"""Who knows which calls have known marks; a QA analyst never does."""
COACHES = frozenset({Role.ADMIN, Role.SUPERVISOR})
TEAM_READERS = frozenset({Role.ADMIN, Role.AUDITOR, Role.QA, Role.SUPERVISOR})
AGENTS = frozenset({Role.AGENT})
PRACTISERS = frozenset({Role.ADMIN, Role.SUPERVISOR, Role.AGENT})
FLOOR_WATCHERS = frozenset({Role.ADMIN, Role.AUDITOR, Role.SUPERVISOR})


def directs(actor: Actor) -> bool:
    """Whether they run the operation: a manager, or the client's own program by its key, which stands for one."""
    return actor.role in MANAGERS or (actor.user_id is None and actor.role is Role.AUDITOR)
