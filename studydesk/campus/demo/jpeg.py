"""Rewrites JPEGs as Moodle 4.5 does on upload: EXIF gone, so that neither size nor hash is what was sent."""

_SOI = b"\xff\xd8"
_APP1 = 0xE1
_SCAN = 0xDA
_COMMENT = b"CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90\n"


def is_jpeg(head: bytes) -> bool:
    """Return whether the first bytes are those of a JPEG."""
    return head[:3] == b"\xff\xd8\xff"


def rewritten(sent: bytes) -> bytes:
    """Return the picture without EXIF and with one more comment segment; anything that is no JPEG comes back as sent.

    Moodle re-encodes with GD; here no pixel changes, but size and hash do, which is what clients trip over.
    """
    if not is_jpeg(sent):
        return sent
    kept = [_SOI, b"\xff\xfe" + (len(_COMMENT) + 2).to_bytes(2, "big") + _COMMENT]
    at = len(_SOI)
    while at + 4 <= len(sent) and sent[at] == 0xFF and sent[at + 1] != _SCAN:
        length = int.from_bytes(sent[at + 2 : at + 4], "big") + 2
        if sent[at + 1] != _APP1:
            kept.append(sent[at : at + length])
        at += length
    kept.append(sent[at:])
    return b"".join(kept)
