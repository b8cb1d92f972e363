"""The school of the simulation: the one of the tests, with a memory of what was done and what teachers changed."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from studydesk.domain.assignments import Assignment, Status
from studydesk.domain.courses import Activity, Completion, Kind
from studydesk.domain.forums import Discussion, Forum, Post, fingerprint
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, DraftAreaId, ForumId, PostId, UserId
from studydesk.errors import Refused
from tests.sync.school import School, State, VirtualClock

TEACHER = UserId(2)
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Save:
    """A hand-in the school took.

    Attributes:
        before, after: the versions the school had and has (`Submission.version`).
        repeats: whether the school held exactly this already.
        was_late: whether it came with a delayed request.
    """

    learner: UserId
    assignment: AssignmentId
    text: str
    names: tuple[str, ...]
    before: str
    after: str
    repeats: bool
    was_late: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a post by its author: what it said before and after, as fingerprints."""

    post: PostId
    before: str
    after: str
    was_late: bool


@dataclass(slots=True)
class Late:
    """A request that is still on its way."""

    at: datetime
    act: Callable[[], object]
    is_beyond_grace: bool


@dataclass(slots=True)
class Memory:
    """What happened at the school; a restore does not change it.

    Attributes:
        made: author and words of every post that was ever made, by id, in order.
        touched: places where somebody else than the learner changed what the learner's work rests on.
        very_late: words that arrived with a request delayed beyond the grace; late_ticks: activities ticked by one.
    """

    made: list[tuple[PostId, UserId, str]] = field(default_factory=list)
    discussions: list[tuple[DiscussionId, UserId, str]] = field(default_factory=list)
    saves: list[Save] = field(default_factory=list)
    submits: set[tuple[UserId, AssignmentId]] = field(default_factory=set)
    ticks: list[tuple[UserId, ActivityId, bool]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    deleted: set[PostId] = field(default_factory=set)
    touched: set[Place] = field(default_factory=set)
    very_late: set[str] = field(default_factory=set)
    late_ticks: set[ActivityId] = field(default_factory=set)
    uploaded: dict[str, int] = field(default_factory=dict)
    restores: int = 0


class Ticks(dict[tuple[UserId, ActivityId], bool]):
    """Completion by learner and activity, with a memory of the changes."""

    memory: Memory

    def __setitem__(self, key: tuple[UserId, ActivityId], done: bool) -> None:
        self.memory.ticks.append((*key, done))
        super().__setitem__(key, done)


class SimulatedSchool(School):
    """A school that remembers, restores backups, and lets requests arrive late."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock)
        self.memory = Memory()
        self.state.done = self._ticks({})
        self.late: list[Late] = []
        self.delivering: Late | None = None
        self.backups: list[State] = []

    def _ticks(self, kept: dict[tuple[UserId, ActivityId], bool]) -> Ticks:
        ticks = Ticks(kept)
        ticks.memory = self.memory
        return ticks

    # --- time -----------------------------------------------------------------------------------------------------
    def arrive(self) -> None:
        """Let everything late that is due reach the school."""
        while due := sorted((one for one in self.late if one.at <= self.clock.true), key=lambda one: one.at):
            self.late.remove(due[0])
            self.delivering = due[0]
            before = len(self.memory.ticks)
            try:
                due[0].act()
            except Refused:
                pass  # nobody is there to hear the refusal
            finally:
                self.delivering = None
                if due[0].is_beyond_grace:
                    self.memory.late_ticks |= {activity for _user, activity, _done in self.memory.ticks[before:]}

    def snapshot(self) -> State:
        return copied(self.state)

    def back_up(self) -> None:
        """Keep a backup."""
        self.backups.append(self.snapshot())

    def restore(self, older: State) -> None:
        """Go back to a backup; numbers are handed out again from there."""
        self.state = copied(older)
        self.state.done = self._ticks(self.state.done)
        self.memory.restores += 1

    # --- forums -----------------------------------------------------------------------------------------------------
    def start(self, author: UserId, forum: ForumId, subject: str, html: str, area: DraftAreaId | None) -> DiscussionId:
        made = super().start(author, forum, subject, html, area)
        words = fingerprint(html)
        self.memory.discussions.append((made, author, words))
        self._note(self.state.discussions[made].first_post, author, words)
        return made

    def reply(self, author: UserId, parent: PostId, subject: str, html: str, area: DraftAreaId | None = None) -> PostId:
        made = super().reply(author, parent, subject, html, area)
        self._note(made, author, fingerprint(html))
        return made

    def _put(self, post: Post, html: str, area: DraftAreaId | None) -> None:
        super()._put(post, html, area)
        for file in self.state.posts[post.id].files:
            self.state.handed[file.url] = self.state.drafts[area or DraftAreaId(0)][file.name]

    def _note(self, post: PostId, author: UserId, words: str) -> None:
        self.memory.made.append((post, author, words))
        if self.delivering is not None and self.delivering.is_beyond_grace:
            self.memory.very_late.add(token(words))

    def edit(self, author: UserId, post: PostId, subject: str, html: str) -> None:
        before = self.state.posts.get(post)
        super().edit(author, post, subject, html)
        assert before is not None
        late = self.delivering is not None
        self.memory.changes.append(Change(post, fingerprint(before.html), fingerprint(html), late))
        if self.delivering is not None and self.delivering.is_beyond_grace:
            self.memory.very_late.add(token(fingerprint(html)))

    def delete(self, author: UserId, post: PostId) -> None:
        super().delete(author, post)
        self.memory.deleted.add(post)

    def upload(self, owner: UserId, area: DraftAreaId, name: str, content: bytes) -> tuple[str, int]:
        self.memory.uploaded[hashlib.sha256(content).hexdigest()] = len(content)
        return super().upload(owner, area, name, content)

    # --- assignments --------------------------------------------------------------------------------------------------
    def save(self, learner: UserId, assignment: AssignmentId, html: str | None, area: DraftAreaId | None) -> None:
        before = self.submission(learner, assignment)
        super().save(learner, assignment, html, area)
        held = self.submission(learner, assignment)
        sizes = [sorted((file.name, file.size_bytes) for file in one.files) for one in (before, held)]
        same = before.status is not Status.NONE and sizes[0] == sizes[1]
        same = same and fingerprint(before.text_html) == fingerprint(held.text_html)
        late = self.delivering
        names = tuple(sorted(file.name for file in held.files))
        words = fingerprint(held.text_html)
        versions = before.version, held.version
        self.memory.saves.append(Save(learner, assignment, words, names, *versions, same, late is not None))
        if late is not None and late.is_beyond_grace:
            self.memory.very_late.add(token(words))

    def submit(self, learner: UserId, assignment: AssignmentId, statement: bool) -> None:
        super().submit(learner, assignment, statement)
        self.memory.submits.add((learner, assignment))

    # --- teachers -----------------------------------------------------------------------------------------------------
    def write_over(self, post: Post) -> None:
        """Let a teacher add a word to a learner's post."""
        changed = replace(post, html=post.html + "<p>(seen by the teacher)</p>", modified_at=self.now)
        self.state.posts[post.id] = changed
        self._moved(post.discussion)
        self.memory.touched |= {("post", post.id)}

    def take_away(self, post: Post) -> None:
        """Let a teacher delete a post with all answers to it; with the first post a discussion goes."""
        gone = {post.id}
        for other in sorted(self.state.posts.values(), key=lambda one: one.id):
            if other.parent in gone:
                gone.add(other.id)
        for one in gone:
            del self.state.posts[one]
        self.memory.touched |= {("post", one) for one in gone} | {("discussion", post.discussion)}
        self._moved(post.discussion)
        if post.parent is None:
            del self.state.discussions[post.discussion]

    def lock(self, discussion: Discussion, locked: bool) -> None:
        """Let a teacher close or open a discussion."""
        self.state.discussions[discussion.id] = replace(discussion, is_locked=locked, can_reply=not locked)
        self.touch(self.state.forums[discussion.forum].activity)
        self.memory.touched.add(("discussion", discussion.id))

    def close(self, forum: Forum, closed: bool) -> None:
        """Let a teacher close a forum for new discussions, or open it."""
        self.state.forums[forum.id] = replace(forum, can_start=not closed)
        self.touch(forum.activity)
        self.memory.touched.add(("forum", forum.id))

    def grade(self, learner: UserId, rules: Assignment) -> None:
        """Let a teacher grade: the work cannot be changed any more."""
        held = self.submission(learner, rules.id)
        if held.status is Status.NONE:
            return
        graded = replace(held, is_graded=True, grade="7", graded_at=self.now, can_edit=False, can_submit=False)
        self.state.submissions[learner, rules.id] = graded
        self._changed_work(learner, rules)

    def reopen(self, learner: UserId, rules: Assignment) -> None:
        """Let a teacher give the work back as a draft."""
        held = self.submission(learner, rules.id)
        if held.status is Status.NONE:
            return
        opened = replace(held, status=Status.DRAFT, can_edit=True, can_submit=True, modified_at=self.now)
        self.state.submissions[learner, rules.id] = opened
        self._changed_work(learner, rules)

    def _changed_work(self, learner: UserId, rules: Assignment) -> None:
        self.touch(rules.activity)
        self.memory.touched.add(("work", rules.id))


def copied(state: State) -> State:
    """Return a copy that shares nothing but values that never change."""
    new = State()
    for one in fields(State):
        value = getattr(state, one.name)
        if one.name in ("enrolled", "sections", "drafts", "grades"):
            value = {key: type(inner)(inner) for key, inner in value.items()}
        elif isinstance(value, dict | set | list):
            value = value.copy() if not isinstance(value, Ticks) else dict(value)
        setattr(new, one.name, value)
    return new


def token(words: str) -> str:
    """Return the first word: every text in the simulation begins with one of its own."""
    return words.split(" ", 1)[0] if words else ""


@dataclass(frozen=True, slots=True)
class Furniture:
    """What the school holds at first."""

    course: CourseId
    forum: Forum
    hello: DiscussionId
    essay: Assignment
    report: Assignment
    film: Activity
    video: Activity


def furnish(school: SimulatedSchool, *learners: UserId) -> Furniture:
    """Give the school a course for these learners."""
    course = school.add_course(*learners)
    forum = school.add_forum(course)
    essay = school.add_assignment(course, "Essay", has_drafts=False)
    report = school.add_assignment(course, "Report", has_drafts=True)
    film = school.add_activity(course, Kind.RESOURCE, "Film", Completion.MANUAL)
    video = school.add_activity(course, Kind.RESOURCE, "Video", Completion.AUTOMATIC)
    for activity, kilobytes in ((film, 150), (video, 300)):
        school.add_file(activity, f"{activity.title}.bin", bytes(range(256)) * 4 * kilobytes)
    hello = school.start(TEACHER, forum.id, "Hello", "<p>Who is here?</p>", None)
    school.clock.pass_time(timedelta(hours=1))
    return Furniture(course, forum, hello, essay, report, film, video)
