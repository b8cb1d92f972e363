"""The program's numbers in one place, each with where it comes from."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Policy:
    """Waiting times and sizes. The defaults are for real sites; the embedded campus on loopback uses `DEMO`.

    Attributes:
        grace: after an unanswered write, how long a proxy may still deliver it (sync.md, protocol step 4).
        batch_posts: text posts per request (sync.md, protocol step 10).
        item_backoff_first, item_backoff_most: between tries of one intent (architecture.md, the outbox).
        idle_refresh: between refreshes while nothing happens.
        link_backoff_first, link_backoff_most: between probes while the link is useless.
        structure_checks: courses whose contents are compared in full per refresh, in rotation (deletions).
        connect_s, read_s, write_s: stall timers, not totals (sync.md, what a link is).
        chunk_bytes: how often a transfer's progress is committed (downloads.md).
        sync_every_bytes: how often a part file is synced to disk.
    """

    grace: timedelta = timedelta(minutes=10)
    batch_posts: int = 5
    item_backoff_first: timedelta = timedelta(seconds=5)
    item_backoff_most: timedelta = timedelta(hours=1)
    idle_refresh: timedelta = timedelta(minutes=15)
    link_backoff_first: timedelta = timedelta(seconds=2)
    link_backoff_most: timedelta = timedelta(minutes=5)
    structure_checks: int = 1
    connect_s: float = 20.0
    read_s: float = 60.0
    write_s: float = 120.0
    chunk_bytes: int = 64 * 1024
    sync_every_bytes: int = 4 * 1024 * 1024
    editing_window: timedelta = timedelta(minutes=30)
    clock_tolerance: timedelta = timedelta(minutes=3)


DEMO = Policy(
    grace=timedelta(seconds=2),
    item_backoff_first=timedelta(seconds=1),
    item_backoff_most=timedelta(seconds=8),
    link_backoff_most=timedelta(seconds=8),
    connect_s=5.0,
    read_s=15.0,
    write_s=15.0,
)
