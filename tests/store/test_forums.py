"""Forums, assignments, events and search as they come back."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studydesk.domain.assignments import BriefFile, Status, Submission
from studydesk.domain.campus import Site
from studydesk.domain.changes import Change, Subject
from studydesk.domain.courses import Event
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, ForumId, PostId, UserId
from studydesk.store import assignments, events, forums, search, sites
from studydesk.store.opening import Store
from studydesk.store.search import Entry, HitKind
from tests.store import values as v
from tests.store.values import ANA, BEN, COURSE, T0

HOUR = timedelta(hours=1)


def test_discussions_come_back_equal_pinned_first_then_newest(store: Store) -> None:
    old, new = v.discussion(1), v.discussion(2, last=T0 + HOUR)
    pinned = replace(v.discussion(3, last=T0 - HOUR), is_pinned=True)
    with store.library.write() as w:
        forums.put_forums(w, ANA, COURSE, [v.forum()])
        assert forums.put_discussions(w, ANA, ForumId(5), [old, new, pinned]) == {1, 2, 3}
    with store.library.read() as r:
        assert forums.discussions(r, ANA, ForumId(5)) == forums.discussions(r, ANA) == [pinned, new, old]
        assert forums.discussion(r, ANA, DiscussionId(2)) == new
        assert forums.recent_discussions(r, ANA, T0 - timedelta(minutes=1)) == [new, old]
        assert forums.recent_discussions(r, ANA, T0) == [new]
        assert forums.forum(r, ANA, ForumId(5)) == forums.forum_of(r, ANA, ActivityId(700)) == v.forum()
        assert forums.forums(r, ANA, CourseId(8)) == []


def test_only_discussions_with_news_need_their_posts_and_that_survives_a_crash(store: Store) -> None:
    one, two = v.discussion(1), v.discussion(2)
    with store.library.write() as w:
        forums.put_discussions(w, ANA, ForumId(5), [one, two])
        forums.put_posts(w, ANA, DiscussionId(1), [v.post(10, of=1)])
    with store.library.write() as w:
        assert forums.put_discussions(w, ANA, ForumId(5), [one, two]) == {2}  # posts of 2 were never fetched
        forums.put_posts(w, ANA, DiscussionId(2), [])
        assert forums.put_discussions(w, ANA, ForumId(5), [one, two]) == frozenset()
        answered = replace(one, last_post_at=T0 + HOUR, replies=1)
        assert forums.put_discussions(w, ANA, ForumId(5), [answered, two]) == {1}
        shorter = replace(two, replies=3)
        assert forums.put_discussions(w, ANA, ForumId(5), [answered, shorter]) == {1, 2}
        assert set(forums.without_posts(w, ANA)) == {1, 2}


def test_posts_come_back_equal_oldest_first_and_missing_ones_are_told(store: Store) -> None:
    first, second, third = v.post(90), v.post(91, parent=90), v.post(92, parent=91, text="Thanks")
    with store.library.write() as w:
        assert forums.put_posts(w, ANA, DiscussionId(9), [third, first, second]) == frozenset()
    with store.library.read() as r:
        assert forums.posts(r, ANA, DiscussionId(9)) == [first, second, third]
        assert forums.post(r, ANA, PostId(91)) == second
        assert sorted(forums.post_times(r, ANA)) == [(9, 3, post.created_at) for post in (first, second, third)]
        assert forums.post_times(r, ANA, [DiscussionId(8)]) == []
    with store.library.write() as w:
        assert forums.put_posts(w, ANA, DiscussionId(9), [first, second]) == {92}
    with store.library.read() as r:
        assert search.search(r, ANA, "thanks") == []
        assert {hit.post for hit in search.search(r, ANA, "rain come")} == {90, 91}


def test_a_post_is_found_with_its_course_and_discussion(store: Store) -> None:
    with store.library.write() as w:
        forums.put_forums(w, ANA, COURSE, [v.forum()])
        forums.put_discussions(w, ANA, ForumId(5), [v.discussion()])
        forums.put_posts(w, ANA, DiscussionId(9), [v.post(90)])
    with store.library.read() as r:
        [hit] = search.search(r, ANA, "RAIN com")
    assert (hit.kind, hit.course, hit.activity, hit.discussion, hit.post) == (HitKind.POST, COURSE, 700, 9, 90)
    assert "[rain]" in hit.snippet or "[Rain]" in hit.snippet


def test_a_forum_that_is_gone_takes_its_discussions(store: Store, changes: list[Change]) -> None:
    with store.library.write() as w:
        forums.put_forums(w, ANA, COURSE, [v.forum(), v.forum(6, cmid=701)])
        forums.put_discussions(w, ANA, ForumId(5), [v.discussion()])
        forums.put_posts(w, ANA, DiscussionId(9), [v.post(90)])
    changes.clear()
    with store.library.write() as w:
        forums.put_forums(w, ANA, COURSE, [v.forum(6, cmid=701)])
    assert changes == [Change(Subject.FORUMS, ANA)]
    with store.library.read() as r:
        assert (forums.discussions(r, ANA), forums.posts(r, ANA, DiscussionId(9))) == ([], [])
        assert len(forums.forums(r, ANA)) == 1


def test_assignments_come_back_equal_by_due_date(store: Store) -> None:
    late, none = v.assignment(4), replace(v.assignment(5, cmid=702), due_at=None)
    soon = replace(v.assignment(6, cmid=703), due_at=T0)
    with store.library.write() as w:
        assignments.put_assignments(w, ANA, COURSE, [late, none, soon])
    with store.library.read() as r:
        assert assignments.assignments(r, ANA) == assignments.assignments(r, ANA, COURSE) == [soon, late, none]
        assert assignments.assignment(r, ANA, AssignmentId(4)) == late
        assert assignments.assignment_of(r, ANA, ActivityId(703)) == soon
        assert {hit.activity for hit in search.search(r, ANA, "evapor")} == {701, 702, 703}


def test_a_submission_comes_back_equal(store: Store, changes: list[Change]) -> None:
    handed_in = Submission(
        AssignmentId(4),
        Status.SUBMITTED,
        "<p>My essay</p>",
        (BriefFile("https://x/y", "essay.pdf", 9, sha1="0" * 40),),
        T0,
        grade="8 / 10",
        is_graded=True,
        feedback_files=(BriefFile("https://x/z", "notes.pdf", 9, modified_at=T0),),
    )
    with store.library.write() as w:
        assignments.put_submission(w, ANA, handed_in)
    changes.clear()
    with store.library.write() as w:
        assignments.put_submission(w, ANA, handed_in)
    assert changes == []
    with store.library.read() as r:
        assert assignments.submission(r, ANA, AssignmentId(4)) == handed_in
        assert assignments.submissions(r, ANA) == {4: handed_in}
        assert assignments.submission(r, BEN, AssignmentId(4)) is None


def test_events_between_two_instants_and_a_moved_one(store: Store) -> None:
    def at(number: int, hours: int) -> Event:
        return Event(number, COURSE, f"Event {number}", T0 + hours * HOUR, 30, activity=ActivityId(700))

    with store.library.write() as w:
        events.put_events(w, ANA, [at(1, -5), at(2, 1), at(3, 2)])
        events.put_events(
            w, ANA, [at(3, -1)], since=T0
        )  # 2 is gone, 3 was moved before the window, 1 was not asked for
    with store.library.read() as r:
        assert events.events(r, ANA, T0 - 9 * HOUR, T0 + 9 * HOUR) == [at(1, -5), at(3, -1)]
        assert events.events(r, ANA, T0 - 5 * HOUR, T0 - HOUR) == [at(1, -5)]


def test_a_site_comes_back_equal(store: Store) -> None:
    site = Site("https://x", "School", UserId(3), "ana", "Ana B", frozenset({"b", "a"}), "4.5", 9)
    with store.library.write() as w:
        sites.put_site(w, ANA, site)
        sites.put_site(w, ANA, replace(site, name="New"))
    with store.library.read() as r:
        assert sites.site(r, ANA) == replace(site, name="New")
        assert sites.site(r, BEN) is None


def indexed(store: Store, *texts: str) -> None:
    entries = [Entry(HitKind.CHAPTER, f"1/{n}", COURSE, f"Chapter {n}", text) for n, text in enumerate(texts)]
    with store.library.write() as w:
        search.index(w, ANA, entries)


def found(store: Store, query: str) -> list[str]:
    with store.library.read() as r:
        return [hit.ref for hit in search.search(r, ANA, query)]


def test_search_ignores_accents_and_case_and_completes_the_last_word(store: Store) -> None:
    indexed(store, "La evaporación del agua", "Agua y sol")
    assert found(store, "EVAPORACION") == ["1/0"]
    assert found(store, "agua evap") == ["1/0"]
    assert found(store, "evap agua") == []  # only the last word may be unfinished
    assert set(found(store, "agua")) == {"1/0", "1/1"}


def test_a_word_in_the_title_comes_before_one_in_the_text(store: Store) -> None:
    with store.library.write() as w:
        for number, title in enumerate(["Notes", "Rain", "More notes"]):
            search.index(
                w, ANA, [Entry(HitKind.PAGE, str(number), COURSE, title, "about rain" if number != 1 else "x")]
            )
    assert found(store, "rain")[0] == "1"


def test_a_changed_and_a_removed_text_are_no_longer_found_by_old_words(store: Store) -> None:
    indexed(store, "clouds", "sun")
    indexed(store, "snow")
    assert (found(store, "clouds"), found(store, "snow"), found(store, "sun")) == ([], ["1/0"], ["1/1"])
    with store.library.write() as w:
        search.unindex(w, ANA, HitKind.CHAPTER, ["1/1"])
    assert found(store, "sun") == []
    with store.library.write() as w:  # FTS5 compares the index with the texts
        w.connection.exec_driver_sql("INSERT INTO search_index(search_index, rank) VALUES('integrity-check', 1)")


def test_nothing_typed_is_an_operator(store: Store) -> None:
    indexed(store, "one OR two", "three")
    for hostile in (
        '"',
        "'",
        "*",
        "a* OR b*",
        "NEAR(",
        "title:x",
        "^",
        "(",
        "-one",
        "{}",
        "\x00",
        "NOT",
        "AND",
        "a" * 9999,
    ):
        found(store, hostile)
    assert found(store, "one OR three") == []
    assert found(store, '"one" (OR) *two*') == ["1/0"]
    assert found(store, "") == found(store, "***") == []


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_query_text_raises(store: Store, query: str) -> None:
    found(store, query)
    found(store, query * 30)


@given(st.lists(st.tuples(st.integers(0, 5), st.text("ab \n<&", max_size=8)), max_size=12))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_put_in_order_the_last_word_counts(store: Store, edits: list[tuple[int, str]]) -> None:
    with store.library.write() as w:
        search.unindex(w, ANA, HitKind.CHAPTER, [str(n) for n in range(6)])
        for number, text in edits:
            search.index(w, ANA, [Entry(HitKind.CHAPTER, str(number), COURSE, "t", text)])
        w.connection.exec_driver_sql("INSERT INTO search_index(search_index, rank) VALUES('integrity-check', 1)")
    last = dict(edits)
    expected = {
        str(number) for number, text in last.items() if "ab" in text.replace("<", " ").replace("&", " ").split()
    }
    assert {ref for ref in found(store, "ab") if ref in expected} == expected
