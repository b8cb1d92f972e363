"""Courses, sections, activities and pages in the library."""

from collections.abc import Sequence

from studydesk.domain.courses import Activity, Contents, Course, Kind, Page, Section
from studydesk.domain.ids import AccountId, ActivityId, CourseId
from studydesk.store.database import Reader, Writer


def put_courses(w: Writer, account: AccountId, courses: Sequence[Course]) -> frozenset[CourseId]:
    """Make these the account's courses; return those that are gone, with all the library had of them."""
    raise NotImplementedError


def courses(r: Reader, account: AccountId) -> list[Course]:
    """Return the account's courses by name."""
    raise NotImplementedError


def course(r: Reader, account: AccountId, course: CourseId) -> Course | None:
    """Return one course, None when the learner is not in it."""
    raise NotImplementedError


def put_contents(w: Writer, account: AccountId, contents: Contents) -> frozenset[ActivityId]:
    """Make this the course's contents, files and search entries included; return the activities that are gone.

    The same contents again touch no row and publish no Change.
    """
    raise NotImplementedError


def sections(r: Reader, account: AccountId, course: CourseId) -> list[Section]:
    """Return a course's sections in order."""
    raise NotImplementedError


def activities(r: Reader, account: AccountId, course: CourseId | None = None) -> list[Activity]:
    """Return the activities of a course in order (section by section), or those of all courses."""
    raise NotImplementedError


def activity(r: Reader, account: AccountId, activity: ActivityId) -> Activity | None:
    """Return one activity, None when it is unknown."""
    raise NotImplementedError


def activity_of(r: Reader, account: AccountId, kind: Kind, instance: int) -> Activity | None:
    """Return the activity of a forum's, an assignment's, … instance id."""
    raise NotImplementedError


def put_pages(w: Writer, account: AccountId, pages: Sequence[Page]) -> None:
    """Keep the texts of page activities; others stay. A page whose activity is unknown is kept and found later."""
    raise NotImplementedError


def page(r: Reader, account: AccountId, activity: ActivityId) -> Page | None:
    """Return the text of a page activity, None when it was never fetched."""
    raise NotImplementedError


def pages_present(r: Reader, account: AccountId) -> frozenset[ActivityId]:
    """Return the page activities whose text is here."""
    raise NotImplementedError


def set_done(w: Writer, account: AccountId, activity: ActivityId, done: bool) -> None:
    """Keep the site's word on completion of one activity."""
    raise NotImplementedError
