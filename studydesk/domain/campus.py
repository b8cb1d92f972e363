"""The school as the core sees it: one signed-in learner's campus, in domain values.

`campus/moodle` implements it on the wire; the simulation implements it in memory. Every method may raise NeverSent,
NotProcessed, NoAnswer (CaptivePortal, BadAnswer), SignedOut, NotAvailable, Refused and Cancelled as `errors` defines
them; only further meanings are named below. Reads may be repeated freely; writes use a fresh connection each, follow no
redirect and are never repeated by the campus itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from studydesk.domain.assignments import Assignment, BriefFile, Submission
from studydesk.domain.courses import Contents, Course, Event, Grade, Kind, Page, Section
from studydesk.domain.forums import Discussion, Forum, Post
from studydesk.domain.ids import (
    ActivityId,
    AssignmentId,
    CourseId,
    DiscussionId,
    DraftAreaId,
    ForumId,
    PostId,
    UserId,
)
from studydesk.errors import StudyDeskError


@dataclass(frozen=True, slots=True)
class Site:
    """What the site says of itself and of the learner.

    Attributes:
        functions: names of the web-service functions the token may call.
        release: e.g. "4.5.6 (Build: 20250811)", "" if not told.
        max_upload_bytes: the site's limit for one uploaded file, 0 = not told.
    """

    url: str
    name: str
    user: UserId
    username: str
    full_name: str
    functions: frozenset[str]
    release: str = ""
    max_upload_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Probe:
    """An answer to the probe: the site is there and useful.

    Attributes:
        server_time: from the Date header; None if there was none.
        is_demo: the embedded campus says so (a shorter grace may be used then, and only on loopback).
        maintenance: the site is under maintenance, with its message (may be "").
    """

    server_time: datetime | None
    round_trip_s: float
    is_demo: bool = False
    maintenance: str | None = None


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post to be made: HTML with its marker; `draft_area` holds its attachments, None = none."""

    parent: PostId
    subject: str
    html: str
    draft_area: DraftAreaId | None = None


@dataclass(frozen=True, slots=True)
class Uploaded:
    """What the site stored of an upload: names are cleaned (use this one), JPEGs change size and hash later."""

    area: DraftAreaId
    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class SubmissionDraft:
    """What a save sends: every enabled plug-in, each with its own draft area.

    Attributes:
        html: None only where the assignment takes no text.
        files_area: the draft area with all files of the work; None keeps the files the site has.
    """

    html: str | None
    files_area: DraftAreaId | None


class Body(Protocol):
    """The answer to a file request.

    Attributes:
        status: 200, 206 or 304.
        etag: without W/ and quotes, None if there was none; `etag_is_sha1` tells whether it looks like one (40 hex).
        total_bytes: of the whole file: from Content-Range or Content-Length; None where neither was sent.
        start: first byte of a 206, else 0.
    """

    status: int
    etag: str | None
    total_bytes: int | None
    start: int
    accepts_ranges: bool

    def chunks(self, size: int = 65536) -> Iterable[bytes]:
        """Yield the bytes as they arrive, b"" after a second without any. Raises NoAnswer when cut or stalled."""
        ...


class Reads(Protocol):
    """What can be asked of a campus."""

    def site(self) -> Site: ...

    def courses(self) -> list[Course]: ...

    def contents(self, course: CourseId, section: int | None = None) -> Contents:
        """Return what a course lists, or of it one section alone, by its place (Section.position).

        There is nothing in the answer for a section that the site keeps from the learner or does not have.
        """
        ...

    def sections(self, course: CourseId) -> list[Section]:
        """Return the sections of a course in order, without what is in them: a few hundred bytes each."""
        ...

    def updates(self, since: Mapping[CourseId, datetime]) -> dict[CourseId, frozenset[ActivityId] | StudyDeskError]:
        """Return what changed per course, strictly after each instant, in as few requests as the site allows.

        A course that fails stands in the answer with its error and does not stop the others. Deletions are not told.
        """
        ...

    def pages(self, courses: Sequence[CourseId]) -> list[Page]: ...

    def forums(self, courses: Sequence[CourseId]) -> list[Forum]: ...

    def discussions(self, forum: ForumId) -> list[Discussion]:
        """Return all discussions of a forum, whatever pages the site cuts them into."""
        ...

    def posts(self, discussions: Sequence[DiscussionId]) -> dict[DiscussionId, list[Post] | StudyDeskError]:
        """Return all posts per discussion, oldest first, batched; one failing discussion does not stop the others."""
        ...

    def assignments(self, courses: Sequence[CourseId]) -> list[Assignment]: ...

    def submission(self, assignment: AssignmentId) -> Submission: ...

    def events(self, since: datetime) -> list[Event]: ...

    def grades(self, course: CourseId) -> list[Grade]: ...

    def completion(self, course: CourseId) -> dict[ActivityId, bool]: ...


class Writes(Protocol):
    """What can be told to a campus."""

    def add_posts(self, posts: Sequence[NewPost]) -> list["PostId | StudyDeskError"]:
        """Make at most five posts in order; one request. Answers line up with `posts`.

        A post the site never reached (a batch stops at its first error) has NotProcessed. Where the whole answer is
        lost NoAnswer is raised and each of them is uncertain.
        """
        ...

    def add_discussion(self, forum: ForumId, subject: str, html: str, area: DraftAreaId | None) -> DiscussionId: ...

    def edit_post(self, post: PostId, subject: str, html: str) -> None: ...

    def delete_post(self, post: PostId) -> None: ...

    def new_draft_area(self) -> DraftAreaId: ...

    def upload(self, file: Path, name: str, area: DraftAreaId) -> Uploaded:
        """Send a file into a draft area, streamed; a repeat of the same name there counts as done (`filenameexist`)."""
        ...

    def draft_files(self, area: DraftAreaId) -> list[BriefFile]:
        """Return what a draft area of ours holds now."""
        ...

    def save_submission(self, assignment: AssignmentId, draft: SubmissionDraft) -> None:
        """Save the work. Raises Refused also for the site's warnings in a normal answer."""
        ...

    def submit_for_grading(self, assignment: AssignmentId, statement: bool) -> None: ...

    def set_done(self, activity: ActivityId, done: bool) -> None: ...

    def view(self, kind: Kind, instance: int) -> None: ...


class Files(Protocol):
    """The files of a campus."""

    def open(
        self,
        url: str,
        *,
        start: int = 0,
        stop: int | None = None,
        etag: str | None = None,
        rate: float | None = None,
    ) -> AbstractContextManager[Body]:
        """Ask for a file's bytes from `start` up to `stop` (exclusive, None = to the end).

        `rate`: bytes per second the caller means to read at most; the line is then not filled far ahead of it.

        `etag` makes it conditional: status 304 means the bytes are those already known. A refused file comes as HTTP
        200 with JSON on this wire: that raises Refused or SignedOut, never a Body.
        """
        ...

    def reopen(self, waiting_s: float) -> None:
        """Close connections that are idle, and those of reads that have waited so long for an answer to begin.

        For when the way to the site changed: the old connections may be dead. What waited asks again, or raises
        NoAnswer or NeverSent. From any thread.
        """
        ...


class Campus(Protocol):
    """One signed-in learner's campus."""

    @property
    def site_url(self) -> str:
        """The address of the site, without a trailing slash."""
        ...

    @property
    def reads(self) -> Reads: ...

    @property
    def writes(self) -> Writes: ...

    @property
    def files(self) -> Files: ...

    def probe(self) -> Probe:
        """Return whether the site is useful now. Raises CaptivePortal when something else answers."""
        ...
