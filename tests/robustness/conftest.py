"""The fixtures of the application's tests, lent to these."""

from tests.app.conftest import database, migrated, quick_passwords, settings, signed_in, site, world

__all__ = ["database", "migrated", "quick_passwords", "settings", "signed_in", "site", "world"]
