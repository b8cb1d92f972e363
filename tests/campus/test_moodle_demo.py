"""The client against the embedded campus, end to end: what is read, written, fetched, refused and lost."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from studydesk.campus.demo import Campus
from studydesk.campus.moodle import signin
from studydesk.campus.moodle.campus import MoodleCampus, connect
from studydesk.domain.assignments import Status
from studydesk.domain.campus import NewPost, SubmissionDraft
from studydesk.domain.courses import Activity, Completion, Kind
from studydesk.domain.forums import Discussion, Post
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, DraftAreaId, ForumId, PostId
from studydesk.domain.outside import Cancel
from studydesk.errors import CaptivePortal, NoAnswer, NotProcessed, Refused, SignedOut, WrongPassword
from studydesk.policy import DEMO
from tests.campus.school import BIRTH, FORUM, GAUGE, LOCKED, MAP, NOTES, Clock
from tests.campus_content import LEARNER, jpeg, pdf

MARKED = '<div class="sd-abcdefghijklmnopqrstuvwxyz"><p>Ours: 21 mm.</p></div>'


@pytest.fixture
def desk(campus: Campus) -> Iterator[MoodleCampus]:
    """Return the campus as a learner's client sees it."""
    token = signin.sign_in(campus.url, *LEARNER, DEMO, Cancel())
    connected = connect(campus.url, token, policy=DEMO, cancel=Cancel())
    yield connected
    connected.close()


def the_course(desk: MoodleCampus) -> CourseId:
    (course,) = desk.reads.courses()
    return course.id


def activity(desk: MoodleCampus, title: str) -> Activity:
    return next(each for each in desk.reads.contents(the_course(desk)).activities if each.title == title)


def thread(desk: MoodleCampus, discussion: int = GAUGE) -> list[Post]:
    told = desk.reads.posts([DiscussionId(discussion)])[DiscussionId(discussion)]
    assert isinstance(told, list)
    return told


def test_the_way_in(campus: Campus) -> None:
    facts = signin.find_site(campus.url, DEMO, Cancel())
    assert (facts.url, facts.is_demo, facts.needs_browser) == (campus.url, True, False)
    token = signin.sign_in(facts.url, *LEARNER, DEMO, Cancel())
    assert signin.welcome(facts.url, token, DEMO, Cancel()).full_name == "Amina Okello"
    with pytest.raises(WrongPassword):
        signin.sign_in(facts.url, LEARNER[0], "wrong", DEMO, Cancel())


def test_a_whole_course_is_read(desk: MoodleCampus) -> None:
    course = the_course(desk)
    contents = desk.reads.contents(course)
    kinds = {each.kind for each in contents.activities}
    assert kinds >= {
        Kind.PAGE,
        Kind.BOOK,
        Kind.RESOURCE,
        Kind.FOLDER,
        Kind.URL,
        Kind.LABEL,
        Kind.FORUM,
        Kind.ASSIGNMENT,
    }
    later = next(each for each in contents.activities if each.title == "After you read")
    assert later.restriction == "Not available unless: the page is complete"
    chapters = [file for file in contents.files if file.title]
    assert [chapter.title for chapter in chapters] == ["Texture", "The feel test", "Structure"]
    assert all(chapter.is_generated for chapter in chapters)
    assert [page.title for page in desk.reads.pages([course])] == ["What is soil?"]
    assert [forum.kind for forum in desk.reads.forums([course])] == ["news", "general"]
    assert {event.title for event in desk.reads.events(datetime.fromtimestamp(BIRTH, UTC))} >= {"Field trip"}
    assert desk.reads.grades(course)[-1].is_total or desk.reads.grades(course)[0].is_total
    assert not any(desk.reads.completion(course).values())


