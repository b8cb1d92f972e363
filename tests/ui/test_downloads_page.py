"""The downloads page: one honest sentence, the queue by course, live progress that moves nothing, and keys."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from studydesk.domain.changes import Subject
from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileState
from studydesk.domain.ids import CourseId
from studydesk.domain.link import Link, LinkState
from studydesk.domain.plan import Held, Hold
from studydesk.sync.reports import FileStep, Step
from studydesk.ui import speech
from studydesk.ui.downloads.group import HANDFUL, MOST, CourseGroup
from studydesk.ui.downloads.head import HeadCard
from studydesk.ui.downloads.page import DownloadsPage
from studydesk.ui.downloads.rows import FileLine
from studydesk.ui.kinds import of_file
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.buttons import Button, IconButton
from studydesk.ui.widgets.steady import SteadyLabel
from studydesk.ui.widgets.text import ElidedLabel
from tests.ui.rig import Rig
from tests.ui.stand_in_content import MB, NOW
from tests.ui.stand_in_downloads import long_queue

NIGHT = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)


def words(rig: Rig) -> str:
    page = rig.window.stack.page
    assert page is not None
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def line(rig: Rig, key: int) -> FileLine:
    found = rig.window.findChild(FileLine, f"file:{key}")
    assert isinstance(found, FileLine)
    return found


def do(rig: Rig, course: CourseId, action: str) -> None:
    """Choose something in the menu of a course."""
    group = next(
        one for one in rig.window.findChildren(CourseGroup) if one.lines() and one.lines()[0].row.course == course
    )
    next(one for one in group.menu().actions() if one.text() == action).trigger()


def step(done: int, total: int, *files: FileStep, rate: float | None = 23_000.0) -> Step:
    return Step("fetching", "", done, total, rate, files)


def tell(rig: Rig, said: Step) -> None:
    assert rig.window.driver is not None
    rig.window.driver.transferred.emit(said)


def waiting_only(rig: Rig) -> None:
    """Let nothing run, and nothing of the learner's own go first."""
    downloads = rig.services.the_desk.downloads
    downloads.queue = [replace(row, state=FileState.QUEUED, problem=None, not_before=None) for row in downloads.queue]
    rig.services.the_desk.outbox.all.clear()


# -- the sentence ---------------------------------------------------------------------------------------------------


def test_the_head_says_how_much_is_here_how_fast_it_comes_and_how_long_it_takes(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS)
    tell(rig, step(1_200_000, 8_400_000, FileStep(1, "soil-under-the-lens.webm", 21 * MB, 48 * MB)))
    assert "Downloading" in words(rig)
    assert "1.2 of 8.4 MB here · 23 kB/s · about 5 min left" in words(rig)


@pytest.mark.parametrize(
    ("held", "told"),
    [
        (Held(Hold.HOURS, NIGHT), f"Waiting for {NIGHT.astimezone():%H:%M}"),
        (Held(Hold.DAY_ALLOWANCE), "Today's data is used up; goes on at midnight"),
        (Held(Hold.METERED), "This link is paid by the megabyte"),
    ],
)
def test_what_the_learners_own_rules_hold_back_can_go_at_once_for_its_price(rig: Rig, held: Held, told: str) -> None:
    waiting_only(rig)
    rig.services.the_desk.downloads.held = held
    rig.go(Place.DOWNLOADS)
    assert told in words(rig)
    button = rig.find(Button, "Download now anyway · ")
    assert "MB, about" in button.accessibleName()
    button.click()
    assert rig.services.the_desk.downloads.asked == [("now", None)]


@pytest.mark.parametrize("why", [Hold.BUDGET, Hold.RESERVE])
def test_where_there_is_no_room_the_primary_action_leads_to_freeing_it(rig: Rig, why: Hold) -> None:
    waiting_only(rig)
    rig.services.the_desk.downloads.held = Held(why)
    page = rig.go(Place.DOWNLOADS)
    assert not rig.window.findChildren(Button, "downloads-anyway")[0].isVisible()
    rig.find(Button, "Free some space").click()
    assert page.target == Target(Place.DOWNLOADS, at="space")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (LinkState.NO_LINK, "No link\nIt goes on by itself when there is one."),
        (LinkState.PORTAL, "This Wi-Fi wants you to sign in\nOpen a web browser, sign in and come back."),
        (LinkState.NO_CAMPUS, "The school does not answer\nWe look again and go on by ourselves."),
        (LinkState.SIGNED_OUT, "You are signed out at the school\nSign in, then it goes on."),
    ],
)
def test_a_link_that_is_of_no_use_is_told_with_what_happens_next(rig: Rig, state: LinkState, told: str) -> None:
    waiting_only(rig)
    rig.services.link.current = Link(state)
    rig.go(Place.DOWNLOADS)
    assert told in words(rig)


