"""The last transaction again, where the journal has it and the database has not."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Table

from studydesk.errors import WorkDamaged
from studydesk.store.journal import keys_of, last_number, number_of
from studydesk.store.records import Change
from studydesk.store.replaying import read_journal


def catch_up(connection: sqlite3.Connection, folder: Path, tables: Sequence[Table]) -> None:
    """Do what the journal tells of the transaction after the database's last; nothing where it tells of none.

    It was committed and then lost, or cut off just before: nobody knows which, and doing it loses nothing. Into an open
    write transaction.

    Raises:
        WorkDamaged: the journal tells of more than that, or not all of it: only a rescue can tell what is missing.
    """
    number = number_of(connection) + 1
    if last_number(folder) > number:
        raise WorkDamaged("work.db", ())
    following = [record for record in read_journal(folder).records if record.number == number]
    if not following:
        return
    if following[0].heading is not None:
        raise WorkDamaged("work.db", ())
    by_name = {str(table.name): table for table in tables}
    try:
        for change in following[0].changes:
            _do(connection, by_name[change.table], change)
    except (KeyError, sqlite3.IntegrityError) as error:  # it followed upon other rows than these
        raise WorkDamaged("work.db", ()) from error
    connection.execute(f"PRAGMA user_version = {number}")


def _do(connection: sqlite3.Connection, table: Table, change: Change) -> None:
    keys = keys_of(table)
    if change.is_gone:
        where = " AND ".join(f'"{key}" = :{key}' for key in keys)
        connection.execute(f"DELETE FROM main.{table.name} WHERE {where}", dict(change.row))
        return
    names = [str(column.name) for column in table.columns if column.name in change.row]
    kept = ", ".join(f'"{name}" = excluded."{name}"' for name in names)
    connection.execute(
        f"INSERT INTO main.{table.name} ({_listed(names)}) VALUES ({', '.join(f':{name}' for name in names)}) "
        f"ON CONFLICT ({_listed(keys)}) DO UPDATE SET {kept}",  # no REPLACE: that removes the row, and what hangs on it
        dict(change.row),
    )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
