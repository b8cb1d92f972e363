"""Column types: instants, words of an enum, and values kept as JSON."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import BigInteger, CheckConstraint, Column, Dialect, Text, TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """An aware datetime as whole microseconds since 1970, UTC: exact, small, and compared as numbers."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else microseconds(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + timedelta(microseconds=value)


def microseconds(instant: datetime) -> int:
    """Return an instant as the database keeps it."""
    return (instant - _EPOCH) // _MICROSECOND


class Word(TypeDecorator[StrEnum]):
    """A member of an enum as its value."""

    impl = Text
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.enum(value)


class Json(TypeDecorator[Any]):
    """A value of one type as JSON text; equal values give equal text."""

    impl = Text
    cache_ok = True

    def __init__(self, shape: Any) -> None:
        super().__init__()
        self.shape = shape

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else msgspec.json.encode(value, order="deterministic").decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else msgspec.json.decode(value, type=self.shape)


def one_of(column: str, enum: type[StrEnum]) -> CheckConstraint:
    """Return the constraint that holds a column to the words of an enum."""
    words = ", ".join(f"'{word.value}'" for word in enum)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_is_known")


def owner() -> Column[str]:
    """Return the account column that is the first part of a primary key."""
    return Column("account", Text, primary_key=True)
