"""The stand-in desk's texts, files and lectures: the demo course's own, straight from its folder."""

from dataclasses import replace
from pathlib import Path

from studydesk.domain.courses import media
from studydesk.domain.downloads import FileState, LocalFile
from studydesk.domain.ids import AccountId, ActivityId, CourseId
from studydesk.domain.playback import parse_vtt
from studydesk.domain.progress import Position
from studydesk.errors import NotFound
from studydesk.paths import resources
from studydesk.study import formulas
from studydesk.study.views.reading import Captions, ChapterRef, Document, Lecture, LinkTo, OpenFile
from tests.ui import stand_in_content as content

NOW = content.NOW
FILES = resources() / "demo" / "files"
PAGES = {104: "pages/jar-test", 121: "pages/roof-rain"}
BOOK = ("1-place", "2-level", "2-1-a-frame", "3-beds", "4-sow")
BOOK_TITLES = ("Choose the place", "Make it level", "Build an A-frame", "Dig the beds", "Sow and mulch")
LECTURES = {102: "01 How water moves.mp4", 103: "03 Soil is alive.webm", 111: "02 Listening to a spring.ogg"}


class StandInReading:
    """Texts and files of the demo course, straight from its folder."""

    def __init__(self) -> None:
        self._maths = formulas.Formulas()
        self.pages: dict[int, str] = {}
        self.positions: dict[tuple[int, str], Position] = {}
        self.extra: dict[int, Path] = {}
        self.asked: list[str] = []
        self.missing: tuple[str, ...] = ()

    def page(self, activity: ActivityId) -> Document:
        if activity in self.pages:
            return self._document(activity, self.pages[activity])
        if activity not in PAGES:
            raise NotFound(activity)
        return self._document(activity, (FILES / f"{PAGES[activity]}.html").read_text())

    def chapter(self, activity: ActivityId, index: int) -> Document:
        if not 0 <= index < len(BOOK):
            raise NotFound(activity)
        refs = tuple(ChapterRef(n, title, is_sub=n == 2, is_here=n < 4) for n, title in enumerate(BOOK_TITLES))
        made = self._document(activity, (FILES / "book" / f"{BOOK[index]}.html").read_text(), str(index))
        return replace(made, title="A school garden in four weeks", chapters=refs, chapter=index)

    def _document(self, activity: ActivityId, html: str, item: str = "") -> Document:
        shown = formulas.draw(html.replace("@@PLUGINFILE@@/", "sd:file/"), self._maths)
        shown = shown.replace("@@ACTIVITY/", "sd:activity/").replace('@@"', '"')
        kept = self.positions.get((activity, item))
        share = kept.at if kept else 0.0
        return Document(activity, CourseId(1), "The jar test", shown, position=share, missing=self.missing)

    def resource(self, activity: ActivityId, address: str) -> bytes | None:
        self.asked.append(address)
        tex = formulas.tex_of(address)
        if tex:
            return self._maths.svg(*tex)
        name = address.removeprefix("sd:file/")
        found = [FILES / folder / name for folder in ("pages", "book") if (FILES / folder / name).is_file()]
        return found[0].read_bytes() if found and address.startswith("sd:file/") else None

    def link(self, activity: ActivityId, address: str) -> LinkTo:
        if address.startswith("http"):
            return LinkTo(address=address)
        return LinkTo(activity=ActivityId(105)) if address.startswith("sd:activity/") else LinkTo()

    def files(self, activity: ActivityId) -> list[LocalFile]:
        if activity == 113:
            found = sorted((FILES / "folder").iterdir())
            return [local(40 + n, activity, path, here=n != 2) for n, path in enumerate(found)]
        return [local(activity * 10, activity, self._main(activity))]

    def _main(self, activity: ActivityId) -> Path:
        if activity in self.extra:
            return self.extra[activity]
        return FILES / "lectures" / LECTURES[activity] if activity in LECTURES else FILES / "pages" / "field-guide.pdf"

    def path(self, key: int) -> OpenFile:
        in_folder = sorted((FILES / "folder").iterdir())
        path = in_folder[key - 40] if 40 <= key < 40 + len(in_folder) else self._main(ActivityId(key // 10))
        return OpenFile(key, path, path.name, "", media(path.name), path.stat().st_size)

    def named_copy(self, key: int) -> Path:
        return self.path(key).path

    def position(self, activity: ActivityId, item: str = "") -> Position | None:
        return self.positions.get((activity, item))

    def keep_position(self, activity: ActivityId, item: str, at: float, length: float) -> None:
        self.positions[activity, item] = Position(activity, item, at, length, NOW)


def local(key: int, activity: ActivityId, path: Path, *, here: bool = True) -> LocalFile:
    """Return a file of the demo folder as one of an activity."""
    return LocalFile(
        key, AccountId("a"), CourseId(1), activity, f"https://school.example/{path.name}", path.name, "/",
        path.stat().st_size, "", media(path.name), FileState.PRESENT if here else FileState.ABSENT,
        sha256="0" * 64 if here else None,
    )  # fmt: skip


class StandInLectures:
    """The demo's lectures with their captions."""

    def __init__(self, reading: StandInReading) -> None:
        self._reading = reading
        self.speeds: dict[int, float] = {}

    def lecture(self, activity: ActivityId, key: int | None = None) -> Lecture:
        if activity not in LECTURES and activity not in self._reading.extra:
            raise NotFound(activity)
        file = self._reading.path(key if key is not None else activity * 10)
        captions = tuple(
            Captions(code, label, parse_vtt(found.read_text()))
            for code, label in (("en", "English"), ("es", "Español"))
            if (found := file.path.with_suffix(f".{code}.vtt")).is_file()
        )
        kept = self._reading.positions.get((activity, file.name))
        return Lecture(
            activity, CourseId(1), file.name.rsplit(".", 1)[0], file, captions, int(kept.at) if kept else 0,
            None, self.speeds.get(1, 1.0),
        )  # fmt: skip

    def keep(self, activity: ActivityId, name: str, at_ms: int, length_ms: int) -> None:
        self._reading.keep_position(activity, name, at_ms, length_ms)

    def keep_speed(self, course: CourseId, speed: float) -> None:
        self.speeds[course] = speed
