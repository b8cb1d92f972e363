"""The schedule of what the machine does by itself: what is due now, and when to look again. Pure, no waiting here."""

from dataclasses import dataclass
from datetime import timedelta

from studydesk.domain.outbox import backoff
from studydesk.domain.outside import Chance
from studydesk.policy import Policy

IDLE_AT_LEAST = timedelta(seconds=60)  # idle means idle: nothing wakes the processor more often
LONGEST = timedelta(hours=1)  # by the monotonic clock, whatever the wall clock does (sync.md, step 13)
SOONEST = timedelta(seconds=1)
PROBE_FRESH_S = 60.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is due, in this order."""

    probe: bool
    deliver: bool
    refresh: bool


class Loop:
    """Keeps when things were done, in monotonic seconds."""

    def __init__(self, chance: Chance, policy: Policy) -> None:
        self._chance = chance
        self.policy = policy
        self._probed_at: float | None = None
        self._refreshed_at: float | None = None
        self._failures = 0
        self._is_asked = False

    def wake(self, reason: str) -> None:
        """Something happened: `work`, `link`, `learner` (asks to refresh) or `signed_in`. Waiting begins anew."""
        self._failures = 0
        if reason != "work":
            self._probed_at = None
        if reason in ("learner", "signed_in"):
            self._is_asked = True

    def plan(self, now: float, has_work: bool, refreshes: bool = True) -> Plan:
        """Return what is due at `now`; `refreshes`: whether the learner lets it refresh by itself."""
        stale = self._refreshed_at is None or now - self._refreshed_at >= self.policy.idle_refresh.total_seconds()
        refresh = self._is_asked or (stale and refreshes)
        fresh = self._probed_at is not None and now - self._probed_at < PROBE_FRESH_S
        return Plan(probe=not fresh or self._failures > 0, deliver=has_work, refresh=refresh)

    def note_link(self, now: float, is_useful: bool) -> None:
        """Keep how a probe or a request ended."""
        self._probed_at = now if is_useful else None
        self._failures = 0 if is_useful else self._failures + 1

    def note_refreshed(self, now: float) -> None:
        """Keep that a refresh went through."""
        self._refreshed_at = now
        self._is_asked = False

    def wait(self, now: float, next_item: timedelta | None, has_work: bool) -> timedelta:
        """Return how long nothing is to be done. `next_item`: until the next thing in the outbox is due."""
        if self._failures:
            policy = self.policy
            wait = backoff(self._failures, self._chance.jitter(), policy.link_backoff_first, policy.link_backoff_most)
            return wait if has_work else max(wait, min(IDLE_AT_LEAST, policy.link_backoff_most))
        since = now - self._refreshed_at if self._refreshed_at is not None else 0.0
        idle = max(self.policy.idle_refresh - timedelta(seconds=since), IDLE_AT_LEAST)
        if next_item is None:
            return min(idle, LONGEST)
        return min(max(next_item, SOONEST), idle, LONGEST)
