"""Making and upgrading a database's tables. Alembic is imported only when there is something to upgrade."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import MetaData, text
from sqlalchemy.exc import DBAPIError

from studydesk.errors import Corrupt, DatabaseTooNew
from studydesk.store import schema, work_schema
from studydesk.store.database import Database

_SCRIPTS = Path(__file__).parent / "migrations"


@dataclass(frozen=True)
class Line:
    """The versions of one kind of database.

    Attributes:
        revisions: Alembic's names of every released schema, oldest first; the last is the one `metadata` describes.
        scripts: the folder of its Alembic environment.
    """

    metadata: MetaData
    revisions: tuple[str, ...]
    scripts: Path

    @property
    def head(self) -> str:
        """The version this program reads and writes."""
        return self.revisions[-1]


LIBRARY = Line(schema.library, ("library_1", "library_2"), _SCRIPTS / "library")
WORK = Line(work_schema.work, ("work_1", "work_2"), _SCRIPTS / "work")


def version(database: Database) -> str | None:
    """Return the schema version in a database, None when there are no tables in it yet. One cheap query.

    Raises:
        Corrupt: there are tables, but not this program's.
    """
    with database.read() as r:
        tables = set(r.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars())
        if not tables:
            return None
        if "alembic_version" not in tables:
            raise Corrupt(database.path.name)
        found = r.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        if len(found) != 1:
            raise Corrupt(database.path.name)
        return str(found[0])


def is_outdated(database: Database, line: Line) -> bool:
    """Whether a database has an older schema than this program's. Raises DatabaseTooNew when it is not a known one."""
    found = version(database)
    if found is not None and found not in line.revisions:
        raise DatabaseTooNew(database.path.name)
    return found is not None and found != line.head


def make(database: Database, line: Line) -> None:
    """Make all tables in an empty database, at once or not at all; one that has tables is left alone."""
    if version(database) is not None:
        return
    with database.write() as w:
        if w.execute(text("SELECT count(*) FROM sqlite_master")).scalar():
            return  # another process made them since we looked
        line.metadata.create_all(w.connection, checkfirst=False)
        w.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
        w.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": line.head})


def check(database: Database, line: Line) -> None:
    """Return when every table has its columns: SQLite's own check does not notice a wrong byte in a name of one.

    Raises:
        Corrupt: one is not there.
    """
    try:
        with database.read() as r:
            for table in line.metadata.sorted_tables:
                # With the table before it: a quoted name alone that is no column would be taken for a text.
                columns = ", ".join(f'{table.name}."{column.name}"' for column in table.columns)
                r.connection.exec_driver_sql(f"SELECT {columns} FROM {table.name} LIMIT 0")
    except (DBAPIError, UnicodeDecodeError) as error:
        raise Corrupt(database.path.name) from error


def upgrade(database: Database, line: Line, to: str = "head") -> None:
    """Bring a database to the newest schema, in one transaction: after a crash it is the old one or the new one."""
    from alembic import command  # heavy, and needed once per release
    from alembic.config import Config  # heavy, as above

    config = Config()
    config.set_main_option("script_location", str(line.scripts).replace("%", "%%"))
    with database.write() as w:
        config.attributes["connection"] = w.connection
        command.upgrade(config, to)