def test_signing_in_again_is_one_click_away(rig: Rig) -> None:
    waiting_only(rig)
    rig.services.link.current = Link(LinkState.SIGNED_OUT)
    rig.go(Place.DOWNLOADS)
    rig.find(Button, "Sign in again").click()
    page = rig.window.stack.page
    assert page is not None
    assert page.target == Target(Place.WELCOME, text="https://school.example", at="amina")


def test_posts_go_first_is_said(rig: Rig) -> None:
    posts = dict(rig.services.the_desk.outbox.all)
    waiting_only(rig)
    rig.services.the_desk.outbox.all.update(posts)
    rig.go(Place.DOWNLOADS)
    assert "Posts go first" in words(rig)


def test_a_server_that_asks_to_wait_is_named_with_the_time(rig: Rig) -> None:
    waiting_only(rig)
    until = NOW + timedelta(minutes=53)
    downloads = rig.services.the_desk.downloads
    downloads.queue = [replace(row, problem="busy", not_before=until) for row in downloads.queue]
    rig.go(Place.DOWNLOADS)
    assert f"The school's server asks us to wait until {until.astimezone():%H:%M}" in words(rig)


@pytest.mark.parametrize("link", [LinkState.NO_CAMPUS, LinkState.ONLINE])
def test_a_server_that_asks_to_wait_is_named_though_it_said_so_of_one_file_only(rig: Rig, link: LinkState) -> None:
    waiting_only(rig)
    rig.services.link.current = Link(link)
    until = NOW + timedelta(minutes=53)
    downloads = rig.services.the_desk.downloads
    first, *others = downloads.queue
    downloads.queue = [replace(first, problem="busy", not_before=until), *others]
    rig.go(Place.DOWNLOADS)
    assert f"The school's server asks us to wait until {until.astimezone():%H:%M}" in words(rig)


@pytest.mark.parametrize("why", ["no_answer_yet", None])
def test_a_plain_missing_answer_is_no_request_to_wait(rig: Rig, why: str | None) -> None:
    waiting_only(rig)
    until = NOW + timedelta(minutes=53)
    downloads = rig.services.the_desk.downloads
    downloads.queue = [replace(row, problem=why, not_before=until) for row in downloads.queue]
    rig.go(Place.DOWNLOADS)
    assert f"Next try at {until.astimezone():%H:%M}" in words(rig)
    assert why is None or "The school did not answer." in words(rig)
    assert "asks us to wait" not in words(rig)


def test_pausing_all_turns_into_going_on_for_its_price(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS)
    rig.find(Button, "Pause all").click()
    assert "Paused" in words(rig)
    rig.find(Button, "Go on · 56 MB, about 5 min").click()
    assert [asked for asked, _what in rig.services.the_desk.downloads.asked] == ["pause", "resume"]


def test_an_empty_page_says_what_to_do_first(rig: Rig) -> None:
    rig.services.the_desk.downloads.queue = []
    rig.go(Place.DOWNLOADS)
    assert "Nothing is on its way" in words(rig)
    rig.find(Button, "Choose a course").click()


# -- the queue by course --------------------------------------------------------------------------------------------


def test_each_course_is_a_group_with_its_own_buttons(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS)
    asked = rig.services.the_desk.downloads.asked
    assert "12 files · 17 MB left · about 2 min" in words(rig)
    do(rig, CourseId(3), "Download first")
    rig.find(IconButton, "Pause Mathematics").click()
    rig.find(IconButton, "Go on with Mathematics").click()
    assert asked == [("first", CourseId(3)), ("pause", CourseId(3)), ("resume", CourseId(3))]
    groups = [queue.course for queue in rig.services.the_desk.downloads.view().queues]
    assert groups == [CourseId(3), CourseId(1)]


