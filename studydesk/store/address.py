"""A site that has another address now: what the library knows of it goes along, so that nothing is fetched again."""

from sqlalchemy import Column, ColumnElement, Table, func, select, type_coerce, update
from sqlalchemy.types import Text

from studydesk.domain.changes import Subject
from studydesk.domain.ids import AccountId
from studydesk.store import schema
from studydesk.store.database import Writer
from studydesk.store.listing import address_of

_SHOWN = (Subject.COURSES, Subject.FILES, Subject.FORUMS, Subject.ASSIGNMENTS, Subject.EVENTS)
# Where addresses stand: by themselves, in what teachers and learners wrote, and in lists of files.
_HOLDS = ("url", "html", "files", "address")


def move_site(w: Writer, account: AccountId, old: str, new: str) -> None:
    """Replace the address of an account's site by its new one wherever it stands; both without a trailing slash."""
    before, after = f"{old}/", f"{new}/"
    _move_slots(w, account, before, after)
    files = select(schema.file.c.key).where(schema.file.c.account == account)
    _replace(w, schema.part.c.url, schema.part.c.key.in_(files), before, after)
    for table in schema.library.tables.values():
        if "account" not in table.c:
            continue
        for column in _columns(table):
            _replace(w, column, table.c.account == account, before, after)
    for subject in _SHOWN:
        w.changed(subject, account)


def _columns(table: Table) -> list[Column[str]]:
    found = [column for column in table.c if column.name.rpartition("_")[2] in _HOLDS and not column.primary_key]
    return [column for column in found if table is not schema.file or column.name == "url"]


def _replace(w: Writer, column: Column[str], where: ColumnElement[bool], before: str, after: str) -> None:
    """Replace within a column as it is stored: lists of files are JSON, in which an address stands as it is."""
    stored = type_coerce(column, Text)
    moved = type_coerce(func.replace(stored, before, after), column.type)
    w.execute(update(column.table).where(where, func.instr(stored, before) > 0).values({column: moved}))


def _move_slots(w: Writer, account: AccountId, before: str, after: str) -> None:
    """Let files keep their rows: what names a file of a discussion or an assignment is its address."""
    table = schema.file
    rows = w.execute(select(table.c.key, table.c.owner, table.c.slot, table.c.url).where(table.c.account == account))
    for key, owner, slot, url in rows.all():
        if not url.startswith(before):
            continue
        known, now = address_of(url), address_of(f"{after}{url.removeprefix(before)}")
        own = f"{now}{slot.removeprefix(known)}" if owner and slot.startswith(known) else slot
        w.execute(update(table).where(table.c.key == key).values(address=now, slot=own))
