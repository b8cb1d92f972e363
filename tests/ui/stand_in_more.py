"""The other half of the stand-in desk: texts, lectures, discussions, assignments and lists."""

import hashlib
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path
from typing import cast

from studydesk.domain.assignments import Assignment, BriefFile, Status, Submission
from studydesk.domain.courses import Grade, Kind
from studydesk.domain.downloads import FileState, Price
from studydesk.domain.forums import Forum
from studydesk.domain.ids import (
    ActivityId,
    AssignmentId,
    CourseId,
    DiscussionId,
    ForumId,
    IntentId,
    PostId,
)
from studydesk.domain.outbox import State
from studydesk.domain.work import Attachment, IntentKind
from studydesk.errors import Invalid
from studydesk.study.views.assignments import TaskRow, TaskView, WorkDraft
from studydesk.study.views.forums import DiscussionRow, Draft, ForumRow, ForumView, PostFileView, PostView, Thread
from studydesk.study.views.today import AgendaDay, CourseGrades, EventRow, GradeRow, Hit
from tests.ui import stand_in_content as content
from tests.ui.feed import StandInFeed
from tests.ui.stand_in import StandInDesk
from tests.ui.stand_in_texts import FILES, StandInLectures, StandInReading, local

NOW = content.NOW
FORUM = Forum(ForumId(4), ActivityId(106), CourseId(1), "Questions about water and soil", max_attachments=3)


WORDS = (
    "After the first rain the river here was brown for two days. The water takes the top of the fields with it.",
    "Look at the edge of the path: where grass grows the water stays clear.\n\nI measured 34 mm with the bottle from "
    "lecture 1.",
    "Is that so on flat land too? Ours is nearly level and still the ditch is full of sand.",
    "Yes. Slow water drops the sand first, then the silt. Try the jar test with water from the ditch.",
)
PEOPLE = ("Kofi Mensah", "Linh Trần", "Ms Adjei", "José Ramírez")


def post(number: int, parent: int | None, depth: int, **more: object) -> PostView:
    """Return a post; `more` are fields of PostView."""
    text = WORDS[number % 4]
    facts: dict[str, object] = {
        "id": PostId(number), "intent": None, "key": f"p{number}", "parent_key": f"p{parent}" if parent else None,
        "depth": depth, "subject": "Why is river water brown after rain?", "text": text,
        "html": "".join(f"<p>{part}</p>" for part in text.split("\n\n")), "author": PEOPLE[number % 4],
        "is_mine": False, "created_at": NOW - timedelta(hours=60 - number % 50), "can_reply": True,
    }  # fmt: skip
    return PostView(**(facts | more))  # type: ignore[arg-type]  # the names are those of PostView


def posts() -> list[PostView]:
    """Return a thread in the order of its tree, with one of each state."""
    mine: dict[str, object] = {"author": "Amina Diallo", "is_mine": True}
    csv = PostFileView("rain-in-one-month.csv", 1240, 77, FileState.PRESENT)
    return [
        post(4, None, 0, files=(csv,)),
        post(5, 4, 1),
        post(6, 5, 2),
        post(11, 6, 3, is_new=True),
        post(9, 4, 1, **mine, can_edit=True, can_delete=True, is_edited=True),
        post(10, 4, 1, is_new=True),
        post(12, 10, 2, **mine, id=None, intent=IntentId("i" * 26), key="i" * 26, state=State.QUEUED, pending="reply",
             files=(PostFileView("our-slope.png", 48_000),)),
    ]  # fmt: skip


