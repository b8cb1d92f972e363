"""A course that is opened before it is here: its first page comes first, and nothing of it travels twice."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from studydesk.domain.courses import Activity, Kind
from studydesk.domain.downloads import FileState
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.domain.link import LinkState
from studydesk.domain.outbox import State
from studydesk.domain.outside import Cancel
from studydesk.domain.plan import Unlimited
from studydesk.store import courses, files, forums, marks
from studydesk.sync.courier import Courier, Outside
from studydesk.sync.reports import Step, silent
from tests.sync.conftest import furnish
from tests.sync.fake_campus import FakeBody, FakeFiles, Fault, no_faults
from tests.sync.test_posting import once
from tests.sync.world import AMINA, BRUNO, POLICY, World, world


@dataclass
class Desk:
    """A courier that knows the list of courses, and a course at the school that is not here yet."""

    w: World
    courier: Courier
    course: CourseId
    soil: Activity

    @property
    def calls(self) -> list[str]:
        return self.w.wire.calls

    def turn(self) -> list[Step]:
        told: list[Step] = []
        self.courier.turn(Cancel(), told.append)
        return told

    def sections(self) -> list[int]:
        with self.w.store.library.read() as r:
            return [section.position for section in courses.sections(r, self.w.account.id, self.course)]

    def titles(self) -> list[str]:
        with self.w.store.library.read() as r:
            return [activity.title for activity in courses.activities(r, self.w.account.id, self.course)]

    def state_of(self, activity: ActivityId) -> list[FileState]:
        with self.w.store.library.read() as r:
            return [file.state for file in files.files(r, self.w.account.id, activity=activity)]

    def marks(self) -> tuple[bool, bool]:
        """Whether the course is whole here, and whether it is still to be brought."""
        with self.w.store.library.read() as r:
            account = self.w.account.id
            return self.course in marks.since(r, account), self.course in marks.visits(r, account)


def text(w: World, course: CourseId, title: str) -> Activity:
    page = w.school.add_page(course, title, f"<p>{title}</p>")
    w.school.add_file(page, "index.html", f"<p>{title}</p>".encode(), generated=True)
    return page


def big(w: World) -> tuple[CourseId, Activity]:
    """Give the school a course whose first text is in its third section."""
    course = w.school.add_course(AMINA, BRUNO, name="Big")
    w.school.add_forum(course, "News")
    w.school.add_section(course, "Files")
    w.school.add_file(w.school.add_activity(course, Kind.RESOURCE, "Map"), "map.pdf", b"map")
    w.school.add_section(course, "Soil")
    soil = text(w, course, "What is soil?")
    text(w, course, "Clay")
    w.school.add_section(course, "Water")
    text(w, course, "Rain")
    w.school.add_section(course, "Work")
    w.school.add_assignment(course)
    return course, soil


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """The learner does not let it look for news by itself, so that only what is asked for happens."""
    with world(tmp_path) as w:
        course, soil = big(w)
        w.clock.pass_time(3600)
        w.look()
        w.refresh.courses(Cancel())
        outside = Outside(lambda: w.campus, w.clock, w.chance, refreshes=lambda: False)
        made = Desk(w, Courier(w.account, w.store, outside, POLICY, w.at_school), course, soil)
        made.turn()
        w.wire.calls.clear()
        yield made


def stop_before(name: str, fault: Fault = Fault.NEVER_SENT) -> Callable[[str, int], Fault | None]:
    return lambda called, _n: fault if called == name else None


def test_the_first_page_comes_before_the_rest_of_the_course(desk: Desk) -> None:
    desk.courier.wanted.course(desk.course)
    told = desk.turn()
    assert desk.calls == [
        *("section 0", "section 1", "section 2", "file", "sections", "section 3", "section 4"),
        *("pages", "forums", "discussions", "assignments", "submission", "grades"),
    ]
    assert desk.titles() == ["News", "Map", "What is soil?", "Clay", "Rain", "Essay"]
    assert desk.sections() == [0, 1, 2, 3, 4]
    assert [step.activity for step in told if step.doing == "readable"] == [desk.soil.id]
    steps = [(step.done, step.total) for step in told if step.doing == "visiting"]
    assert steps[:7] == [(0, 0), (1, 0), (2, 0), (3, 0), (3, 0), (3, 5), (4, 5)]
    assert desk.marks() == (True, False)


def test_the_page_can_be_read_while_the_rest_is_missing(desk: Desk) -> None:
    desk.w.wire.script = stop_before("sections")
    desk.courier.wanted.course(desk.course)
    desk.turn()
    assert desk.titles() == ["News", "Map", "What is soil?", "Clay"]
    assert desk.state_of(desk.soil.id) == [FileState.PRESENT]
    assert desk.marks() == (False, True)


def test_a_cut_visit_goes_on_where_it_stopped(desk: Desk) -> None:
    desk.w.wire.script = stop_before("section 3")
    desk.courier.wanted.course(desk.course)
    desk.turn()
    assert desk.courier.link.state is LinkState.NO_LINK
    desk.w.wire.script = no_faults
    desk.calls.clear()
    desk.courier.wake("link")
    desk.turn()
    assert desk.calls[:4] == ["probe", "sections", "section 3", "section 4"]
    assert not [call for call in desk.calls[4:] if call.startswith(("section", "contents", "file"))]
    assert desk.marks() == (True, False)


def test_what_changed_while_a_visit_was_cut_is_fetched_by_the_next_refresh(desk: Desk) -> None:
    desk.w.wire.script = stop_before("section 3")
    desk.courier.wanted.course(desk.course)
    desk.turn()
    desk.w.wire.script = no_faults
    desk.w.clock.pass_time(timedelta(days=2))
    late = desk.w.school.add_activity(desk.course, Kind.URL, "Late")  # at the end of a section that comes later
    desk.w.school.touch(desk.soil.id)
    desk.w.clock.pass_time(60)
    desk.turn()
    desk.calls.clear()
    desk.courier.wake("learner")
    desk.turn()
    assert desk.calls[:5] == ["probe", "site", "courses", "updates", "contents"]
    assert late.title in desk.titles()


def test_after_a_visit_a_refresh_asks_only_what_is_new(desk: Desk) -> None:
    desk.courier.wanted.course(desk.course)
    desk.courier.wake("learner")
    desk.turn()
    assert not [call for call in desk.calls if call == "contents"]
    assert desk.calls.count("pages") == 1
    desk.calls.clear()
    desk.w.clock.pass_time(60)
    desk.courier.wake("learner")
    desk.turn()
    assert desk.calls == ["probe", "courses", "updates", "contents"]  # the rotating check for what was deleted
    assert desk.titles() == ["News", "Map", "What is soil?", "Clay", "Rain", "Essay"]


def test_a_section_kept_from_the_learner_ends_nothing(desk: Desk) -> None:
    hidden = desk.w.school.state.sections[desk.course][1]
    desk.w.school.state.hidden_sections.add(hidden.id)
    desk.courier.wanted.course(desk.course)
    desk.turn()
    assert desk.calls[:6] == ["section 0", "section 1", "sections", "section 2", "file", "section 3"]
    assert desk.sections() == [0, 2, 3, 4]
    assert desk.titles() == ["News", "What is soil?", "Clay", "Rain", "Essay"]


def test_a_section_that_vanished_meanwhile_goes(desk: Desk) -> None:
    desk.w.wire.script = stop_before("section 3")
    desk.courier.wanted.course(desk.course)
    desk.turn()
    desk.w.wire.script = no_faults
    desk.w.school.state.hidden_sections.add(desk.w.school.state.sections[desk.course][1].id)
    desk.courier.wake("link")
    desk.turn()
    assert desk.sections() == [0, 2, 3, 4]
    assert "Map" not in desk.titles()


def test_a_course_that_was_deleted_is_not_asked_for_again(desk: Desk) -> None:
    desk.w.school.state.enrolled[AMINA].discard(desk.course)
    desk.courier.wanted.course(desk.course)
    desk.turn()
    assert desk.calls == ["section 0"]
    assert desk.courier.wanted.report is not None
    assert set(desk.courier.wanted.report.problems) == {desk.course}
    assert desk.marks() == (False, False)
    desk.turn()
    assert desk.calls == ["section 0"]


def test_a_course_that_leaves_the_list_takes_its_wish_along(desk: Desk) -> None:
    desk.courier.wanted.course(desk.course)
    desk.w.school.state.enrolled[AMINA].discard(desk.course)
    desk.w.refresh.courses(Cancel())
    assert desk.marks() == (False, False)


def test_a_text_that_is_refused_lets_the_next_one_be_read(desk: Desk) -> None:
    desk.w.wire.script = once("file", Fault.REFUSED)
    desk.courier.wanted.course(desk.course)
    told = desk.turn()
    assert desk.calls[2:5] == ["section 2", "file", "file"]
    with desk.w.store.library.read() as r:
        clay = next(a for a in courses.activities(r, desk.w.account.id, desk.course) if a.title == "Clay")
    assert [step.activity for step in told if step.doing == "readable"] == [clay.id]


def test_a_course_that_is_here_is_not_brought_again(desk: Desk) -> None:
    desk.courier.wanted.course(desk.course)
    desk.turn()
    desk.calls.clear()
    desk.courier.wanted.course(desk.course)
    desk.turn()
    assert desk.calls == []


def test_a_visit_comes_between_two_questions_of_a_long_first_refresh(desk: Desk) -> None:
    others = [desk.w.school.add_course(AMINA) for _ in range(3)]
    text(desk.w, others[2], "Elsewhere")
    desk.w.clock.pass_time(60)

    def opened(name: str, _n: int) -> None:
        if name == "contents" and desk.calls.count("contents") == 1:
            desk.courier.wanted.course(others[1])

    desk.w.wire.script = opened
    desk.courier.wake("learner")
    desk.turn()
    asked = desk.calls[desk.calls.index("contents") :]
    assert asked[:7] == ["contents", "contents", "section 0", "section 1", "sections", "grades", "contents"]
    assert asked.count("contents") == 3  # the course that came by itself is not asked for once more


def test_a_course_whose_structure_has_just_come_is_read_before_the_other_courses(desk: Desk) -> None:
    other = desk.w.school.add_course(AMINA)
    text(desk.w, other, "Elsewhere")
    desk.w.clock.pass_time(60)

    def opened(name: str, _n: int) -> None:
        if name == "contents" and desk.calls.count("contents") == 1:
            desk.courier.wanted.course(desk.course)

    desk.w.wire.script = opened
    desk.courier.wake("learner")
    desk.turn()
    assert [call for call in desk.calls if call in ("contents", "file", "pages")] == [
        *("contents", "contents", "file", "pages")
    ]
    assert desk.state_of(desk.soil.id) == [FileState.PRESENT]
    assert desk.marks() == (True, False)


def test_the_course_opened_last_comes_first(desk: Desk) -> None:
    second = desk.w.school.add_course(AMINA)
    text(desk.w, second, "Second")
    desk.w.refresh.courses(Cancel())
    desk.calls.clear()

    def opened(name: str, _n: int) -> None:
        if name == "section 1" and second not in here():
            desk.w.clock.pass_time(1)
            desk.courier.wanted.course(second)

    def here() -> set[CourseId]:
        with desk.w.store.library.read() as r:
            return {s.course for c in (desk.course, second) for s in courses.sections(r, desk.w.account.id, c)} - {
                desk.course
            }

    desk.w.wire.script = opened
    desk.courier.wanted.course(desk.course)
    told = desk.turn()
    titles = {step.detail for step in told if step.doing == "visiting"}
    assert len(titles) == 2
    assert desk.calls[:5] == ["section 0", "section 1", "section 0", "file", "sections"]
    readable = [step.detail for step in told if step.doing == "readable"]
    assert readable == [f"Course {second}", f"Big {desk.course}"]
    assert desk.marks() == (True, False)


def test_posts_go_before_a_visit_and_in_the_middle_of_one(tmp_path: Path) -> None:
    with world(tmp_path) as w:
        known = furnish(w)
        course, _ = big(w)
        w.clock.pass_time(60)
        w.refresh.courses(Cancel())
        courier = Courier(w.account, w.store, Outside(lambda: w.campus, w.clock, w.chance), POLICY, w.at_school)
        first = w.reply(known.hello, "before")
        items = [first]

        def write(name: str, _n: int) -> None:
            if name == "section 2" and len(items) == 1:
                items.append(w.reply(known.hello, "in the middle"))
                courier.wake()

        w.wire.script = write
        w.wire.calls.clear()
        courier.wanted.course(course)
        courier.turn(Cancel(), silent)
        assert [w.state(item) for item in items] == [State.SENT, State.SENT]
        assert w.wire.calls[:10] == [
            *("probe", "add_posts", "posts", "section 0", "section 1", "section 2"),
            *("add_posts", "posts", "file", "sections"),
        ]
        with w.store.library.read() as r:
            assert len(forums.posts(r, w.account.id, known.hello.id)) == 3


def test_downloads_make_room_until_something_can_be_read(desk: Desk) -> None:
    seen: dict[str, bool] = {}

    def look(name: str, _n: int) -> None:
        seen.setdefault(name, desk.courier._is_link_wanted())

    desk.w.wire.script = look
    desk.courier.wanted.course(desk.course)
    desk.turn()
    assert seen["section 0"]
    assert seen["file"]
    assert not seen["sections"]
    assert not desk.courier._is_link_wanted()


def test_who_only_sends_brings_no_course_that_was_opened_before(desk: Desk) -> None:
    desk.courier.wanted.course(desk.course)
    quiet = Outside(lambda: desk.w.campus, desk.w.clock, desk.w.chance, refreshes=lambda: False, visits=lambda: False)
    sender = Courier(desk.w.account, desk.w.store, quiet, POLICY, desk.w.at_school)
    sender.turn(Cancel())
    assert desk.calls == ["probe"]
    sender.wanted.course(desk.course)
    sender.turn(Cancel())
    assert "section 0" in desk.calls


def test_a_book_is_opened_by_its_first_chapter(desk: Desk) -> None:
    course = desk.w.school.add_course(AMINA)
    book = desk.w.school.add_activity(course, Kind.BOOK, "Little book")
    for words in (b"<p>one</p>", b"<p>two</p>"):
        desk.w.school.add_file(book, "index.html", words, generated=True)
    desk.w.refresh.courses(Cancel())
    desk.courier.wanted.course(course)
    desk.turn()
    assert desk.state_of(book.id) == [FileState.PRESENT, FileState.ABSENT]


def test_the_list_of_courses_alone_costs_one_question(desk: Desk) -> None:
    desk.w.school.add_course(AMINA)
    desk.courier.wanted.list()
    desk.turn()
    assert desk.calls == ["courses"]
    with desk.w.store.library.read() as r:
        assert len(courses.courses(r, desk.w.account.id)) == 2


class Meter(Unlimited):
    """Counts what it is told of."""

    travelled = 0

    def note_news(self, travelled: int) -> None:
        self.travelled += travelled


def met(desk: Desk) -> Meter:
    """Let a new courier, whose bytes are counted, bring the course."""
    meter, w = Meter(), desk.w
    outside = Outside(lambda: w.campus, w.clock, w.chance, refreshes=lambda: False, gate=meter)
    courier = Courier(w.account, w.store, outside, POLICY, w.at_school)
    courier.wanted.course(desk.course)
    courier.turn(Cancel())
    return meter


def test_the_bytes_of_a_first_text_are_counted(desk: Desk) -> None:
    assert met(desk).travelled == len("<p>What is soil?</p>")
    assert desk.state_of(desk.soil.id) == [FileState.PRESENT]


def test_a_first_text_that_is_too_long_to_wait_for_is_not_read_at_all(desk: Desk) -> None:
    [url] = [one for one, (file, _) in desk.w.school.state.files.items() if file.activity == desk.soil.id]
    desk.w.school.change_file(url, b"<p>soil</p>" * 40_000)
    assert met(desk).travelled == len("<p>Clay</p>")  # the next one
    assert desk.state_of(desk.soil.id) == [FileState.ABSENT]


def test_a_long_first_text_of_which_nobody_told_the_length_is_read_to_its_end(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    [url] = [one for one, (file, _) in desk.w.school.state.files.items() if file.activity == desk.soil.id]
    desk.w.school.change_file(url, b"<p>soil</p>" * 40_000)
    usual = FakeFiles.open

    @contextmanager
    def untold(self: FakeFiles, url: str) -> Iterator[FakeBody]:
        with usual(self, url) as body:
            yield replace(body, total_bytes=None)

    monkeypatch.setattr(FakeFiles, "open", untold)
    assert met(desk).travelled == 440_000
    assert desk.state_of(desk.soil.id) == [FileState.PRESENT]
