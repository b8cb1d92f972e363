"""A campus in memory with bad luck on demand: one scripted fault per call."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from studydesk.domain.assignments import Assignment, BriefFile, Submission
from studydesk.domain.campus import NewPost, Probe, Site, SubmissionDraft, Uploaded
from studydesk.domain.courses import Contents, Course, Event, Grade, Kind, Page, Section
from studydesk.domain.forums import Discussion, Forum, Post
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, DraftAreaId, ForumId, PostId, UserId
from studydesk.errors import (
    BadAnswer,
    CaptivePortal,
    NeverSent,
    NoAnswer,
    NotProcessed,
    Refused,
    SignedOut,
    StudyDeskError,
)
from tests.sync.school import SITE, School, sha1

T = TypeVar("T")


class Fault(StrEnum):
    """What can happen to one request."""

    NEVER_SENT = "never sent"
    LOST = "lost on the way"
    ANSWER_LOST = "processed, answer lost"
    LATE = "delivered late"
    CUT = "processed, answer cut"
    BUSY = "429"
    MAINTENANCE = "maintenance"
    PORTAL = "captive portal"
    SIGNED_OUT = "signed out"
    REFUSED = "refused"
    BATCH_CUT = "a batch that stops at its second post"


LATE_BY = timedelta(minutes=7)  # within the grace
Script = Callable[[str, int], Fault | None]


def no_faults(_name: str, _number: int) -> Fault | None:
    return None


@dataclass
class FakeBody:
    """An answer to a file request."""

    status: int
    etag: str | None
    total_bytes: int | None
    start: int
    accepts_ranges: bool
    content: bytes = b""

    def chunks(self, size: int = 65536) -> Iterable[bytes]:
        for at in range(0, len(self.content), size):
            yield self.content[at : at + size]


class Wire:
    """The way to the school: counts calls, plays faults, delivers what is late."""

    def __init__(self, school: School, script: Script = no_faults) -> None:
        self.school = school
        self.script = script
        self.calls: list[str] = []
        self.fault: Fault | None = None
        self.late: list[tuple[datetime, Callable[[], object]]] = []

    def arrive(self) -> None:
        """Let everything late that is due reach the school."""
        due = [act for at, act in self.late if at <= self.school.clock.true]
        self.late = [(at, act) for at, act in self.late if at > self.school.clock.true]
        for act in due:
            try:
                act()
            except Refused:
                pass  # nobody is there to hear the refusal

    def call(self, name: str, act: Callable[[], T]) -> T:
        self.arrive()
        self.fault = fault = self.script(name, len(self.calls))
        self.calls.append(name)
        match fault:
            case Fault.NEVER_SENT:
                raise NeverSent
            case Fault.LOST:
                raise NoAnswer
            case Fault.ANSWER_LOST:
                act()
                raise NoAnswer
            case Fault.CUT:
                act()
                raise BadAnswer
            case Fault.LATE:
                self.late.append((self.school.clock.true + LATE_BY, act))
                raise NoAnswer
            case Fault.BUSY:
                raise NotProcessed("busy", timedelta(seconds=30))
            case Fault.MAINTENANCE:
                raise NotProcessed("maintenance")
            case Fault.PORTAL:
                raise CaptivePortal
            case Fault.SIGNED_OUT:
                raise SignedOut
            case Fault.REFUSED:
                raise Refused("nopermission", "Sorry, you do not have permission")
        return act()


class FakeReads:
    """What can be asked."""

    def __init__(self, wire: Wire, me: UserId) -> None:
        self._wire, self._me = wire, me

    @property
    def _school(self) -> School:
        return self._wire.school

    def _mine(self) -> set[CourseId]:
        return self._school.state.enrolled.get(self._me, set())

    def site(self) -> Site:
        return self._wire.call("site", lambda: Site(SITE, "School", self._me, "amina", "Amina", frozenset()))

    def courses(self) -> list[Course]:
        return self._wire.call("courses", lambda: [self._school.state.courses[c] for c in sorted(self._mine())])

    def contents(self, course: CourseId, section: int | None = None) -> Contents:
        def act() -> Contents:
            told = self._contents(course)
            if section is None:
                return told
            chosen = tuple(one for one in told.sections if one.position == section)
            inside = tuple(a for a in told.activities if a.section in {one.id for one in chosen})
            ids = {activity.id for activity in inside}
            return Contents(course, chosen, inside, tuple(file for file in told.files if file.activity in ids))

        return self._wire.call("contents" if section is None else f"section {section}", act)

    def sections(self, course: CourseId) -> list[Section]:
        return self._wire.call("sections", lambda: list(self._contents(course).sections))

    def _contents(self, course: CourseId) -> Contents:
        if course not in self._mine():
            raise Refused("errorcoursecontextnotvalid", "Course or activity not accessible.")
        return self._school.contents(self._me, course)

    def updates(self, since: Mapping[CourseId, datetime]) -> dict[CourseId, frozenset[ActivityId] | StudyDeskError]:
        def one(course: CourseId, at: datetime) -> frozenset[ActivityId] | StudyDeskError:
            if course not in self._mine():
                return Refused("errorcoursecontextnotvalid", "Course or activity not accessible.")
            state = self._school.state
            return frozenset(
                a.id
                for a in state.activities.values()
                if a.course == course and a.id not in state.hidden and state.changed[a.id] > at.replace(microsecond=0)
            )

        return self._wire.call("updates", lambda: {course: one(course, at) for course, at in since.items()})

    def pages(self, courses: Sequence[CourseId]) -> list[Page]:
        state = self._school.state
        return self._wire.call(
            "pages", lambda: [p for p in state.pages.values() if state.activities[p.activity].course in courses]
        )

    def forums(self, courses: Sequence[CourseId]) -> list[Forum]:
        forums = self._school.state.forums
        return self._wire.call("forums", lambda: [f for f in forums.values() if f.course in courses])

    def discussions(self, forum: ForumId) -> list[Discussion]:
        return self._wire.call(
            "discussions", lambda: [d for d in self._school.state.discussions.values() if d.forum == forum]
        )

    def posts(self, discussions: Sequence[DiscussionId]) -> dict[DiscussionId, list[Post] | StudyDeskError]:
        def one(discussion: DiscussionId) -> list[Post] | StudyDeskError:
            if discussion not in self._school.state.discussions:
                return Refused("invaliddiscussionid", "")
            return [p for p in self._school.state.posts.values() if p.discussion == discussion]

        return self._wire.call("posts", lambda: {d: one(d) for d in discussions})

    def assignments(self, courses: Sequence[CourseId]) -> list[Assignment]:
        every = self._school.state.assignments
        return self._wire.call("assignments", lambda: [a for a in every.values() if a.course in courses])

    def submission(self, assignment: AssignmentId) -> Submission:
        return self._wire.call("submission", lambda: self._school.submission(self._me, assignment))

    def events(self, since: datetime) -> list[Event]:
        return self._wire.call("events", lambda: [e for e in self._school.state.events if e.at >= since])

    def grades(self, course: CourseId) -> list[Grade]:
        return self._wire.call("grades", lambda: list(self._school.state.grades.get(course, [])))

    def completion(self, course: CourseId) -> dict[ActivityId, bool]:
        def act() -> dict[ActivityId, bool]:
            activities = self._school.contents(self._me, course).activities
            return {activity.id: activity.is_done for activity in activities}

        return self._wire.call("completion", act)


class FakeWrites:
    """What can be told."""

    def __init__(self, wire: Wire, me: UserId) -> None:
        self._wire, self._me = wire, me

    @property
    def _school(self) -> School:
        return self._wire.school

    def add_posts(self, posts: Sequence[NewPost]) -> list[PostId | StudyDeskError]:
        assert 0 < len(posts) <= 5
        name = "add_posts"

        def act() -> list[PostId | StudyDeskError]:
            answers: list[PostId | StudyDeskError] = []
            for position, post in enumerate(posts):
                if position == 1 and self._wire.fault is Fault.BATCH_CUT:
                    break
                try:
                    answers.append(self._school.reply(self._me, post.parent, post.subject, post.html, post.draft_area))
                except Refused as error:
                    answers.append(error)
                    break
            return answers + [NotProcessed("busy") for _ in range(len(posts) - len(answers))]

        return self._wire.call(name, act)

    def add_discussion(self, forum: ForumId, subject: str, html: str, area: DraftAreaId | None) -> DiscussionId:
        return self._wire.call("add_discussion", lambda: self._school.start(self._me, forum, subject, html, area))

    def edit_post(self, post: PostId, subject: str, html: str) -> None:
        self._wire.call("edit_post", lambda: self._school.edit(self._me, post, subject, html))

    def delete_post(self, post: PostId) -> None:
        self._wire.call("delete_post", lambda: self._school.delete(self._me, post))

    def new_draft_area(self) -> DraftAreaId:
        def act() -> DraftAreaId:
            area = DraftAreaId(self._school.new_id())
            self._school.state.drafts[area] = {}
            self._school.state.draft_owner[area] = self._me
            return area

        return self._wire.call("new_draft_area", act)

    def upload(self, file: Path, name: str, area: DraftAreaId) -> Uploaded:
        content = file.read_bytes()

        def act() -> Uploaded:
            return Uploaded(area, *self._school.upload(self._me, area, name, content))

        return self._wire.call("upload", act)

    def draft_files(self, area: DraftAreaId) -> list[BriefFile]:
        def act() -> list[BriefFile]:
            return [BriefFile("", n, len(c)) for n, c in self._school.state.drafts.get(area, {}).items()]

        return self._wire.call("draft_files", act)

    def save_submission(self, assignment: AssignmentId, draft: SubmissionDraft) -> None:
        self._wire.call(
            "save_submission", lambda: self._school.save(self._me, assignment, draft.html, draft.files_area)
        )

    def submit_for_grading(self, assignment: AssignmentId, statement: bool) -> None:
        self._wire.call("submit_for_grading", lambda: self._school.submit(self._me, assignment, statement))

    def set_done(self, activity: ActivityId, done: bool) -> None:
        self._wire.call("set_done", lambda: self._school.state.done.__setitem__((self._me, activity), done))

    def view(self, kind: Kind, instance: int) -> None:
        def act() -> None:
            for activity in self._school.state.activities.values():
                if (activity.kind, activity.instance) == (kind, instance):
                    self._school.state.done[self._me, activity.id] = True

        self._wire.call("view", act)


class FakeFiles:
    """The files: PHP's way of serving, SHA-1 ETags and ranges without If-Range."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    @contextmanager
    def open(
        self,
        url: str,
        *,
        start: int = 0,
        stop: int | None = None,
        etag: str | None = None,
        rate: float | None = None,
    ) -> Iterator[FakeBody]:
        content = self._wire.call("file", lambda: self._wire.school.file(url))
        tag = sha1(content)
        if etag == tag:
            yield FakeBody(304, tag, None, 0, True)
        elif start:
            yield FakeBody(206, tag, len(content), start, True, content[start:stop])
        else:
            yield FakeBody(200, tag, len(content), 0, True, content)

    def reopen(self, waiting_s: float) -> None:
        """Nothing is ever open here."""


class FakeCampus:
    """One learner's campus over a wire."""

    def __init__(self, wire: Wire, me: UserId, site_url: str = SITE) -> None:
        self.wire = wire
        self.site_url = site_url
        self.reads = FakeReads(wire, me)
        self.writes = FakeWrites(wire, me)
        self.files = FakeFiles(wire)

    def probe(self) -> Probe:
        return self.wire.call("probe", lambda: Probe(self.wire.school.now, 0.1))
