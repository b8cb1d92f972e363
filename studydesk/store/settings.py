"""The learner's settings as names and texts; `studydesk/settings.py` gives them meaning."""

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert

from studydesk.domain.changes import Subject
from studydesk.store.database import Reader, Writer
from studydesk.store.work_schema import setting


def get_all(r: Reader) -> dict[str, str]:
    """Return what was ever set."""
    return {str(name): str(value) for name, value in r.execute(select(setting.c.name, setting.c.value))}


def put(w: Writer, name: str, value: str) -> None:
    """Keep one setting."""
    row = insert(setting).values(name=name, value=value)
    other = row.on_conflict_do_update(index_elements=["name"], set_={"value": value}, where=setting.c.value != value)
    if w.execute(other).rowcount:
        w.changed(Subject.SETTINGS)