def test_replies_arrive_with_their_markers_and_what_changed_is_told(desk: MoodleCampus, clock: Clock) -> None:
    course = the_course(desk)
    before = datetime.fromtimestamp(clock.now, UTC) + timedelta(seconds=3)
    clock.now += 10
    first = thread(desk)[0]
    area = desk.writes.new_draft_area()
    assert desk.writes.draft_files(area) == []
    made = desk.writes.add_posts([NewPost(first.id, "Re: x", MARKED), NewPost(first.id, "Re: y", "<p>2</p>", None)])
    ours = [post for post in thread(desk) if post.id in made]
    assert ours[0].html.startswith('<div class="sd-abcdefghijklmnopqrstuvwxyz">')
    assert [post.parent for post in ours] == [first.id, first.id]
    forum = activity(desk, "General discussion")
    assert desk.reads.updates({course: before})[course] == frozenset({forum.id})
    desk.writes.edit_post(ours[0].id, "Re: better", "<p>better</p>")
    desk.writes.delete_post(ours[1].id)
    assert [(post.subject, post.html) for post in thread(desk) if post.id in made] == [("Re: better", "<p>better</p>")]


def test_a_post_with_an_attachment_comes_back_with_a_file_that_can_be_fetched(
    desk: MoodleCampus, tmp_path: Path
) -> None:
    (tmp_path / "guide.pdf").write_bytes(pdf("mine"))
    area = desk.writes.new_draft_area()
    uploaded = desk.writes.upload(tmp_path / "guide.pdf", "guide & map.pdf", area)
    again = desk.writes.upload(tmp_path / "guide.pdf", "guide & map.pdf", area)
    assert (uploaded.area, uploaded.name) == (again.area, again.name) == (area, "guide  map.pdf")
    assert [(file.name, file.size_bytes) for file in desk.writes.draft_files(area)] == [
        ("guide  map.pdf", len(pdf("mine")))
    ]
    (made,) = desk.writes.add_posts([NewPost(thread(desk)[0].id, "Re: map", "<p>here</p>", area)])
    (file,) = next(post for post in thread(desk) if post.id == made).files
    with desk.files.open(file.url) as body:
        assert b"".join(body.chunks()) == pdf("mine")
        assert body.etag == hashlib.sha1(pdf("mine")).hexdigest()


def test_a_discussion_is_begun(desk: MoodleCampus) -> None:
    forum = ForumId(FORUM)
    made = desk.writes.add_discussion(forum, "Where to dig", MARKED, None)
    found: Discussion = next(each for each in desk.reads.discussions(forum) if each.id == made)
    assert (found.subject, found.author, found.replies) == ("Where to dig", "Amina Okello", 0)


def test_a_locked_discussion_and_an_unknown_parent_are_refused_in_their_places(desk: MoodleCampus) -> None:
    locked = thread(desk, LOCKED)[0].id
    first = thread(desk)[0].id
    made, refused, waiting = desk.writes.add_posts(
        [NewPost(first, "Re: 1", "<p>1</p>"), NewPost(locked, "Re: 2", "<p>2</p>"), NewPost(first, "Re: 3", "<p>3</p>")]
    )
    assert isinstance(made, int)
    assert isinstance(refused, Refused)
    assert refused.code == "nopostforum"
    assert isinstance(waiting, NotProcessed)
    (unknown,) = desk.writes.add_posts([NewPost(PostId(99999), "Re: 4", "<p>4</p>")])
    assert isinstance(unknown, Refused)
    assert unknown.code == "invalidparentpostid"


def test_a_work_is_saved_read_back_and_handed_in(desk: MoodleCampus, tmp_path: Path) -> None:
    work = AssignmentId(NOTES)
    rules = next(each for each in desk.reads.assignments([the_course(desk)]) if each.id == work)
    assert (rules.takes_text, rules.takes_files, rules.max_files, rules.word_limit) == (True, True, 3, 50)
    assert desk.reads.submission(work).status is Status.NONE
    (tmp_path / "photo.jpg").write_bytes(jpeg(b"mine"))
    area = desk.writes.new_draft_area()
    desk.writes.upload(tmp_path / "photo.jpg", "photo.jpg", area)
    desk.writes.save_submission(work, SubmissionDraft("<p>My notes</p>", area))
    saved = desk.reads.submission(work)
    assert (saved.status, saved.text_html, saved.can_submit) == (Status.DRAFT, "<p>My notes</p>", True)
    assert [file.name for file in saved.files] == ["photo.jpg"]
    desk.writes.save_submission(work, SubmissionDraft("<p>Better notes</p>", None))
    assert [file.name for file in desk.reads.submission(work).files] == ["photo.jpg"]
    with pytest.raises(Refused) as caught:
        desk.writes.save_submission(work, SubmissionDraft("<p>" + "word " * 60 + "</p>", None))
    assert "50" in caught.value.message
    desk.writes.submit_for_grading(work, False)
    assert desk.reads.submission(work).status is Status.SUBMITTED
    with pytest.raises(Refused):
        desk.writes.submit_for_grading(work, False)
    with pytest.raises(Refused):
        desk.writes.save_submission(AssignmentId(MAP), SubmissionDraft(None, area))


