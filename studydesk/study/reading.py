"""Reading: pages, books and files, from disk only."""

import filecmp
import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from studydesk.domain import names
from studydesk.domain.courses import Activity, Kind
from studydesk.domain.downloads import LocalFile
from studydesk.domain.ids import ActivityId, DiscussionId, PostId
from studydesk.domain.progress import Position
from studydesk.errors import Corrupt, NotFound
from studydesk.store import courses, files, forums, progress, transfers
from studydesk.store.disk import translated
from studydesk.study import disk, formulas, html
from studydesk.study.learner import Learner
from studydesk.study.views.reading import ChapterRef, Document, LinkTo, OpenFile
from studydesk.wording import tr

_LARGEST_TEXT = 20_000_000  # bytes; a page of more is no page
_CHAPTER = "index.html"


class Reading:
    """Texts and files of one account. `opened`: the folder for named copies."""

    def __init__(self, learner: Learner, opened: Path) -> None:
        self._learner = learner
        self._opened = opened
        self._maths = formulas.Formulas()

    def page(self, activity: ActivityId) -> Document:
        """Return a page's text; of any other activity its introduction. Raises NotFound when it is not here."""
        found = self._activity(activity)
        with self._learner.store.library.read() as r:
            page = courses.page(r, self._learner.id, activity) if found.kind is Kind.PAGE else None
        if page:
            return self._document(found, page.html)
        generated = [f for f in self._all_files(activity) if f.is_generated] if found.kind is Kind.PAGE else []
        if generated:
            return self._document(found, self._text(generated[0]))
        if found.kind is Kind.PAGE:
            raise NotFound(activity)
        return self._document(found, found.intro_html)

    def chapter(self, activity: ActivityId, index: int) -> Document:
        """Return a chapter of a book; `index` counts from 0. Raises NotFound when it is not here."""
        found = self._activity(activity)
        chapters = [f for f in self._all_files(activity) if f.is_generated and f.name == _CHAPTER]
        if not 0 <= index < len(chapters):
            raise NotFound(activity)
        refs = _refs(chapters)
        chosen = chapters[index]
        text = self._text(chosen)
        document = self._document(found, text, folder=chosen.path, item=str(index))
        return replace(document, chapters=refs, chapter=index)

    def chapters(self, activity: ActivityId) -> tuple[ChapterRef, ...]:
        """Return the chapters of a book, also when no text is here yet."""
        listed = [f for f in self._all_files(activity) if f.is_generated and f.name == _CHAPTER]
        return _refs(listed)

    def resource(self, activity: ActivityId, address: str) -> bytes | None:
        """Return the bytes of a picture by its `sd:` address; None = not here or not allowed. Never the network.

        Formulas are SVG drawn in `formulas.COLOUR`.
        """
        formula = formulas.tex_of(address)
        if formula:
            return self._maths.svg(*formula)
        if address.startswith("sd:data/"):
            return html.data_bytes(address)
        key = re.fullmatch(r"sd:file/([0-9]{1,18})", address)
        file = self._file(int(key.group(1))) if key else None
        if file is None or file.activity != activity or not file.sha256:
            return None
        path = self._learner.store.blobs.path(file.sha256)
        return path.read_bytes() if path.is_file() and path.stat().st_size <= _LARGEST_TEXT else None

    def link(self, activity: ActivityId, address: str) -> LinkTo:
        """Return where a clicked link leads."""
        if address.startswith("#"):
            return LinkTo(anchor=address[1:])
        if re.match(r"(?i)(?:https?://|mailto:)", address):
            return LinkTo(address=address)
        inside = re.fullmatch(r"sd:(activity|discussion|file)/([0-9]{1,18})(?:/([a-z0-9]{1,30}))?", address)
        if not inside:
            return LinkTo()
        number, more = int(inside.group(2)), inside.group(3) or ""
        if inside.group(1) == "activity":
            return self._to_activity(ActivityId(number), more)
        if inside.group(1) == "discussion":
            return self._to_discussion(DiscussionId(number), PostId(int(more)) if more.isdigit() else None)
        return LinkTo(file_key=number) if self._file(number) else LinkTo()

    def files(self, activity: ActivityId) -> list[LocalFile]:
        """Return the files of a resource or folder, the main one first."""
        own = [f for f in self._all_files(activity) if not f.is_generated]
        main = disk.main_file(own)
        return sorted(own, key=lambda file: main is None or file.key != main.key)

    def path(self, key: int) -> OpenFile:
        """Return a file on this computer.

        Raises NotFound when it is not here, Corrupt when its bytes are wrong, DriveGone when its drive is not here.
        """
        file = self._file(key)
        if file is None or file.sha256 is None:
            raise NotFound(key)
        blobs = self._learner.store.blobs
        blobs.place.need()  # what lies on a drive that is not plugged in is not lost
        if not blobs.has(file.sha256):
            self._lost(file.sha256)
            raise NotFound(key)
        path = blobs.path(file.sha256)
        # The whole hash is checked when a file arrives; at opening the length tells a half-written or cut one.
        with self._learner.store.library.read() as r:
            known = transfers.blob(r, file.sha256)
        if known and path.stat().st_size != known.size_bytes:
            blobs.discard(file.sha256)
            self._lost(file.sha256)
            raise Corrupt(file.sha256)
        return OpenFile(file.key, path, file.name, file.mime, file.media, path.stat().st_size)

    def named_copy(self, key: int) -> Path:
        """Return a copy under its own (made safe) name for the learner's other programs.

        The copy is read-only, so that a program saves notes made in it elsewhere; one that was changed all the same is
        the learner's work and never overwritten.
        """
        file = self.path(key)
        folder = self._opened / file.path.name[:16]
        name = Path(names.safe(file.name))
        for number in count(1):
            copy = folder / (name.name if number == 1 else f"{name.stem} ({number}){name.suffix}")
            if not copy.exists():
                break
            if filecmp.cmp(copy, file.path, shallow=False):
                return copy
        _copy(file.path, copy)
        return copy

    def position(self, activity: ActivityId, item: str = "") -> Position | None:
        """Return where the learner stopped; `item` is a file name or chapter, "" the activity's own text."""
        with self._learner.store.work.read() as r:
            return progress.position(r, self._learner.id, activity, item)

    def keep_position(self, activity: ActivityId, item: str, at: float, length: float) -> None:
        """Keep where the learner is (units as in domain.progress.Position; a chapter's item is its index)."""
        kept = Position(activity, item, at, length, self._learner.clock.now())
        with self._learner.store.work.write() as w:
            progress.put_position(w, self._learner.id, kept)

    def _document(self, activity: Activity, markup: str, folder: str = "/", item: str = "") -> Document:
        found = html.Files(self._all_files(activity.id), folder)
        cleaned = html.clean(markup, self._learner.account.site_url, found, self._maths)
        kept = self.position(activity.id, item)
        return Document(
            activity=activity.id,
            course=activity.course,
            title=activity.title,
            html=cleaned.html,
            position=kept.share if kept else 0.0,
            missing=tuple(cleaned.missing),
        )

    def _activity(self, activity: ActivityId) -> Activity:
        with self._learner.store.library.read() as r:
            found = courses.activity(r, self._learner.id, activity)
        if found is None:
            raise NotFound(activity)
        return found

    def _all_files(self, activity: ActivityId) -> list[LocalFile]:
        with self._learner.store.library.read() as r:
            return files.files(r, self._learner.id, activity=activity)

    def _file(self, key: int) -> LocalFile | None:
        with self._learner.store.library.read() as r:
            file = files.file(r, key)
        return file if file and file.account == self._learner.id else None

    def _text(self, file: LocalFile) -> str:
        path = self.path(file.key).path
        if path.stat().st_size > _LARGEST_TEXT:
            raise NotFound(file.key)
        return path.read_text("utf-8", errors="replace")

    def _lost(self, sha256: str) -> None:
        """Make a lost or damaged file downloadable again."""
        with self._learner.store.library.write() as w:
            files.forget_blob(w, sha256)

    def _to_activity(self, activity: ActivityId, module: str) -> LinkTo:
        with self._learner.store.library.read() as r:
            known = courses.activity(r, self._learner.id, activity)
        if known:
            return LinkTo(activity=activity)
        return LinkTo(address=self._web(f"/mod/{module}/view.php?id={activity}")) if module else LinkTo()

    def _to_discussion(self, discussion: DiscussionId, post: PostId | None) -> LinkTo:
        with self._learner.store.library.read() as r:
            known = forums.discussion(r, self._learner.id, discussion)
        if known:
            return LinkTo(discussion=discussion, post=post)
        return LinkTo(address=self._web(f"/mod/forum/discuss.php?d={discussion}"))

    def _web(self, path: str) -> str:
        return self._learner.account.site_url + path


def _copy(source: Path, copy: Path) -> None:
    half = copy.with_name(f".{copy.name}.half")
    with translated(half, source.stat().st_size):
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, half)
        half.chmod(0o444)
        half.replace(copy)


def _refs(chapters: Sequence[LocalFile]) -> tuple[ChapterRef, ...]:
    return tuple(
        ChapterRef(n, file.title or tr("Chapter {n}").format(n=n + 1), is_here=disk.is_here(file))
        for n, file in enumerate(chapters)
    )
