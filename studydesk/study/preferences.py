"""Keeping the learner's choices."""

from dataclasses import fields
from typing import Any

from studydesk.domain.changes import Subject
from studydesk.domain.downloads import WANTED_MEDIA, What
from studydesk.domain.ids import AccountId
from studydesk.domain.plan import Rules, hours
from studydesk.errors import Invalid
from studydesk.settings import Settings, is_valid
from studydesk.store import settings as kept
from studydesk.store.database import Database

_WINDOW, _RATE = "window:", "rate:"
_KINDS: dict[type, Any] = {bool: lambda text: text == "True", float: float, str: str}


class Preferences:
    """The learner's choices, kept in work.db."""

    def __init__(self, work: Database) -> None:
        self._work = work

    def get(self) -> Settings:
        """Return them; what is unreadable is the default."""
        with self._work.read() as r:
            told = kept.get_all(r)
        read = {name: _read(name, value) for name, value in told.items()}
        chosen: dict[str, Any] = {name: v for name, v in read.items() if v is not None and is_valid(name, v)}
        return Settings(**chosen)

    def put(self, **changes: str | float | bool) -> Settings:
        """Change some by name. Raises Invalid("setting") for an unknown name or a value out of range."""
        for name, value in changes.items():
            if not is_valid(name, value):
                raise Invalid("setting")
        with self._work.write() as w:
            for name, value in changes.items():
                kept.put(w, name, str(float(value) if isinstance(getattr(Settings(), name), float) else value))
            w.changed(Subject.SETTINGS)
        return self.get()

    def window(self, name: str) -> str:
        """Return a remembered window fact (sizes, splitters) by name, "" = none."""
        with self._work.read() as r:
            return kept.get_all(r).get(_WINDOW + name, "")

    def keep_window(self, name: str, value: str) -> None:
        """Remember a window fact; text of any shape."""
        with self._work.write() as w:
            kept.put(w, _WINDOW + name, value)

    def rate(self, account: AccountId) -> float | None:
        """Return how many bytes a second the way to this account's school brought when it was last measured."""
        with self._work.read() as r:
            told = kept.get_all(r).get(_RATE + account)
        return float(told) if told else None

    def keep_rate(self, account: AccountId, rate: float) -> None:
        """Remember a measured rate, so that the next price has its time from the start."""
        with self._work.write() as w:
            kept.put(w, _RATE + account, f"{rate:.0f}")


def rules(chosen: Settings, is_metered: bool | None) -> Rules:
    """Return what the learner lets downloads do; `is_metered`: the system's word on the link, None = it says nothing.

    Without a word the link counts as free, as it always did: the learner's own word ("yes", "no") stands above it.
    """
    return Rules(
        hours=hours(chosen.download_hours),
        day_bytes=_bytes(chosen.allowance_day_mb),
        week_bytes=_bytes(chosen.allowance_week_mb),
        is_metered=chosen.metered == "yes" or (chosen.metered == "auto" and bool(is_metered)),
        metered_media=WANTED_MEDIA[What(chosen.metered_what)] if chosen.metered_what != "none" else frozenset(),
        rate_limit=chosen.rate_limit_kb * 1000 or None,
        most_connections=1 if chosen.lets_others_through else Rules().most_connections,
        budget_bytes=_bytes(chosen.storage_budget_mb),
        reserve_bytes=round(chosen.disk_reserve_mb * 1_000_000),
    )


def _bytes(megabytes: float) -> int | None:
    """Return a limit in bytes, None for 0 = no limit; any other is a limit, however small."""
    return max(1, round(megabytes * 1_000_000)) if megabytes else None


def _read(name: str, value: str) -> str | float | bool | None:
    """Return a kept text as the setting's own type, None when it is no setting or unreadable."""
    if name not in {field.name for field in fields(Settings)}:
        return None
    try:
        read: str | float | bool = _KINDS[type(getattr(Settings(), name))](value)
    except ValueError:
        return None
    return read
