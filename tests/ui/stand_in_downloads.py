"""The stand-in queue and storage: downloads in every state, and courses that take space."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from studydesk.domain.changes import Subject
from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileState, Price, What
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.domain.outside import Cancel
from studydesk.domain.plan import Held, Rules
from studydesk.errors import StudyDeskError
from studydesk.study.views.downloads import Before, CourseQueue, DownloadRow, DownloadsView, Undo, Usage
from studydesk.study.views.storage import (
    CheckReport,
    CourseStorage,
    Freeable,
    Freed,
    FreeReason,
    MoveReport,
    StorageStep,
    StorageView,
)
from tests.ui.feed import StandInFeed
from tests.ui.stand_in_content import MB, NOW

LIVE = (FileState.QUEUED, FileState.RUNNING, FileState.PAUSED, FileState.FAILED)
GB = 1000 * MB
LONG = "Mathematics for the seventh class, with exercises from daily life"
TITLES = {1: "Water and Soil", 2: "Clear Writing", 3: LONG}


def row(key: int, name: str, state: FileState, total: float, done: float = 0, **more: object) -> DownloadRow:
    """Return a file with sizes in MB; `more` are fields of DownloadRow."""
    course = CourseId(int(str(more.get("course", 1))))
    facts: dict[str, object] = {
        "key": key, "name": name, "course": course, "course_title": TITLES.get(course, "A large course"),
        "activity": ActivityId(102), "activity_title": "Lecture 2: Soil under the lens", "state": state,
        "total_bytes": int(total * MB), "done_bytes": int(done * MB), "problem": None, "not_before": None,
    }  # fmt: skip
    return DownloadRow(**(facts | more))  # type: ignore[arg-type]  # the names are those of DownloadRow


def queue() -> list[DownloadRow]:
    """Return downloads of three courses in every state, and one that arrived."""
    exercises = [
        row(20 + n, f"exercises-{n}.pdf", FileState.QUEUED, 1.4, course=CourseId(3), media=Media.DOCUMENT,
            activity_title=f"Week {n}: exercises")
        for n in range(1, 13)
    ]  # fmt: skip
    return [
        row(1, "soil-under-the-lens.webm", FileState.RUNNING, 48, 20.6, media=Media.VIDEO),
        row(2, "rain-on-the-roof.opus", FileState.QUEUED, 6.1, media=Media.AUDIO, activity_title="Rain on the roof"),
        row(6, "reading-3.pdf", FileState.QUEUED, 2.5, 0.9, media=Media.DOCUMENT, activity_title="Reading for week 3",
            problem="busy", not_before=NOW + timedelta(minutes=8)),
        *exercises,
        row(3, "field-guide-to-soils-of-the-savanna-second-edition-with-plates.pdf", FileState.PAUSED, 3.2, 1.1,
            media=Media.DOCUMENT, activity_title="Field guide to soils of the savanna, second edition, with plates"),
        row(4, "work-sheet-2.pdf", FileState.FAILED, 2.2, 0.4, problem="filenotfound", media=Media.DOCUMENT,
            activity_title="Work sheets"),
        row(5, "where-the-water-goes.mp4", FileState.PRESENT, 12.4, 12.4, media=Media.VIDEO,
            activity_title="Lecture 1: Where the water goes"),
    ]  # fmt: skip


def long_queue(count: int) -> list[DownloadRow]:
    """Return `count` small files of one course, the first three of them running."""
    return [
        row(1000 + n, f"page-{n}.html", FileState.RUNNING if n < 3 else FileState.QUEUED, 0.5, 0.1 if n < 3 else 0,
            course=CourseId(9), media=Media.TEXT, activity_title=f"Page {n}")
        for n in range(count)
    ]  # fmt: skip


class StandInDownloads:
    """A queue that does what it is told, at once.

    Attributes:
        wanted: what was asked for.
        asked: what was done with things of the queue, as (what, key or course or None).
    """

    def __init__(self, feed: StandInFeed) -> None:
        self._feed = feed
        self.queue = queue()
        self.wanted: list[object] = []
        self.asked: list[tuple[str, object]] = []
        self.held: Held | None = None
        self.rules = Rules()
        self.reads = 0
        self.activity_bytes = MB // 2
        self.usage = Usage(
            34 * MB, 212 * MB, None, None,
            (("Water and Soil", 170 * MB), ("Clear Writing", 30 * MB), ("", 12 * MB)),
            ((Media.VIDEO, 150 * MB), (Media.DOCUMENT, 40 * MB), (Media.TEXT, 22 * MB)),
        )  # fmt: skip

    def view(self) -> DownloadsView:
        self.reads += 1
        rows = tuple(row for row in self.queue if row.state in LIVE)
        if self.held is not None:
            rows = tuple(replace(row, held=self.held) if row.state is FileState.QUEUED else row for row in rows)
        left = sum(row.left_bytes for row in rows)
        return DownloadsView(
            rows,
            tuple(_queue(course, [row for row in rows if row.course == course]) for course in _courses(rows)),
            tuple(row for row in self.queue if row.state is FileState.PRESENT),
            self.usage,
            Price(len(rows), left, left / 180_000),
            self.rules,
            self.held,
        )

    def price(self, course: CourseId, what: What = What.ALL) -> Price:
        return Price(12, 118 * MB, 680.0)

    def price_of(self, keys: Iterable[int]) -> Price:
        count = len(list(keys))
        return Price(count, 84 * MB, 6600.0) if count > 1 else Price(1, MB // 2, 3.0)

    def price_of_activity(self, activity: ActivityId) -> Price:
        return Price(1, self.activity_bytes, self.activity_bytes / 180_000)

    def want(self, course: CourseId, what: What = What.ALL) -> int:
        return self._want((course, what))

    def want_activity(self, activity: ActivityId) -> int:
        return self._want(activity)

    def want_activities(self, activities: Iterable[ActivityId]) -> int:
        return self._want(tuple(activities))

    def want_keys(self, keys: Iterable[int]) -> int:
        return self._want(tuple(keys))

    def price_of_activities(self, activities: Iterable[ActivityId]) -> Price:
        count = len(list(activities))
        return Price(count, count * 6 * MB, count * 33.0)

    def pause(self, key: int | None = None, *, course: CourseId | None = None) -> None:
        self._put("pause", key, course, state=FileState.PAUSED)

    def resume(self, key: int | None = None, *, course: CourseId | None = None) -> None:
        self._put("resume", key, course, state=FileState.QUEUED)

    def cancel(self, key: int | None = None, *, course: CourseId | None = None) -> Undo:
        return self._put("cancel", key, course, state=FileState.ABSENT)

    def start_now(self, key: int | Collection[int] | None = None, *, course: CourseId | None = None) -> Undo:
        self.held = None
        return self._put("now", key, course, is_urgent=True)

    def put_first(self, key: int | None = None, *, course: CourseId | None = None) -> Undo:
        taken = self._put("first", key, course)
        self.queue.sort(key=lambda row: row.key not in {one.key for one in taken.before})
        return taken

    def put_before(self, other: int, key: int | None = None, *, course: CourseId | None = None) -> Undo:
        taken = self._put(f"before {other}", key, course)
        moved = next(row for row in self.queue if row.key == key)
        self.queue.remove(moved)
        self.queue.insert(next(n for n, row in enumerate(self.queue) if row.key == other), moved)
        return taken

    def undo(self, taken: Undo) -> int:
        before = {one.key: one.state for one in taken.before}
        self.queue = [replace(row, state=before.get(row.key, row.state)) for row in self.queue]
        self._feed.publish(Subject.FILES)
        return taken.count

    def _want(self, what: object) -> int:
        self.wanted.append(what)
        self._feed.publish(Subject.FILES)
        return 2

    def _put(
        self, what: str, key: int | Collection[int] | None, course: CourseId | None, **changes: object
    ) -> Undo:
        self.asked.append((what, course if course is not None else key))
        some = {key} if isinstance(key, int) else key
        chosen = [
            row
            for row in self.queue
            if row.state in LIVE and (some is None or row.key in some) and course in (None, row.course)
        ]
        keys = {row.key for row in chosen}
        self.queue = [
            replace(row, **changes) if row.key in keys else row  # type: ignore[arg-type]  # fields of DownloadRow
            for row in self.queue
        ]
        self._feed.publish(Subject.FILES)
        return Undo(tuple(Before(row.key, row.state, row.rank, row.is_urgent) for row in chosen))


def _courses(rows: Iterable[DownloadRow]) -> list[CourseId]:
    return list(dict.fromkeys(row.course for row in rows))


def _queue(course: CourseId, rows: list[DownloadRow]) -> CourseQueue:
    states = Counter(row.state for row in rows)
    return CourseQueue(
        course, rows[0].course_title, len(rows), sum(row.left_bytes for row in rows),
        sum(row.done_bytes for row in rows), states[FileState.RUNNING], states[FileState.QUEUED],
        states[FileState.PAUSED], states[FileState.FAILED],
    )  # fmt: skip


class StandInStorage:
    """Two courses with files, a check that finds one bad file, and a move that works."""

    def __init__(self, home: Path, feed: StandInFeed) -> None:
        self._feed = feed
        self.place = home / "blobs"
        self.free_bytes: int | None = 14 * GB
        self.budget: int | None = None
        self.pinned: set[CourseId] = set()
        self.freed: list[object] = []
        self.moved_to: list[Path | None] = []
        self.moving_to: Path | None = None
        self.error: StudyDeskError | None = None
        self.is_empty = False
        self.suggested = [
            Freeable(CourseId(2), None, "Clear Writing", "Clear Writing", 212 * MB, FreeReason.COURSE_OVER),
            Freeable(CourseId(1), ActivityId(102), "Lecture 1: Where the water goes", "Water and Soil", 12 * MB,
                     FreeReason.DONE),
            Freeable(CourseId(3), ActivityId(301), "Film: how people counted before there were numbers",
                     TITLES[3], 96 * MB, FreeReason.OLD),
        ]  # fmt: skip

    def view(self) -> StorageView:
        courses = (
            self._course(1, 36, 154, ((Media.VIDEO, 26 * MB), (Media.DOCUMENT, 8 * MB), (Media.TEXT, 2 * MB))),
            self._course(2, 212, 212, ((Media.VIDEO, 190 * MB), (Media.TEXT, 22 * MB)), is_finished=True),
            self._course(3, 96, 640, ((Media.VIDEO, 96 * MB),)),
        )
        if self.is_empty:
            courses = ()  # type: ignore[assignment]  # of no length at all
        total = sum(one.present_bytes for one in courses)
        return StorageView(
            courses, total, self.free_bytes, self.budget, 300 * MB, () if self.is_empty else tuple(self.suggested),
            self.place, 0, self.moving_to,
        )  # fmt: skip

    def free(self, chosen: Iterable[Freeable]) -> Freed:
        some = list(chosen)
        self.freed.append([one.title for one in some])
        self.suggested = [one for one in self.suggested if one not in some]
        self._feed.publish(Subject.FILES)
        return Freed(sum(one.size_bytes for one in some), (11, 12))

    def free_course(self, course: CourseId) -> Freed:
        self.freed.append(course)
        return Freed(36 * MB, (11,))

    def free_activity(self, activity: ActivityId) -> Freed:
        self.freed.append(activity)
        return Freed(12 * MB, (11,))

    def want_back(self, freed: Freed) -> int:
        self.freed.append(("back", freed.keys))
        return len(freed.keys)

    def pins(self) -> SimpleNamespace:
        return SimpleNamespace(courses=frozenset(self.pinned))

    def pin(self, course: CourseId, activity: ActivityId | None = None) -> bool:
        self.pinned.add(course)
        return True

    def unpin(self, course: CourseId, activity: ActivityId | None = None) -> bool:
        self.pinned.discard(course)
        return True

    def check(self, cancel: Cancel, progress: Callable[[StorageStep], None], *, repairs: bool = True) -> CheckReport:
        if self.error is not None:
            raise self.error
        progress(StorageStep("checking", 12 * MB, 36 * MB))
        return CheckReport(43, 36 * MB, 1, 0, 1)

    def move(self, to: Path | None, cancel: Cancel, progress: Callable[[StorageStep], None]) -> MoveReport:
        if self.error is not None:
            raise self.error
        self.moved_to.append(to)
        progress(StorageStep("moving", 12 * MB, 36 * MB))
        self.place = to or self.place
        return MoveReport(43, 36 * MB)

    def _course(
        self, number: int, here: int, total: int, kinds: tuple[tuple[Media, int], ...], *, is_finished: bool = False
    ) -> CourseStorage:
        course = CourseId(number)
        return CourseStorage(
            course, TITLES[number], here * MB, total * MB, kinds, course in self.pinned, is_finished
        )
