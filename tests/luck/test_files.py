"""Names that are traps, texts that want to run something, and attachments of nothing and of 200 MB."""

import tracemalloc
from pathlib import Path

import pytest

from studydesk import wording
from studydesk.cli import exits
from studydesk.domain.assignments import Status
from studydesk.domain.forums import fingerprint
from studydesk.domain.outbox import State
from studydesk.errors import Invalid
from studydesk.study.discussions import reply_key
from tests.luck.life import REPLY, WORK, Life, check_plain

RLO = "\u202e"
NAMES = {
    "folders": "../../../../etc/evil.txt",
    "windows folders": "..\\..\\evil.txt",
    "absolute": "/etc/evil.txt",
    "255 characters": "a" * 251 + ".txt",
    "255 of three bytes": "雨" * 251 + ".txt",
    "right to left": f"photo{RLO}gpj.exe",
    "device": "con.txt",
    "device with endings": "LPT1.tar.gz",
    "dots at the end": "essay.txt. . .",
    "forbidden": 'a<b>c:d"e|f?g*.txt',
    "control": "a\x07b\tc.txt",
    "only dots": "...",
    "a space": " ",
    "looks like an option": "-rf.txt",
}
MB = 1_000_000
HOSTILE = """
<h3>Soil</h3><script>steal()</script><p onclick="steal()">Water <b>moves</b>.</p>
<img src="https://tracker.example/pixel.png" alt="A map"><img src=x onerror=steal()>
<iframe src="https://evil.example/frame"></iframe><object data="https://evil.example/o"></object>
<style>body{background:url(https://evil.example/b)}</style><link rel=stylesheet href="https://evil.example/s.css">
<p style="background:url(https://evil.example/p);color:red">Styled.</p><a href="javascript:steal()">Go</a>
<form action="https://evil.example/f"><input name=q></form><video src="https://evil.example/v.mp4" autoplay></video>
<svg onload="steal()"><image href="https://evil.example/i"/></svg><base href="https://evil.example/">
<meta http-equiv="refresh" content="0;url=https://evil.example/m"><p>The end.</p>
"""


def check_harmless(name: str) -> None:
    """Assert that a name cannot leave its folder, hide its ending or name a device."""
    assert 0 < len(name.encode()) <= 255
    assert not set(name) & set('/\\<>:"|?*\0\t\n' + RLO)
    assert name not in (".", "..")
    assert name.split(".")[0].lower() not in {"con", "lpt1"}
    assert not name.endswith((".", " "))


# Names


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_file_with_a_trap_for_a_name_is_downloaded_and_opened_harmlessly(life: Life, name: str) -> None:
    life.campus.office.replace_file("ws", "handouts", name, b"Be careful.")
    life.clock.pass_time(60)
    life.turns(1)
    handouts = life.activity("handouts")
    life.desk.downloads.want_activity(handouts)
    life.fetch()
    file = next(f for f in life.desk.reading.files(handouts) if f.size_bytes == len(b"Be careful."))
    assert file.sha256, file
    copy = life.desk.reading.named_copy(file.key)
    check_harmless(copy.name)
    assert copy.read_bytes() == b"Be careful."
    assert copy.resolve().is_relative_to(life.paths.opened.resolve())
    shown = next(row for row in life.desk.downloads.rows() if row.key == file.key)
    assert RLO not in shown.name
    assert RLO not in file.name
    told = life.cli("course", "WS101")
    assert told.code == exits.DONE
    assert RLO not in told.out
    outside = [path for path in life.folder.rglob("*evil*") if not path.is_relative_to(life.paths.opened)]
    assert outside == []


@pytest.mark.parametrize("name", [f"photo{RLO}gpj.exe", "con.txt", "雨" * 80 + ".txt", "a" * 251 + ".txt", "..."])
def test_a_learners_file_with_a_trap_for_a_name_arrives_once_under_a_harmless_one(life: Life, name: str) -> None:
    file = life.file(name)
    life.reply(REPLY, file)
    life.hand_in(WORK, file)
    assert life.go() == 0
    (sent,) = [post for post in life.all_posts() if fingerprint(post["message"]) == REPLY]
    (attached,) = sent["attachments"]
    check_harmless(attached["filename"])
    status, text, files = life.handed_in()
    assert (status, text, list(files)) == ("submitted", WORK, [attached["filename"]])


# Texts that want to run something


