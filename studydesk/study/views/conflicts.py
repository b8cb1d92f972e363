"""Two versions of one thing, and posts that may be the learner's: what the conflict page shows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from studydesk.domain.differences import Piece
from studydesk.domain.ids import IntentId, PostId
from studydesk.study.views.outbox import ItemView


class About(StrEnum):
    """What the learner has to decide."""

    CHANGED = "changed"  # the school has another version
    SEVERAL = "several"  # it may be there already, more than once
    MISSING = "missing"  # the school had it and shows it no more


class Standing(StrEnum):
    """How a file of one version stands to those of the other."""

    SAME = "same"  # the same bytes
    ALIKE = "alike"  # name and size are the same; the bytes cannot be compared here
    NAMED = "named"  # the name is the same; the school changes what is in files of this kind
    OTHER = "other"  # the same name, another content
    ALONE = "alone"  # only in this version


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a version."""

    name: str
    size_bytes: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class Version:
    """One of the two versions; `at`: when it was written, by the school's clock, None when unknown."""

    text: str
    files: tuple[FileLine, ...]
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A post of the learner's at the school that says the same in the same place."""

    post: PostId
    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class ConflictView:
    """What a conflict is about.

    Attributes:
        pieces: the two texts compared, mine as `one` and theirs as `other`.
        theirs: None when the school has nothing in its place, or it is not known.
        candidates: SEVERAL: the posts it could be, oldest first.
        seen: names the school's version that is shown; a choice made of it does not count for a later one.
        choices: "mine", "theirs", "both", "edit", "this"; of a missing thing "mine" is to send it again and "theirs" to
            leave it out.
    """

    about: About
    mine: Version
    theirs: Version | None
    pieces: tuple[Piece, ...]
    candidates: tuple[Candidate, ...]
    seen: str
    choices: frozenset[str]


@dataclass(frozen=True, slots=True)
class Restored:
    """The school's server seems to have gone back to an older copy of its data.

    Attributes:
        missing: what the school had confirmed and has no more, oldest first.
        is_sure: numbers that the school gave to this learner's posts belong to other people's posts now.
        since: the oldest of them reached the school then.
    """

    missing: tuple[ItemView, ...]
    is_sure: bool
    since: datetime

    @property
    def ids(self) -> tuple[IntentId, ...]:
        """Return the ids of what is missing."""
        return tuple(item.id for item in self.missing)
