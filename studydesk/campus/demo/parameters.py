"""Converters for the parameters of web-service functions: strict as Moodle, for form fields and for JSON alike."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from studydesk.campus.demo.refusals import invalid_parameter

Converter = Callable[[Any], Any]
_REQUIRED = object()


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function.

    Attributes:
        convert: turns what came over the wire into the value; raises WireError where Moodle would.
        default: what stands for an absent one; required if not given.
    """

    convert: Converter
    default: Any = _REQUIRED


def integer(value: Any) -> int:
    """Return a whole number. Raises: WireError for anything else."""
    if isinstance(value, bool | int):
        return int(value)
    if isinstance(value, str):
        try:
            return int(value.strip() or "0")
        except ValueError as error:
            raise invalid_parameter() from error
    raise invalid_parameter()


def number(value: Any) -> float:
    """Return a number with or without a fraction. Raises: WireError for anything else."""
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise invalid_parameter() from error


def boolean(value: Any) -> bool:
    """Return a truth value from 0, 1, true or false. Raises: WireError for anything else."""
    if isinstance(value, bool | int) and int(value) in (0, 1):
        return bool(value)
    known = {"0": False, "": False, "false": False, "1": True, "true": True}
    if isinstance(value, str) and value.lower() in known:
        return known[value.lower()]
    raise invalid_parameter()


def text(value: Any) -> str:
    """Return a text; numbers are taken as their digits. Raises: WireError for lists and structures."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return str(value)
    raise invalid_parameter()


def items(value: Any) -> list[Any]:
    """Return the elements of a list, or of a form's `name[0]`, `name[1]` … in their order."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return list(value.values())
    raise invalid_parameter()


def integers(value: Any) -> list[int]:
    """Return a list of whole numbers."""
    return [integer(item) for item in items(value)]


def texts(value: Any) -> list[str]:
    """Return a list of texts."""
    return [text(item) for item in items(value)]


def structure(value: Any) -> dict[str, Any]:
    """Return a structure with named members; an empty list is PHP's empty structure."""
    if isinstance(value, dict):
        return value
    if value == []:
        return {}
    raise invalid_parameter()


def structures(value: Any) -> list[dict[str, Any]]:
    """Return a list of structures."""
    return [structure(item) for item in items(value)]


def named_options(value: Any) -> dict[str, str]:
    """Return Moodle's list of `{"name", "value"}` as a dict. Raises: WireError if one has other members."""
    options: dict[str, str] = {}
    for option in structures(value):
        if set(option) != {"name", "value"}:
            raise invalid_parameter()
        options[text(option["name"])] = text(option["value"])
    return options


def arguments(declared: Mapping[str, Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the converted arguments. Raises: WireError if one is missing, wrong, or not declared."""
    if set(given) - set(declared):
        raise invalid_parameter()
    converted: dict[str, Any] = {}
    for name, parameter in declared.items():
        if name in given:
            converted[name] = parameter.convert(given[name])
        elif parameter.default is _REQUIRED:
            raise invalid_parameter()
        else:
            converted[name] = parameter.default
    return converted
