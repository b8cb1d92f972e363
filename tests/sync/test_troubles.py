"""A file that gives trouble: it waits, or fails with its reason and its next try, and stops nobody else."""

import random
from datetime import timedelta

import pytest

from studydesk.domain.downloads import FileState
from tests.sync.file_site import Asked, FileSite, Learner, Reply, as_usual

MINUTE = timedelta(minutes=1)
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
