"""Reading from disk: pages, books, files, lectures and search, on a real download."""

from datetime import timedelta
from pathlib import Path

import pytest

from studydesk.app.sync import STILL_FETCHING
from studydesk.domain.courses import Completion, Kind, Media
from studydesk.domain.downloads import FileState, What
from studydesk.domain.ids import ActivityId, CourseId
from studydesk.domain.outside import Cancel
from studydesk.errors import Corrupt, NotFound
from studydesk.study.views.reading import LinkTo
from studydesk.sync.reports import Step
from tests.study.conftest import Learning


def test_a_course_lists_its_sections_and_activities_with_what_is_here(downloaded: Learning) -> None:
    view = downloaded.desk.courses.course(downloaded.course)
    assert [section.title for section in view.sections][-3:] == ["Reading the land", "Talking", "Work"]
    rows = {row.title: row for section in view.sections for row in section.activities}
    assert rows["Lecture"].disk.state is FileState.PRESENT
    assert rows["Lecture"].media is Media.VIDEO
    assert rows["Soils portal"].opens_here is False
    assert rows["After you read"].restriction == "Not available unless: the page is complete"
    assert rows["Course reader"].completion is Completion.MANUAL
    assert "Hidden page" not in rows
    assert view.all_price.files == 0
    assert view.card.has_text
    assert view.card.share_present == 1.0


def test_before_the_download_the_price_counts_each_kind(learning: Learning) -> None:
    view = learning.desk.courses.course(learning.course)
    assert 0 < view.text_price.size_bytes < view.documents_price.size_bytes < view.all_price.size_bytes
    assert not view.card.has_text
    wanted = learning.desk.downloads.want(learning.course, What.TEXT)
    assert wanted == view.text_price.files
    learning.sync.fetch(Cancel())
    after = learning.desk.courses.course(learning.course)
    assert after.text_price.files == 0
    assert after.card.has_text
    assert after.all_price.size_bytes == view.all_price.size_bytes - view.text_price.size_bytes


def test_a_second_run_of_downloads_waits_until_the_first_has_ended(learning: Learning) -> None:
    learning.desk.downloads.want(learning.course, What.TEXT)
    waits: list[timedelta] = []
    before: list[list[FileState]] = []
    after: list[list[FileState]] = []

    def states() -> list[FileState]:
        return [row.state for row in learning.desk.downloads.rows()]

    def tell(_step: Step) -> None:
        if not waits:  # the window was drawn anew meanwhile
            before.append(states())
            waits.append(learning.sync.fetch(Cancel()))
            after.append(states())

    learning.sync.fetch(Cancel(), tell)
    assert waits == [STILL_FETCHING]
    assert before[0]
    assert after == before  # nothing was taken from the first run
    assert learning.desk.courses.course(learning.course).text_price.files == 0


def test_a_page_opens_with_its_picture_from_this_computer(downloaded: Learning) -> None:
    page = downloaded.activity("soil")
    document = downloaded.desk.reading.page(page)
    assert document.title == "What is soil?"
    assert document.missing == ()
    address = document.html.split('src="')[1].split('"')[0]
    picture = downloaded.desk.reading.resource(page, address)
    assert picture is not None
    assert picture.startswith(b"\x89PNG")


def test_a_page_is_here_without_any_download_and_says_which_picture_is_not(learning: Learning) -> None:
    document = learning.desk.reading.page(learning.activity("soil"))
    assert "Water." in document.html
    assert document.missing == ("diagram.png",)


def test_a_picture_of_another_activity_or_of_the_disk_is_not_given(downloaded: Learning) -> None:
    page, lecture = downloaded.activity("soil"), downloaded.activity("lecture")
    foreign = downloaded.desk.reading.files(lecture)[0].key
    for address in (f"sd:file/{foreign}", "sd:file/99999", "file:///etc/passwd", "/etc/passwd", "", "sd:file/../x"):
        assert downloaded.desk.reading.resource(page, address) is None


