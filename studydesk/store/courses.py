"""Courses, sections, activities and pages in the library."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select

from studydesk.domain.changes import Subject
from studydesk.domain.courses import Activity, Contents, Course, Kind, Page, Section
from studydesk.domain.forums import as_text
from studydesk.domain.ids import AccountId, ActivityId, CourseId
from studydesk.store import listing, search
from studydesk.store.database import Reader, Writer
from studydesk.store.removal import remove_activities, remove_courses
from studydesk.store.rows import Rows, set_columns
from studydesk.store.schema import activity as activity_table
from studydesk.store.schema import course as course_table
from studydesk.store.schema import page as page_table
from studydesk.store.schema import section as section_table
from studydesk.store.search import Entry, HitKind

_COURSES = Rows(course_table, Course, "id")
_SECTIONS = Rows(section_table, Section, "id")
_ACTIVITIES = Rows(activity_table, Activity, "id")
_PAGES = Rows(page_table, Page, "activity")
_NO_COURSE = CourseId(0)  # of a page whose activity the library does not know (yet)


def put_courses(w: Writer, account: AccountId, courses: Sequence[Course]) -> frozenset[CourseId]:
    """Make these the account's courses; return those that are gone, with all the library had of them."""
    difference = _COURSES.reconcile(w, courses, account=account)
    gone = frozenset(course.id for course in difference.gone)
    if gone:
        remove_courses(w, account, gone)
        for subject in (Subject.FORUMS, Subject.ASSIGNMENTS, Subject.EVENTS, Subject.GRADES):
            w.changed(subject, account)
    if difference:
        w.changed(Subject.COURSES, account)
    return gone


def courses(r: Reader, account: AccountId) -> list[Course]:
    """Return the account's courses by name."""
    table = course_table
    return _COURSES.all(r, table.c.account == account, order=[table.c.full_name.collate("NOCASE"), table.c.id])


def course(r: Reader, account: AccountId, course: CourseId) -> Course | None:
    """Return one course, None when the learner is not in it."""
    return _COURSES.one(r, account=account, id=course)


def put_contents(w: Writer, account: AccountId, contents: Contents) -> frozenset[ActivityId]:
    """Make this the course's contents, files and search entries included; return the activities that are gone.

    The same contents again touch no row and publish no Change.
    """
    sections = _SECTIONS.reconcile(w, contents.sections, account=account, course=contents.course)
    activities = _ACTIVITIES.reconcile(w, contents.activities, account=account, course=contents.course)
    gone = frozenset(activity.id for activity in activities.gone)
    if gone:
        remove_activities(w, account, gone)
        w.changed(Subject.FORUMS, account)
        w.changed(Subject.ASSIGNMENTS, account)
    search.index(w, account, [_entry(activity) for activity in activities.new])
    listing.put_contents_files(w, account, contents.course, contents.files)
    if sections or activities:
        w.changed(Subject.COURSES, account)
    return gone


def put_section(w: Writer, account: AccountId, contents: Contents) -> None:
    """Keep the contents of some sections of a course; what is known of its other sections stays."""
    sections = _SECTIONS.reconcile(w, contents.sections, keep=True, account=account)
    activities = _ACTIVITIES.reconcile(w, contents.activities, keep=True, account=account)
    search.index(w, account, [_entry(activity) for activity in activities.new])
    told = [activity.id for activity in contents.activities]
    listing.put_contents_files(w, account, contents.course, contents.files, told)
    if sections or activities:
        w.changed(Subject.COURSES, account)


def remove_sections(w: Writer, account: AccountId, course: CourseId, positions: Collection[int]) -> None:
    """Remove the sections in these places of a course, with what was in them."""
    gone = [section.id for section in sections(w, account, course) if section.position in positions]
    if gone:
        inside = [activity.id for activity in activities(w, account, course) if activity.section in gone]
        remove_activities(w, account, inside)
        w.execute(delete(section_table).where(section_table.c.account == account, section_table.c.id.in_(gone)))
        w.changed(Subject.COURSES, account)


def contents(r: Reader, account: AccountId, course: CourseId) -> Contents:
    """Return what is known of a course's sections and activities; its files are left out (`files.files`)."""
    known = tuple(sections(r, account, course))
    return Contents(course, known, tuple(activities(r, account, course)), ())


