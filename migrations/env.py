"""Run migrations on the connection handed in by ``desktop.storage.migrations``; there is no other way to run them."""

from alembic import context

from desktop.models import Base

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
context.run_migrations()
