"""Sees whether anything opens a file of a folder, C++ included: Linux tells by inotify."""

import ctypes
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

IN_OPEN = 0x20
_HEAD = struct.Struct("iIII")


@contextmanager
def opened(folder: Path) -> Iterator[list[str]]:
    """Give a list that holds, once the block has ended, the names of files of `folder` that were opened in it."""
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.inotify_init1(os.O_NONBLOCK)
    assert handle >= 0, "this system has no inotify"
    assert libc.inotify_add_watch(handle, os.fsencode(folder), IN_OPEN) >= 0
    names: list[str] = []
    try:
        yield names
        try:
            raw = os.read(handle, 65536)
        except BlockingIOError:
            raw = b""
        while raw:
            _watch, _mask, _cookie, length = _HEAD.unpack_from(raw)
            name = raw[_HEAD.size : _HEAD.size + length].rstrip(b"\0").decode()
            if name:
                names.append(name)
            raw = raw[_HEAD.size + length :]
    finally:
        os.close(handle)
