"""The suite itself: that it finds its places by itself, and leaves a real site as it was, tried at the embedded one."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.campus.school import FORUM, NOTES, PEOPLE, Clock, opened
from tests.contract.conftest import Embedded
from tests.contract.site import LEFT_BEHIND, Site, visited
from tests.contract.survey import surveyed


def test_every_place_is_found_without_being_named(embedded: Embedded) -> None:
    places = embedded.site.places
    assert (places.course, places.forum) == (2, FORUM)
    assert places.task is not None
    assert (places.task.id, places.task.most_files, places.task.most_bytes) == (NOTES, 3, 20_000)
    assert places.task.is_untouched
    others = (places.news, places.ticked, places.viewed, places.untracked, places.binary, places.plain, places.made)
    assert None not in others


def test_what_is_named_is_taken_and_nothing_else(embedded: Embedded) -> None:
    who = embedded.site.learner
    named = {"course": "WS101", "forum": "General discussion", "assignment": "Field notes"}
    assert surveyed(who, named) == embedded.site.places
    assert surveyed(who, named | {"assignment": "Rain diary"}).task is None  # takes no files
    for other in ({"course": "NONE"}, {"forum": "Announcements"}):
        with pytest.raises(AssertionError, match="in no course"):
            surveyed(who, named | other)


def test_what_was_written_is_taken_back_and_the_work_becomes_a_line(embedded: Embedded) -> None:
    site = embedded.site
    before = site.learner("mod_forum_get_forum_discussions", forumid=FORUM)["discussions"]
    first = site.started()
    below = site.replied(site.replied(first)["postid"])["postid"]
    site.replied(below)
    site.learner("mod_forum_delete_post", postid=site.replied(first)["postid"])
    task = site.task()
    assert site.learner.save(task.id, "<p>Mine</p>", site.learner.draft(("a.txt", b"a"))) == []
    assert site.hand_in(task) == []
    site.take_back()
    assert site.learner("mod_forum_get_forum_discussions", forumid=FORUM)["discussions"] == before
    assert site.learner.handed_in(task.id) == ("draft", [], LEFT_BEHIND)
    assert (site.written, site.task_touched, site.handed_in) == ([], False, False)


def test_a_post_that_cannot_be_taken_back_is_told(embedded: Embedded) -> None:
    site = embedded.site
    site.started()
    embedded.clock.now += 31 * 60
    with pytest.raises(AssertionError, match="did not let us take back"):
        site.take_back()


def test_a_missing_place_skips_at_a_real_site_and_fails_at_the_embedded_one(embedded: Embedded) -> None:
    site = embedded.site
    with pytest.raises(pytest.fail.Exception, match="offers no cinema"):
        site.need(None, "cinema")
    with pytest.raises(pytest.skip.Exception, match="offers no cinema"):
        replace(site, is_real=True).need(None, "cinema")


def test_at_a_real_site_nothing_is_handed_in_that_nobody_could_make_a_draft_again(embedded: Embedded) -> None:
    alone = replace(embedded.site, is_real=True, teacher=None)
    with pytest.raises(pytest.skip.Exception, match="teacher"):
        alone.hand_in(alone.task())
    assert "submission" not in alone.learner("mod_assign_get_submission_status", assignid=NOTES)["lastattempt"]


def test_a_learner_without_a_teacher_is_enough(tmp_path: Path) -> None:
    clock = Clock()
    with opened(tmp_path, clock) as campus:
        site = visited(campus.url + "/", PEOPLE["amina"], None, wait=lambda _s: None, is_real=True, named={})
        assert isinstance(site, Site)
        assert site.url == campus.url
        site.started()
        site.take_back()
        site.close()
