"""Logging: one rotating file, in which no token ever stands."""

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

FILE = "studydesk.log"
_MAX_BYTES, _OLD_FILES = 1_000_000, 3
_SECRET = "…"

# Moodle puts tokens into URLs and into form bodies; its tokens are 32 hexadecimal characters (lib/externallib.php
# external_generate_token, md5). Hashes of files have 40 or 64 and stay readable.
_NAMED = re.compile(
    r"""(?ix) (?P<name> \b (?: (?:ws|private|user)?token | password | passport | authorization ) )
        (?P<between> ["']? \s* (?: = | : | %3D ) \s* ["']? (?: bearer \s+ )? )
        (?P<value> [^\s&"',;)}\]]+ )"""
)
_IN_PATH = re.compile(r"(?i)(?<=/tokenpluginfile\.php/)[^/\s\"']+")
_BARE = re.compile(r"(?i)(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])")


class Redacting(logging.Formatter):
    """Writes a record without secrets. The whole finished text is searched: a filter would not see tracebacks."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


def redacted(text: str) -> str:
    """Return the text without tokens, passwords and keys."""
    named = _NAMED.sub(rf"\g<name>\g<between>{_SECRET}", text)
    return _BARE.sub(_SECRET, _IN_PATH.sub(_SECRET, named))


def set_up(folder: Path, *, verbose: bool = False) -> logging.Handler:
    """Log to `studydesk.log` in `folder` from now on: warnings of others, ours from INFO (DEBUG when verbose).

    Takes the place of an earlier set-up in this process. Returns the handler, so that whoever owns the program's life
    can take it off again. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for earlier in [h for h in logging.getLogger().handlers if isinstance(h.formatter, Redacting)]:
        logging.getLogger().removeHandler(earlier)
        earlier.close()
    handler = RotatingFileHandler(folder / FILE, maxBytes=_MAX_BYTES, backupCount=_OLD_FILES, encoding="utf-8")
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("studydesk").setLevel(logging.DEBUG if verbose else logging.INFO)
    return handler
