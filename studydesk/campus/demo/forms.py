"""PHP-style form fields (`courseids[0]=2`) as nested values, as Moodle's web services read them."""

import re
from typing import Any
from urllib.parse import parse_qsl

_NAME = re.compile(r"^([^\[]+)((?:\[[^\]]*\])*)$")
_KEY = re.compile(r"\[([^\]]*)\]")
_DEEPEST = 8


def fields(encoded: str) -> list[tuple[str, str]]:
    """Return the (name, value) pairs of a query string or a form body, empty values included."""
    return parse_qsl(encoded, keep_blank_values=True, encoding="utf-8", errors="replace", max_num_fields=20000)


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the pairs with `a[b][0]=x` folded into dicts of dicts; a later value of the same name wins."""
    folded: dict[str, Any] = {}
    for name, value in pairs:
        match = _NAME.match(name)
        if match is None:
            folded[name] = value
            continue
        keys = [match[1], *_KEY.findall(match[2])][:_DEEPEST]
        _put(folded, keys, value)
    return folded


def _put(target: dict[str, Any], keys: list[str], value: str) -> None:
    for key in keys[:-1]:
        inner = target.setdefault(key or str(len(target)), {})
        if not isinstance(inner, dict):
            return
        target = inner
    last = keys[-1]
    target[last or str(len(target))] = value
