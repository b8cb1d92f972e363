"""A file that gives trouble: it waits, or fails with its reason and its next try, and stops nobody else."""

import random
from datetime import timedelta

import pytest

from studydesk.domain.downloads import FileState
from studydesk.policy import Policy
from studydesk.store import files
from studydesk.sync import porter, troubles
from tests.sync.file_site import Asked, FileSite, Learner, Odd, Reply, as_usual

PAGE = Reply(200, b"<html>preview</html>", Content_Type="text/html")
ELSEWHERE = Reply(302, b"", Location="https://bucket.example/x")
ODD = [ELSEWHERE, PAGE, Reply(403), Reply(413), Reply(503, b"a plugin is broken")]


def content(size: int, seed: int = 0) -> bytes:
    return random.Random(seed).randbytes(size)


def three_files(learner: Learner) -> list[str]:
    names = ["a.pdf", "b.pdf", "c.pdf"]
    for number, name in enumerate(names):
        learner.put(name, content(30_000 + number, number))
    learner.want()
    return names


def answers_oddly(learner: Learner, name: str, reply: Reply) -> None:
    def odd(asked: Asked, _site: FileSite) -> None:
        if asked.name == name:
            raise Reply(reply.status, reply.body, **reply.headers)

    learner.site.begins = odd


@pytest.mark.parametrize("reply", ODD, ids=["302", "page", "403", "413", "503"])
def test_one_file_whose_answers_speak_of_the_site_stops_the_others_once_at_most(
    learner: Learner, reply: Reply
) -> None:
    names = three_files(learner)
    answers_oddly(learner, "a.pdf", reply)
    assert learner.run().stopped in ("portal", "services_off", "busy")
    learner.w.clock.pass_time(31)
    learner.run()
    learner.check("b.pdf", "c.pdf")
    for _ in range(2):
        learner.w.clock.pass_time(120)
        report = learner.run()
    assert report.stopped is None
    odd = learner.file("a.pdf")
    assert (odd.state, odd.problem) == (FileState.FAILED, "refused" if reply.status in (200, 302, 403) else "busy")
    assert odd.not_before is not None
    assert odd.not_before > learner.w.at_school.now()
    learner.site.begins = as_usual
    learner.w.clock.pass_time(3600)
    learner.run()
    learner.check(*names)


def test_a_site_that_keeps_every_file_elsewhere_is_asked_for_all_of_them(learner: Learner) -> None:
    names = three_files(learner)

    def elsewhere(_asked: Asked, _site: FileSite) -> None:
        raise Reply(302, b"", Location="https://bucket.example/x")

    learner.site.begins = elsewhere
    for _ in range(8):
        report = learner.run()
        learner.w.clock.pass_time(60)
    assert set(learner.states(names)) == {FileState.FAILED}
    assert report.stopped is None


def test_a_site_that_is_busy_for_long_is_no_fault_of_its_files(learner: Learner) -> None:
    names = three_files(learner)

    def busy(_asked: Asked, _site: FileSite) -> None:
        raise Reply(503)

    learner.site.begins = busy
    for _ in range(10):
        assert learner.run().stopped in ("busy", None)  # None: all of them wait
        learner.w.clock.pass_time(60)
    assert set(learner.states(names)) == {FileState.QUEUED}
    learner.site.begins = as_usual
    learner.w.clock.pass_time(3600)
    learner.run()
    learner.check(*names)


# --- a site that hangs ------------------------------------------------------------------------------------------------


def with_four_connections(learner: Learner, read_s: float = 1.5) -> None:
    learner.policy = Policy(connect_s=3.0, read_s=read_s)
    learner.site.rate = 200_000
    ramp = learner.fetch._ramp
    ramp._at, ramp._has_settled, ramp._is_refused, ramp._left = 2, True, True, 1000  # it stays there


def test_a_file_that_hangs_lets_the_others_come(learner: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(porter, "AT_ONCE_S", 0.1)
    with_four_connections(learner)
    learner.put("a.mp4", content(1_000_000))
    others = [f"b-{number}.mp4" for number in range(3)]
    for number, name in enumerate(others):
        learner.put(name, content(300_000 + number, number + 1))
    learner.want()
    with learner.w.store.library.write() as writer:
        files.place(writer, learner.file("a.mp4").key, -1, False)

    def hangs(asked: Asked, site: FileSite) -> None:
        if asked.name == "a.mp4" and asked.start >= 500_000:
            site.released.wait(0.4 + 0.1 * (asked.number % 7))  # never do all of them fail at one time
            raise Odd

    learner.site.begins = hangs
    with learner.running() as reports:
        learner.site.wait_for(lambda: learner.site.sent > 1_400_000)
    report = reports[0]
    learner.check(*others)
    film = learner.file("a.mp4")
    assert (film.state, film.not_before is not None, film.done_bytes > 0) == (FileState.QUEUED, True, True)
    assert report.stopped is None
    assert len([asked for asked in learner.site.asked if asked.name == "a.mp4" and asked.start >= 500_000]) < 25


def test_a_site_that_takes_every_call_and_answers_none_is_left_alone_soon(
    learner: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(troubles, "ALIVE_S", 1.0)
    with_four_connections(learner)
    learner.put("film.mp4", content(1_000_000))
    learner.want()

    def hangs(_asked: Asked, site: FileSite) -> None:
        if site.sent > 300_000:
            site.released.wait(60)

    learner.site.begins = hangs
    with learner.running() as reports:
        learner.site.wait_for(lambda: learner.site.sent > 300_000)
    assert reports[0].stopped == "link"
    assert learner.file("film.mp4").state is FileState.QUEUED
    assert len(learner.site.asked) < 30


# --- a file that cannot be had ----------------------------------------------------------------------------------------


def test_a_file_that_is_gone_is_asked_for_again_after_a_day_and_not_before(learner: Learner) -> None:
    names = three_files(learner)
    answers_oddly(learner, "a.pdf", Reply(404, b"<html>"))
    learner.run()
    odd = learner.file("a.pdf")
    assert (odd.state, odd.problem) == (FileState.FAILED, "gone")
    asked = len(learner.site.asked)
    learner.site.begins = as_usual
    learner.w.clock.pass_time(timedelta(hours=23))
    learner.run()
    assert len(learner.site.asked) == asked
    learner.w.clock.pass_time(timedelta(hours=2))
    learner.run()
    learner.check(*names)


def test_a_file_that_waits_says_why(learner: Learner) -> None:
    three_files(learner)

    def odd(asked: Asked, _site: FileSite) -> None:
        if asked.name == "a.pdf":
            raise Odd
        if asked.name == "b.pdf":
            raise Reply(503)

    learner.site.begins = odd
    learner.run()
    assert [learner.file(name).problem for name in ("a.pdf", "b.pdf", "c.pdf")] == ["no_answer_yet", "busy", None]


def test_what_comes_in_one_piece_is_not_begun_anew_for_a_silence_at_the_end(learner: Learner) -> None:
    with_four_connections(learner, read_s=8.0)
    learner.site.rate = 400_000
    silent: set[int] = set()

    def pause(asked: Asked, site: FileSite) -> None:
        if asked.sent > 100_000 and asked.number not in silent:
            silent.add(asked.number)
            site.released.wait(3.5)

    learner.site.before_piece = pause
    learner.put("notes.txt", content(300_000), etag=None, ranges=False)
    learner.want()
    report = learner.run()
    learner.check("notes.txt")
    assert (len(learner.site.asked), report.bytes) == (1, 300_000)