def sections(r: Reader, account: AccountId, course: CourseId) -> list[Section]:
    """Return a course's sections in order."""
    table = section_table
    return _SECTIONS.all(r, table.c.account == account, table.c.course == course, order=[table.c.position])


def activities(r: Reader, account: AccountId, course: CourseId | None = None) -> list[Activity]:
    """Return the activities of a course in order (section by section), or those of all courses."""
    of_section = {(section.course, section.id): section.position for section in _sections_of(r, account, course)}
    found = _ACTIVITIES.of(r, **_scope(account, course))
    return sorted(found, key=lambda one: (one.course, of_section.get((one.course, one.section), 0), one.position))


def activity(r: Reader, account: AccountId, activity: ActivityId) -> Activity | None:
    """Return one activity, None when it is unknown."""
    return _ACTIVITIES.one(r, account=account, id=activity)


def activities_named(r: Reader, account: AccountId, ids: Collection[ActivityId]) -> list[Activity]:
    """Return these activities, as far as they are known, in no order."""
    table = activity_table
    return _ACTIVITIES.all(r, table.c.account == account, table.c.id.in_(ids)) if ids else []


def activities_beside(r: Reader, account: AccountId, ids: Collection[ActivityId]) -> list[Activity]:
    """Return all activities of the sections that these belong to, themselves included, in no order."""
    table = activity_table
    sections = select(table.c.section).where(table.c.account == account, table.c.id.in_(ids))
    return _ACTIVITIES.all(r, table.c.account == account, table.c.section.in_(sections)) if ids else []


def activity_of(r: Reader, account: AccountId, kind: Kind, instance: int) -> Activity | None:
    """Return the activity of a forum's, an assignment's, … instance id."""
    return _ACTIVITIES.one(r, account=account, kind=kind, instance=instance)


def put_pages(w: Writer, account: AccountId, pages: Sequence[Page]) -> None:
    """Keep the texts of page activities; others stay. Put the contents first: they tell a page's course."""
    difference = _PAGES.reconcile(w, pages, keep=True, account=account)
    if difference:
        courses = _courses_of(w, account, [page.activity for page in difference.new])
        entries = [_page_entry(page, courses.get(page.activity, _NO_COURSE)) for page in difference.new]
        search.index(w, account, entries)
        w.changed(Subject.COURSES, account)


def page(r: Reader, account: AccountId, activity: ActivityId) -> Page | None:
    """Return the text of a page activity, None when it was never fetched."""
    return _PAGES.one(r, account=account, activity=activity)


def pages_present(r: Reader, account: AccountId) -> frozenset[ActivityId]:
    """Return the page activities whose text is here."""
    found = r.execute(select(page_table.c.activity).where(page_table.c.account == account))
    return frozenset(ActivityId(activity) for activity in found.scalars())


def set_done(w: Writer, account: AccountId, activity: ActivityId, done: bool) -> None:
    """Keep the site's word on completion of one activity."""
    if set_columns(w, activity_table, {"is_done": done}, account=account, id=activity):
        w.changed(Subject.COURSES, account)


def _sections_of(r: Reader, account: AccountId, course: CourseId | None) -> list[Section]:
    return _SECTIONS.of(r, **_scope(account, course))


def _scope(account: AccountId, course: CourseId | None) -> dict[str, object]:
    return {"account": account} if course is None else {"account": account, "course": course}


def _courses_of(r: Reader, account: AccountId, activities: Collection[ActivityId]) -> dict[ActivityId, CourseId]:
    table = activity_table
    found = r.execute(select(table.c.id, table.c.course).where(table.c.account == account, table.c.id.in_(activities)))
    return {ActivityId(activity): CourseId(course) for activity, course in found}


def _entry(activity: Activity) -> Entry:
    text = as_text(activity.intro_html)
    return Entry(HitKind.ACTIVITY, str(activity.id), activity.course, activity.title, text, activity=activity.id)


def _page_entry(page: Page, course: CourseId) -> Entry:
    text = as_text(page.html)
    return Entry(HitKind.PAGE, str(page.activity), course, page.title, text, activity=page.activity)
