"""What lies inside changed activities: pages, forums with their posts, assignments with what was handed in, grades."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeVar

from studydesk.domain.assignments import Assignment, Submission
from studydesk.domain.courses import Contents, Kind
from studydesk.domain.forums import Discussion, Forum
from studydesk.domain.ids import AccountId, ActivityId, CourseId, DiscussionId, PostId
from studydesk.domain.outbox import Item
from studydesk.errors import StudyDeskError
from studydesk.store import assignments, courses, forums, grades
from studydesk.store.database import Reader
from studydesk.sync import missing
from studydesk.sync.asking import Asking, Scope
from studydesk.sync.conversations import adopt_seen, keep_posts
from studydesk.sync.ledger import Ledger

T = TypeVar("T", Forum, Assignment)
Changed = Sequence[tuple[Scope, Contents]]
_UNGRADED = frozenset({Kind.FORUM, Kind.PAGE, Kind.BOOK, Kind.RESOURCE, Kind.FOLDER, Kind.URL, Kind.LABEL})
READ_AT_ONCE = 25  # discussions asked for together; the campus batches them as the site allows


def fetch(changed: Changed, ledger: Ledger, asking: Asking) -> None:
    """Fetch and keep what changed; each kind costs one request for all these courses, and then one per thing."""
    _pages(changed, asking)
    _forums(changed, ledger, asking)
    _assignments(changed, ledger, asking)
    for scope, contents in changed:
        if not may_be_graded(scope, contents):
            continue
        told = asking.ask_of(scope.course, "grades", asking.reads.grades, scope.course)
        if told is not None:
            with asking.store.library.write() as w:
                grades.put_grades(w, asking.account.id, scope.course, told)


def may_be_graded(scope: Scope, contents: Contents) -> bool:
    """Whether what changed can have changed grades or dates: a new post in a forum does not."""
    if scope.activities is None:
        return True
    return any(a.kind not in _UNGRADED for a in contents.activities if scope.holds(a.id))


def _with(kind: Kind, changed: Changed) -> dict[CourseId, frozenset[ActivityId]]:
    """Return, per course, the changed activities of one kind; courses without any are left out."""
    found = {}
    for scope, contents in changed:
        ids = frozenset(a.id for a in contents.activities if a.kind is kind and scope.holds(a.id))
        if ids:
            found[scope.course] = ids
    return found


def _pages(changed: Changed, asking: Asking) -> None:
    told = asking.ask_many("pages", list(_with(Kind.PAGE, changed)), asking.reads.pages)
    if told:
        with asking.store.library.write() as w:
            courses.put_pages(w, asking.account.id, told)


def _by_course(
    name: str,
    wanted: dict[CourseId, frozenset[ActivityId]],
    question: Callable[[Sequence[CourseId]], list[T]],
    asking: Asking,
) -> tuple[dict[CourseId, list[T]], list[T]]:
    """Return all things of a kind per course that answered, and those of them that changed."""
    told = asking.ask_many(name, list(wanted), question)
    answered = {course: [one for one in told if one.course == course] for course in wanted}
    kept = {course: every for course, every in answered.items() if course not in asking.report.problems}
    changed = [one for course, every in kept.items() for one in every if one.activity in wanted[course]]
    return kept, changed


def _forums(changed: Changed, ledger: Ledger, asking: Asking) -> None:
    every, moved = _by_course("forums", _with(Kind.FORUM, changed), asking.reads.forums, asking)
    account = asking.account.id
    with asking.store.library.write() as w:
        for course, of_course in every.items():
            if of_course:  # an unlisted course answers with nothing at all: that is no reason to forget (moodle.md, 4)
                forums.put_forums(w, account, course, of_course)
    wanted: set[DiscussionId] = set()
    for forum in moved:
        told = asking.ask_of(forum.course, "discussions", asking.reads.discussions, forum.id)
        if told is not None:
            wanted |= take_listing(forum, told, ledger, asking)
    read_posts(sorted(wanted), ledger, asking)


def take_listing(forum: Forum, told: Sequence[Discussion], ledger: Ledger, asking: Asking) -> set[DiscussionId]:
    """Make these the discussions of a forum, and return those whose posts must be read."""
    account = asking.account
    listed = {one.id for one in told}
    gone = missing.of_forum(ledger.settled(), forum.id, listed | ledger.deleted())
    _ask_about(gone, ledger, asking)
    with asking.store.library.write() as w:
        wanted = set(forums.put_discussions(w, account.id, forum.id, told))
        wanted |= set(forums.without_posts(w, account.id)) & listed
        wanted -= {one.id for one in told if one.id in wanted and _is_here(one, w, account.id)}
        return wanted | forums.fuller(w, account.id, told)  # a restored school lists what it listed before


def _ask_about(gone: Sequence[Item], ledger: Ledger, asking: Asking) -> list[Item]:
    """Ask the learner about what the school lost, and let no course count as fresh in this refresh."""
    asked = missing.ask_about(gone, ledger, asking.account, asking.store)
    asking.report.has_lost = asking.report.has_lost or bool(asked)
    return asked


def _is_here(told: Discussion, r: Reader, account: AccountId) -> bool:
    """Whether all posts are here already: deliver read them after sending to this discussion."""
    posts = forums.posts(r, account, told.id)
    return len(posts) == told.replies + 1 and max(post.modified_at for post in posts) == told.last_post_at


def catch_up(ledger: Ledger, asking: Asking) -> None:
    """Read the discussions that an earlier refresh could not, at most so many as fit into one request."""
    account = asking.account.id
    with asking.store.library.read() as r:
        known = [forums.discussion(r, account, one) for one in forums.without_posts(r, account)]
        left = [one.id for one in known if one is not None and not _is_here(one, r, account)]
    if left:
        read_posts(left[:READ_AT_ONCE], ledger, asking)


def read_posts(wanted: Sequence[DiscussionId], ledger: Ledger, asking: Asking, *, is_upkeep: bool = False) -> None:
    """Ask for the posts of discussions and keep them; one that fails is asked for at the next refresh."""
    for start in range(0, len(wanted), READ_AT_ONCE):
        some = wanted[start : start + READ_AT_ONCE]
        answers = asking.ask("posts", partial(asking.reads.posts, some), is_upkeep=is_upkeep)
        settled, unsent = ledger.settled(), ledger.unsent()
        for discussion, answer in answers.items():
            if isinstance(answer, StudyDeskError):
                continue  # it stays marked as not fetched: `catch_up` asks again at the next refresh
            keep_posts(asking.store, asking.account, discussion, answer)
            gone = missing.of_discussion(settled, asking.account.user, discussion, answer)
            asked = _ask_about(gone, ledger, asking)
            asking.report.missing += [PostId(item.receipt.server_id) for item in asked if item.receipt]
            adopted = adopt_seen(ledger, asking.account, unsent, answer)
            asking.report.adopted += [item.id for item in adopted]


def take_submission(told: Submission, ledger: Ledger, asking: Asking) -> None:
    """Keep what the school holds of the learner's work, and ask the learner where it lost some of it."""
    with asking.store.library.write() as w:
        assignments.put_submission(w, asking.account.id, told)
    gone = missing.of_assignment(ledger.settled(), ledger.unsent(), told)
    _ask_about(gone, ledger, asking)


def _assignments(changed: Changed, ledger: Ledger, asking: Asking) -> None:
    every, moved = _by_course("assignments", _with(Kind.ASSIGNMENT, changed), asking.reads.assignments, asking)
    account = asking.account.id
    with asking.store.library.write() as w:
        for course, of_course in every.items():
            if of_course:
                assignments.put_assignments(w, account, course, of_course)
    for rules in moved:
        told = asking.ask_of(rules.course, "submission", asking.reads.submission, rules.id)
        if told is not None:
            take_submission(told, ledger, asking)
