"""Alembic's door into our migrations: it runs on the connection that `storage.migrate` opened."""

from alembic import context

from storage.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    keys=context.config.attributes["keys"],
)
with context.begin_transaction():
    context.run_migrations()
