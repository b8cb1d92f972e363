"""What changed since: strictly later, by the site's clock, and never a word of what was taken away (moodle.md §5)."""

from datetime import UTC, datetime

from studydesk.domain.ids import ActivityId, CourseId
from tests.contract.site import Site


def reported(campus: Site, since: int) -> dict[int, list[str]]:
    """Return the activities that are reported to have changed, with the names of what did."""
    told = campus.learner("core_course_get_updates_since", courseid=campus.places.course, since=since)
    return {each["id"]: [update["name"] for update in each["updates"]] for each in told["instances"]}


def test_a_post_of_ones_own_is_reported_as_a_discussion_but_not_for_its_own_second(campus: Site) -> None:
    told = campus.replied(campus.started())
    made, forum = told["post"]["timecreated"], campus.places.forum_activity
    campus.wait(2)
    assert "discussions" in reported(campus, made - 1)[forum]
    assert "discussions" not in reported(campus, made).get(forum, [])
    assert "discussions" not in reported(campus, made + 1).get(forum, [])


def test_the_program_hears_of_it_when_it_asks_from_a_second_before(campus: Site) -> None:
    made = campus.replied(campus.started())["post"]["timecreated"]
    course = CourseId(campus.places.course)
    changed = campus.desk.reads.updates({course: datetime.fromtimestamp(made - 1, UTC)})[course]
    assert isinstance(changed, frozenset)
    assert ActivityId(campus.places.forum_activity) in changed


def test_a_post_that_was_deleted_is_not_reported(campus: Site) -> None:
    """Why a thread is read again to know that a post is gone (Moodle: mod/forum/lib.php forum_check_updates_since)."""
    first = campus.started()
    campus.wait(2)
    told = campus.replied(first)
    made, forum = told["post"]["timecreated"], campus.places.forum_activity
    assert campus.learner("mod_forum_delete_post", postid=told["postid"])["status"] is True
    assert "discussions" not in reported(campus, made - 1).get(forum, [])


def test_nothing_is_reported_of_what_has_not_come_yet(campus: Site) -> None:
    campus.started()
    assert reported(campus, 4_000_000_000) == {}
