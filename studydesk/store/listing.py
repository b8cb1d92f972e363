"""Bringing what the site lists of files into the library, without losing what is already on this computer."""

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

from sqlalchemy import Row, bindparam, delete, insert, select, update

from studydesk.domain.changes import Subject
from studydesk.domain.courses import Media, RemoteFile, media
from studydesk.domain.downloads import FILE_MOVES, FileEvent, FileState
from studydesk.domain.ids import AccountId, ActivityId, CourseId, DiscussionId
from studydesk.store import search
from studydesk.store.database import Writer
from studydesk.store.removal import DISCUSSION, remove_files
from studydesk.store.rows import IDS_PER_STATEMENT
from studydesk.store.schema import file as table
from studydesk.store.schema import part
from studydesk.store.search import Entry, HitKind

_TOKEN = re.compile(r"/tokenpluginfile\.php/[^/]+")
FileRow = Row[*tuple[Any, ...]]
Slot = tuple[int, str]  # activity, and what names a file there through all its versions

_NAMED = ("url", "name", "path", "size_bytes", "mime", "is_generated", "modified_at", "position", "title")
_TOLD = (*_NAMED, "media", "course")


def address_of(url: str) -> str:
    """Return what all spellings of a file's address share: no query, no webservice part, no escapes, no token."""
    parts = urlsplit(url)
    path = parts.path.replace("/webservice/pluginfile.php", "/pluginfile.php")
    path = _TOKEN.sub("/pluginfile.php", path)
    return f"{parts.netloc.lower()}{unquote(path)}"


def put_contents_files(
    w: Writer,
    account: AccountId,
    course: CourseId,
    files: Sequence[RemoteFile],
    activities: Collection[ActivityId] | None = None,
) -> None:
    """Make these the files that the contents of a course list; with `activities`, only of these."""
    where = [table.c.account == account, table.c.course == course, table.c.owner == ""]
    if activities is not None:
        where.append(table.c.activity.in_(activities))
    kept = w.execute(select(table).where(*where))
    _reconcile(w, account, course, "", kept.all(), _by_slot(files, extra=False))


def put_extra_files(
    w: Writer, account: AccountId, course: CourseId, activity: ActivityId, owner: str, files: Sequence[RemoteFile]
) -> None:
    """Make these the files of `owner` in an activity."""
    mine = (table.c.account == account, table.c.activity == activity, table.c.owner == owner)
    _reconcile(w, account, course, owner, w.execute(select(table).where(*mine)).all(), _by_slot(files, extra=True))


def _by_slot(files: Sequence[RemoteFile], *, extra: bool) -> dict[Slot, RemoteFile]:
    """Return the files by slot: folder and name; two of the same name are numbered, extra ones go by address."""
    seen: Counter[Slot] = Counter()
    found: dict[Slot, RemoteFile] = {}
    for file in files:
        slot = (int(file.activity), address_of(file.url) if extra else f"{file.path}{file.name}")
        seen[slot] += 1
        found[slot if seen[slot] == 1 else (slot[0], f"{slot[1]}#{seen[slot]}")] = file
    return found


def _reconcile(
    w: Writer, account: AccountId, course: CourseId, owner: str, kept: Sequence[FileRow], wanted: dict[Slot, RemoteFile]
) -> None:
    rows = {(row.activity, row.slot): row for row in kept}
    new = [slot for slot in wanted if slot not in rows]
    gone = [row.key for slot, row in rows.items() if slot not in wanted]
    told = {slot: _told(course, file) for slot, file in wanted.items()}
    changed = [slot for slot in wanted if slot in rows and any(getattr(rows[slot], n) != told[slot][n] for n in _TOLD)]
    if not (new or gone or changed):
        return
    w.changed(Subject.FILES, account)
    for start in range(0, len(gone), IDS_PER_STATEMENT):
        remove_files(w, account, table.c.key.in_(gone[start : start + IDS_PER_STATEMENT]))
    if new:
        fixed = {"account": account, "owner": owner, "state": FileState.ABSENT, "done_bytes": 0}
        w.execute(insert(table), [{"activity": s[0], "slot": s[1], **fixed, **told[s]} for s in new])
    _update(w, [(rows[slot], told[slot]) for slot in changed])
    _index(w, account, course, owner, {*new, *changed})


def _told(course: CourseId, file: RemoteFile) -> dict[str, Any]:
    """Return the columns the site decides on."""
    known = {name: getattr(file, name) for name in _NAMED}
    return known | {"course": course, "media": _media(file), "address": address_of(file.url)}


def _media(file: RemoteFile) -> Media:
    return Media.TEXT if file.is_generated else media(file.name, file.mime)


def _is_other_version(row: FileRow, told: dict[str, Any]) -> bool:
    """Whether the bytes may differ: another time or size; where no time is told, another address."""
    if (row.modified_at, row.size_bytes) != (told["modified_at"], told["size_bytes"]):
        return True
    return told["modified_at"] is None and bool(row.address != told["address"])


def _update(w: Writer, changes: Sequence[tuple[FileRow, dict[str, Any]]]) -> None:
    """Write what the site says now; a new version makes PRESENT bytes STALE and sends a transfer back to its start."""
    other = [row.key for row, told in changes if _is_other_version(row, told)]
    for start in range(0, len(other), IDS_PER_STATEMENT):
        w.execute(delete(part).where(part.c.key.in_(other[start : start + IDS_PER_STATEMENT])))
    new = set(other)
    values = [
        {
            **told,
            "of": row.key,
            "state": _after_change(row.state) if row.key in new else row.state,
            "done_bytes": 0 if row.key in new else row.done_bytes,
        }
        for row, told in changes
    ]
    if values:
        names = [name for name in values[0] if name != "of"]
        w.execute(update(table).where(table.c.key == bindparam("of")).values({n: bindparam(n) for n in names}), values)


def _after_change(state: FileState) -> FileState:
    """Return where a file stands once the site has another version. A running transfer is of the old one: it ends."""
    event = FileEvent.INTERRUPTED if state is FileState.RUNNING else FileEvent.CHANGED
    return FILE_MOVES.get((state, event), state)


def _index(w: Writer, account: AccountId, course: CourseId, owner: str, slots: set[Slot]) -> None:
    """Make the files of these slots findable by name."""
    discussion = DiscussionId(int(owner.removeprefix(DISCUSSION))) if owner.startswith(DISCUSSION) else None
    query = select(table.c.key, table.c.activity, table.c.slot, table.c.name, table.c.title)
    found = w.execute(query.where(table.c.account == account, table.c.course == course, table.c.owner == owner))
    entries = [
        Entry(HitKind.FILE, str(key), course, title or name, name, ActivityId(activity), discussion, file_key=key)
        for key, activity, slot, name, title in found
        if (activity, slot) in slots
    ]
    search.index(w, account, entries)
