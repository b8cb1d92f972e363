"""What one refresh carries: the campus it asks, the library it fills, and the count of what it asked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from studydesk.domain.accounts import Account
from studydesk.domain.campus import Campus, Reads
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.domain.outside import Cancel
from studydesk.errors import NotAvailable, Refused
from studydesk.store.opening import Store
from studydesk.sync.reports import Progress, RefreshReport, Step

T = TypeVar("T")
A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Scope:
    """What changed in a course; `activities` None: everything may have."""

    course: CourseId
    activities: frozenset[ActivityId] | None

    def holds(self, activity: ActivityId) -> bool:
        """Whether this activity is to be asked for."""
        return self.activities is None or activity in self.activities

    def with_more(self, activities: frozenset[ActivityId]) -> "Scope":
        """Return the scope widened by new activities."""
        return self if self.activities is None else replace(self, activities=self.activities | activities)


@dataclass(frozen=True, slots=True)
class Asking:
    """One refresh. `make_way` is called before each question: it lets through what is more urgent.

    `count` hears of the bytes of files that are read on the way; those of answers are counted where they are read.
    """

    account: Account
    campus: Campus
    store: Store
    cancel: Cancel
    progress: Progress
    make_way: Callable[[], None] = lambda: None
    report: RefreshReport = field(default_factory=RefreshReport)
    count: Callable[[int], None] = lambda _bytes: None

    @property
    def reads(self) -> Reads:
        """What can be asked."""
        return self.campus.reads

    def ask(self, name: str, question: Callable[[], T], *, is_upkeep: bool = False) -> T:
        """Return the answer, counted; checks for a stop before, and makes way."""
        self.cancel.check()
        self.make_way()
        self.progress(Step("refreshing", name))
        if is_upkeep:
            self.report.structure_requests += 1
        else:
            self.report.requests.append(name)
        return question()

    def ask_of(
        self,
        course: CourseId,
        name: str,
        question: Callable[[A], T],
        argument: A,
        *,
        is_upkeep: bool = False,
        is_part: bool = True,
    ) -> T | None:
        """Return the answer about something in a course; None when the site refuses it, which stops nothing else.

        `is_part`: a refusal concerns this one thing, else the whole course, which then keeps its old mark.
        """
        try:
            return self.ask(name, lambda: question(argument), is_upkeep=is_upkeep)
        except Refused as error:
            if is_part:
                self.report.refused.append((course, name, error))
            else:
                self.report.problems[course] = error
        except NotAvailable as error:
            self.report.unavailable.add(error.function)
        return None

    def ask_many(
        self, name: str, courses: Sequence[CourseId], question: Callable[[Sequence[CourseId]], list[T]]
    ) -> list[T]:
        """Return the answers about several courses in one request; where that is refused, course by course."""
        if not courses:
            return []
        try:
            return self.ask(name, lambda: question(courses))
        except NotAvailable as error:
            self.report.unavailable.add(error.function)
            return []
        except Refused as error:
            if len(courses) == 1:
                self.report.problems[courses[0]] = error
                return []
        return [one for course in courses for one in self.ask_many(name, [course], question)]