def test_marks_and_visits_complete_activities(desk: MoodleCampus) -> None:
    course = the_course(desk)
    contents = {each.title: each for each in desk.reads.contents(course).activities}
    reader, page, book = contents["Course reader"], contents["What is soil?"], contents["Little book"]
    assert (reader.completion, page.completion) == (Completion.MANUAL, Completion.AUTOMATIC)
    desk.writes.set_done(reader.id, True)
    desk.writes.view(page.kind, page.instance)
    desk.writes.view(book.kind, book.instance)
    done = desk.reads.completion(course)
    assert [done[each.id] for each in (reader, page, book)] == [True, True, True]
    desk.writes.set_done(reader.id, False)
    assert not desk.reads.completion(course)[reader.id]
    with pytest.raises(Refused) as caught:
        desk.writes.set_done(page.id, True)
    assert caught.value.code == "cannotmanualctrack"
    assert activity(desk, "After you read").restriction is None


def test_every_listed_file_can_be_fetched_whole_and_in_parts(desk: MoodleCampus) -> None:
    files = desk.reads.contents(the_course(desk)).files
    assert len(files) > 8
    for file in files:
        with desk.files.open(file.url) as body:
            whole = b"".join(body.chunks())
            etag = body.etag
        assert file.is_generated or len(whole) == file.size_bytes
        assert file.is_generated is (etag is None)
        if etag:
            assert etag == hashlib.sha1(whole).hexdigest()
            with desk.files.open(file.url, etag=etag) as unchanged:
                assert unchanged.status == 304
            with desk.files.open(file.url, start=10, stop=20) as part:
                assert b"".join(part.chunks()) == whole[part.start : part.start + (10 if part.status == 206 else 10**9)]


def test_the_probe_knows_the_demo_a_portal_and_the_way_back(desk: MoodleCampus, campus: Campus) -> None:
    assert desk.probe().is_demo
    campus.set_link("portal")
    with pytest.raises(CaptivePortal):
        desk.probe()
    with pytest.raises(CaptivePortal):
        desk.writes.add_posts([NewPost(PostId(1), "Re: x", "<p>x</p>")])
    campus.set_link("down")
    with pytest.raises(NoAnswer):
        desk.probe()
    campus.set_link("up")
    assert desk.probe().is_demo


def test_a_post_whose_answer_is_lost_was_made_all_the_same(desk: MoodleCampus, campus: Campus) -> None:
    first = thread(desk)[0].id
    campus.set_link("answers-lost", 1)
    with pytest.raises(NoAnswer):
        desk.writes.add_posts([NewPost(first, "Re: x", MARKED)])
    assert len([post for post in thread(desk) if "sd-abcdefghijklmnopqrstuvwxyz" in post.html]) == 1


def test_a_token_of_nobody_is_signed_out_everywhere(campus: Campus, tmp_path: Path) -> None:
    stranger = connect(campus.url, "0" * 32, policy=DEMO, cancel=Cancel())
    (tmp_path / "a").write_bytes(b"a")
    with pytest.raises(SignedOut):
        stranger.reads.courses()
    with pytest.raises(SignedOut):
        stranger.writes.upload(tmp_path / "a", "a", DraftAreaId(7))
    file = stranger.files.open(f"{campus.url}/webservice/pluginfile.php/22/mod_resource/content/0/reader.pdf")
    with pytest.raises(SignedOut), file:
        pass
    stranger.close()


def test_an_activity_that_is_not_listed_cannot_be_marked(desk: MoodleCampus) -> None:
    with pytest.raises(Refused):
        desk.writes.set_done(ActivityId(99999), True)
