"""What every request of the campus shares: its rows, its files, its clock, and who is asking."""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from studydesk.campus.demo.database import PERSON, Database
from studydesk.campus.demo.parameters import Parameter
from studydesk.campus.demo.storage import Storage

Json = Any  # the JSON border: what a function answers is encoded as it stands
Row = sqlite3.Row


@dataclass(slots=True)
class School:
    """The campus without its network side.

    Attributes:
        clock: returns the time as Unix seconds.
        editing_window_s: how long a learner may edit a post.
        url: where the campus is served, without a slash at the end.
        in_maintenance: whether the admin page's maintenance is on.
        failures: for the next answers, an HTTP status to give instead (503, 500 …); the first one is used first.
    """

    database: Database
    storage: Storage
    clock: Callable[[], float]
    editing_window_s: int
    url: str = ""
    in_maintenance: bool = False
    failures: list[int] = field(default_factory=list)

    def now(self) -> int:
        """Return the current Unix second; the wire knows nothing finer."""
        return int(self.clock())

    def site(self, key: str) -> str:
        """Return a fact about the site: `birth`, `name` or `language`."""
        return str(self.database.value("SELECT value FROM site WHERE key = ?", key))

    def person(self, person: int) -> Row | None:
        """Return the person of this id, or None."""
        return self.database.row("SELECT * FROM person WHERE id = ?", person)


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function by one person.

    Attributes:
        now: the Unix second at which the request arrived.
    """

    school: School
    person: Row
    now: int

    @property
    def database(self) -> Database:
        """The campus' rows."""
        return self.school.database

    @property
    def storage(self) -> Storage:
        """The campus' files."""
        return self.school.storage

    @property
    def url(self) -> str:
        """Where the campus is served."""
        return self.school.url

    @property
    def who(self) -> int:
        """The id of the person who asks."""
        return int(self.person["id"])

    @property
    def is_teacher(self) -> bool:
        """Whether the person teaches; a teacher of this small campus teaches all courses they are in."""
        return bool(self.person["role"] == "teacher")

    @property
    def own_context(self) -> int:
        """The person's own context, where their draft files lie."""
        return self.database.context(PERSON, self.who)


def full_name(person: Row | None) -> str:
    """Return "First Last", or "" for nobody."""
    return "" if person is None else f"{person['first_name']} {person['last_name']}".strip()


@dataclass(frozen=True, slots=True)
class Function:
    """A web-service function.

    Attributes:
        run: takes the Call and the declared parameters by name, returns what goes out as JSON.
        parameters: what it takes; anything else is `invalidparameter`.
        writes: whether an answer to it can be lost on purpose (link state `answers-lost`).
    """

    run: Callable[..., Json]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    writes: bool = False
