"""The shape of recorded answers: which keys there may be, which must, and of what types."""

import re
from dataclasses import dataclass, field
from typing import Any

Json = Any  # the JSON border

# Members whose value decides which others there are: lists of these are compared kind by kind.
_KINDS = ("modname", "itemtype", "eventtype", "plugin", "rulename", "type")


@dataclass(slots=True)
class Shape:
    """What was seen at one place of recorded answers.

    Attributes:
        types: the JSON types seen, null included; PHP's numbers in quotes are a type of their own, as fractions are.
        members: of an object, by key; a member of a kind is kept under (kind, key).
        seen: how many objects of a kind were seen, and how many of them had each key.
        items: of a list.
    """

    types: set[str] = field(default_factory=set)
    members: dict[tuple[str, str], "Shape"] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    having: dict[tuple[str, str], int] = field(default_factory=dict)
    items: "Shape | None" = None


_QUOTED = re.compile(r"-?\d+(\.\d+)?")
# What may stand where something narrower or wider of its kind was recorded.
_ALSO = {"whole number": {"number"}, "number in quotes": {"text"}, "text": {"empty text"}, "empty text": {"text"}}


def _type(value: Json) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        if not value:
            return "empty text"
        return "number in quotes" if _QUOTED.fullmatch(value) else "text"
    if isinstance(value, int | float):
        return "whole number" if isinstance(value, int) else "number"
    return {dict: "object", list: "list", type(None): "null"}[type(value)]


def _kind(value: dict[str, Json]) -> str:
    return next((f"{name}={value[name]}" for name in _KINDS if isinstance(value.get(name), str)), "")


def learn(shape: Shape, value: Json) -> None:
    """Add what is seen in a recorded value."""
    shape.types.add(_type(value))
    if isinstance(value, dict):
        kind = _kind(value)
        shape.seen[kind] = shape.seen.get(kind, 0) + 1
        for key, member in value.items():
            place = (kind, key)
            shape.having[place] = shape.having.get(place, 0) + 1
            learn(shape.members.setdefault(place, Shape()), member)
    if isinstance(value, list):
        shape.items = shape.items or Shape()
        for item in value:
            learn(shape.items, item)


def differences(shape: Shape, value: Json, where: str = "$") -> list[str]:
    """Return how a value differs from what was recorded: keys too many, keys that were always there, other types."""
    if not shape.types & ({_type(value)} | _ALSO.get(_type(value), set())):
        return [f"{where}: {_type(value)} where {sorted(shape.types)} was recorded"]
    if isinstance(value, dict):
        return _object_differences(shape, value, where)
    if isinstance(value, list) and shape.items is not None:
        if value and not shape.items.types:
            return [f"{where}: items where only empty lists were recorded"]
        found = [differences(shape.items, item, f"{where}[{number}]") for number, item in enumerate(value)]
        return [line for lines in found for line in lines]
    return []


def _object_differences(shape: Shape, value: dict[str, Json], where: str) -> list[str]:
    kind = _kind(value)
    if kind not in shape.seen:
        return [f"{where}: no {kind or 'plain object'} was recorded"]
    lines: list[str] = []
    for key, member in value.items():
        known = shape.members.get((kind, key))
        lines += [f"{where}.{key}: never recorded"] if known is None else differences(known, member, f"{where}.{key}")
    always = [key for (of, key), count in shape.having.items() if of == kind and count == shape.seen[kind]]
    return lines + [f"{where}.{key}: always recorded" for key in always if key not in value]
