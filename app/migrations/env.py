"""Alembic's entry: migrates the connection that `app.migrations.runner` hands over."""

from alembic import context

from app.migrations.drift import ours
from app.models import Table

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True, include_object=ours)
with context.begin_transaction():
    context.run_migrations()
