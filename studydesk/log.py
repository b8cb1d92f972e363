"""Logging: one rotating file, in which no token ever stands."""

from pathlib import Path


def set_up(folder: Path, *, verbose: bool = False) -> None:
    """Log to `studydesk.log` in `folder` from now on: warnings of others, ours from INFO (DEBUG when verbose)."""
    raise NotImplementedError


def redacted(text: str) -> str:
    """Return the text without tokens, passwords and keys."""
    raise NotImplementedError