def test_a_book_opens_chapter_by_chapter_with_titles(downloaded: Learning) -> None:
    book = downloaded.activity("book")
    first = downloaded.desk.reading.chapter(book, 0)
    assert [chapter.title for chapter in first.chapters] == ["Texture", "The feel test", "Structure"]
    assert "Sand, silt, clay." in first.html
    assert "sd:file/" in first.html
    assert "The feel test." in downloaded.desk.reading.chapter(book, 1).html
    with pytest.raises(NotFound):
        downloaded.desk.reading.chapter(book, 3)


def test_a_chapter_that_is_not_here_is_not_found_but_the_titles_are(learning: Learning) -> None:
    book = learning.activity("book")
    titles = [(chapter.title, chapter.is_here) for chapter in learning.desk.reading.chapters(book)]
    assert titles == [("Texture", False), ("The feel test", False), ("Structure", False)]
    with pytest.raises(NotFound):
        learning.desk.reading.chapter(book, 0)


def test_a_lecture_opens_with_captions_in_both_languages_and_resumes(downloaded: Learning) -> None:
    lecture = downloaded.activity("lecture")
    opened = downloaded.desk.lectures.lecture(lecture)
    assert opened.file.media is Media.VIDEO
    assert opened.file.name == "lecture.mp4"
    assert {captions.language: captions.cues[0].text for captions in opened.captions} == {
        "en": "Water runs downhill.",
        "es": "El agua corre cuesta abajo.",
    }
    assert (opened.start_ms, opened.speed) == (0, 1.0)
    downloaded.desk.lectures.keep(lecture, "lecture.mp4", 61_000, 120_000)
    downloaded.desk.lectures.keep_speed(downloaded.course, 1.5)
    again = downloaded.desk.lectures.lecture(lecture)
    assert (again.start_ms, again.length_ms, again.speed) == (61_000, 120_000, 1.5)
    downloaded.desk.lectures.keep(lecture, "lecture.mp4", 119_500, 120_000)
    assert downloaded.desk.lectures.lecture(lecture).start_ms == 0


def test_an_absurd_speed_is_kept_within_what_a_player_can_do(downloaded: Learning) -> None:
    downloaded.desk.lectures.keep_speed(downloaded.course, 50)
    assert downloaded.desk.lectures.lecture(downloaded.activity("lecture")).speed == 3.0
    downloaded.desk.lectures.keep_speed(downloaded.course, 1)


def test_a_lecture_that_is_not_here_is_not_found(learning: Learning) -> None:
    with pytest.raises(NotFound):
        learning.desk.lectures.lecture(learning.activity("lecture"))


def test_a_file_is_copied_under_its_own_name_for_other_programs(downloaded: Learning) -> None:
    key = downloaded.desk.reading.files(downloaded.activity("reader"))[0].key
    copy = downloaded.desk.reading.named_copy(key)
    assert copy.name == "reader.pdf"
    assert copy.read_bytes().startswith(b"%PDF")
    assert downloaded.desk.reading.named_copy(key) == copy


def test_a_copy_the_learner_wrote_into_is_never_overwritten(downloaded: Learning) -> None:
    key = downloaded.desk.reading.files(downloaded.activity("handouts"))[0].key
    copy = downloaded.desk.reading.named_copy(key)
    copy.chmod(0o644)
    copy.write_text("my own notes", encoding="utf-8")
    fresh = downloaded.desk.reading.named_copy(key)
    assert fresh.name == "notes (2).txt"
    assert "Résumé" in fresh.read_text("utf-8")
    assert copy.read_text("utf-8") == "my own notes"


def test_a_damaged_file_is_told_and_can_be_downloaded_again(learning: Learning) -> None:
    learning.download()
    key = learning.desk.reading.files(learning.activity("reader"))[0].key
    blob = learning.desk.reading.path(key).path
    blob.chmod(0o644)
    blob.write_bytes(b"%PDF cut")
    with pytest.raises(Corrupt):
        learning.desk.reading.path(key)
    with pytest.raises(NotFound):
        learning.desk.reading.path(key)
    assert learning.desk.downloads.price_of([key]).files == 1
    learning.desk.downloads.want_keys([key])
    learning.sync.fetch(Cancel())
    assert learning.desk.reading.path(key).path.read_bytes().startswith(b"%PDF-1.4")


