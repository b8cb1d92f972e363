"""Texts, files and lectures as opened."""

from dataclasses import dataclass
from pathlib import Path

from studydesk.domain.courses import Media
from studydesk.domain.ids import ActivityId, CourseId, DiscussionId, PostId
from studydesk.domain.playback import Cue


@dataclass(frozen=True, slots=True)
class ChapterRef:
    """A chapter of a book; `is_here` is False when its text is not on this computer."""

    index: int
    title: str
    is_sub: bool = False
    is_here: bool = True


@dataclass(frozen=True, slots=True)
class Document:
    """A text ready to be drawn.

    Attributes:
        html: cleaned; pictures and links carry `sd:` addresses, ask `Reading.resource` and `Reading.link` for them.
        chapters: () for anything but a book; `chapter` is an index into it.
        position: share 0.0–1.0 where the learner stopped in this text.
        missing: names of pictures and files in the text that are not on this computer.
    """

    activity: ActivityId
    course: CourseId
    title: str
    html: str
    chapters: tuple[ChapterRef, ...] = ()
    chapter: int = 0
    position: float = 0.0
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file on this computer: `path` is named by its hash, so open it by `mime` or make a `named_copy`."""

    key: int
    path: Path
    name: str
    mime: str
    media: Media
    size_bytes: int


@dataclass(frozen=True, slots=True)
class LinkTo:
    """Where a clicked link leads: exactly one of the fields is set; none = nowhere we may go.

    Attributes:
        anchor: a place in the same text.
        address: on the web (http, https or mailto); ask before opening it.
    """

    activity: ActivityId | None = None
    discussion: DiscussionId | None = None
    post: PostId | None = None
    file_key: int | None = None
    anchor: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Captions:
    """Captions of a lecture; `language` as in the file's name ("en", "pt-br"), "" when unknown."""

    language: str
    label: str
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class Lecture:
    """A video or audio lecture ready to play. `length_ms` is known after it was played once."""

    activity: ActivityId
    course: CourseId
    title: str
    file: OpenFile
    captions: tuple[Captions, ...]
    start_ms: int = 0
    length_ms: int | None = None
    speed: float = 1.0
