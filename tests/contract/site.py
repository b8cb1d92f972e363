"""A site under test: who visits it, where they may write, and how it is left as it was."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import pytest

from studydesk.campus.moodle.campus import MoodleCampus, connect
from studydesk.domain.outside import Cancel
from studydesk.policy import DEMO
from tests.campus.school import Json, Visitor
from tests.contract.survey import Places, Task, surveyed

T = TypeVar("T")

LEFT_BEHIND = "<p>This text was written by a test of StudyDesk.</p>"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a site is, without a slash at the end."""

    url: str


@dataclass(slots=True)
class Site:
    """A Moodle site, embedded or real.

    Attributes:
        learner: who writes here, over the raw wire; `desk` is the same learner through the program's own client.
        wait: lets so many seconds pass, by the site's clock.
        written: the posts made so far, oldest first; `take_back` deletes them.
    """

    url: str
    learner: Visitor
    teacher: Visitor | None
    desk: MoodleCampus
    places: Places
    wait: Callable[[float], None]
    is_real: bool
    written: list[int] = field(default_factory=list)
    task_touched: bool = False
    handed_in: bool = False

    def need(self, place: T | None, what: str) -> T:
        """Return a place; where a real site has none the test skips, and the embedded campus must have it."""
        if place is None:
            if self.is_real:
                pytest.skip(f"the site offers no {what}")
            pytest.fail(f"the embedded campus offers no {what}")
        return place

    def started(self, message: str = "<p>Begun by a test of StudyDesk.</p>", subject: str = "Test of StudyDesk") -> int:
        """Start a discussion in the forum and return the id of its first post."""
        told = self.learner("mod_forum_add_discussion", forumid=self.places.forum, subject=subject, message=message)
        return int(self.thread(told["discussionid"])[0]["id"])

    def replied(self, parent: int, message: str = "<p>23 mm.</p>", subject: str = "Re: test", **more: Json) -> Json:
        """Answer a post and return the site's answer, refusals included."""
        told = self.learner("mod_forum_add_discussion_post", postid=parent, subject=subject, message=message, **more)
        if "postid" in told:
            self.written.append(told["postid"])
        return told

    def thread(self, discussion: int) -> list[Json]:
        """Return the posts of a discussion, oldest first, and note which are to be taken back."""
        asked = {"discussionid": discussion, "sortby": "created", "sortdirection": "ASC"}
        posts: list[Json] = self.learner("mod_forum_get_discussion_posts", **asked)["posts"]
        own = [post["id"] for post in posts if post["author"]["id"] == self.learner.id]
        self.written += [post for post in own if post not in self.written]
        return posts

    def discussion_of(self, post: int) -> int:
        """Return the discussion of a first post that the suite started."""
        told = self.learner("mod_forum_get_forum_discussions", forumid=self.places.forum)["discussions"]
        return int(next(each["discussion"] for each in told if each["id"] == post))

    def task(self) -> Task:
        """Return the assignment to write into."""
        task = self.need(self.places.task, "open assignment with text, files and a draft")
        self.task_touched = True
        return task

    def hand_in(self, task: Task, **more: Json) -> Json:
        """Submit for grading and return the site's answer; skips at a real site where nobody could take it back."""
        if self.is_real:
            self.need(self.teacher, "teacher who could make the hand-in a draft again")
        self.handed_in = True
        given = {"assignmentid": task.id, "acceptsubmissionstatement": 1} | more
        return self.learner("mod_assign_submit_for_grading", **given)

    def take_back(self) -> None:
        """Leave the site as it was, as far as it lets a learner: posts go, youngest first; the work becomes a line.

        Raises: AssertionError naming what could not be taken back.
        """
        left = [post for post in sorted(self.written, reverse=True) if not self._deleted(post)]
        self.written.clear()
        if self.handed_in and self.teacher is not None:
            self._made_draft_again(self.teacher)
        if self.task_touched and self.places.task is not None:
            # An area that never was takes the files away (moodle.md section 4).
            left += self.learner.save(self.places.task.id, LEFT_BEHIND, 1 + secrets.randbelow(999_999_999))
        self.handed_in = self.task_touched = False
        assert left == [], "posts or work that the site did not let us take back"

    def _deleted(self, post: int) -> bool:
        told = self.learner("mod_forum_delete_post", postid=post)
        return told.get("status") is True or told.get("errorcode") == "invalidpostid"  # a test deleted it

    def _made_draft_again(self, teacher: Visitor) -> None:
        given = {"assignmentid": self.task().id, "userids": [self.learner.id]}
        assert teacher("mod_assign_revert_submissions_to_draft", **given) == []

    def close(self) -> None:
        """End every connection."""
        self.desk.close()
        self.learner.close()
        if self.teacher is not None:
            self.teacher.close()


def visited(
    url: str,
    learner: tuple[str, str],
    teacher: tuple[str, str] | None,
    *,
    wait: Callable[[float], None],
    is_real: bool,
    named: dict[str, str],
) -> Site:
    """Return a site with its people signed in and its places surveyed."""
    address = Address(url.rstrip("/"))
    guest = Visitor(address, *learner)
    try:
        places = surveyed(guest, named)
    except BaseException:
        guest.close()
        raise
    desk = connect(address.url, guest.token, policy=DEMO, cancel=Cancel())
    leads = None if teacher is None else Visitor(address, *teacher)
    return Site(address.url, guest, leads, desk, places, wait, is_real)