class StandInDiscussions:
    """One forum; what is sent is remembered and shown as waiting."""

    def __init__(self, feed: StandInFeed) -> None:
        self._feed = feed
        self.posts = posts()
        self.drafts: dict[str, Draft] = {}
        self.sent: list[tuple[str, str, str, tuple[Attachment, ...]]] = []
        self.read: list[DiscussionId] = []
        self.saves: list[str] = []
        self.refuse: Invalid | None = None

    def forums(self, course: CourseId | None = None) -> list[ForumRow]:
        news = Forum(ForumId(5), ActivityId(107), CourseId(1), "Announcements", kind="news")
        return [ForumRow(news, "Water and Soil", 2, 0), ForumRow(FORUM, "Water and Soil", 5, 2)]

    def forum(self, forum: ForumId) -> ForumView:
        rows = (
            replace(self._row(30), id=None, intent=IntentId("d" * 26), subject="How deep do roots of millet go?",
                    author="Amina Diallo", replies=0, state=State.QUEUED),
            replace(self._row(33), subject="Read this first", is_pinned=True, author="Ms Adjei", replies=0),
            *content.discussions(),
            replace(self._row(34), subject="Group for Saturday", is_locked=True, replies=9),
        )  # fmt: skip
        intro = "<p>Ask anything about the lectures. Answer when you can.</p>"
        return ForumView(FORUM, "Water and Soil", intro, rows, True)

    def forum_of(self, activity: ActivityId) -> ForumId:
        return FORUM.id

    def _row(self, number: int) -> DiscussionRow:
        return replace(content.discussions()[0], id=DiscussionId(number), unread=0)

    def thread(self, discussion: DiscussionId | IntentId) -> Thread:
        return Thread(content.discussions()[0], FORUM, tuple(self.posts), True)

    def recent(self, limit: int = 20) -> list[DiscussionRow]:
        return list(content.discussions())

    def mark_read(self, discussion: DiscussionId) -> None:
        self.read.append(discussion)

    def draft(self, key: str) -> Draft | None:
        return self.drafts.get(key)

    def keep_draft(self, key: str, subject: str, text: str) -> Draft:
        self.saves.append(text)
        before = self.drafts.get(key)
        self.drafts[key] = Draft(key, subject, text, before.attachments if before else (), NOW)
        return self.drafts[key]

    def attach(self, key: str, file: Path) -> Draft:
        before = self.drafts.get(key) or self.keep_draft(key, "", "")
        if len(before.attachments) >= FORUM.max_attachments:
            raise Invalid("too_many_files", FORUM.max_attachments)
        raw = file.read_bytes()
        one = Attachment(file.name, len(raw), hashlib.sha256(raw).hexdigest())
        self.drafts[key] = replace(before, attachments=(*before.attachments, one))
        return self.drafts[key]

    def detach(self, key: str, sha256: str, name: str) -> Draft:
        left = tuple(one for one in self.drafts[key].attachments if one.name != name)
        self.drafts[key] = replace(self.drafts[key], attachments=left)
        return self.drafts[key]

    def drop_draft(self, key: str) -> None:
        self.drafts.pop(key, None)

    def reply(self, discussion: DiscussionId | IntentId, parent_key: str, subject: str | None = None) -> IntentId:
        draft = self._take(f"reply:{discussion}:{parent_key}")
        name = IntentId(f"n{len(self.sent)}".ljust(26, "n"))
        places = [one.key for one in self.posts]
        parent = self.posts[places.index(parent_key)]
        new = post(
            90, None, parent.depth + 1, id=None, intent=name, key=name, parent_key=parent_key, text=draft.text,
            html=f"<p>{draft.text}</p>", author="Amina Diallo", is_mine=True, state=State.QUEUED, pending="reply",
            created_at=NOW,
        )  # fmt: skip
        self.posts.insert(places.index(parent_key) + 1, new)
        return name

    def start(self, forum: ForumId) -> IntentId:
        self._take(f"discussion:{forum}")
        return IntentId("s" * 26)

    def _take(self, key: str) -> Draft:
        draft = self.drafts.get(key)
        if self.refuse:
            raise self.refuse
        if draft is None or not draft.text.strip():
            raise Invalid("empty")
        self.sent.append((key, draft.subject, draft.text, draft.attachments))
        return self.drafts.pop(key)

    def edit(self, discussion: DiscussionId, post: PostId, subject: str, text: str) -> IntentId:
        self.sent.append((f"edit:{post}", subject, text, ()))
        return IntentId("e" * 26)

    def delete(self, discussion: DiscussionId, post: PostId) -> IntentId:
        self.sent.append((f"delete:{post}", "", "", ()))
        return IntentId("x" * 26)