def test_a_course_that_was_put_first_is_drawn_first(rig: Rig) -> None:
    page = rig.go(Place.DOWNLOADS)
    do(rig, CourseId(3), "Download first")
    rig.settle()
    tops = {group.findChildren(FileLine)[0].row.course: group.y() for group in page.findChildren(CourseGroup)}
    assert tops[CourseId(3)] < tops[CourseId(1)]


def test_a_course_that_is_the_only_one_does_not_repeat_the_bar_of_all(rig: Rig) -> None:
    page = rig.go(Place.DOWNLOADS)
    groups = {group.lines()[0].row.course: group for group in page.findChildren(CourseGroup)}
    assert groups[CourseId(3)]._bar.isVisible()
    do(rig, CourseId(1), "Cancel")
    rig.settle()
    assert not groups[CourseId(3)]._bar.isVisible()


def test_a_file_that_failed_shows_no_bar_as_if_it_went_on(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS)
    assert line(rig, 1)._bar.isVisible()
    assert line(rig, 4).row.done_bytes
    assert not line(rig, 4)._bar.isVisible()


def test_pausing_is_never_the_primary_action_and_going_on_in_spite_of_a_rule_is(rig: Rig) -> None:
    waiting_only(rig)
    rig.services.the_desk.downloads.held = Held(Hold.HOURS, NIGHT)
    rig.go(Place.DOWNLOADS)
    assert rig.find(Button, "Pause all").property("look") == "plain"
    assert rig.find(Button, "Download now anyway").property("look") == "primary"
    rig.find(Button, "Pause all").click()
    assert rig.find(Button, "Go on").property("look") == "primary"


def test_only_a_pdf_is_drawn_as_one() -> None:
    assert of_file(Media.DOCUMENT, "reading.pdf") == "pdf"
    assert of_file(Media.DOCUMENT, "rain.csv") == "file"
    assert of_file(Media.VIDEO, "rain.csv") == "video"


def test_a_file_says_its_state_and_can_be_paused_and_tried_again(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS)
    assert "Downloading 42 %, 27 MB left" in words(rig)
    busy = next(one for one in words(rig).splitlines() if one.startswith("Waiting: The school is busy. Next try at"))
    assert busy.endswith(" · 1.6 MB")
    assert "Could not be downloaded: it is not there any more." in words(rig)
    rig.find(IconButton, "Pause soil-under-the-lens.webm").click()
    rig.find(IconButton, "Try work-sheet-2.pdf again").click()
    states = {row.key: row.state for row in rig.services.the_desk.downloads.queue}
    assert (states[1], states[4]) == (FileState.PAUSED, FileState.QUEUED)
    assert rig.services.the_sync.woken[-1] == "work"


def test_what_was_cancelled_comes_back_by_undo(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS)
    before = rig.services.the_desk.downloads.queue
    rig.find(Button, "Cancel all").click()
    assert "17 downloads cancelled" in rig.window._toast.accessibleName()
    assert rig.services.the_desk.downloads.view().rows == ()
    rig.window._toast._undone()
    assert rig.services.the_desk.downloads.queue == before
    assert "Downloading" in words(rig)


def test_only_a_handful_of_files_is_drawn_until_the_learner_asks_for_more(rig: Rig) -> None:
    rig.services.the_desk.downloads.queue = long_queue(2000)
    page = rig.go(Place.DOWNLOADS)
    assert len(page.findChildren(FileLine)) == HANDFUL
    assert [one.row.state for one in page.findChildren(FileLine)][:3] == [FileState.RUNNING] * 3
    rig.find(Button, "Show all 2000 files").click()
    assert len(page.findChildren(FileLine)) == MOST
    rig.find(Button, "Show fewer (1940 more wait)").click()
    assert sum(one.isVisible() for one in page.findChildren(FileLine)) == HANDFUL


# -- live progress --------------------------------------------------------------------------------------------------


