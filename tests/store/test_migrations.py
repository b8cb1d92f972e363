"""Upgrading: the scripts lead to what the models say, in one step or not at all."""

import re
import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from studydesk.paths import Paths
from studydesk.store import migration, opening, outbox
from studydesk.store.database import Database
from studydesk.store.migration import LIBRARY, WORK, Line
from tests.store import values as v
from tests.store.conftest import NOW
from tests.store.values import ANA

LINES = {"library": LIBRARY, "work": WORK}


def structure(path: Path) -> dict[str, object]:
    """Return a database's tables, indexes, checks and triggers as values that do not depend on how SQL is laid out."""
    connection = sqlite3.connect(path)
    found: dict[str, object] = {}
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name"):
        plain = re.sub(r"[\s\"]+", "", sql or "").lower()
        if kind != "table" or "virtual" in plain:
            found[f"{kind} {name}"] = plain
            continue
        columns = sorted(row[1:] for row in connection.execute(f"PRAGMA table_xinfo({name})"))
        checks = sorted(re.findall(r"constraint\w+check\(.*?\)\)", plain))
        keys = sorted(row[2:] for row in connection.execute(f"PRAGMA foreign_key_list({name})"))
        indexes = sorted(row[1:] for row in connection.execute(f"PRAGMA index_list({name})"))
        found[f"table {name}"] = (columns, checks, keys, indexes, "autoincrement" in plain)
    connection.close()
    found.pop("table alembic_version")
    found.pop("index sqlite_autoindex_alembic_version_1", None)
    return found


@pytest.mark.parametrize("name", LINES)
def test_the_scripts_lead_to_the_schema_of_the_models(tmp_path: Path, name: str) -> None:
    made, migrated = Database(tmp_path / "made.db", durable=False), Database(tmp_path / "migrated.db", durable=False)
    migration.make(made, LINES[name])
    migration.upgrade(migrated, LINES[name])
    assert migration.version(made) == migration.version(migrated) == LINES[name].head
    assert structure(made.path) == structure(migrated.path)
    assert len(structure(made.path)) > 5
    made.close()
    migrated.close()


@pytest.mark.parametrize("name", LINES)
def test_the_known_revisions_are_those_of_the_scripts(name: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(LINES[name].scripts))
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    assert tuple(script.revision for script in reversed(scripts)) == LINES[name].revisions


@pytest.mark.parametrize("change", ["ALTER TABLE draft ADD COLUMN extra_2 TEXT", "DROP INDEX outbox_by_state"])
def test_a_schema_that_differs_would_be_seen(tmp_path: Path, change: str) -> None:
    made = Database(tmp_path / "made.db", durable=False)
    migration.make(made, WORK)
    before = structure(made.path)
    with made.write() as w:
        w.connection.exec_driver_sql(change)
    assert structure(made.path) != before
    made.close()


SECOND = """
from alembic import op

revision = "work_3"
down_revision = "work_2"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE draft ADD COLUMN mood TEXT")
    op.execute("{more}")
"""


def next_release(tmp_path: Path, more: str) -> Line:
    """Return the work database's line as of a release with one more revision."""
    scripts = tmp_path / "with 100% odd name" / "work"
    shutil.copytree(WORK.scripts, scripts, ignore=shutil.ignore_patterns("__pycache__"))
    (scripts / "versions" / "work_3.py").write_text(SECOND.replace("{more}", more))
    return Line(WORK.metadata, (*WORK.revisions, "work_3"), scripts)


def columns(path: Path) -> set[str]:
    connection = sqlite3.connect(path)
    names = {row[1] for row in connection.execute("PRAGMA table_info(draft)")}
    connection.close()
    return names


def test_an_older_profile_is_copied_and_upgraded_when_opened(
    home: Paths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opening.open_store(home, now=NOW)
    with store.work.write() as w:
        outbox.add(w, v.item("x"))
    store.close()
    # The release of tomorrow: there is only one revision yet to upgrade from.
    monkeypatch.setattr(opening, "WORK", next_release(tmp_path, "UPDATE draft SET mood = 'calm'"))
    later = opening.open_store(home, now=NOW)
    with later.work.read() as r:
        assert outbox.items(r, ANA) == [v.item("x")]
    later.close()
    assert "mood" in columns(home.work)
    assert "mood" not in columns(home.backups / "upgrade-work_2.db")
    again = opening.open_store(home, now=NOW)
    again.close()


def test_an_upgrade_that_fails_half_way_leaves_the_old_schema(tmp_path: Path) -> None:
    work = Database(tmp_path / "work.db", durable=True)
    migration.make(work, WORK)
    before = structure(work.path)
    with pytest.raises(Exception, match="no such table"):
        migration.upgrade(work, next_release(tmp_path, "UPDATE absent SET x = 1"))
    assert structure(work.path) == before
    assert migration.version(work) == "work_2"
    work.close()


def test_a_profile_made_by_two_processes_at_once_is_made_once(tmp_path: Path) -> None:
    one, two = Database(tmp_path / "x.db", durable=False), Database(tmp_path / "x.db", durable=False)
    migration.make(one, WORK)
    migration.make(two, WORK)
    one.check()
    one.close()
    two.close()
