"""Courses, their sections, activities and files, as the site shows them to one learner."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from studydesk.domain.ids import ActivityId, CourseId, SectionId

# The place of a section without a number, where Moodle collects what is available but not shown on the course's page.
OUTSIDE = 99_999


class Kind(StrEnum):
    """What an activity is. The value is the site's module name; OTHER stands for all we do not open ourselves."""

    PAGE = "page"
    BOOK = "book"
    RESOURCE = "resource"
    FOLDER = "folder"
    URL = "url"
    LABEL = "label"
    FORUM = "forum"
    ASSIGNMENT = "assign"
    QUIZ = "quiz"
    GLOSSARY = "glossary"
    LESSON = "lesson"
    CHOICE = "choice"
    FEEDBACK = "feedback"
    H5P = "h5pactivity"
    SCORM = "scorm"
    OTHER = "other"

    @classmethod
    def of(cls, module: str) -> "Kind":
        """Return the kind for a site's module name."""
        return cls(module) if module in cls._value2member_map_ else cls.OTHER


class Completion(StrEnum):
    """Who decides that an activity is done."""

    NONE = "none"
    MANUAL = "manual"
    AUTOMATIC = "automatic"


class Media(StrEnum):
    """What a file is, as far as opening, ordering and pricing it matters."""

    TEXT = "text"  # generated pages, captions, images inside pages
    DOCUMENT = "document"
    AUDIO = "audio"
    VIDEO = "video"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Course:
    """A course the learner takes part in.

    Attributes:
        progress: share done according to the site, 0.0–1.0, or None where the site does not track it.
        image_url: absolute address of the course picture, or None.
    """

    id: CourseId
    short_name: str
    full_name: str
    summary_html: str = ""
    image_url: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    progress: float | None = None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a course.

    Attributes:
        position: its number at the site, from 0; numbers of sections kept from the learner are left out.
        restriction: why it is closed to the learner, as plain text in the site's language; None when open.
    """

    id: SectionId
    course: CourseId
    position: int
    title: str
    summary_html: str = ""
    restriction: str | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing to do in a course.

    Attributes:
        position: 0-based order in its section.
        instance: the site's id of the page, forum, … behind the course module.
        restriction: as in Section.
        is_done: completion as the site last told; the learner's own unsent marks lie over it (see `study`).
        opens_at, due_at: from the site's dates, None where there are none.
        address: where the activity is on the web, or for Kind.URL where it leads.
        modified_at: the newest of the times the site gives; None where it gives none.
    """

    id: ActivityId
    course: CourseId
    section: SectionId
    position: int
    kind: Kind
    instance: int
    title: str
    intro_html: str = ""
    address: str | None = None
    restriction: str | None = None
    completion: Completion = Completion.NONE
    is_done: bool = False
    opens_at: datetime | None = None
    due_at: datetime | None = None
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file of an activity as the site lists it.

    Attributes:
        url: its address without a token, as the site gives it (revision included).
        name: the last part of its name, already made safe for no file system: show it, do not open it.
        path: its folder inside the activity, "/" or "/sub/".
        size_bytes: 0 for pages the site generates on each request (`is_generated`).
        mime: the site's word, may be empty.
        title: of a book's chapter (the site lists it as the file's "content"), else "".
    """

    activity: ActivityId
    url: str
    name: str
    path: str = "/"
    size_bytes: int = 0
    modified_at: datetime | None = None
    mime: str = ""
    is_generated: bool = False
    position: int = 0
    title: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a page activity: HTML as the site cleaned it, with absolute file addresses."""

    activity: ActivityId
    title: str
    html: str
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything the site lists of one course, in order."""

    course: CourseId
    sections: tuple[Section, ...]
    activities: tuple[Activity, ...]
    files: tuple[RemoteFile, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something with a date: a deadline or a meeting.

    Attributes:
        duration_minutes: 0 for a moment.
        activity: the activity it is about, or None.
    """

    id: int
    course: CourseId | None
    title: str
    at: datetime
    duration_minutes: int = 0
    description_html: str = ""
    activity: ActivityId | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """One line of a course's grades.

    Attributes:
        shown: the grade as the site writes it (plain text), "" when there is none yet.
        range: e.g. "0–100" as plain text.
    """

    course: CourseId
    item: int
    title: str
    shown: str = ""
    range: str = ""
    percentage: str = ""
    feedback_html: str = ""
    activity: ActivityId | None = None
    graded_at: datetime | None = None
    is_total: bool = False


_MEDIA_BY_SUFFIX = {
    **dict.fromkeys(("mp4", "m4v", "webm", "mkv", "mov", "avi", "ogv"), Media.VIDEO),
    **dict.fromkeys(("mp3", "m4a", "aac", "ogg", "oga", "opus", "wav", "flac"), Media.AUDIO),
    **dict.fromkeys(("vtt", "srt", "htm", "html", "png", "jpg", "jpeg", "gif", "svg", "webp"), Media.TEXT),
    **dict.fromkeys(
        ("pdf", "txt", "md", "csv", "doc", "docx", "odt", "xls", "xlsx", "ods", "ppt", "pptx", "odp", "epub", "rtf"),
        Media.DOCUMENT,
    ),
}


def suffix(name: str) -> str:
    """Return the lower-case ending of a file name without its dot, "" if it has none."""
    return name.rsplit(".", 1)[1].lower() if "." in name else ""


def media(name: str, mime: str = "") -> Media:
    """Return what a file is, by its ending first and the site's type second."""
    by_suffix = _MEDIA_BY_SUFFIX.get(suffix(name))
    if by_suffix:
        return by_suffix
    top = mime.split("/", 1)[0]
    return {"video": Media.VIDEO, "audio": Media.AUDIO, "text": Media.DOCUMENT}.get(top, Media.OTHER)