ASSIGNMENT = Assignment(
    AssignmentId(5), ActivityId(114), CourseId(1), "Describe a place where water runs off",
    due_at=NOW + timedelta(days=2, hours=9, minutes=48), cut_off_at=NOW + timedelta(days=6), max_files=3,
    max_bytes=5_000_000, word_limit=300, needs_statement=True, max_grade=100,
)  # fmt: skip
BRIEF = (
    "<p>Walk through your village after rain. Find one place where water takes soil away. Describe it in 150 to 300 "
    "words:</p><ul><li>What do you see?</li><li>Where does the water come from?</li><li>What could slow it down?</li>"
    "</ul><p>A photo or a drawing helps.</p>"
)


class StandInAssignments:
    """One assignment in the middle of being done, and the list of all."""

    def __init__(self, feed: StandInFeed) -> None:
        self._feed = feed
        self.assignment = ASSIGNMENT
        kept = (BriefFile("https://school.example/f/path.jpg", "path-behind-the-market.jpg", 1_310_000),)
        self.submission = Submission(
            ASSIGNMENT.id, Status.DRAFT, "<p>Behind the market</p>", kept, NOW - timedelta(days=1), can_submit=True
        )
        text = "Behind the market the path is cut 30 cm deep. The water comes from the metal roofs above it."
        self.work = WorkDraft(text, (), (kept[0].name,), False, False, NOW - timedelta(minutes=10))
        self.waiting = False
        self.feedback = ""

    def tasks(self, course: CourseId | None = None) -> list[TaskRow]:
        row = self.task(ASSIGNMENT.id).row
        other = replace(
            row, id=AssignmentId(6), activity=ActivityId(115), title="A photo of your jar test", waiting=None,
            due_at=NOW - timedelta(days=4), cut_off_at=NOW - timedelta(days=1), draft_exists=False,
        )  # fmt: skip
        return [
            replace(other, id=AssignmentId(7), title="Questions after lecture 2", cut_off_at=None, is_overdue=True),
            row,
            replace(row, id=AssignmentId(8), title="A rain plan for one roof", due_at=NOW + timedelta(days=12),
                    draft_exists=False, status=Status.NONE),
            replace(other, status=Status.SUBMITTED, grade="87 / 100"),
            replace(other, id=AssignmentId(9), title="Short sentences", course_title="Clear Writing",
                    status=Status.SUBMITTED, waiting=State.QUEUED),
        ]  # fmt: skip

    def task(self, assignment: AssignmentId) -> TaskView:
        made = self.assignment
        row = TaskRow(
            made.id, made.activity, made.course, "Water and Soil", made.title, made.due_at, made.cut_off_at,
            self.submission.status, State.QUEUED if self.waiting else None, False, self.submission.grade, True,
        )  # fmt: skip
        item = content.item("w", IntentKind.SUBMISSION, made.title, "Water and Soil", State.QUEUED, self.work.text,
                            attachments=self.work.attachments, is_final=True)  # fmt: skip
        bytes_ = sum(one.size_bytes for one in self.work.attachments)
        sheet = FILES / "tasks" / "rain-plan-worksheet.pdf"
        brief_files = (local(60, made.activity, sheet),) if sheet.is_file() else ()
        return TaskView(
            made, self.submission, row, BRIEF, self.feedback, "", brief_files, self.work,
            item if self.waiting else None, True, None, Price(len(self.work.attachments), bytes_, bytes_ / 25_000),
        )  # fmt: skip

    def assignment_of(self, activity: ActivityId) -> AssignmentId:
        return self.assignment.id

    def keep_draft(self, assignment: AssignmentId, **parts: object) -> WorkDraft:
        changed = {name: part for name, part in parts.items() if part is not None}
        self.work = replace(self.work, **changed, updated_at=NOW)  # type: ignore[arg-type]  # names as in WorkDraft
        return self.work

    def attach(self, assignment: AssignmentId, file: Path) -> WorkDraft:
        size = file.stat().st_size
        if size > self.assignment.max_bytes:
            raise Invalid("file_too_large", self.assignment.max_bytes)
        self.work = replace(self.work, attachments=(*self.work.attachments, Attachment(file.name, size, "0" * 64)))
        return self.work

    def detach(self, assignment: AssignmentId, name: str) -> WorkDraft:
        left = tuple(one for one in self.work.attachments if one.name != name)
        self.work = replace(self.work, attachments=left)
        return self.work

    def submit(self, assignment: AssignmentId) -> IntentId:
        self.waiting = True
        return IntentId("h" * 26)

    def drop_draft(self, assignment: AssignmentId) -> None:
        self.work = replace(self.work, text="", attachments=(), updated_at=None)


