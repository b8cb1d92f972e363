"""Lectures: video and audio with captions, resumed where the learner stopped."""

from studydesk.domain import playback
from studydesk.domain.courses import suffix
from studydesk.domain.downloads import LocalFile
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.domain.progress import Position
from studydesk.errors import NotFound
from studydesk.store import courses, progress, settings
from studydesk.study import disk
from studydesk.study.learner import Learner
from studydesk.study.reading import Reading
from studydesk.study.views.reading import Captions, Lecture

_SLOWEST, _FASTEST = 0.5, 3.0
_LARGEST_CAPTIONS = 5_000_000  # bytes; a day of talk is one
_NEARLY_DONE = 0.98  # a lecture left here starts over


class Lectures:
    """Lectures of one account."""

    def __init__(self, learner: Learner, reading: Reading) -> None:
        self._learner = learner
        self._reading = reading

    def lecture(self, activity: ActivityId, key: int | None = None) -> Lecture:
        """Return a lecture ready to play; `key` picks a file, None the main one. Raises NotFound when not here."""
        own = self._reading.files(activity)
        chosen = disk.main_file(own) if key is None else next((f for f in own if f.key == key), None)
        if chosen is None:
            raise NotFound(activity)
        opened = self._reading.path(chosen.key)
        with self._learner.store.library.read() as r:
            known = courses.activity(r, self._learner.id, activity)
        kept = self._reading.position(activity, chosen.name)
        return Lecture(
            activity=activity,
            course=chosen.course,
            title=known.title if known else chosen.name,
            file=opened,
            captions=self._captions(chosen, own),
            start_ms=int(kept.at) if kept and kept.share < _NEARLY_DONE else 0,
            length_ms=int(kept.length) if kept and kept.length else None,
            speed=self._speed(chosen.course),
        )

    def keep(self, activity: ActivityId, name: str, at_ms: int, length_ms: int) -> None:
        """Keep where the learner is in the lecture file `name`."""
        kept = Position(activity, name, float(at_ms), float(length_ms), self._learner.clock.now())
        with self._learner.store.work.write() as w:
            progress.put_position(w, self._learner.id, kept)

    def keep_speed(self, course: CourseId, speed: float) -> None:
        """Keep the speed lectures of a course play at."""
        within = min(_FASTEST, max(_SLOWEST, speed))
        with self._learner.store.work.write() as w:
            settings.put(w, self._speed_name(course), f"{within:.2f}")

    def _speed(self, course: CourseId) -> float:
        with self._learner.store.work.read() as r:
            kept = settings.get_all(r).get(self._speed_name(course), "")
        try:
            return min(_FASTEST, max(_SLOWEST, float(kept)))
        except ValueError:  # never set, or not a number
            return 1.0

    def _speed_name(self, course: CourseId) -> str:
        return f"speed:{self._learner.id}:{course}"

    def _captions(self, lecture: LocalFile, own: list[LocalFile]) -> tuple[Captions, ...]:
        """Return the captions beside a lecture: those named after it, or all when none is."""
        beside = [f for f in own if suffix(f.name) in ("vtt", "srt") and disk.is_here(f)]
        named = [f for f in beside if playback.belongs(f.name, lecture.name)] or beside
        return tuple(self._parsed(file) for file in named)

    def _parsed(self, file: LocalFile) -> Captions:
        path = self._reading.path(file.key).path
        text = path.read_text("utf-8", errors="replace") if path.stat().st_size <= _LARGEST_CAPTIONS else ""
        language = playback.language_of(file.name)
        parse = playback.parse_srt if suffix(file.name) == "srt" else playback.parse_vtt
        return Captions(language, language.upper() or file.name, parse(text))
