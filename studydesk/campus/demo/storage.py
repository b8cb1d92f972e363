"""The campus' file areas: rows that name contents, and contents on disk under their SHA-1."""

import hashlib
import mimetypes
import os
import shutil
import sqlite3
import uuid
from dataclasses import dataclass
from pathlib import Path

from studydesk.campus.demo.database import Database

_CHUNK = 1 << 20
# Python's own table differs between systems (the Windows registry, /etc/mime.types); these are Moodle's.
_MIME = {
    "md": "text/plain", "txt": "text/plain", "csv": "text/csv", "vtt": "text/vtt", "html": "text/html",
    "pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif",
    "svg": "image/svg+xml", "webp": "image/webp", "mp4": "video/mp4", "webm": "video/webm", "mp3": "audio/mp3",
    "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg", "m4a": "audio/mp4", "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Area:
    """Where files lie: Moodle's context, component, file area and item."""

    context: int
    component: str
    name: str
    itemid: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A content on disk."""

    sha1: str
    size: int


def mime_type(name: str) -> str:
    """Return the type that Moodle would give a file of this name."""
    extension = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return _MIME.get(extension) or mimetypes.guess_type(name)[0] or "document/unknown"


def icon(mime: str) -> str:
    """Return the name of Moodle's icon for a type, as in `"icon": "f/pdf"`."""
    if mime == "application/pdf":
        return "f/pdf"
    major = mime.split("/")[0]
    return f"f/{major}" if major in ("image", "video", "audio", "text") else "f/unknown"


class Storage:
    """Files of the campus: contents in `folder`, rows in the database."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def temporary(self) -> Path:
        """Return a path of its own for something that is still arriving."""
        return self._folder / f"incoming-{uuid.uuid4().hex}"

    def content(self, sha1: str) -> Path:
        """Return where a content lies."""
        return self._folder / sha1

    def take(self, path: Path) -> Stored:
        """Move a finished file in, and return its content."""
        stored = _measured(path)
        os.replace(path, self.content(stored.sha1))
        return stored

    def copy(self, path: Path) -> Stored:
        """Copy a file of the content folder in, and return its content."""
        stored = _measured(path)
        if not self.content(stored.sha1).exists():
            arriving = self.temporary()
            shutil.copyfile(path, arriving)
            os.replace(arriving, self.content(stored.sha1))
        return stored

    def keep(self, content: bytes) -> Stored:
        """Store bytes, and return their content."""
        arriving = self.temporary()
        arriving.write_bytes(content)
        return self.take(arriving)

    def add(
        self, area: Area, name: str, stored: Stored, *, now: int, author: str, owner: int, path: str = "/",
        license_name: str = "cc", sortorder: int = 0,
    ) -> int:  # fmt: skip
        """Put a file into an area (replacing one of the same name) and return its id."""
        self.remove(area, path, name)
        return self._database.run(
            "INSERT INTO file (context, component, area, itemid, path, name, size, sha1, mime, author, owner, license,"
            " sortorder, created, modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            area.context, area.component, area.name, area.itemid, path, name, stored.size, stored.sha1, mime_type(name),
            author, owner, license_name, sortorder, now, now,
        )  # fmt: skip

    def files(self, area: Area) -> list[sqlite3.Row]:
        """Return the files of an area: the main file first, then in the order they came."""
        return self._database.rows(
            "SELECT * FROM file WHERE context = ? AND component = ? AND area = ? AND itemid = ?"
            " ORDER BY sortorder DESC, id",
            area.context, area.component, area.name, area.itemid,
        )  # fmt: skip

    def find(self, area: Area, path: str, name: str) -> sqlite3.Row | None:
        """Return one file of an area, or None."""
        return self._database.row(
            "SELECT * FROM file WHERE context = ? AND component = ? AND area = ? AND itemid = ?"
            " AND path = ? AND name = ?",
            area.context, area.component, area.name, area.itemid, path, name,
        )  # fmt: skip

    def remove(self, area: Area, path: str, name: str) -> bool:
        """Take a file out of an area and return whether it was there; its content stays on disk."""
        found = self.find(area, path, name)
        if found is not None:
            self._database.run("DELETE FROM file WHERE id = ?", found["id"])
        return found is not None

    def clear(self, area: Area) -> None:
        """Take every file out of an area."""
        for file in self.files(area):
            self._database.run("DELETE FROM file WHERE id = ?", file["id"])

    def copy_area(self, source: Area, target: Area, *, now: int, most: int = -1, max_bytes: int = 0) -> list[int]:
        """Make `target` hold what `source` holds, and return the new ids.

        Files over `max_bytes` (0: no limit) and those beyond the first `most` (-1: no limit) are dropped without a
        word, as Moodle does (file_save_draft_area_files).
        """
        self.clear(target)
        made: list[int] = []
        for file in self.files(source):
            if (max_bytes and file["size"] > max_bytes) or (most != -1 and len(made) >= most):
                continue
            stored = Stored(file["sha1"], file["size"])
            made.append(
                self.add(
                    target,
                    file["name"],
                    stored,
                    now=now,
                    author=file["author"],
                    owner=file["owner"],
                    path=file["path"],
                    license_name=file["license"],
                )
            )
        return made


def _measured(path: Path) -> Stored:
    digest = hashlib.sha1(usedforsecurity=False)
    size = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Stored(digest.hexdigest(), size)