class StandInLists:
    """Agenda, grades and search."""

    def view(self, days_back: int = 7, days: int = 60, tz: object = None) -> list[AgendaDay]:
        def event(number: int, days: float, minutes: int, title: str, activity: int | None, done: bool) -> AgendaDay:
            at = NOW + timedelta(days=days)
            kind = Kind.ASSIGNMENT if activity else None
            found = ActivityId(activity) if activity else None
            row = EventRow(number, at, minutes, title, CourseId(1), "Water and Soil", "", found, kind, done)
            return AgendaDay(at.astimezone(UTC).date(), (row,))

        return [
            event(1, -4, 0, "A photo of your jar test is due", 115, True),
            event(2, 0.2, 60, "Meeting on the field behind the school", None, False),
            event(3, 2.4, 0, "Describe a place where water runs off is due", 114, False),
            event(4, 6, 0, "Check yourself: water closes", 116, False),
            event(5, 12, 90, "Market day: show your garden plan", None, False),
        ]

    def all(self) -> list[CourseGrades]:
        def row(number: int, title: str, shown: str, said: str = "", *, total: bool = False) -> GradeRow:
            when = NOW - timedelta(days=2) if shown else None
            return GradeRow(Grade(CourseId(1), number, title, shown, "0–100", "", graded_at=when, is_total=total), said)

        said = "Good picture, and the layers are measured with care. Next time write the date on the jar."
        rows = (row(1, "A photo of your jar test", "87", said), row(2, "Describe a place where water runs off", ""))
        return [CourseGrades(CourseId(1), "Water and Soil", row(3, "Total", "87", total=True), rows)]

    def find(self, text: str, limit: int = 50) -> list[Hit]:
        if not text or text.startswith("zz"):
            return []
        jar = "Soil is a mixture of large, middle and very small grains. [Water] can sort them for you."
        said = "After the first rain the river here was brown. I think the [water] takes the top of the fields with it."
        return [
            Hit("page", "The jar test", jar, CourseId(1), "Water and Soil", ActivityId(104)),
            Hit("post", "Why is river water brown after rain?", said, CourseId(1), "Water and Soil",
                discussion=DiscussionId(31), post=PostId(4)),
            Hit("file", "how-[water]-moves.mp4", "", CourseId(1), "Water and Soil", ActivityId(102), file_key=1020),
        ]  # fmt: skip


def furnish(desk: StandInDesk, feed: StandInFeed) -> "FullDesk":
    """Give the stand-in desk its other services and return it with their types."""
    full = cast(FullDesk, desk)
    full.reading = StandInReading()
    full.lectures = StandInLectures(full.reading)
    full.discussions = StandInDiscussions(feed)
    full.assignments = StandInAssignments(feed)
    full.agenda = full.grades = full.search = StandInLists()
    return full


class FullDesk(StandInDesk):
    """A stand-in desk with everything."""

    reading: StandInReading
    lectures: StandInLectures
    discussions: StandInDiscussions
    assignments: StandInAssignments
    agenda: StandInLists
    grades: StandInLists
    search: StandInLists
