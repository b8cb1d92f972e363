"""What came of cancelled downloads: kept for a moment, so that cancelling can be taken back, and then freed."""

from datetime import timedelta

from studydesk.domain.outside import Clock
from studydesk.store import files
from studydesk.store.opening import Store

KEPT_FOR = timedelta(minutes=2)


class Leftovers:
    """Parts of cancelled downloads of one profile. Only for the holder of its lock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock
        self._seen: dict[int, float] = {}

    def free(self, *, at_once: bool = False) -> timedelta | None:
        """Free what was cancelled two minutes ago; return how long the next one is to stay, None when none is left."""
        with self._store.library.read() as r:
            parts = files.cancelled_parts(r)
        now = self._clock.monotonic()
        self._seen = {key: self._seen.get(key, now) for key in parts}
        span = 0.0 if at_once else KEPT_FOR.total_seconds()
        old = [key for key, since in self._seen.items() if now - since >= span]
        if old:
            with self._store.library.write() as w:
                old = [key for key in files.cancelled_parts(w) if key in old]  # some may be wanted again by now
                files.forget_parts(w, old)
            for key in old:
                self._store.blobs.drop_part(key)
        left = [since for key, since in self._seen.items() if key not in old]
        return timedelta(seconds=max(0.0, span - (now - min(left)))) if left else None
