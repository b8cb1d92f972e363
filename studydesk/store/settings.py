"""The learner's settings as names and texts; `studydesk/settings.py` gives them meaning."""

from studydesk.store.database import Reader, Writer


def get_all(r: Reader) -> dict[str, str]:
    """Return what was ever set."""
    raise NotImplementedError


def put(w: Writer, name: str, value: str) -> None:
    """Keep one setting."""
    raise NotImplementedError
