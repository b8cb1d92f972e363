"""The answers of the web services: typed in what is used, blind to the rest.

A field with a default may be missing or null on some site between Moodle 3.9 and 5.x; one without is what the answer is
about, and an answer without it is no answer. Times are Unix seconds, 0 = none.
"""

from msgspec import Struct


class Warned(Struct):
    """A soft refusal in a normal answer; `item` may be a sentence, `warningcode` a word or a number as text."""

    warningcode: str = ""
    message: str | None = None
    item: str | None = None
    itemid: int | None = None


class File(Struct):
    """A file as most functions list it; posts have `url` in place of `fileurl`."""

    filename: str
    filepath: str | None = "/"
    filesize: int | None = 0
    fileurl: str | None = None
    url: str | None = None
    mimetype: str | None = None
    timemodified: int | None = None

    @property
    def address(self) -> str:
        """Where it is, "" if it is nowhere."""
        return self.fileurl or self.url or ""


class Course(Struct):
    """core_enrol_get_users_courses."""

    id: int
    shortname: str
    fullname: str
    displayname: str | None = None
    summary: str | None = ""
    courseimage: str | None = None
    overviewfiles: list[File] = []
    startdate: int | None = 0
    enddate: int | None = 0
    progress: float | None = None
    hidden: bool | None = False


class Listed(Struct):
    """An entry of `contents`: `type` file, url, or content (the table of contents of a book, without an address)."""

    type: str
    filename: str | None = None
    filepath: str | None = None
    filesize: int | None = 0
    fileurl: str | None = None
    mimetype: str | None = None
    timemodified: int | None = None
    content: str | None = None  # the title of a chapter


class CompletionState(Struct):
    """0 = not done, 1 = done, 2 = done and passed, 3 = done and failed."""

    state: int = 0


class ShownDate(Struct):
    timestamp: int
    dataid: str | None = None  # since 4.0


class Module(Struct):
    id: int
    name: str
    modname: str
    instance: int | None = 0
    url: str | None = None
    description: str | None = None
    uservisible: bool | None = True
    availabilityinfo: str | None = None
    completion: int | None = 0
    completiondata: CompletionState | None = None
    dates: list[ShownDate] = []
    customdata: str | None = None
    contents: list[Listed] = []


class Section(Struct):
    """core_course_get_contents answers a list of these."""

    id: int
    name: str
    summary: str | None = ""
    section: int | None = None
    uservisible: bool | None = True
    availabilityinfo: str | None = None
    modules: list[Module] = []


class Changed(Struct):
    """A context that changed; a module's `id` is its course-module id."""

    contextlevel: str
    id: int


class Updates(Struct):
    """core_course_get_updates_since."""

    instances: list[Changed]


class Page(Struct):
    id: int
    coursemodule: int
    name: str
    content: str | None = ""
    timemodified: int | None = None


class Pages(Struct):
    """mod_page_get_pages_by_courses."""

    pages: list[Page]


class Forum(Struct):
    """mod_forum_get_forums_by_courses answers a list of these."""

    id: int
    course: int
    cmid: int
    name: str
    type: str = "general"
    intro: str | None = ""
    duedate: int | None = 0
    cutoffdate: int | None = 0
    maxbytes: int | None = 0
    maxattachments: int | None = 0
    timemodified: int | None = 0
    cancreatediscussions: bool | None = True


class Discussion(Struct):
    """One discussion: `id` is its first post, `discussion` the discussion itself."""

    id: int
    discussion: int
    name: str
    created: int
    timemodified: int
    subject: str | None = None
    userid: int | None = 0
    userfullname: str | None = None
    numreplies: int | None = 0
    pinned: bool | None = False
    locked: bool | None = False
    canreply: bool | None = True


class Discussions(Struct):
    """mod_forum_get_forum_discussions."""

    discussions: list[Discussion]


class Author(Struct):
    id: int | None = None
    fullname: str | None = None


class Capabilities(Struct):
    edit: bool | None = False
    delete: bool | None = False
    reply: bool | None = True


class Post(Struct):
    id: int
    discussionid: int
    subject: str
    message: str
    author: Author
    timecreated: int
    timemodified: int | None = None
    parentid: int | None = None
    isdeleted: bool | None = False
    capabilities: Capabilities | None = None
    attachments: list[File] = []
    messageinlinefiles: list[File] = []


class Posts(Struct):
    """mod_forum_get_discussion_posts."""

    posts: list[Post]


class CourseName(Struct):
    id: int


class Event(Struct):
    """An event of any of the three calendar functions.

    `instance` is a course-module id in two of them and the module's own number in get_calendar_events, which is the one
    that tells `courseid` in place of `course`.
    """

    id: int
    name: str
    timestart: int
    timeduration: int | None = 0
    timesort: int | None = None
    description: str | None = ""
    modulename: str | None = None
    instance: int | None = None
    eventtype: str | None = ""
    course: CourseName | None = None
    courseid: int | None = None
    visible: int | None = 1


class Events(Struct):
    """core_calendar_get_action_events_by_timesort, -_get_calendar_upcoming_view and -_get_calendar_events."""

    events: list[Event]


class GradeItem(Struct):
    id: int
    itemtype: str
    itemname: str | None = None
    cmid: int | None = None
    gradeformatted: str | None = ""
    rangeformatted: str | None = ""
    percentageformatted: str | None = ""
    feedback: str | None = ""
    gradedategraded: int | None = None


class UserGrades(Struct):
    gradeitems: list[GradeItem]


class Grades(Struct):
    """gradereport_user_get_grade_items."""

    usergrades: list[UserGrades]


class ActivityState(Struct):
    cmid: int
    state: int


class CompletionStates(Struct):
    """core_completion_get_activities_completion_status."""

    statuses: list[ActivityState]


class Done(Struct):
    """The answer of functions that do something: whether they did."""

    status: bool
    warnings: list[Warned] = []


class NewPost(Struct):
    """mod_forum_add_discussion_post."""

    postid: int


class NewDiscussion(Struct):
    """mod_forum_add_discussion."""

    discussionid: int


class DraftArea(Struct):
    """core_files_get_unused_draft_itemid."""

    itemid: int


class Stored(Struct):
    filename: str
    isdir: bool
    url: str | None = None
    filesize: int | None = 0
    timemodified: int | None = None


class StoredFiles(Struct):
    """core_files_get_files."""

    files: list[Stored]


class CourseModule(Struct):
    id: int
    course: int


class FoundModule(Struct):
    """core_course_get_course_module_by_instance."""

    cm: CourseModule
