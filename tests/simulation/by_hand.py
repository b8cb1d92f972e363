"""Evidence made by hand: a learner's journal, the outbox and the school, as they are and as they must never be."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from studydesk.domain.assignments import BriefFile, Status, Submission
from studydesk.domain.courses import Kind
from studydesk.domain.forums import Post, PostFile, as_html
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, ForumId, IntentId, PostId, UserId
from studydesk.domain.outbox import Item, Problem, Receipt, State
from studydesk.domain.work import (
    KINDS,
    DeletePost,
    EditPost,
    Intent,
    MarkDone,
    NewDiscussion,
    Reply,
    SaveSubmission,
    View,
    queue_of,
    text_of,
)
from tests.simulation.evidence import Evidence
from tests.simulation.journal import Act
from tests.simulation.laptop import account_of
from tests.simulation.schedule import AMINA
from tests.simulation.school import Change, Memory, Place, Save, token

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FORUM, HELLO, FIRST = ForumId(1), DiscussionId(5), PostId(10)
ESSAY, FILM = AssignmentId(7), ActivityId(8)
UNSAVED = Submission(ESSAY).version


def reply(words: str, parent: IntentId | None = None) -> Reply:
    """Return an answer to the first post, or to an own one."""
    return Reply(FORUM, HELLO, None if parent else FIRST, parent, "Re: Hello", words)


def beginning(words: str) -> NewDiscussion:
    """Return a discussion."""
    return NewDiscussion(FORUM, "About", words)


def change(post: int, words: str) -> EditPost:
    """Return new words for a post."""
    return EditPost(HELLO, PostId(post), "Re: Hello", words, "before")


def removal(post: int) -> DeletePost:
    """Return the taking back of a post."""
    return DeletePost(HELLO, PostId(post))


def work(words: str, *keep: str, final: bool = False, base: str = UNSAVED) -> SaveSubmission:
    """Return work on the essay; `base`: the version the learner saw."""
    return SaveSubmission(ESSAY, ActivityId(9), words, keep, base, final)


def tick(*, done: bool = True) -> MarkDone:
    """Return a tick of the film."""
    return MarkDone(CourseId(2), FILM, done)


def view() -> View:
    """Return the opening of the film."""
    return View(CourseId(2), FILM, Kind.RESOURCE, 3)


def save(
    words: str,
    *files: str,
    before: str = UNSAVED,
    after: str = "submitted:1",
    repeats: bool = False,
    was_late: bool = False,
    learner: UserId = AMINA,
) -> Save:
    """Return a save that the school took."""
    return Save(learner, ESSAY, words, files, before, after, repeats, was_late)


def changed(after: str, before: str = "before", *, was_late: bool = False) -> Change:
    """Return a change of post 21 that the school took."""
    return Change(PostId(21), before, after, was_late)


@dataclass
class Case:
    """A world in the making.

    Attributes:
        acts, items, posts, submissions, done, memory, shared, has_markers: as in Evidence.
    """

    acts: list[Act] = field(default_factory=list)
    items: dict[IntentId, Item] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    submissions: dict[tuple[UserId, AssignmentId], Submission] = field(default_factory=dict)
    done: dict[tuple[UserId, ActivityId], bool] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)
    shared: frozenset[UserId] = frozenset()
    has_markers: bool = True

    def wrote(
        self, intent: Intent, state: State = State.SENT, *, server: int | None = None, code: str = "", **of_act: object
    ) -> "Case":
        """Let the learner have done something that stands like this in the outbox."""
        number = len(self.acts) + 1
        words, key = text_of(intent), IntentId(f"id{number}")
        kind = KINDS[type(intent)]
        own = token(words) or f"w{number}"
        act = Act(number, own, "A", AMINA, kind, _place(intent), words, NOW, id=key)
        act.done = intent.done if isinstance(intent, MarkDone) else None
        act.is_final = isinstance(intent, SaveSubmission) and intent.final
        for name, value in of_act.items():
            setattr(act, name, value)
        receipt = Receipt(server if server is not None else 20 + number, NOW, "") if state is State.SENT else None
        problem = Problem(code) if code else None
        account = account_of(act.user).id
        self.acts.append(act)
        self.items[key] = Item(
            key, account, intent, queue_of(intent, key), "title", state, NOW, NOW, problem=problem, receipt=receipt
        )
        return self

    def unreceipted(self) -> "Case":
        """Take the receipt of the last item away."""
        key = list(self.items)[-1]
        self.items[key] = replace(self.items[key], receipt=None)
        return self

    def forgotten(self, number: int = 1) -> "Case":
        """Let an intent be gone from the laptop."""
        del self.items[IntentId(f"id{number}")]
        return self

    def reworded(self, words: str, number: int = 1) -> "Case":
        """Let an item say something else than what was written."""
        key = IntentId(f"id{number}")
        intent = self.items[key].intent
        assert isinstance(intent, Reply | SaveSubmission)
        self.items[key] = replace(self.items[key], intent=replace(intent, text=words))
        return self

    def posted(
        self,
        number: int,
        words: str,
        *,
        user: UserId = AMINA,
        files: Sequence[str] = (),
        parent: int = FIRST,
        lives: bool = True,
    ) -> "Case":
        """Let the school have taken a post; `lives`: it is still there."""
        self.memory.made.append((PostId(number), user, words))
        if lives:
            html = as_html(words)
            kept = tuple(PostFile("", name, 1) for name in files)
            made = Post(PostId(number), HELLO, PostId(parent), "Re", html, "Amina", user, NOW, NOW, kept)
            self.posts.append(made)
        return self

    def begun(self, number: int, words: str) -> "Case":
        """Let the school have taken a discussion; its first post has the next number."""
        self.memory.discussions.append((DiscussionId(number), AMINA, words))
        return self.posted(number + 1, words)

    def handed_in(self, words: str, *files: str, status: Status = Status.SUBMITTED) -> "Case":
        """Let the school hold this work."""
        kept = tuple(BriefFile("", name, 1) for name in files)
        self.submissions[AMINA, ESSAY] = Submission(ESSAY, status, as_html(words), kept, NOW)
        self.memory.saves.append(save(words, *files))
        return self

    def saved(self, one: Save) -> "Case":
        """Let the school have taken a save, whatever it holds now."""
        self.memory.saves.append(one)
        return self

    def ticked(self, done: bool = True, *, user: UserId = AMINA, activity: ActivityId = FILM) -> "Case":
        """Let the school have heard of a tick."""
        self.memory.ticks.append((user, activity, done))
        self.done[user, activity] = done
        return self

    def unmarked(self) -> "Case":
        """Let the site keep no marks."""
        self.has_markers = False
        return self

    def remembering(self, **more: object) -> "Case":
        """Let the school's memory hold more."""
        for name, value in more.items():
            setattr(self.memory, name, value)
        return self

    def evidence(self) -> Evidence:
        """Return it as the invariants want it."""
        return Evidence(
            self.acts, self.items, self.posts, self.submissions, self.done, self.memory, self.shared, self.has_markers
        )


def _place(intent: Intent) -> Place:
    match intent:
        case Reply(discussion=discussion):
            return "discussion", discussion or 0
        case NewDiscussion(forum=forum):
            return "forum", forum
        case EditPost(post=post) | DeletePost(post=post):
            return "post", post
        case SaveSubmission(assignment=assignment):
            return "work", assignment
        case _:
            return "activity", intent.activity