def test_links_inside_lead_to_activities_and_discussions(downloaded: Learning) -> None:
    page, forum = downloaded.activity("soil"), downloaded.discussion("Our rain gauge")
    link = downloaded.desk.reading.link
    assert link(page, f"sd:activity/{page}/page") == LinkTo(activity=page)
    assert link(page, f"sd:discussion/{forum}/3") == LinkTo(discussion=forum, post=3)  # type: ignore[arg-type]  # an id
    assert link(page, "#part") == LinkTo(anchor="part")
    assert link(page, "https://example.org/") == LinkTo(address="https://example.org/")
    assert link(page, "javascript:alert(1)") == LinkTo()
    unknown = link(page, "sd:activity/4711/quiz")
    assert unknown.address == f"{downloaded.campus.url}/mod/quiz/view.php?id=4711"


def test_search_finds_pages_chapters_posts_and_files(downloaded: Learning) -> None:
    find = downloaded.desk.search.find
    assert {hit.kind for hit in find("soil")} >= {"page"}
    chapter = next(hit for hit in find("silt") if hit.kind == "chapter")
    assert chapter.activity == downloaded.activity("book")
    post = next(hit for hit in find("measured") if hit.kind == "post")
    assert post.discussion == downloaded.discussion("Our rain gauge")
    assert any(hit.kind == "file" for hit in find("rain.csv"))
    assert find("") == []
    for hostile in ('"', "a OR", "NEAR(", "*", "x" * 5000, "'; drop table", "\x00"):
        find(hostile)


def test_downloads_can_be_paused_resumed_cancelled_and_freed(learning: Learning) -> None:
    downloads = learning.desk.downloads
    count = downloads.want(learning.course)
    assert count == len([row for row in downloads.rows() if row.state is FileState.QUEUED])
    downloads.pause()
    assert {row.state for row in downloads.rows()} == {FileState.PAUSED}
    learning.sync.fetch(Cancel())
    assert {row.state for row in downloads.rows()} == {FileState.PAUSED}
    downloads.resume()
    first = downloads.rows()[0].key
    downloads.cancel(first)
    learning.sync.fetch(Cancel())
    assert downloads.price(learning.course).files == 1
    storage = learning.desk.storage
    present = storage.view().courses[0].present_bytes
    freed = storage.free_activity(learning.activity("lecture"))
    assert freed.size_bytes > 100_000
    assert storage.view().courses[0].present_bytes == present - freed.size_bytes
    with pytest.raises(NotFound):
        learning.desk.lectures.lecture(learning.activity("lecture"))


def test_what_is_not_known_is_not_found(downloaded: Learning) -> None:
    with pytest.raises(NotFound):
        downloaded.desk.courses.course(CourseId(4711))
    with pytest.raises(NotFound):
        downloaded.desk.courses.activity(ActivityId(4711))
    with pytest.raises(NotFound):
        downloaded.desk.reading.page(ActivityId(4711))
    with pytest.raises(NotFound):
        downloaded.desk.reading.path(4711)


def test_reading_needs_no_network(downloaded: Learning) -> None:
    downloaded.campus.set_link("down")
    downloaded.campus.forget_requests()
    desk = downloaded.desk
    desk.today.view()
    desk.agenda.view()
    desk.grades.all()
    for card in desk.courses.cards():
        for section in desk.courses.course(card.id).sections:
            for row in section.activities:
                if row.kind is Kind.PAGE and not row.restriction:
                    desk.reading.page(row.id)
    assert downloaded.campus.requests == []
    downloaded.campus.set_link("up")


def test_every_file_lies_below_home(downloaded: Learning, tmp_path: Path) -> None:
    home = downloaded.services.paths.home
    assert (home / "profiles" / "default" / "work.db").exists()
    assert downloaded.desk.reading.path(
        downloaded.desk.reading.files(downloaded.activity("reader"))[0].key
    ).path.is_relative_to(home)