class Layouts(QObject):
    """Counts how often something asks to be laid out again."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.LayoutRequest
        return False


def test_a_step_moves_bars_and_words_but_reads_nothing_and_lays_nothing_out(rig: Rig) -> None:
    page = rig.go(Place.DOWNLOADS)
    one = FileStep(1, "soil-under-the-lens.webm", 30 * MB, 48 * MB)
    tell(rig, step(30 * MB, 79 * MB, one))
    rig.settle()
    reads, layouts = rig.services.the_desk.downloads.reads, Layouts()
    for widget in (page, *page.findChildren(QObject)):
        widget.installEventFilter(layouts)
    for done in range(31, 41):
        tell(rig, step(done * MB, 79 * MB, replace(one, done=done * MB)))
        rig.settle()
    assert "Downloading 83 %, 8 MB left" in line(rig, 1).accessibleName()
    assert "40 of 79 MB here" in words(rig)
    assert rig.services.the_desk.downloads.reads == reads
    assert layouts.count == 0
    ordinary = page.findChildren(ElidedLabel)[0]
    ordinary.setText("other words")
    rig.settle()
    assert layouts.count > 0, "the control: a label of Qt lays its surroundings out again"


def test_a_report_that_comes_after_pausing_moves_nothing_any_more(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS)
    rig.find(Button, "Pause all").click()
    tell(rig, step(30 * MB, 79 * MB, FileStep(1, "soil-under-the-lens.webm", 30 * MB, 48 * MB)))
    assert "Downloading" not in words(rig)
    assert "Paused · 27 MB left" in line(rig, 1).accessibleName()


def test_a_reading_of_the_disk_never_takes_a_running_bar_back(rig: Rig) -> None:
    page = rig.go(Place.DOWNLOADS)
    assert isinstance(page, DownloadsPage)
    tell(rig, step(30 * MB, 79 * MB, FileStep(1, "soil-under-the-lens.webm", 30 * MB, 48 * MB)))
    page._read()
    assert "Downloading 62 %" in line(rig, 1).accessibleName()


def test_files_that_arrive_by_the_dozen_are_not_read_again_one_by_one(rig: Rig) -> None:
    page = rig.go(Place.DOWNLOADS)
    assert isinstance(page, DownloadsPage)
    reads = rig.services.the_desk.downloads.reads
    for _file in range(30):
        rig.services.feed.publish(Subject.FILES)
        rig.window.feed.flush()
    assert rig.services.the_desk.downloads.reads == reads
    page._pace.timeout.emit()  # a second later
    assert rig.services.the_desk.downloads.reads == reads + 1


def test_a_line_that_stays_keeps_its_widget_and_the_focus(rig: Rig) -> None:
    page = rig.go(Place.DOWNLOADS)
    assert isinstance(page, DownloadsPage)
    kept = line(rig, 2)
    kept.setFocus()
    downloads = rig.services.the_desk.downloads
    downloads.queue = [replace(row, state=FileState.PRESENT) if row.key == 1 else row for row in downloads.queue]
    page._read()
    assert line(rig, 2) is kept
    assert kept.hasFocus()


# -- keys -----------------------------------------------------------------------------------------------------------


def test_a_line_does_everything_by_keyboard(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS)
    asked = rig.services.the_desk.downloads.asked
    one = line(rig, 2)
    one.setFocus()
    for key, modifier in (
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier),
    ):
        QTest.keyClick(line(rig, 2), key, modifier)
    told = [("pause", 2), ("resume", 2), ("before 2", 6), ("before 6", 2), ("first", 2), ("cancel", 2)]
    assert asked == told


def test_cancelling_a_line_puts_the_focus_on_the_next(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS)
    line(rig, 2).setFocus()
    QTest.keyClick(line(rig, 2), Qt.Key.Key_Delete)
    rig.settle()
    focused = rig.app.focusWidget()
    assert isinstance(focused, FileLine)
    assert focused.row.key == 6


def test_the_arrows_walk_through_all_courses(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS)
    focused = line(rig, 1)
    focused.setFocus()
    walked = []
    for _step in range(5):
        QTest.keyClick(focused, Qt.Key.Key_Down)
        now = rig.app.focusWidget()
        assert isinstance(now, FileLine)
        focused = now
        walked.append(focused.row.key)
    assert walked == [2, 6, 3, 4, 21]


def test_the_menu_of_a_line_has_all_that_can_be_done(rig: Rig) -> None:
    waiting_only(rig)
    rig.services.the_desk.downloads.held = Held(Hold.HOURS, NIGHT)
    rig.go(Place.DOWNLOADS)
    texts = [action.text() for action in line(rig, 2).menu().actions() if action.text()]
    assert texts == [
        "Pause",
        "Download now anyway · 6.1 MB",
        "Download first",
        "Earlier",
        "Later",
        "Go to the course",
        "Cancel",
    ]


def test_the_keys_are_listed(rig: Rig) -> None:
    keys = rig.go(Place.DOWNLOADS).keys()
    assert [key.keys for key in keys] == ["↑ ↓", "Space", "Enter", "Alt+↑  Alt+↓", "Alt+Home", "Delete"]


# -- steady words ---------------------------------------------------------------------------------------------------


def test_words_that_need_another_line_get_it(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS)
    label = SteadyLabel("one", wrap=True)
    label.resize(120, label.heightForWidth(120))
    one = label.heightForWidth(120)
    label.setText("one two three four five six seven eight nine ten")
    assert label.heightForWidth(120) >= 3 * one


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("language", ["en", "es"])
def test_no_line_of_the_head_is_cut_off_by_large_text_or_by_other_words(rig: Rig, scale: float, language: str) -> None:
    waiting_only(rig)
    rig.services.link.current = Link(LinkState.SERVICES_OFF)
    rig.services.preferences.put(language=language)
    rig.window.settings_changed()
    rig.window.resize(1024, 600)
    page = rig.go(Place.DOWNLOADS)
    assert isinstance(page, DownloadsPage)
    rig.services.preferences.put(text_scale=scale)
    rig.window.settings_changed()
    for why in (None, *Hold):
        rig.services.the_desk.downloads.held = Held(why, NIGHT) if why is not None else None
        page = rig.go(Place.DOWNLOADS)
        assert isinstance(page, DownloadsPage)
        page._read()
        rig.settle()
        for label in page.findChildren(HeadCard)[0].findChildren(SteadyLabel):
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    speech.use("en")


# -- nothing jumps --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [1024, 1400])
def test_tabs_and_cards_stay_where_they_are_when_the_scroll_bar_comes(rig: Rig, width: int) -> None:
    rig.window.resize(width, 800)
    page = rig.go(Place.DOWNLOADS)
    assert isinstance(page, DownloadsPage)

    def edges() -> tuple[int, int, int]:
        rig.settle()
        card = next(one for one in page.findChildren(HeadCard) if one.isVisible())
        left = card.mapTo(page, card.rect().topLeft()).x()
        tab = rig.find(Button, "On the way")
        return left, card.width(), tab.mapTo(page, tab.rect().topLeft()).x()

    assert page.scroll_bar().maximum() > 0
    with_bar = edges()
    downloads = rig.services.the_desk.downloads
    downloads.queue = downloads.queue[:1]
    page._read()
    rig.settle()
    assert page.scroll_bar().maximum() == 0
    assert edges() == with_bar
    assert with_bar[0] == with_bar[2], "tabs begin where the cards do"


# -- data used ------------------------------------------------------------------------------------------------------


def test_the_meter_says_what_was_used_of_the_allowance(rig: Rig) -> None:
    downloads = rig.services.the_desk.downloads
    downloads.usage = replace(downloads.usage, day_allowance=200 * MB, week_allowance=200 * MB)
    rig.services.preferences.put(price_per_mb=0.05)
    rig.go(Place.DOWNLOADS, at="used")
    said = words(rig)
    assert "34 of 200 MB · 166 MB left" in said
    assert "212 of 200 MB · used up" in said
    assert "At your price, this week cost 10.60." in said
    assert "News, posts and hand-ins" in said
    assert "170 MB · 80 %" in said


def test_without_an_allowance_there_is_no_bar_that_would_pretend_one(rig: Rig) -> None:
    rig.go(Place.DOWNLOADS, at="used")
    assert "34 MB · no limit set" in words(rig)
    rig.find(Button, "Set a limit").click()
    page = rig.window.stack.page
    assert page is not None
    assert page.target == Target(Place.SETTINGS, at="downloads")
    rig.settle()
    bar = page.scroll_bar()
    assert bar is not None
    assert bar.value() > 0, "the limits are in sight"
