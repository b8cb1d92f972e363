"""What the stand-in desk holds: two courses in the middle of a term, on a Wednesday morning."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from studydesk.domain.accounts import Account
from studydesk.domain.courses import Completion, Kind, Media
from studydesk.domain.differences import differences
from studydesk.domain.downloads import FileState, Price
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
from studydesk.domain.outbox import Problem, Receipt, State
from studydesk.domain.work import Attachment, IntentKind
from studydesk.paths import resources
from studydesk.study.views.conflicts import About, Candidate, ConflictView, FileLine, Standing, Version
from studydesk.study.views.courses import ActivityRow, CourseCard, CourseView, DiskState, SectionView
from studydesk.study.views.forums import DiscussionRow
from studydesk.study.views.outbox import ItemView
from studydesk.study.views.today import DueRow
from studydesk.study.views.unsent import Left

NOW = datetime(2026, 11, 25, 8, 12, tzinfo=UTC)
MB = 1_000_000
HERE, GONE = FileState.PRESENT, FileState.ABSENT


def account() -> Account:
    """Return the learner."""
    return Account(
        AccountId("a1b2c3d4e5f60718"), "https://school.example", "Baobab Open School", UserId(3), "amina",
        "Amina Diallo", NOW - timedelta(days=30), is_demo=True,
    )  # fmt: skip


def disk(state: FileState | None, total: float = 0, done: float = 0, problem: str | None = None) -> DiskState:
    """Return a disk state with sizes in MB."""
    here = total if state in (FileState.PRESENT, FileState.STALE) else 0
    return DiskState(state, int(total * MB), int(here * MB), int(done * MB), problem)


def row(number: int, kind: Kind, title: str, **more: object) -> ActivityRow:
    """Return an activity; `more` are fields of ActivityRow."""
    facts: dict[str, object] = {
        "id": ActivityId(number), "course": CourseId(number // 100), "section": SectionId(number // 100 * 10),
        "kind": kind, "title": title, "intro_html": "", "restriction": None, "completion": Completion.MANUAL,
        "is_done": False, "done_waiting": False, "opens_at": None, "due_at": None, "disk": disk(None),
        "position_share": None, "media": None, "address": "https://school.example/mod/x", "opens_here": True,
    }  # fmt: skip
    return ActivityRow(**(facts | more))  # type: ignore[arg-type]  # the names are those of ActivityRow


def _first_section() -> tuple[ActivityRow, ...]:
    return (
        row(101, Kind.LABEL, "Welcome", intro_html="<p>Welcome. Take one part a week; every part has something to "
            "watch, something to read and something to do.</p>", completion=Completion.NONE),
        row(102, Kind.RESOURCE, "Lecture 1: Where the water goes", media=Media.VIDEO, disk=disk(HERE, 12.4),
            position_share=0.43),
        row(103, Kind.RESOURCE, "Lecture 2: Soil under the lens", media=Media.VIDEO,
            disk=disk(FileState.RUNNING, 48, 20.6)),
        row(104, Kind.PAGE, "The jar test", completion=Completion.AUTOMATIC, is_done=True, position_share=0.6),
        row(105, Kind.BOOK, "A school garden in four weeks", disk=disk(HERE, 0.8), is_done=True, done_waiting=True),
        row(106, Kind.FORUM, "Questions about water and soil", completion=Completion.AUTOMATIC),
    )  # fmt: skip


def _second_section() -> tuple[ActivityRow, ...]:
    return (
        row(111, Kind.RESOURCE, "Rain on the roof: how much, and where to keep it", media=Media.AUDIO,
            disk=disk(GONE, 6.1)),
        row(112, Kind.RESOURCE, "Field guide to soils of the savanna, second edition, with plates",
            media=Media.DOCUMENT,
            disk=disk(FileState.STALE, 3.2)),
        row(113, Kind.FOLDER, "Work sheets", media=Media.DOCUMENT, disk=disk(FileState.FAILED, 2.2, 0.4, "busy")),
        row(114, Kind.ASSIGNMENT, "Describe a place where water runs off", completion=Completion.AUTOMATIC,
            due_at=NOW + timedelta(days=2, hours=9, minutes=48)),
        row(115, Kind.ASSIGNMENT, "A photo of your jar test", completion=Completion.AUTOMATIC, is_done=True,
            due_at=NOW - timedelta(days=4)),
        row(116, Kind.QUIZ, "Check yourself: water", completion=Completion.AUTOMATIC, opens_here=False,
            due_at=NOW + timedelta(days=6)),
        row(117, Kind.URL, "Map of rivers", completion=Completion.NONE, opens_here=False),
    )  # fmt: skip


def courses() -> list[CourseView]:
    """Return a course in the middle, one that is wholly here, and one that is not here at all."""
    picture = resources() / "demo" / "files" / "images"
    found = sorted(picture.glob("*.jpg")) + sorted(picture.glob("*.png"))
    return [
        CourseView(
            card(1, "WS101", "Water and Soil", found[0] if found else None, (8, 21), (36, 154), NOW + timedelta(days=2),
                 unread=2),
            (
                SectionView(SectionId(100), "Week 1: Water", "<p>Where rain goes, and why it matters.</p>", None,
                            _first_section()),
                SectionView(SectionId(110), "Week 2: Soil", "", None, _second_section()),
                SectionView(SectionId(120), "Week 3: Harvest", "", "Opens on 30 November",
                            (row(121, Kind.PAGE, "What to plant", restriction="Not available unless: the assignment "
                                 "“Describe a place where water runs off” is handed in"),)),
            ),
            Price(6, 2_100_000, 12.0), Price(11, 7_400_000, 41.0), Price(14, 118 * MB, 655.0),
        ),
        CourseView(
            card(2, "CW1", "Clear Writing", found[1] if len(found) > 1 else None, (5, 5), (2, 2), None),
            (SectionView(SectionId(200), "Start here", "", None, (row(201, Kind.PAGE, "Short sentences", is_done=True),
                                                                   )),),
            Price(0, 0), Price(0, 0), Price(0, 0),
        ),
        CourseView(
            card(3, "MATH-7B", "Mathematics for the seventh class, with exercises from daily life", None, (0, 42),
                 (0, 640), NOW + timedelta(days=12), has_text=False),
            (), Price(40, 9 * MB, 50.0), Price(80, 60 * MB, 330.0), Price(120, 640 * MB, 3550.0),
        ),
    ]  # fmt: skip


def card(
    number: int, short: str, full: str, image: Path | None, done: tuple[int, int], here: tuple[int, int],
    due: datetime | None, *, unread: int = 0, has_text: bool = True,
) -> CourseCard:  # fmt: skip
    """Return a course card; `done` of completable, `here` of total in MB."""
    return CourseCard(
        CourseId(number), short, full, "", image, done[0], done[1], done[0] / done[1], here[0] * MB, here[1] * MB,
        has_text, due, unread, False,
    )  # fmt: skip


def large_course(count: int) -> list[CourseView]:
    """Return one course of `count` activities in sections of 15."""
    kinds = (Kind.PAGE, Kind.RESOURCE, Kind.FORUM, Kind.ASSIGNMENT, Kind.BOOK)
    rows = [
        row(10_000 + n, kinds[n % 5], f"Activity {n + 1}: something to read", course=CourseId(9),
            disk=disk(HERE if n % 3 else GONE, 1.5), media=Media.VIDEO if n % 5 == 1 else None,
            due_at=NOW + timedelta(days=n % 20) if n % 5 == 3 else None)
        for n in range(count)
    ]  # fmt: skip
    sections = tuple(
        SectionView(SectionId(n), f"Part {n // 15 + 1}", "", None, tuple(rows[n : n + 15])) for n in range(0, count, 15)
    )
    about = card(9, "BIG", "A large course", None, (10, count), (100, 450), None)
    return [CourseView(about, sections, Price(1, MB), Price(1, MB), Price(1, MB))]


def item(name: str, kind: IntentKind, title: str, where: str, state: State, text: str, **more: object) -> ItemView:
    """Return a thing in the outbox; `more` are fields of ItemView."""
    can = {
        State.QUEUED: {"edit", "withdraw", "copy"}, State.SENDING: {"copy"}, State.UNCERTAIN: {"copy"},
        State.REJECTED: {"edit", "retry", "withdraw", "copy"}, State.CONFLICT: {"choose", "edit", "withdraw", "copy"},
        State.SENT: {"copy"}, State.DISCARDED: {"restore", "copy"},
    }[state]  # fmt: skip
    facts: dict[str, object] = {
        "id": IntentId(name.ljust(26, "a")), "kind": kind, "title": title, "where": where, "subject": title,
        "text": text, "attachments": (), "state": state, "problem": None, "created_at": NOW - timedelta(hours=2),
        "next_try_at": None, "checking_at": None, "sent_at": None, "receipt": None, "can": frozenset(can),
    }  # fmt: skip
    return ItemView(**(facts | more))  # type: ignore[arg-type]  # the names are those of ItemView


SEALED = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
ANSWER = (
    "In our valley the brown water comes after the second day of rain. My grandmother says that the first rain only "
    "wakes the soil up.\n\nI measured 34 mm on Monday with the bottle from lecture 1."
)


THEIRS = (
    "Behind the market the path is deep, and grass holds the edge.\n\nI looked at it twice, before and after the rain "
    "of Monday."
)
MINE = (
    "Behind the market the path is cut 30 cm deep, and grass holds the edge.\n\nI looked at it three times, before and "
    "after the rain of Monday, and measured it with a stick."
)


def conflict(one: ItemView) -> ConflictView | None:
    """Return what there is to decide about a thing in conflict."""
    code = one.problem.code if one.problem else ""
    if one.state is not State.CONFLICT:
        return None
    mine = Version(one.text, (), one.created_at)
    if code == "missing_there":
        return ConflictView(About.MISSING, mine, None, (), (), "", frozenset({"mine", "theirs", "edit"}))
    if code == "several":
        found = tuple(Candidate(PostId(500 + n), NOW - timedelta(minutes=9 * n), one.text) for n in (2, 1))
        return ConflictView(About.SEVERAL, mine, None, (), found, "", frozenset({"mine", "theirs", "this"}))
    own = (FileLine("path-behind-market.jpg", 2_100_000, Standing.ALONE), FileLine("plan.pdf", 88_000, Standing.OTHER))
    there = (FileLine("plan.pdf", 91_400, Standing.OTHER), FileLine("rain.csv", 1_200, Standing.ALONE))
    other = Version(one.theirs or "", there, NOW - timedelta(minutes=50))
    pieces = differences(one.text, other.text)
    choices = frozenset({"mine", "theirs", "both", "edit"})
    return ConflictView(About.CHANGED, replace(mine, files=own), other, pieces, (), "seen", choices)


def left(one: ItemView) -> Left:
    """Return a thing of the outbox as something that would be left behind."""
    return Left(
        account().id, account().site_name, one.kind, one.title, one.subject, one.text, one.attachments, one.state,
        one.created_at, one.problem, one.next_try_at, one.checking_at, None, one.done, one.is_final,
    )  # fmt: skip


def draft_left() -> Left:
    """Return a draft that would be left behind."""
    return Left(
        account().id, account().site_name, None, "Rain diary, week 3", "", "On Monday", (), None,
        NOW - timedelta(hours=3),
    )  # fmt: skip


def missing() -> list[ItemView]:
    """Return what a school has lost that went back to an older copy."""
    forum = "Water and Soil · Questions about water and soil"
    gone = Problem("missing_there")
    return [
        item(f"m{n}", IntentKind.REPLY, title, forum, State.CONFLICT, text, problem=gone,
             receipt=Receipt(420 + n, NOW - timedelta(hours=20 - n), "cd" * 32), size_bytes=len(text))
        for n, (title, text) in enumerate([
            ("Re: How deep do roots of millet go?", "Sixty centimetres, in our field."),
            ("Re: Group for Saturday", "I bring the spade."),
        ])
    ]  # fmt: skip


def several() -> ItemView:
    """Return an answer that may be at the school already, more than once."""
    forum = "Water and Soil · Questions about water and soil"
    return item("v", IntentKind.REPLY, "Re: Group for Saturday", forum, State.CONFLICT, "I come at nine.",
                problem=Problem("several"))  # fmt: skip


def outbox() -> list[ItemView]:
    """Return one thing in every state."""
    forum = "Water and Soil · Questions about water and soil"
    return [
        item("w", IntentKind.REPLY, "Re: Why is river water brown after rain?", forum, State.QUEUED, ANSWER,
             discussion=DiscussionId(31), attachments=(Attachment("rain-gauge.jpg", 1_240_000, "0" * 64),)),
        item("u", IntentKind.DISCUSSION, "How deep do roots of millet go?", forum, State.UNCERTAIN,
             "Has anybody dug beside a plant?", checking_at=NOW + timedelta(minutes=8)),
        item("r", IntentKind.REPLY, "Re: Group for Saturday", forum, State.REJECTED, "I can bring two buckets.",
             problem=Problem("nopostforum", "<p>Sorry, this discussion was closed by <b>Ms Adjei</b>.</p>"),
             attachments=(Attachment("buckets.jpg", 640_000, "3" * 64),)),
        item("c", IntentKind.SUBMISSION, "Describe a place where water runs off", "Water and Soil", State.CONFLICT,
             MINE, theirs=THEIRS, is_final=True, attachments=(Attachment("path-behind-market.jpg", 2_100_000, "1" * 64),
                                                              Attachment("plan.pdf", 88_000, "2" * 64))),
        item("s", IntentKind.COMPLETION, "A school garden in four weeks", "Water and Soil", State.SENDING, "",
             done=True),
        item("t", IntentKind.REPLY, "Re: Jar test: three layers or four?", forum, State.SENT, "Four, with the leaves.",
             sent_at=NOW - timedelta(minutes=10), receipt=Receipt(412, NOW - timedelta(minutes=10), SEALED),
             created_server_at=NOW - timedelta(hours=2, seconds=-4), size_bytes=1_240_022,
             attachments=(Attachment("four-layers.jpg", 1_240_000, "4f" * 32),)),
        item("d", IntentKind.REPLY, "Re: Group for Saturday", forum, State.DISCARDED, "I cannot come."),
    ]  # fmt: skip


def due() -> tuple[DueRow, ...]:
    """Return three deadlines."""
    return (
        DueRow(ActivityId(114), AssignmentId(5), CourseId(1), "Water and Soil", "Describe a place where water runs off",
               NOW + timedelta(days=2, hours=9, minutes=48), Kind.ASSIGNMENT, False),
        DueRow(ActivityId(115), AssignmentId(6), CourseId(1), "Water and Soil", "A photo of your jar test",
               NOW + timedelta(days=3), Kind.ASSIGNMENT, True),
        DueRow(ActivityId(116), None, CourseId(1), "Water and Soil", "Check yourself: water", NOW + timedelta(days=6),
               Kind.QUIZ, False),
    )  # fmt: skip


def discussions() -> tuple[DiscussionRow, ...]:
    """Return two discussions with something new."""
    forum = ForumId(4)
    return (
        DiscussionRow(DiscussionId(31), None, forum, "Questions about water and soil", "Water and Soil",
                      "Why is river water brown after rain?", "Kofi Mensah", NOW - timedelta(hours=3), 6, 2),
        DiscussionRow(DiscussionId(32), None, forum, "Questions about water and soil", "Water and Soil",
                      "Jar test: three layers or four?", "Linh Trần", NOW - timedelta(days=1), 11, 1),
    )  # fmt: skip
