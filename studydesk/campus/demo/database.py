"""The campus' own SQLite file: one connection, one writer at a time, a transaction per web-service function."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE site (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE person (id INTEGER PRIMARY KEY, key TEXT UNIQUE, username TEXT UNIQUE, password TEXT, first_name TEXT,
  last_name TEXT, role TEXT, suspended INTEGER NOT NULL DEFAULT 0, access_key TEXT);
CREATE TABLE token (token TEXT PRIMARY KEY, person INTEGER NOT NULL, expires INTEGER NOT NULL);
CREATE TABLE context (id INTEGER PRIMARY KEY AUTOINCREMENT, level INTEGER NOT NULL, instance INTEGER NOT NULL,
  UNIQUE (level, instance));
CREATE TABLE course (id INTEGER PRIMARY KEY, key TEXT UNIQUE, short_name TEXT, full_name TEXT, summary TEXT,
  starts INTEGER, ends INTEGER, context INTEGER, modified INTEGER);
CREATE TABLE enrolment (course INTEGER, person INTEGER, PRIMARY KEY (course, person)) WITHOUT ROWID;
CREATE TABLE section (id INTEGER PRIMARY KEY AUTOINCREMENT, course INTEGER, number INTEGER, title TEXT, summary TEXT);
CREATE INDEX section_course ON section (course, number);
CREATE TABLE activity (id INTEGER PRIMARY KEY AUTOINCREMENT, course INTEGER, section INTEGER, position INTEGER,
  key TEXT, kind TEXT, instance INTEGER, context INTEGER, title TEXT, intro TEXT, completion INTEGER,
  restriction TEXT, opened_by INTEGER, hidden INTEGER, revision INTEGER NOT NULL DEFAULT 0,
  body TEXT NOT NULL DEFAULT '', settings TEXT NOT NULL, created INTEGER, modified INTEGER, UNIQUE (kind, instance));
CREATE INDEX activity_course ON activity (course, section, position);
CREATE TABLE chapter (id INTEGER PRIMARY KEY AUTOINCREMENT, activity INTEGER, number INTEGER, title TEXT, sub INTEGER,
  body TEXT, modified INTEGER);
CREATE INDEX chapter_activity ON chapter (activity, number);
CREATE TABLE file (id INTEGER PRIMARY KEY AUTOINCREMENT, context INTEGER, component TEXT, area TEXT, itemid INTEGER,
  path TEXT, name TEXT, size INTEGER, sha1 TEXT, mime TEXT, author TEXT, owner INTEGER, license TEXT,
  sortorder INTEGER NOT NULL DEFAULT 0, created INTEGER, modified INTEGER,
  UNIQUE (context, component, area, itemid, path, name));
CREATE TABLE discussion (id INTEGER PRIMARY KEY AUTOINCREMENT, forum INTEGER, first_post INTEGER, title TEXT,
  person INTEGER, pinned INTEGER, locked INTEGER, modified INTEGER, modified_by INTEGER);
CREATE INDEX discussion_forum ON discussion (forum, modified);
CREATE TABLE post (id INTEGER PRIMARY KEY AUTOINCREMENT, discussion INTEGER, parent INTEGER, person INTEGER,
  subject TEXT, message TEXT, created INTEGER, modified INTEGER);
CREATE INDEX post_discussion ON post (discussion, created);
CREATE INDEX post_modified ON post (modified);
CREATE TABLE submission (id INTEGER PRIMARY KEY AUTOINCREMENT, assign INTEGER, person INTEGER, status TEXT, text TEXT,
  created INTEGER, modified INTEGER, UNIQUE (assign, person));
CREATE TABLE grade (id INTEGER PRIMARY KEY AUTOINCREMENT, assign INTEGER, person INTEGER, grader INTEGER, grade REAL,
  feedback TEXT, created INTEGER, modified INTEGER, UNIQUE (assign, person));
CREATE TABLE grade_item (id INTEGER PRIMARY KEY AUTOINCREMENT, course INTEGER, activity INTEGER);
CREATE TABLE completion (activity INTEGER, person INTEGER, state INTEGER, modified INTEGER,
  PRIMARY KEY (activity, person)) WITHOUT ROWID;
CREATE TABLE viewed (activity INTEGER, person INTEGER, PRIMARY KEY (activity, person)) WITHOUT ROWID;
CREATE TABLE event (id INTEGER PRIMARY KEY AUTOINCREMENT, course INTEGER, person INTEGER, activity INTEGER, name TEXT,
  description TEXT, starts INTEGER, duration INTEGER, modified INTEGER);
"""


class Database:
    """The campus' rows. Every use holds one lock: the campus is small, and order is part of what it promises."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")

    def is_empty(self) -> bool:
        """Return whether the campus has not been born yet."""
        return self.row("SELECT 1 FROM sqlite_master WHERE name = 'site'") is None

    def create(self) -> None:
        """Make the tables, inside the caller's transaction."""
        for statement in _SCHEMA.split(";"):
            if statement.strip():
                self._connection.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Keep everything done inside, or nothing of it if it raises."""
        with self._lock:
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, sql: str, *values: Any, **named: Any) -> list[sqlite3.Row]:
        """Return all rows of a query; its values are given in order or by name."""
        with self._lock:
            return self._connection.execute(sql, named or values).fetchall()

    def row(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """Return the first row of a query, or None."""
        with self._lock:
            found: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
            return found

    def value(self, sql: str, *values: Any) -> Any:
        """Return the first column of the first row, or None."""
        found = self.row(sql, *values)
        return None if found is None else found[0]

    def run(self, sql: str, *values: Any) -> int:
        """Execute a statement and return the id of the row it inserted (or the last one before)."""
        with self._lock:
            return self._connection.execute(sql, values).lastrowid or 0

    def context(self, level: int, instance: int) -> int:
        """Return the id of the context of a person (30), a course (50) or an activity (70), made if it is new."""
        self.run("INSERT OR IGNORE INTO context (level, instance) VALUES (?, ?)", level, instance)
        return int(self.value("SELECT id FROM context WHERE level = ? AND instance = ?", level, instance))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


PERSON, COURSE, MODULE = 30, 50, 70
