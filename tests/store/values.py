"""Plausible values of the domain for tests of the store."""

from datetime import UTC, datetime, timedelta

from studydesk.domain.assignments import Assignment, BriefFile
from studydesk.domain.courses import Activity, Completion, Contents, Course, Kind, RemoteFile, Section
from studydesk.domain.forums import Discussion, Forum, Post, PostFile
from studydesk.domain.ids import (
    AccountId,
    ActivityId,
    AssignmentId,
    CourseId,
    DiscussionId,
    ForumId,
    IntentId,
    PostId,
    SectionId,
    UserId,
)
from studydesk.domain.outbox import Item, State
from studydesk.domain.work import Attachment, Intent, Reply, queue_of

ANA, BEN = AccountId("a" * 16), AccountId("b" * 16)
T0 = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
COURSE = CourseId(7)


def course(number: int = 7, name: str = "Water", **other: object) -> Course:
    """Return a course."""
    return Course(CourseId(number), f"C{number}", name, **other)  # type: ignore[arg-type]  # fields by name


def section(number: int = 1, of: int = 7, position: int = 0) -> Section:
    """Return a section."""
    return Section(SectionId(number), CourseId(of), position, f"Week {number}")


def activity(number: int, kind: Kind = Kind.PAGE, of: int = 7, in_section: int = 1, title: str = "") -> Activity:
    """Return an activity whose instance is its id + 1000."""
    return Activity(
        ActivityId(number),
        CourseId(of),
        SectionId(in_section),
        number,
        kind,
        number + 1000,
        title or f"Activity {number}",
        intro_html="<p>Read this</p>",
        completion=Completion.MANUAL,
        modified_at=T0,
    )


def remote(of: int, name: str = "map.pdf", size: int = 1000, revision: int = 1, at: datetime = T0) -> RemoteFile:
    """Return a file of an activity as the site lists it."""
    url = f"https://school.example/webservice/pluginfile.php/{of}/mod_resource/content/{revision}/{name}"
    return RemoteFile(ActivityId(of), url, name, size_bytes=size, modified_at=at, mime="application/pdf")


def contents(*files: RemoteFile, activities: int = 3, of: int = 7) -> Contents:
    """Return a course with one section of so many activities, and these files."""
    return Contents(
        CourseId(of),
        (section(of * 10, of),),
        tuple(activity(of * 100 + n, of=of, in_section=of * 10) for n in range(activities)),
        files,
    )


def forum(number: int = 5, of: int = 7, cmid: int = 700) -> Forum:
    """Return a forum."""
    return Forum(ForumId(number), ActivityId(cmid), CourseId(of), "Questions")


def discussion(number: int = 9, of: int = 5, last: datetime = T0, replies: int = 0) -> Discussion:
    """Return a discussion by user 3."""
    return Discussion(
        DiscussionId(number), ForumId(of), f"About {number}", "Ana", UserId(3), PostId(number * 10), T0, last, replies
    )


def post(number: int, of: int = 9, text: str = "Where does rain come from?", parent: int | None = None) -> Post:
    """Return a post; later numbers are later."""
    at = T0 + timedelta(minutes=number)
    files = (PostFile("https://school.example/pluginfile.php/1/mod_forum/attachment/1/a.png", "a.png", 12),)
    up = None if parent is None else PostId(parent)
    return Post(PostId(number), DiscussionId(of), up, "Rain", f"<p>{text}</p>", "Ana", UserId(3), at, at, files)


def assignment(number: int = 4, of: int = 7, cmid: int = 701) -> Assignment:
    """Return an assignment with one file of the teacher's."""
    url = "https://school.example/webservice/pluginfile.php/2/mod_assign/introattachment/0/task.pdf"
    brief = BriefFile(url, "task.pdf", 5000, "application/pdf", T0)
    return Assignment(
        AssignmentId(number),
        ActivityId(cmid),
        CourseId(of),
        "Essay",
        "<p>Write about evaporation</p>",
        (brief,),
        due_at=T0 + timedelta(days=7),
        file_types=(".pdf", ".odt"),
        max_grade=100.0,
        modified_at=T0,
    )


def reply(text: str = "Because it is cold", discussion: int = 9, to: str | None = None) -> Reply:
    """Return a reply to post 90, or to the unsent intent `to`."""
    parent = PostId(90) if to is None else None
    return Reply(ForumId(5), DiscussionId(discussion), parent, None if to is None else IntentId(to), "Re: Rain", text)


def item(
    name: str = "x",
    intent: Intent | None = None,
    state: State = State.QUEUED,
    account: AccountId = ANA,
    **other: object,
) -> Item:
    """Return an outbox item; `name` becomes its id."""
    words = intent or reply()
    number = IntentId(name)
    files = (Attachment("a.txt", 3, "f" * 64),)
    queue = queue_of(words, number)
    return Item(number, account, words, queue, "Rain", state, T0, T0, files, **other)  # type: ignore[arg-type]  # fields by name
