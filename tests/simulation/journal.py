"""The learner's own memory: what they wrote, where, and what became of it in their sight."""

from dataclasses import dataclass, field
from datetime import datetime

from studydesk.domain.ids import ActivityId, AssignmentId, DiscussionId, ForumId, IntentId, PostId, UserId
from studydesk.domain.work import IntentKind
from tests.simulation.school import Place


@dataclass(slots=True)
class Act:
    """One thing a learner did.

    Attributes:
        token: the first word of what was written, unlike any other act's; edits of a post keep the post's.
        words: the words as last given.
        place: what it is about.
        id: of the intent; None where the program never said that it was kept.
        is_withdrawn: the learner took it back.
        again: how often the learner chose to send it once more although the school may have it.
        older_words: what it said before it was reworded.
        maybe: words that the program did not say it had kept: it died, or refused.
        is_forgotten: the copy of the work database that was put in its place knew less of it.
        is_lost_by_copy: written after the copy of the work database that was put in its place.
        contents: what is in its files, by name.
        rested: it stood aside once (refused, or in conflict), so that others overtook it.
        target: the act whose post it changes.
    """

    number: int
    token: str
    laptop: str
    user: UserId
    kind: IntentKind
    place: Place
    words: str
    at: datetime
    id: IntentId | None = None
    parent: "Act | None" = None
    target: "Act | None" = None
    files: tuple[str, ...] = ()
    contents: dict[str, bytes] = field(default_factory=dict)
    done: bool | None = None
    is_final: bool = False
    is_withdrawn: bool = False
    again: int = 0
    older_words: list[str] = field(default_factory=list)
    is_lost_by_copy: bool = False
    is_forgotten: bool = False
    maybe: list[str] = field(default_factory=list)
    rested: bool = False

    @property
    def is_post(self) -> bool:
        """Whether it makes a post."""
        return self.kind in (IntentKind.REPLY, IntentKind.DISCUSSION)

    @property
    def is_live(self) -> bool:
        """Whether the learner was told that it is kept, and has not taken it back."""
        return self.id is not None and not self.is_withdrawn


@dataclass(slots=True)
class Journal:
    """All acts, in the order they were done."""

    acts: list[Act] = field(default_factory=list)
    _by_id: dict[IntentId, Act] = field(default_factory=dict)

    def begin(
        self, laptop: str, user: UserId, kind: IntentKind, place: Place, at: datetime, words: str = "", token: str = ""
    ) -> Act:
        """Note that the learner is about to do something."""
        number = len(self.acts) + 1
        own = token or f"w{number}"
        act = Act(number, own, laptop, user, kind, place, words.format(token=own, number=number), at)
        self.acts.append(act)
        return act

    def kept(self, act: Act, intent: IntentId) -> None:
        """Note that the program said: it is kept."""
        act.id = intent
        self._by_id[intent] = act

    def of(self, intent: IntentId) -> Act | None:
        """Return the act of an intent."""
        return self._by_id.get(intent)

    def post_of(self, token: str) -> Act | None:
        """Return the act that made the post with this first word."""
        return next((act for act in self.acts if act.is_post and act.token == token), None)


def discussion(one: DiscussionId) -> Place:
    """Return a discussion as a place."""
    return "discussion", one


def forum(one: ForumId) -> Place:
    """Return a forum as a place."""
    return "forum", one


def work(one: AssignmentId) -> Place:
    """Return an assignment as a place."""
    return "work", one


def activity(one: ActivityId) -> Place:
    """Return an activity as a place."""
    return "activity", one


def post(one: PostId) -> Place:
    """Return a post as a place."""
    return "post", one
