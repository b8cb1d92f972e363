"""The main job by the command line: download, study without a link, come back, and the school has all of it once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.program import Json, School, studydesk

TEXT = "The tank holds what the roof gives."


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """Give the demo campus in a process of its own."""
    made = School(tmp_path_factory.mktemp("campus"))
    yield made
    made.stop()


def find(rows: Json, **wanted: object) -> Json:
    """Return the first object in a list with these values."""
    return next(row for row in rows if all(row[name] == value for name, value in wanted.items()))


def test_everything_written_without_a_link_is_at_the_school_once(school: School, tmp_path: Path) -> None:
    home = tmp_path / "home"
    sign_in(school, home)
    course = download(home)
    forum = find(studydesk(home, "discussions"), course_title=course["card"]["full_name"], unread=5)["forum"]["id"]
    row = find(studydesk(home, "discussions", "--forum", str(forum))["discussions"], is_locked=False)
    task = find(studydesk(home, "tasks"), course=course["card"]["id"], is_overdue=False)

    school.set_link("down")
    study(home, course)
    written = write(home, tmp_path, forum, row["id"], task["id"])
    waiting = studydesk(home, "outbox")["items"]
    assert {item["state"] for item in waiting} == {"queued"}
    assert {item["id"] for item in waiting} == set(written.values())
    left = studydesk(home, "sync", "--wait", "0", code=6)
    assert left["left"] == len(written)

    school.set_link("answers-lost", 3)
    done = studydesk(home, "sync", "--wait", "60")
    assert (done["left"], done["files_left"]) == (0, 0)
    history = studydesk(home, "outbox", "list", "--history")["history"]
    assert {item["id"]: item["state"] for item in history if item["id"] in written.values()} == dict.fromkeys(
        written.values(), "sent"
    )
    check_at_school(school, forum, task["id"])
    again = studydesk(home, "sync", "--wait", "10")
    assert again["left"] == 0
    check_at_school(school, forum, task["id"])


def sign_in(school: School, home: Path) -> None:
    """Sign in with the password from stdin."""
    answer = studydesk(
        home, "campus", "add", school.url, "--user", "amina", "--password-stdin", stdin=school.password("amina") + "\n"
    )
    assert answer["is_signed_in"]
    assert school.password("amina") not in "".join(
        file.read_text("utf-8", "replace") for file in home.rglob("*") if file.is_file()
    )


def download(home: Path) -> Json:
    """Download text first, then everything, of the first course; return the course."""
    number = studydesk(home, "courses")[0]["id"]
    price = studydesk(home, "download", str(number), "--what", "text", "--price")["price"]
    assert 0 < price["size_bytes"] < 2_000_000
    assert studydesk(home, "download", str(number), "--what", "text")["left"] == []
    assert studydesk(home, "download", str(number))["left"] == []
    course = studydesk(home, "course", str(number))
    assert course["all_price"]["files"] == 0
    return course


def study(home: Path, course: Json) -> None:
    """Read and search without a link."""
    rows = [row for section in course["sections"] for row in section["activities"]]
    page = find(rows, kind="page", restriction=None)
    assert studydesk(home, "read", str(page["id"]))["text"]
    book = find(rows, kind="book")
    assert studydesk(home, "read", str(book["id"]), "--chapter", "2")["text"]
    assert studydesk(home, "search", "water")
    lecture = find(rows, kind="resource", media="video")
    ticked = studydesk(home, "done", str(lecture["id"]))
    assert ticked["state"] == "queued"


def write(home: Path, folder: Path, forum: int, discussion: int, assignment: int) -> dict[str, str]:
    """Write an answer with a file, a discussion, an answer in it, and a hand-in; return all intents with the tick."""
    message, photo, plan = folder / "message.txt", folder / "roof.csv", folder / "plan.pdf"
    photo.write_bytes(b"length,width\n6,4\n")
    plan.write_bytes(b"%PDF-1.4\n" + b"plan " * 300)

    def say(words: str) -> str:
        message.write_text(words, encoding="utf-8")
        return str(message)

    post = studydesk(
        home, "post", "--discussion", str(discussion), "--message-file", say("Answer: 19 mm."), "--attach", str(photo)
    )
    started = studydesk(
        home, "discuss", "--forum", str(forum), "--subject", "Whose roof leaks?", "--message-file", say("Mine does.")
    )
    follow = studydesk(home, "post", "--discussion", started["id"], "--message-file", say("It is tin."))
    text = folder / "text.txt"
    text.write_text(TEXT, encoding="utf-8")
    work = studydesk(
        home, "submit", "--assignment", str(assignment), "--text-file", str(text), "--file", str(plan), "--final"
    )
    answers = {"post": post, "discuss": started, "follow": follow, "submit": work}
    assert {answer["state"] for answer in answers.values()} == {"queued"}
    tick = find(studydesk(home, "outbox")["items"], kind="completion")
    return {name: answer["id"] for name, answer in answers.items()} | {"tick": tick["id"]}


def check_at_school(school: School, forum: int, assignment: int) -> None:
    """Look as the teacher, over the wire: one copy of each post, one hand-in with its text and file."""
    teacher = school.teacher()
    for words in ("Answer: 19 mm.", "Mine does.", "It is tin."):
        assert teacher.copies(forum, words) == 1
    handed_in = teacher.submissions(assignment)
    assert len(handed_in) == 1
    assert handed_in[0]["status"] == "submitted"
    plugins = {plugin["type"]: plugin for plugin in handed_in[0]["plugins"]}
    assert [file["filename"] for file in plugins["file"]["fileareas"][0]["files"]] == ["plan.pdf"]
    assert TEXT in plugins["onlinetext"]["editorfields"][0]["text"]


def test_the_check_would_see_a_second_copy(school: School, tmp_path: Path) -> None:
    home = tmp_path / "home"
    answer = studydesk(
        home, "campus", "add", school.url, "--user", "mateo", "--password-stdin", stdin=school.password("mateo") + "\n"
    )
    assert answer["username"] == "mateo"
    message = tmp_path / "twice.txt"
    message.write_text("Said twice on purpose.", encoding="utf-8")
    forum = studydesk(home, "discussions")[1]["forum"]["id"]
    where = find(studydesk(home, "discussions", "--forum", str(forum))["discussions"], is_locked=False)["id"]
    for _ in range(2):  # two intents, by the learner's own will
        assert studydesk(home, "post", "--discussion", str(where), "--message-file", str(message))["state"] == "sent"
    assert school.teacher().copies(forum, "Said twice on purpose.") == 2
