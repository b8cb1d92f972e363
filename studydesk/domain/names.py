"""File names from outside made safe for any file system."""

import re
import unicodedata

LIMIT_BYTES = 180  # of 255 in most file systems; the rest is for " (2)", ".part" and encrypted home folders (143)

_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICE = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)$", re.IGNORECASE)
_LONGEST_SUFFIX = 16
# Control, format (among them the right-to-left override that makes "gpj.exe" read "exe.jpg"), halves of characters.
_INVISIBLE = frozenset({"Cc", "Cf", "Cs"})


# Moodle: lib/moodlelib.php clean_param PARAM_FILE.
_REMOVED = re.compile(r"[\x00-\x1f\x7f&<>\"`|':\\/]")
# Rewritten by the site on upload, so neither size nor hash can be compared (moodle.md, 3).
_REWRITTEN = frozenset({"jpg", "jpeg", "jpe", "jfif"})
# Embeddings, overrides and isolates: they turn around what stands after them, so "gpj.exe" can read "exe.jpg".
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def shown(name: str) -> str:
    """Return a name from outside as it may be shown: without the characters that turn the reading direction around."""
    return _TURNING.sub("", name)


def cleaned(name: str) -> str:
    """Return the name the site gives an uploaded file."""
    return unicodedata.normalize("NFC", _REMOVED.sub("", name)).strip()


def is_rewritten(name: str) -> bool:
    """Whether the site stores other bytes than were sent."""
    return "." in name and name.rsplit(".", 1)[1].lower() in _REWRITTEN


def safe(name: str, fallback: str = "file") -> str:
    """Return a single name that no file system misreads: no folders, control or direction characters, no device names.

    At most 180 bytes of UTF-8; the ending is kept where it is short enough to be one.
    """
    whole = unicodedata.normalize("NFC", name)
    visible = "".join(c for c in whole if unicodedata.category(c) not in _INVISIBLE)
    plain = _FORBIDDEN.sub("_", visible).strip().strip(".").strip()  # Windows drops dots and spaces at the end
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > _LONGEST_SUFFIX:
        stem, ending = plain, ""
    stem = stem.rstrip(" .") or fallback
    if _DEVICE.match(stem.split(".")[0].strip()):  # "con.tar.gz" is the device too
        stem = f"_{stem}"
    end = f".{ending}" if ending else ""
    return _cut(stem, LIMIT_BYTES - len(end.encode())) + end


def _cut(text: str, limit: int) -> str:
    """Return the beginning of a text that fits into `limit` bytes, never half a character."""
    return text.encode()[:limit].decode(errors="ignore").rstrip(" .") or "_"
