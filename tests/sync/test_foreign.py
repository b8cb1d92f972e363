"""Answers that are no file of the course, although they look like one, and files that are not as the course says."""

import random
from dataclasses import replace

from studydesk.domain.downloads import FileState
from tests.sync.file_site import Asked, FileSite, Learner, Odd, Reply, as_usual

BIG = random.Random(1).randbytes(1_000_000)
NOON = b"Back at noon. We are very sorry"


def half_here(learner: Learner, etag: str) -> None:
    """Let a film come, and the program end in its middle."""

    def cut(_asked: Asked, site: FileSite) -> None:
        if site.sent > 300_000:
            raise Odd

    learner.put("film.mp4", BIG, etag=etag)
    learner.want()
    learner.site.before_piece = learner.site.begins = cut
    learner.run()
    learner.site.before_piece = learner.site.begins = as_usual
    learner.quit()
    learner.w.clock.pass_time(3600)
    assert learner.file("film.mp4").done_bytes > 250_000


def test_a_page_in_the_place_of_a_film_is_no_film_and_costs_nothing_that_is_here(learner: Learner) -> None:
    half_here(learner, "5d-a1")

    def page(_asked: Asked, _site: FileSite) -> None:
        raise Reply(200, NOON, Content_Type="text/plain", ETag='"5f3-1f"')

    before = learner.file("film.mp4").done_bytes
    learner.site.begins = page
    learner.run()
    film = learner.file("film.mp4")
    assert (film.state, film.done_bytes, film.sha256) == (FileState.QUEUED, before, None)
    learner.site.begins = as_usual
    learner.w.clock.pass_time(3600)
    learner.run()
    learner.check("film.mp4")
    assert learner.site.is_sent_once("film.mp4")


def test_a_version_that_the_course_does_not_list_yet_comes_once_it_does(learner: Learner) -> None:
    half_here(learner, "5d-a1")
    newer, served = BIG + b"and more", learner.site.served["film.mp4"]
    served.content, served.etag = newer, "5d-a2"
    learner.run()
    assert learner.file("film.mp4").state is FileState.QUEUED
    learner.w.school.change_file(f"{learner.site.url}/webservice/pluginfile.php/9/film.mp4", newer)
    learner.want()
    learner.w.clock.pass_time(3600)
    learner.run()
    learner.check("film.mp4")


def test_a_version_whose_name_proves_it_comes_whatever_the_course_lists(learner: Learner) -> None:
    half_here(learner, "sha1")
    learner.site.served["film.mp4"].content = BIG + b"and more"
    learner.run()
    learner.check("film.mp4")


def test_text_that_the_site_filters_on_the_way_out_comes_in_its_own_length(learner: Learner) -> None:
    learner.put("page.html", b"<p>water</p>", etag=None, ranges=False)
    listed, url = learner.w.school.state.files, f"{learner.site.url}/webservice/pluginfile.php/9/page.html"
    listed[url] = (replace(listed[url][0], mime="text/html"), listed[url][1])
    learner.want()
    learner.site.served["page.html"].content = b"<p><a href='glossary'>water</a></p>"
    learner.run()
    learner.check("page.html")
