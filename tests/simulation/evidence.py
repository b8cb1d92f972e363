"""What is left of a seed, for the invariants to judge."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from studydesk.domain.assignments import BriefFile, Submission
from studydesk.domain.forums import Post, PostFile, fingerprint
from studydesk.domain.ids import ActivityId, AssignmentId, IntentId, UserId
from studydesk.domain.outbox import Item
from studydesk.domain.work import NewDiscussion, Reply
from tests.simulation.journal import Act
from tests.simulation.school import Memory, Place, token


@dataclass(frozen=True, slots=True)
class Violation:
    """A broken invariant, with what broke it."""

    invariant: str
    words: str

    def __str__(self) -> str:
        return f"{self.invariant}: {self.words}"


@dataclass(slots=True)
class Evidence:
    """All that is left of a seed.

    Attributes:
        items: each intent as the laptops show it, also those of acts that were never acknowledged.
        posts: the living ones at the school.
        shared: learners with two laptops, whose own other laptop may change things.
        handed: the bytes of files at the school, by address.
        has_markers: whether posts can be known by a marker.
        excused: why, and how often, something was let pass.
    """

    acts: Sequence[Act]
    items: Mapping[IntentId, Item]
    posts: Sequence[Post]
    submissions: Mapping[tuple[UserId, AssignmentId], Submission]
    done: Mapping[tuple[UserId, ActivityId], bool]
    memory: Memory
    shared: frozenset[UserId] = frozenset()
    has_markers: bool = True
    excused: Counter[str] = field(default_factory=Counter)
    handed: Mapping[str, bytes] = field(default_factory=dict)

    def holds(self, files: Iterable[PostFile | BriefFile], act: Act) -> bool:
        """Whether these are the files of an act, with its bytes; of pictures the school writes the end anew."""
        there = {file.name: self.handed.get(file.url, b"") for file in files}
        if not set(act.files) <= set(there):
            return False
        return all(there[name].removesuffix(b"rewritten") == content for name, content in act.contents.items())

    def copies(self, act: Act) -> list[Post]:
        """Return the living posts that are this act's."""
        mine = (post for post in self.posts if post.author_id == act.user)
        return [post for post in mine if token(fingerprint(post.html)) == act.token]

    def item(self, act: Act) -> Item | None:
        """Return the intent of an act."""
        return self.items.get(act.id) if act.id is not None else None

    def is_touched(self, act: Act) -> bool:
        """Whether somebody but this laptop changed what the act rests on, so that asking the learner is right."""
        touched = self.memory.touched
        if self.memory.restores or act.again or act.older_words or act.maybe or act.rested or act.is_forgotten:
            return True
        if act.user in self.shared and not act.is_post:
            return True
        above = act.parent
        if above is not None and self.is_touched(above):
            return True
        return any(place in touched for place in self._places(act))

    def _places(self, act: Act) -> Iterable[Place]:
        yield act.place
        item = self.item(act)
        if item is None:
            return
        if isinstance(item.intent, Reply):
            yield "discussion", item.intent.discussion or 0
            yield "post", item.intent.parent or 0
        if item.receipt is not None:
            yield ("discussion" if isinstance(item.intent, NewDiscussion) else "post"), item.receipt.server_id
