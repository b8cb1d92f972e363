"""Finds out by itself where on a site the suite may read and write."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.campus.school import Json, Visitor

_MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment with text and files and a draft, open now.

    Attributes:
        most_files: how many files it takes.
        most_bytes: how large one may be; 0 is the site's own limit.
        is_untouched: whether the learner never saved anything there.
    """

    id: int
    most_files: int
    most_bytes: int
    is_untouched: bool


@dataclass(frozen=True, slots=True)
class Viewed:
    """An activity that is complete once it was viewed; `file` is an address of one of its stored files, or None."""

    activity: int
    kind: str
    instance: int
    file: str | None


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored file as the course lists it."""

    address: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Places:
    """Where the suite may read and write; None for what the site does not offer.

    Attributes:
        news: a forum in which only teachers start discussions.
        ticked: an activity that is marked by hand. untracked: one that cannot be marked at all.
        binary, plain: stored files of at least 100 bytes. made: a page that is made for each request.
    """

    course: int
    forum: int
    forum_activity: int
    news: int | None
    task: Task | None
    ticked: int | None
    viewed: Viewed | None
    untracked: int | None
    binary: Stored | None
    plain: Stored | None
    made: str | None


def surveyed(who: Visitor, named: Mapping[str, str]) -> Places:
    """Return the places of the learner's course that offers most; `named` may hold `course`, `forum`, `assignment`.

    Raises: AssertionError if there is no course with a forum to start discussions in.
    """
    found = [
        places
        for course in who("core_enrol_get_users_courses", userid=who.id)
        if named.get("course") in (None, course["shortname"])
        for places in _places(who, int(course["id"]), named)
    ]
    assert found, "the learner is in no course with a forum to start discussions in"
    return max(found, key=_offered)


def _offered(places: Places) -> int:
    told = (places.news, places.ticked, places.viewed, places.untracked, places.binary, places.plain, places.made)
    return sum(place is not None for place in told) + 10 * (places.task is not None)


def _places(who: Visitor, course: int, named: Mapping[str, str]) -> Iterator[Places]:
    forums = who("mod_forum_get_forums_by_courses", courseids=[course])
    opened = [forum for forum in forums if named.get("forum") in (None, forum["name"]) and _may_start(who, forum)]
    if not opened:
        return
    modules = [
        module
        for section in who("core_course_get_contents", courseid=course)
        for module in section["modules"]
        if module["uservisible"]
    ]
    files = [(module, file) for module in modules for file in module.get("contents", []) if file["type"] == "file"]
    yield Places(
        course=course,
        forum=opened[0]["id"],
        forum_activity=opened[0]["cmid"],
        news=next((forum["id"] for forum in forums if forum["type"] == "news"), None),
        task=_task(who, course, named.get("assignment")),
        ticked=next((module["id"] for module in modules if module["completion"] == 1), None),
        viewed=next((found for module in modules if (found := _viewed(module))), None),
        untracked=next((module["id"] for module in modules if not module["completion"]), None),
        binary=_stored(files, plain=False),
        plain=_stored(files, plain=True),
        made=next((file["fileurl"] for _, file in files if file["filename"] == "index.html"), None),
    )


def _may_start(who: Visitor, forum: Json) -> bool:
    return forum["type"] == "general" and who("mod_forum_can_add_discussion", forumid=forum["id"])["status"] is True


def _viewed(module: Json) -> Viewed | None:
    details = module.get("completiondata", {}).get("details", [])
    rules = [detail["rulename"] for detail in details]
    if module["completion"] != 2 or rules != ["completionview"] or module["modname"] not in ("page", "resource"):
        return None
    files = [file["fileurl"] for file in module["contents"] if file["filename"] != "index.html"]
    return Viewed(module["id"], module["modname"], module["instance"], next(iter(files), None))


def _stored(files: list[tuple[Json, Json]], *, plain: bool) -> Stored | None:
    for module, file in files:
        is_plain = file.get("mimetype") == "text/plain"
        if module["modname"] in ("resource", "folder") and 100 <= file["filesize"] <= 5 * _MIB and is_plain is plain:
            return Stored(file["fileurl"], file["filesize"])
    return None


def _task(who: Visitor, course: int, name: str | None) -> Task | None:
    told = who("mod_assign_get_assignments", courseids=[course])["courses"]
    found = [
        task
        for assignment in (each for part in told for each in part["assignments"])
        if name in (None, assignment["name"]) and (task := _suited(who, assignment))
    ]
    return max(found, key=lambda task: task.is_untouched, default=None)


def _suited(who: Visitor, assignment: Json) -> Task | None:
    """Return an assignment as a Task if the suite can do all it wants there."""
    rules = {
        f"{rule['plugin']}.{rule['name']}": rule["value"]
        for rule in assignment["configs"]
        if rule["subtype"] == "assignsubmission"
    }
    takes_both = rules.get("onlinetext.enabled") == "1" and rules.get("file.enabled") == "1"
    is_own = not assignment["teamsubmission"] and not assignment["nosubmissions"]
    if not (takes_both and is_own and assignment["submissiondrafts"]):
        return None
    attempt = who("mod_assign_get_submission_status", assignid=assignment["id"]).get("lastattempt", {})
    if not attempt.get("canedit") or attempt.get("graded"):
        return None
    return Task(
        id=assignment["id"],
        most_files=int(rules.get("file.maxfilesubmissions") or 1),
        most_bytes=int(rules.get("file.maxsubmissionsizebytes") or 0),
        is_untouched="submission" not in attempt,
    )
