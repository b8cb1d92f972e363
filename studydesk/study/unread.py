"""What is new in discussions: posts by others since the learner last looked."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from studydesk.domain.ids import CourseId, DiscussionId
from studydesk.store import forums, progress
from studydesk.study.learner import Learner

# On the first sign-in a forum of three years is not news; its last two weeks are.
_FIRST_LOOK_BACK = timedelta(days=14)


def counts(learner: Learner) -> Counter[DiscussionId]:
    """Return how many posts are new, by discussion; discussions with none are left out."""
    seen = looked(learner)
    with learner.store.library.read() as r:
        times = forums.post_times(r, learner.id)
    start = beginning(learner)
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
