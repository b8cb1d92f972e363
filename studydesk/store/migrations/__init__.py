"""Alembic environments of the two databases, run in-process by `store.migration`."""
