"""Alembic runs this file: the connection comes from `store.migration.upgrade`, which also owns the transaction."""

from alembic import context

# SQLite's DDL is transactional; Alembic does not assume it. With it a half-done upgrade cannot exist.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
