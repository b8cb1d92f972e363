"""Byte ranges as PHP's file serving reads them: what it cannot serve, it ignores."""

import re
from pathlib import Path

_ONE = re.compile(r"^(\d*)-(\d*)$")
_BOUNDARY = "s1k2o3d4a5k6s7"


def asked_range(header: str | None, size: int) -> list[tuple[int, int]]:
    """Return the first and last byte of every range asked for; empty means the whole file.

    A range at or past the end counts as none at all: the answer is then 200 with everything (moodle.md §3).
    """
    if header is None or not header.startswith("bytes=") or not size:
        return []
    found: list[tuple[int, int]] = []
    for part in header.removeprefix("bytes=").split(","):
        match = _ONE.match(part.strip())
        if match is None or not (match[1] or match[2]):
            return []
        if not match[1]:
            if not int(match[2]):
                return []
            found.append((max(size - int(match[2]), 0), size - 1))
            continue
        start = int(match[1])
        end = min(int(match[2]), size - 1) if match[2] else size - 1
        if start >= size or end < start:
            return []
        found.append((start, end))
    return found


def multipart_ranges(path: Path, asked: list[tuple[int, int]], size: int, mime: str) -> tuple[str, bytes]:
    """Return the content type and body of an answer with several ranges."""
    pieces: list[bytes] = []
    with path.open("rb") as file:
        for start, end in asked:
            head = f"\r\n--{_BOUNDARY}\r\nContent-Type: {mime}\r\nContent-Range: bytes {start}-{end}/{size}\r\n\r\n"
            file.seek(start)
            pieces += [head.encode(), file.read(end - start + 1)]
    pieces.append(f"\r\n--{_BOUNDARY}--\r\n".encode())
    return f"multipart/byteranges; boundary={_BOUNDARY}", b"".join(pieces)
