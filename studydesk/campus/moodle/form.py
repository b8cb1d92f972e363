"""Parameters as PHP reads them from a form."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

Scalar: TypeAlias = str | int | float | bool
Value: TypeAlias = "Scalar | Mapping[str, Value] | Sequence[Value] | None"
Parameters: TypeAlias = Mapping[str, Value]


def pairs(parameters: Parameters) -> list[tuple[str, str]]:
    """Return nested parameters as form fields: {"a": [{"b": True}]} becomes [("a[0][b]", "1")]. None is left out."""
    fields: list[tuple[str, str]] = []
    for name, value in parameters.items():
        _add(fields, name, value)
    return fields


def compact(parameters: Parameters) -> dict[str, Value]:
    """Return the parameters without those that are None, at any depth: in JSON null would be a value."""
    return {name: _compact(value) for name, value in parameters.items() if value is not None}


def _compact(value: Value) -> Value:
    if isinstance(value, Mapping):
        return compact(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_compact(item) for item in value]
    return value


def _add(fields: list[tuple[str, str]], name: str, value: Value) -> None:
    if value is None:
        return
    if isinstance(value, str):
        fields.append((name, value))
    elif isinstance(value, bool):
        fields.append((name, "1" if value else "0"))
    elif isinstance(value, int | float):
        fields.append((name, str(value)))
    else:
        inner = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, item in inner:
            _add(fields, f"{name}[{key}]", item)
