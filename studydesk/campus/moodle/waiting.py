"""Whether bytes of an open answer are there to be read, without reading them."""

import select
from typing import Any

import requests


def arrives(response: requests.Response, seconds: float) -> bool:
    """Return once bytes of the body, or its end, are there to read: True; False after so many seconds without.

    The answer must say how long it is, and what came together with its headers must have been read. Raises OSError.
    """
    raw: Any = response.raw
    if not raw.length_remaining:
        return True  # all of it was read: the next read says so without waiting
    opened = _socket(raw)
    if opened is None or _has_decrypted(opened):
        return True
    ready, _, _ = select.select([opened], [], [], seconds)
    return bool(ready)


def _socket(raw: Any) -> Any:
    """Return the socket behind a body; http.client keeps it there even where it has let go of its connection."""
    reader = getattr(getattr(raw, "_fp", None), "fp", None)
    return getattr(getattr(reader, "raw", None), "_sock", None)


def _has_decrypted(opened: Any) -> bool:
    """Whether TLS holds bytes that were taken from the system already: the system would not tell of them."""
    pending = getattr(opened, "pending", None)
    return bool(pending and pending())
