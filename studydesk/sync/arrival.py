"""A course that arrives in parts: section by section, and its first text as soon as a section with one is listed."""

from collections.abc import Iterator
from dataclasses import replace

from studydesk.domain.courses import OUTSIDE, Contents, Kind, Section
from studydesk.domain.downloads import FILE_MOVES, FileEvent, FileState, LocalFile
from studydesk.domain.ids import CourseId
from studydesk.store import courses, files, transfers
from studydesk.store.database import Writer
from studydesk.sync import chapters
from studydesk.sync.asking import Asking
from studydesk.sync.reports import Step

_MOST_BYTES = 256 * 1024  # of a first text: 40 s on the slowest link; what is larger can wait
_MOST_UNTOLD_BYTES = 4 * 1024 * 1024  # no text is as long: the site sends something else
_TEXT = "index.html"


class Arrival:
    """One course on its way to this computer; what an earlier, interrupted arrival brought is not asked for again.

    Attributes:
        seeks_text: nothing of the course can be read yet.
    """

    def __init__(self, course: CourseId, asking: Asking) -> None:
        self.seeks_text = True
        self._course, self._told = course, asking.progress
        self._asking = replace(asking, progress=self._tell)
        self._refused: set[int] = set()
        self._sections = 0
        with asking.store.library.read() as r:
            known = courses.course(r, asking.account.id, course)
            self._here = {section.position for section in courses.sections(r, asking.account.id, course)}
        self._title = known.full_name if known else ""

    @property
    def asking(self) -> Asking:
        """The asking, with progress told of this course."""
        return self._asking

    @property
    def is_begun(self) -> bool:
        """Whether some of the course is here."""
        return bool(self._here)

    def structure(self) -> Contents | None:
        """Bring the sections that are missing, the first text in between, and return all that the course lists.

        None: the site refuses the course, or does not offer this.
        """
        if not self._until_text():
            return None
        outline = self._asking.ask_of(
            self._course, "sections", self._asking.reads.sections, self._course, is_part=False
        )
        if outline is None:
            return None
        self._sections = len(outline)
        for section in outline:
            if section.position not in self._here and self._section(section.position) is None:
                return None
            self.text()
        self.seeks_text = False
        self._forget_others(outline)
        with self._asking.store.library.read() as r:
            return courses.contents(r, self._asking.account.id, self._course)

    def text(self) -> None:
        """Bring the first text of what is listed by now, unless one is here."""
        if not self.seeks_text:
            return
        for file in self._texts():
            if file.sha256 or self._bring(file):
                self.seeks_text = False
                self._told(Step("readable", self._title, activity=file.activity))
                return

    def _until_text(self) -> bool:
        """Ask for one section after the other until a text is here; return whether the site answered.

        How many sections there are is asked later: where the first ones hold a text, it is read a round trip sooner.
        """
        number = 0
        while self.seeks_text:
            if number not in self._here:
                told = self._section(number)
                if told is None:
                    return False
                if not told.sections:  # kept from the learner, or past the last one
                    break
            self.text()
            number += 1
        return True

    def _section(self, number: int) -> Contents | None:
        reads = self._asking.reads
        told = self._asking.ask_of(
            self._course, "section", lambda one: reads.contents(self._course, one), number, is_part=False
        )
        if told is not None:
            self._here |= {section.position for section in told.sections}
            with self._asking.store.library.write() as w:
                courses.put_section(w, self._asking.account.id, told)
        return told

    def _texts(self) -> Iterator[LocalFile]:
        """Yield the files that are the texts of pages and books, in the order of the course."""
        account = self._asking.account.id
        with self._asking.store.library.read() as r:
            listed = courses.activities(r, account, self._course)
            texts = [one for one in files.files(r, account, course=self._course, owner="") if one.is_generated]
        for activity in listed:
            if activity.kind in (Kind.PAGE, Kind.BOOK) and activity.restriction is None:
                yield from (one for one in texts if one.activity == activity.id and one.name == _TEXT)

    def _bring(self, file: LocalFile) -> bool:
        """Bring a text; return whether it is here now."""
        if file.key in self._refused or file.state is FileState.RUNNING:
            return False
        data = self._asking.ask_of(self._course, "text", self._read, file)
        if not data:
            self._refused.add(file.key)
            return False
        blob = self._asking.store.blobs.put_bytes(data)
        with self._asking.store.library.write() as w:
            transfers.put_blob(w, blob)
            _finish(w, file.key, blob.sha256)
        chapters.index(file, blob, self._asking.account, self._asking.store)
        return True

    def _read(self, file: LocalFile) -> bytes:
        """Return the bytes of a text, b"" where it is too long to wait for.

        One of which the site does not tell the length is read on: what came of it would be paid for again.
        """
        data = b""
        with self._asking.campus.files.open(file.url) as body:
            if (body.total_bytes or 0) > _MOST_BYTES:
                return b""
            for chunk in body.chunks():
                self._asking.cancel.check()
                self._asking.count(len(chunk))
                data += chunk
                if len(data) > _MOST_UNTOLD_BYTES:
                    return b""
        return data

    def _forget_others(self, outline: list[Section]) -> None:
        """Let go of sections that an earlier arrival saw and that the site has no more."""
        there = {section.position for section in outline} | {OUTSIDE}
        with self._asking.store.library.write() as w:
            courses.remove_sections(w, self._asking.account.id, self._course, self._here - there)

    def _tell(self, _step: Step) -> None:
        done = min(len(self._here), self._sections) if self._sections else len(self._here)
        self._told(Step("visiting", self._title, done, self._sections))


def _finish(w: Writer, key: int, sha256: str) -> None:
    """Make a file PRESENT from where it stands now."""
    for event in (FileEvent.WANTED, FileEvent.STARTED, FileEvent.FINISHED):
        file = files.file(w, key)
        if file is not None and (file.state, event) in FILE_MOVES:
            files.move(w, key, file.state, event, sha256=sha256 if event is FileEvent.FINISHED else None)
