"""What could be freed, and what never may: pins, unsent work, and what is on its way."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from studydesk.domain.courses import Activity, Course
from studydesk.domain.downloads import FILE_MOVES, FileEvent
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, ForumId, PostId
from studydesk.domain.work import DeletePost, EditPost, Intent, NewDiscussion, Reply, SaveSubmission
from studydesk.errors import NotFound
from studydesk.store import assignments, courses, drafts, forums, pins, progress, space
from studydesk.store.database import Reader
from studydesk.store.pins import Pins
from studydesk.store.space import Holding
from studydesk.study import queueing
from studydesk.study.learner import Learner
from studydesk.study.views.storage import Freeable, FreeReason

LONG_AGO = timedelta(days=30)  # what was not opened for so long may go
WORTH_BYTES = 500_000  # of a single activity: less is not worth a line
MOST = 200  # lines


@dataclass(frozen=True, slots=True)
class Freeing:
    """One reading of what is here and of what must stay.

    Attributes:
        mine: what this account's activities hold, as far as it may be let go of.
        uses: how many files, of whatever account, hold the same bytes.
        kept: what holds bytes and may not be freed.
    """

    mine: Mapping[ActivityId, list[Holding]]
    uses: Mapping[str, int]
    pins: Pins
    kept: frozenset[ActivityId]

    def weigh(self, some: Iterable[Holding]) -> int:
        """Return the bytes that become free when these let go: not those that others hold too."""
        found = list(some)
        own = Counter(one.sha256 for one in found)
        sizes = {one.sha256: one.size_bytes for one in found}
        return sum(size for sha256, size in sizes.items() if own[sha256] == self.uses[sha256])

    def of_course(self, course: CourseId) -> list[Holding]:
        """Return what a course holds and may let go of."""
        return [one for one in chain.from_iterable(self.mine.values()) if one.course == course]


def read(learner: Learner) -> Freeing:
    """Return what may be freed now."""
    with learner.store.library.read() as r:
        held = space.holdings(r)
        busy = space.busy_activities(r, learner.id)
        with learner.store.work.read() as work:
            pinned = pins.pins(work, learner.id)
            kept = busy | _needed(learner, r, work)
    mine: dict[ActivityId, list[Holding]] = defaultdict(list)
    for one in held:
        is_kept = one.activity in kept or pinned.keeps(one.course, one.activity)
        if one.account == learner.id and not is_kept and (one.state, FileEvent.FREED) in FILE_MOVES:
            mine[one.activity].append(one)
    return Freeing(mine, Counter(one.sha256 for one in held), pinned, kept)


def suggestions(learner: Learner, found: Freeing) -> tuple[Freeable, ...]:
    """Return what could be freed: courses that are over, then what is done, then what was not opened for long."""
    with learner.store.library.read() as r:
        known = {course.id: course for course in courses.courses(r, learner.id)}
        activities = courses.activities_named(r, learner.id, list(found.mine))
    now = learner.school.now()
    over = {course.id for course in known.values() if is_over(course, now)}
    lines = _over(found, [known[course] for course in over])
    rest = [activity for activity in activities if activity.course not in over and activity.course in known]
    return (*lines, *_of_activities(learner, found, rest, known))[:MOST]


def named(learner: Learner, found: Freeing, course: CourseId, chosen: Sequence[ActivityId]) -> list[Freeable]:
    """Return a line for a course, or one for each of these activities of it."""
    with learner.store.library.read() as r:
        known = courses.course(r, learner.id, course)
        activities = {one.id: one for one in courses.activities_named(r, learner.id, chosen)}
    if known is None:
        raise NotFound(course)
    name = known.full_name
    if not chosen:
        size = found.weigh(found.of_course(course))
        return [Freeable(course, None, name, name, size, FreeReason.CHOSEN)]
    return [
        Freeable(
            course, one, activities[one].title, name, found.weigh(found.mine.get(one, [])), FreeReason.CHOSEN
        )
        for one in chosen
    ]


def is_over(course: Course, now: datetime) -> bool:
    """Whether a course has ended."""
    return course.ends_at is not None and course.ends_at < now


def _over(found: Freeing, over: Iterable[Course]) -> list[Freeable]:
    lines = []
    for course in sorted(over, key=lambda course: (course.ends_at, course.id)):
        size = found.weigh(found.of_course(course.id))
        if size:
            name = course.full_name
            lines.append(Freeable(course.id, None, name, name, size, FreeReason.COURSE_OVER))
    return lines


def _of_activities(
    learner: Learner, found: Freeing, activities: Collection[Activity], known: Mapping[CourseId, Course]
) -> list[Freeable]:
    with learner.store.work.read() as r:
        marks = queueing.marks(queueing.unsent(r, learner))
        opened: dict[ActivityId, datetime] = {}
        for position in progress.positions(r, learner.id):  # newest first
            opened.setdefault(position.activity, position.updated_at)
    before = learner.clock.now() - LONG_AGO
    lines = []
    for activity in activities:
        is_done = marks.get(activity.id, activity.is_done)
        last = opened.get(activity.id)
        size = found.weigh(found.mine[activity.id])
        # What was never opened was fetched to be studied; how long ago nobody knows.
        if size < WORTH_BYTES or not (is_done or (last is not None and last < before)):
            continue
        reason = FreeReason.DONE if is_done else FreeReason.OLD
        line = Freeable(activity.course, activity.id, activity.title, known[activity.course].full_name, size, reason)
        lines.append((reason is FreeReason.OLD, last.timestamp() if last else 0.0, -size, line))
    return [line for *_, line in sorted(lines, key=lambda one: one[:3])]


def _needed(learner: Learner, r: Reader, work: Reader) -> frozenset[ActivityId]:
    """Return the activities that something unsent or a draft is about: the task's sheets, the post that is answered."""
    found = {_of_intent(learner, r, item.intent) for item in queueing.unsent(work, learner)}
    found |= {_of_draft(learner, r, draft.key) for draft in drafts.all_drafts(work, learner.id)}
    return frozenset(activity for activity in found if activity is not None)


def _of_intent(learner: Learner, r: Reader, intent: Intent) -> ActivityId | None:
    match intent:
        case SaveSubmission(activity=activity):
            return activity
        case Reply(forum=forum) | NewDiscussion(forum=forum):
            return _of_forum(learner, r, forum)
        case EditPost(discussion=discussion) | DeletePost(discussion=discussion):
            return _of_discussion(learner, r, discussion)
        case _:  # a tick needs no files
            return None


def _of_draft(learner: Learner, r: Reader, key: str) -> ActivityId | None:
    """Return the activity of a draft's key (`drafts.Draft`); None where it answers what waits itself."""
    what, _, rest = key.partition(":")
    number = rest.partition(":")[0].removeprefix("p")
    if not number.isdigit():
        return None
    match what:
        case "submission":
            task = assignments.assignment(r, learner.id, AssignmentId(int(number)))
            return task.activity if task else None
        case "discussion":
            return _of_forum(learner, r, ForumId(int(number)))
        case "reply":
            return _of_discussion(learner, r, DiscussionId(int(number)))
        case "edit":
            post = forums.post(r, learner.id, PostId(int(number)))
            return _of_discussion(learner, r, post.discussion) if post else None
        case _:
            return None


def _of_discussion(learner: Learner, r: Reader, discussion: DiscussionId) -> ActivityId | None:
    found = forums.discussion(r, learner.id, discussion)
    return _of_forum(learner, r, found.forum) if found else None


def _of_forum(learner: Learner, r: Reader, forum: ForumId) -> ActivityId | None:
    found = forums.forum(r, learner.id, forum)
    return found.activity if found else None
