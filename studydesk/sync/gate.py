"""What may travel now, by the learner's rules, and the meter of what did."""

from collections import Counter
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, tzinfo

from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileState, LocalFile
from studydesk.domain.ids import AccountId, CourseId
from studydesk.domain.outside import Clock
from studydesk.domain.plan import Held, Hours, Rules, Used, held, monday
from studydesk.store import files, space, usage
from studydesk.store.opening import Store

READ_EVERY_S = 2.0  # other accounts and programs use the same link and disk
KEEP_EVERY_S, KEEP_SOONEST_S, KEEP_BYTES = 2.0, 1.0, 250_000  # what a kill may lose of the meter


class Gate:
    """Says what may travel now and counts what did. May be asked from several threads.

    `held` is cheap: rules, disk and meter are read every two seconds, and what was counted since lies over them.
    """

    def __init__(
        self,
        account: AccountId,
        store: Store,
        clock: Clock,
        rules: Callable[[], Rules],
        zone: tzinfo,
        turn: AbstractContextManager[object],
    ) -> None:
        """`rules`: the learner's, read anew each time; `zone`: theirs; `turn`: holds what threads share."""
        self._account, self._store, self._clock = account, store, clock
        self._told_rules, self._zone, self._turn = rules, zone, turn
        self._hours: Hours | None = None
        self._today = self.here().date()
        self._limit: float | None = None
        self._named: Collection[int] | None = None
        self._read_at: float | None = None
        self._rules, self._used, self._since_read = Rules(), Used(), 0
        self._counted: Counter[usage.Subject] = Counter()
        self._kept_at = clock.monotonic()
        self._room: dict[int, int] = {}  # taken by files of this run, by their keys; of those whole ones:
        self._whole: set[int] = set()  # the library may not know of them yet
        self._taken = 0  # by all of them
        self._promised: dict[int, int] = {}  # of the disk, to files of which it did not show yet that it is taken
        self._came: set[int] = set()  # of those, files that took it, or need it no more, since the disk was looked at

    @property
    def rules(self) -> Rules:
        """What the learner allows, with what holds for this run alone."""
        with self._turn:
            return self._read()

    @property
    def used(self) -> Used:
        """What counts against the rules, up to the last byte."""
        with self._turn:
            self._read()
            return self._used_now()

    @property
    def rate_limit(self) -> float | None:
        """Bytes per second, None = as fast as it comes."""
        return self.rules.rate_limit

    @property
    def most_connections(self) -> int:
        """How many connections may be open at once."""
        return self.rules.most_connections

    @property
    def named(self) -> Collection[int] | None:
        """The files that may travel in this run; None = all that is queued."""
        return self._named

    def here(self) -> datetime:
        """Return now by the learner's own clock, in their zone."""
        return self._clock.now().astimezone(self._zone)

    def held(self, file: LocalFile) -> Held | None:
        """Return why a file has to wait, None when it may travel."""
        with self._turn:
            rules = self._read()
            if file.key in self._room:  # the caller may hold it as it was before its room was taken
                file = replace(file, state=FileState.RUNNING)
            return held(file, rules, self._used_now(), self.here())

    def begin(self, file: LocalFile) -> None:
        """Count the room of a file that is fetched from now on, so that the next one is not let into the same."""
        with self._turn:
            self._give_back(file.key)
            self._room[file.key] = file.size_bytes
            self._taken += file.size_bytes
            self._promised[file.key] = 0 if file.done_bytes else file.size_bytes
            self._came.discard(file.key)

    def end(self, file: LocalFile, *, is_whole: bool) -> None:
        """Nobody fetches it any more: its room is what came of it."""
        with self._turn:
            self._came.add(file.key)
            if is_whole:
                self._whole.add(file.key)  # until the library counts it
            else:
                self._give_back(file.key)
                if self._promised.get(file.key):
                    self._read_at = None  # nothing of it came: what the disk has is looked up before the next one

    def note(self, file: LocalFile, travelled: int) -> None:
        """Count bytes that travelled for a file. Raises StorageFull, StorageFailed when the meter cannot be kept."""
        with self._turn:
            self._came.add(file.key)  # its room was taken before
            self._count(file.course, file.media, travelled)
            since = self._clock.monotonic() - self._kept_at
            if since >= KEEP_EVERY_S or (since >= KEEP_SOONEST_S and self._counted.total() >= KEEP_BYTES):
                self._keep()

    def note_news(self, travelled: int) -> None:
        """Count bytes of news, posts and hand-ins. Nothing is written: a full disk must not lose an answer."""
        with self._turn:
            self._count(usage.NO_COURSE, Media.TEXT, travelled)

    def keep(self) -> None:
        """Write down what was counted. Raises as `note`."""
        with self._turn:
            self._keep()

    def flush(self) -> None:
        """Write down what was counted: the run of downloads is over. Raises as `note`."""
        with self._turn:
            for key in list(self._room):
                self._give_back(key)
            self._promised.clear()
            self._read_at = None  # the library knows of all of them now
            self._keep()

    def only_for_now(
        self, hours: Hours | None = None, rate_limit: float | None = None, keys: Collection[int] | None = None
    ) -> None:
        """Let these stand in the place of the learner's own until the program ends; None leaves theirs.

        `keys`: no other file travels, whatever waits.
        """
        with self._turn:
            self._hours, self._limit, self._named = hours, rate_limit, keys
            self._read_at = None

    def look_again(self) -> None:
        """The rules were changed: read them at the next question."""
        with self._turn:
            self._read_at = None

    def _count(self, course: CourseId, media: Media, travelled: int) -> None:
        self._read()
        self._counted[usage.Subject(self._account, self._today, course, media)] += travelled
        self._since_read += travelled

    def _give_back(self, key: int) -> None:
        self._taken -= self._room.pop(key, 0)
        self._whole.discard(key)

    def _keep(self) -> None:
        self._kept_at = self._clock.monotonic()
        if not self._counted:
            return
        with self._store.work.write() as w:
            usage.add(w, self._counted)
        self._counted.clear()

    def _read(self) -> Rules:
        now = self._clock.monotonic()
        if self._read_at is not None and 0 <= now - self._read_at < READ_EVERY_S:
            return self._rules
        today = self._today = self.here().date()
        rules = self._told_rules()
        self._rules = replace(rules, hours=self._hours or rules.hours, rate_limit=self._limit or rules.rate_limit)
        with self._store.work.read() as r:
            day, week = usage.total(r, today, today), usage.total(r, monday(today), today)
        with self._store.library.read() as r:
            for key in files.not_under_way(r, self._whole):
                self._give_back(key)
            stored = space.stored_bytes(r) + files.begun_bytes(r, self._room.keys())
        for key in self._came:
            self._promised.pop(key, None)
        self._came.clear()
        waiting = sum(count for subject, count in self._counted.items() if subject.day == today)
        self._used = Used(day + waiting, week + self._counted.total(), stored, self._store.blobs.place.free_bytes())
        self._since_read, self._read_at = 0, now
        return self._rules

    def _used_now(self) -> Used:
        used, more = self._used, self._since_read
        free = used.free_bytes - sum(self._promised.values()) if used.free_bytes is not None else None
        return replace(
            used,
            day_bytes=used.day_bytes + more,
            week_bytes=used.week_bytes + more,
            stored_bytes=used.stored_bytes + self._taken,
            free_bytes=free,
        )