def test_a_page_with_scripts_and_remote_pictures_shows_its_words_and_asks_nobody(life: Life) -> None:
    life.campus.office.edit_page("ws", "soil", HOSTILE)
    act = life.campus.office.act
    first = next(post["id"] for post in life.all_posts() if post["subject"] == "Our rain gauge")
    act("bojan", "mod_forum_add_discussion_post", postid=first, subject="<b>Re</b>", message=HOSTILE)
    life.clock.pass_time(60)
    life.turns(1)
    page = life.desk.reading.page(life.activity("soil"))
    assert "Water <b>moves</b>" in page.html
    assert "The end." in page.html
    check_inert(page.html)
    for post in life.desk.discussions.thread(life.discussion()).posts:
        check_inert(post.html)
    told = life.cli("read", str(life.activity("soil")))
    assert told.code == exits.DONE
    assert "Water moves." in told.out
    assert "steal" not in told.out


def check_inert(html: str) -> None:
    """Assert that nothing in this can run, and nothing in it is fetched."""
    low = html.lower()
    for trap in ("<script", "steal", "onclick", "onerror", "onload", "<iframe", "<object", "<style", "<link", "<svg"):
        assert trap not in low, trap
    for trap in ("javascript:", "url(", "<form", "<input", "<video", "<base", "<meta", 'src="http', "srcset"):
        assert trap not in low, trap


# Attachments of nothing and of 200 MB


def sparse(life: Life, name: str, size_bytes: int) -> Path:
    """Make a file of a size that takes no room."""
    file = life.file(name, b"")
    with file.open("r+b") as opened:
        opened.truncate(size_bytes)
    return file


def test_an_empty_attachment_arrives_once(life: Life) -> None:
    life.reply(REPLY, life.file("empty.txt", b""))
    life.hand_in(WORK, life.file("empty.csv", b""))
    assert life.go() == 0
    (sent,) = [post for post in life.all_posts() if fingerprint(post["message"]) == REPLY]
    assert [(file["filename"], file["filesize"]) for file in sent["attachments"]] == [("empty.txt", 0)]
    assert life.handed_in() == ("submitted", WORK, {"empty.csv": 0})


def test_a_file_over_the_forums_limit_is_said_and_the_words_are_kept(life: Life) -> None:
    where = life.discussion()
    first = life.desk.discussions.thread(where).posts[0].key
    key = reply_key(where, first)
    life.desk.discussions.keep_draft(key, "", REPLY)
    life.desk.discussions.attach(key, sparse(life, "film.mp4", 150_000))
    with pytest.raises(Invalid) as problem:
        life.desk.discussions.reply(where, first)
    words = str(wording.error(problem.value))
    check_plain(words)
    assert words.startswith("A file is larger than 100 kB. Nothing was changed.")
    assert "smaller" in words
    draft = life.desk.discussions.draft(key)
    assert draft is not None
    assert (draft.text, [file.name for file in draft.attachments]) == (REPLY, ["film.mp4"])
    assert life.states == []


def test_a_file_over_the_assignments_limit_is_said_at_the_terminal(life: Life) -> None:
    film, text = sparse(life, "film.mp4", 200 * MB), life.file("work.txt", WORK.encode())
    number = str(life.assignment())
    told = life.cli("submit", "--assignment", number, "--text-file", str(text), "--file", str(film), "--final")
    check_plain(told.words)
    assert told.code == exits.NOT_POSSIBLE
    assert "A file is larger than 20 kB" in told.err
    assert life.handed_in()[0] == "none"
    assert life.states == []


def test_200_mb_within_the_limits_arrive_once_and_in_little_memory(life: Life) -> None:
    life.campus.office.set_settings("ws", "notes", max_bytes=250 * MB)
    life.clock.pass_time(60)
    life.turns(1)
    film = sparse(life, "film.mp4", 200 * MB)
    tracemalloc.start()
    try:
        life.hand_in(WORK, film)
        life.sync.wake("learner")
        left = life.go()
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert left == 0
    assert life.handed_in() == ("submitted", WORK, {"film.mp4": 200 * MB})
    assert most < 40 * MB, most  # the school's side of it included
    uploads = [request for request in life.campus.requests if request.function == "upload"]
    assert len(uploads) == 1


def test_a_file_over_the_schools_own_limit_is_refused_in_words_before_it_travels(life: Life) -> None:
    life.campus.office.set_settings("ws", "notes", max_bytes=0)  # as large as the school itself allows
    life.clock.pass_time(60)
    life.turns(1)
    life.hand_in(WORK, sparse(life, "film.mp4", 215 * MB))
    life.campus.forget_requests()
    life.turns(2)
    assert all(request.function != "upload" for request in life.campus.requests)
    (item,) = life.desk.outbox.items()
    assert item.state is State.REJECTED
    words = life.state_words(item)
    check_plain(words)
    assert "larger than the school allows" in words
    assert words.endswith("Your text is kept")
    assert item.text == WORK
    assert life.desk.assignments.task(life.assignment()).row.status is Status.NONE
