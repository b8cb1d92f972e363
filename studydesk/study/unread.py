"""What is new in discussions: posts by others since the learner last looked."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from studydesk.domain.ids import CourseId, DiscussionId
from studydesk.store import forums, progress
from studydesk.study.learner import Learner

# On the first sign-in a forum of three years is not news; its last two weeks are.
_FIRST_LOOK_BACK = timedelta(days=14)
_NAMED_AT_MOST = 500


def counts(learner: Learner, within: Collection[DiscussionId] | None = None) -> Counter[DiscussionId]:
    """Return how many posts are new, by discussion (only those of `within`); discussions with none are left out."""
    seen = looked(learner)
    start = beginning(learner)
    with learner.store.library.read() as r:
        times = forums.post_times(r, learner.id, None if within is None else list(within))
    return Counter(
        discussion
        for discussion, author, at in times
        if author != learner.account.user and at > seen.get(discussion, start)
    )


def looked(learner: Learner) -> Mapping[DiscussionId, datetime]:
    """Return up to when each discussion was read."""
    with learner.store.work.read() as r:
        return progress.reads(r, learner.id)


def beginning(learner: Learner) -> datetime:
    """Return from when posts count as new in discussions that were never opened."""
    return learner.account.added_at - _FIRST_LOOK_BACK


def in_course(learner: Learner, course: CourseId) -> int:
    """Return how many discussions of a course have something new. Only its own posts are looked at."""
    with learner.store.library.read() as r:
        own = [forum.id for forum in forums.forums(r, learner.id, course)]
        within = [one.id for forum in own for one in forums.discussions(r, learner.id, forum)]
    # So many that a query could not name them all: then all posts are looked at, as everywhere else.
    new = counts(learner, within if len(within) <= _NAMED_AT_MOST else None) if within else Counter()
    return sum(1 for discussion in within if discussion in new)


def by_course(learner: Learner) -> Counter[CourseId]:
    """Return how many discussions have something new, by course."""
    new = counts(learner)
    if not new:
        return Counter()
    with learner.store.library.read() as r:
        courses = {forum.id: forum.course for forum in forums.forums(r, learner.id)}
        return Counter(
            courses[discussion.forum]
            for discussion in forums.discussions(r, learner.id)
            if discussion.id in new and discussion.forum in courses
        )
