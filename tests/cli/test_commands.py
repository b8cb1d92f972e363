"""Single commands: what they answer, with which exit code, and what they leave untouched."""

import http.server
import json
import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from studydesk import paths
from studydesk.campus.demo import Campus
from studydesk.cli import entry, exits
from studydesk.store.lock import ProfileLock
from studydesk.study.discussions import reply_key
from tests.cli.conftest import Run, told
from tests.study.conftest import Learning, opened


def test_a_wrong_password_says_so_and_keeps_nothing(
    run: Run, campus: Campus, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STUDYDESK_PASSWORD", "wrong")
    assert run("campus", "add", campus.url, "--user", "amina") == exits.NOT_SIGNED_IN
    assert "does not know this name and password" in told(capsys)
    assert run("campus", "list") == exits.DONE
    assert "No account yet" in told(capsys)


@pytest.mark.parametrize(
    ("address", "code", "words"),
    [
        ("http://127.0.0.1:9", exits.NO_LINK, "no way to the school"),
        ("ftp://school.example", exits.NOT_POSSIBLE, "not the address"),
    ],
)
def test_an_address_without_a_school_behind_it_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], address: str, code: int, words: str
) -> None:
    monkeypatch.setenv("STUDYDESK_PASSWORD", "x")
    assert run("campus", "add", address, "--user", "amina") == code
    assert words in told(capsys)


class _Page(http.server.BaseHTTPRequestHandler):
    """Some web page that is no school."""

    def do_POST(self) -> None:
        """Answer with a page."""
        body = b"<html><body>Bakery</body></html>"
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_page_that_is_no_school_is_told(
    run: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STUDYDESK_PASSWORD", "x")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        code = run("campus", "add", f"http://127.0.0.1:{server.server_address[1]}", "--user", "amina")
        server.shutdown()
        thread.join()
    assert code == exits.NO_LINK
    assert "no Moodle school" in told(capsys)


def test_a_password_is_never_taken_from_the_arguments(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("campus", "add", "https://x.example", "--user", "a", "--password", "secret")
    assert ended.value.code == exits.USAGE
    capsys.readouterr()


def test_a_key_can_be_pasted(run: Run, campus: Campus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pasted = tmp_path / "key"
    pasted.write_text(campus.office.token("amina") + "\n")
    with pasted.open() as stdin:
        monkeypatch.setattr(sys, "stdin", stdin)
        assert run("campus", "add", campus.url, "--token-stdin") == exits.DONE


def test_the_key_is_in_a_file_only_the_owner_can_read(signed_in: Run, tmp_path: Path, campus: Campus) -> None:
    del signed_in
    kept = paths.of(tmp_path / "home").tokens
    assert campus.office.token("amina") in kept.read_text("utf-8")
    if os.name == "posix":
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_commands_without_an_account_say_what_to_do(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("courses") == exits.NOT_SIGNED_IN
    said = told(capsys)
    assert "no account here yet" in said
    assert "Sign in" in said
    assert run("status") == exits.DONE
    assert "campus add" in told(capsys)


def test_json_is_one_value_also_for_errors(signed_in: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert signed_in("--json", "courses") == exits.DONE
    cards = json.loads(capsys.readouterr().out)
    assert cards[0]["short_name"] == "WS101"
    assert signed_in("course", "NOPE", "--json") == exits.NOT_POSSIBLE
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["kind"]) == (exits.NOT_POSSIBLE, "NotFound")
    assert error["happened"].endswith(".")


@pytest.mark.parametrize("command", [["tasks"], ["agenda"], ["grades"], ["discussions"], ["status"], ["outbox"]])
def test_every_listing_speaks_to_people_and_to_programs(
    signed_in: Run, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    assert signed_in(*command) == exits.DONE
    assert capsys.readouterr().out.strip()
    assert signed_in("--json", *command) == exits.DONE
    json.loads(capsys.readouterr().out)


def test_home_moves_every_file(signed_in: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = tmp_path / "elsewhere"
    monkeypatch.setenv("STUDYDESK_HOME", str(elsewhere))
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    assert signed_in("download", "WS101") == exits.DONE
    assert not elsewhere.exists()
    assert not (tmp_path / "user").exists()
    assert {file.name for file in (tmp_path / "home").iterdir()} == {"blobs", "logs", "profiles"}


def test_offline_writing_is_queued_and_ends_well_and_sync_says_what_is_left(
    signed_in: Run, campus: Campus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    campus.set_link("down")
    message = tmp_path / "m.txt"
    message.write_text("Words.", encoding="utf-8")
    assert signed_in("post", "--discussion", "2", "--message-file", str(message)) == exits.DONE
    assert "Waiting to send" in told(capsys)
    assert signed_in("sync", "--wait", "0") == exits.LEFT
    assert "Waiting to send" in told(capsys)
    assert signed_in("refresh") == exits.NO_LINK
    campus.set_link("up")
    assert signed_in("sync") == exits.DONE
    assert "Everything you wrote is at the school" in told(capsys)


def test_later_does_not_touch_the_network(signed_in: Run, campus: Campus) -> None:
    campus.forget_requests()
    reader = campus.office.activity("ws", "reader")["id"]
    assert signed_in("done", str(reader), "--later") == exits.DONE
    assert campus.requests == []
    assert signed_in("sync") == exits.DONE


def test_an_item_can_be_withdrawn_restored_and_retried_by_the_beginning_of_its_id(
    signed_in: Run, campus: Campus, capsys: pytest.CaptureFixture[str]
) -> None:
    campus.set_link("down")
    signed_in("done", str(campus.office.activity("ws", "reader")["id"]))
    capsys.readouterr()
    signed_in("--json", "outbox")
    item = json.loads(capsys.readouterr().out)["items"][0]["id"]
    assert signed_in("outbox", "withdraw", item[:6]) == exits.DONE
    assert signed_in("outbox", "withdraw", item[:6]) == exits.NOT_POSSIBLE
    assert signed_in("outbox", "restore", item[:6]) == exits.DONE
    assert signed_in("outbox", "retry", item[:6]) == exits.DONE
    assert signed_in("outbox", "retry", "zzzz") == exits.NOT_POSSIBLE


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", None])
def test_a_message_that_cannot_be_read_is_told_and_nothing_is_queued(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    message = tmp_path / "m.txt"
    if content is not None:
        message.write_bytes(content)
    assert signed_in("post", "--discussion", "2", "--message-file", str(message)) == exits.NOT_POSSIBLE
    assert "cannot be read" in told(capsys)
    assert signed_in("--json", "status") == exits.DONE
    assert json.loads(capsys.readouterr().out)["unsent"] == 0


def test_a_message_from_a_pipe_that_is_no_text_is_told_and_nothing_is_queued(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = tmp_path / "piped"
    for content in (b"abc\xff\xfe", b"x" * 5_000_001):
        piped.write_bytes(content)
        # As a terminal with the locale C.UTF-8 opens it: bytes that are no text come through as lone surrogates.
        with piped.open(encoding="utf-8", errors="surrogateescape") as stdin:
            monkeypatch.setattr(sys, "stdin", stdin)
            assert signed_in("post", "--discussion", "2", "--message-file", "-") == exits.NOT_POSSIBLE
        assert "cannot be read" in told(capsys)
    assert signed_in("--json", "status") == exits.DONE
    assert json.loads(capsys.readouterr().out)["unsent"] == 0


def test_a_message_may_come_through_a_named_pipe_but_not_from_a_device_that_never_ends(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if sys.platform == "win32":
        pytest.skip("no named pipes and no /dev/zero on Windows")
    assert signed_in("post", "--discussion", "2", "--message-file", "/dev/zero") == exits.NOT_POSSIBLE
    assert "cannot be read" in told(capsys)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"Through the pipe.",))
    writer.start()
    assert signed_in("post", "--discussion", "2", "--later", "--message-file", str(pipe)) == exits.DONE
    writer.join()


def test_a_refusal_of_the_school_ends_the_sync_with_something_left(
    signed_in: Run, campus: Campus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    message = tmp_path / "m.txt"
    message.write_text("Words.", encoding="utf-8")
    signed_in("post", "--discussion", "2", "--message-file", str(message), "--later")
    forum = campus.office.activity("ws", "talk")["instance"]
    campus.office.act("tesfaye", "mod_forum_set_lock_state", forumid=forum, discussionid=2, targetstate=0)
    capsys.readouterr()
    assert signed_in("sync", "--wait", "0") == exits.LEFT
    assert "The school said no: the discussion is closed." in told(capsys)


def test_a_revoked_key_is_told_and_everything_stays_readable(
    signed_in: Run, campus: Campus, capsys: pytest.CaptureFixture[str]
) -> None:
    campus.office.revoke_tokens("amina")
    assert signed_in("refresh") == exits.NOT_SIGNED_IN
    assert "signed out" in told(capsys)
    assert signed_in("course", "WS101") == exits.DONE


def test_maintenance_is_told_as_what_it_is(signed_in: Run, campus: Campus, capsys: pytest.CaptureFixture[str]) -> None:
    campus.office.set_maintenance(True)
    assert signed_in("refresh") == exits.NO_LINK
    assert "under maintenance" in told(capsys)


def test_a_wifi_sign_in_page_is_told_as_what_it_is(
    signed_in: Run, campus: Campus, capsys: pytest.CaptureFixture[str]
) -> None:
    campus.set_link("portal")
    assert signed_in("sync") == exits.DONE  # nothing was left
    assert "This Wi-Fi wants you to sign in" in told(capsys)
    assert signed_in("refresh") == exits.NO_LINK


def test_an_account_with_unsent_work_is_removed_only_on_the_learners_word(
    signed_in: Run, campus: Campus, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    signed_in("done", str(campus.office.activity("ws", "reader")["id"]), "--later")
    assert signed_in("campus", "remove", "amina") == exits.NOT_POSSIBLE
    assert "1 thing is not at the school yet" in told(capsys)
    assert signed_in("campus", "remove", "amina", "--even-unsent") == exits.NOT_POSSIBLE
    said = told(capsys)
    assert "all downloads, drafts and notes" in said
    assert "Say --yes" in said
    with ProfileLock(paths.of(tmp_path / "home").lock):
        assert signed_in("campus", "remove", "amina", "--even-unsent", "--yes") == exits.NOT_POSSIBLE
        assert "StudyDesk is already open" in told(capsys)
    assert signed_in("courses") == exits.DONE
    assert signed_in("campus", "remove", "amina", "--even-unsent", "--yes") == exits.DONE
    assert signed_in("courses") == exits.NOT_SIGNED_IN


def test_beside_a_window_commands_read_and_queue_and_leave_sending_to_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    window = opened(tmp_path)
    try:
        _beside(window, tmp_path, capsys)
    finally:
        window.services.close()
        window.campus.stop()


def _beside(window: Learning, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    window.go()
    home = ["--home", str(folder / "home")]
    reader = str(window.activity("reader"))
    window.campus.forget_requests()
    assert entry([*home, "done", reader]) == exits.DONE
    assert entry([*home, "course", "WS101"]) == exits.DONE
    assert "tick not at the school yet" in told(capsys)
    assert entry([*home, "sync"]) == exits.LEFT
    assert "is open and sends by itself" in told(capsys)
    assert entry([*home, "refresh"]) == exits.DONE
    assert window.campus.requests == []
    assert window.services.holds_lock
    assert window.go() == 0
    assert entry([*home, "sync"]) == exits.DONE


def test_a_command_leaves_what_is_being_typed_in_the_window_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    window = opened(tmp_path)
    try:
        window.go()
        where = window.discussion("Our rain gauge")
        key = reply_key(where, window.desk.discussions.thread(where).posts[0].key)
        window.desk.discussions.keep_draft(key, "", "half a sen")
        notes = window.assignment("notes")
        window.desk.assignments.keep_draft(notes, text="half a work")
        message = tmp_path / "m.txt"
        message.write_text("From the terminal.", encoding="utf-8")
        home = ["--home", str(tmp_path / "home")]
        assert entry([*home, "post", "--discussion", str(where), "--message-file", str(message)]) == exits.DONE
        assert entry([*home, "submit", "--assignment", str(notes), "--text-file", str(message)]) == exits.DONE
        draft = window.desk.discussions.draft(key)
        assert draft is not None
        assert draft.text == "half a sen"
        assert window.desk.assignments.task(notes).draft.text == "half a work"
        assert {item.text for item in window.desk.outbox.items()} == {"From the terminal."}
    finally:
        window.services.close()
        window.campus.stop()
    capsys.readouterr()


def test_doctor_finds_a_damaged_work_database_and_brings_a_copy_back(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert signed_in("doctor") == exits.DONE
    work = paths.of(tmp_path / "home").work
    for beside in work.parent.glob("work.db-*"):
        beside.unlink()
    work.write_bytes(b"this is no database" * 500)
    capsys.readouterr()
    assert signed_in("status") == exits.DISK
    assert "studydesk doctor --recover" in told(capsys)
    assert signed_in("doctor", "--recover") == exits.DONE
    assert signed_in("doctor", "--offline") in (exits.DONE, exits.DISK)
    assert list(work.parent.glob("work.damaged-*.db"))


def test_doctor_rescues_the_learners_work_and_says_what_it_found(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at = paths.of(tmp_path / "home")
    assert signed_in("settings", "price-per-mb", "0.07") == exits.DONE
    assert signed_in("doctor", "--rescue") == exits.DONE
    assert "Your own work is whole, and its journal says the same." in told(capsys)
    at.work.write_bytes(b"this is no database" * 500)
    assert signed_in("status") == exits.DISK
    said = told(capsys)
    assert said.index("studydesk doctor --rescue") < said.index("studydesk doctor --recover")
    assert signed_in("--json", "doctor", "--rescue") == exits.DONE
    found = json.loads(told(capsys))["rescue"]
    assert found["is_complete"]
    assert (found["accounts"], found["copy"], Path(found["kept"]).name) == (1, None, "work.damaged-1.db")
    assert signed_in("settings", "price-per-mb") == exits.DONE
    assert "0.07" in told(capsys)


def test_a_rescue_from_a_copy_that_is_not_there_changes_nothing(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = paths.of(tmp_path / "home").work
    work.write_bytes(b"garbage")
    assert signed_in("doctor", "--rescue", "--from", "work-1999-01-01.db") == exits.NOT_POSSIBLE
    assert work.read_bytes() == b"garbage"
    capsys.readouterr()


def test_a_rescue_beside_an_open_window_is_refused(
    signed_in: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with ProfileLock(paths.of(tmp_path / "home").lock):
        for how in ("--rescue", "--recover"):
            assert signed_in("doctor", how) == exits.NOT_POSSIBLE
    assert not list(paths.of(tmp_path / "home").profile.glob("work.damaged*"))
    capsys.readouterr()


def test_what_is_typed_wrongly_ends_with_code_2(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("cuorses")
    assert ended.value.code == exits.USAGE
    capsys.readouterr()


def test_help_documents_every_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        entry(["--help"])
    words = capsys.readouterr().out
    assert all(f"{code}  {meaning}" in words for code, meaning in exits.MEANINGS)


_HEAVY = {"PySide6", "sqlalchemy", "requests", "keyring", "nh3", "alembic", "msgspec", "ziamath"}


@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import studydesk.cli, studydesk.app", set()),
        ("from studydesk.cli import entry; entry(['--home', 'HOME', 'status'])", _HEAVY - {"PySide6", "keyring"}),
        ("import studydesk.study.views.today, studydesk.study.views.assignments, studydesk.wording", set()),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(tmp_path: Path, code: str, allowed: set[str]) -> None:
    show = f"{code.replace('HOME', str(tmp_path))}\nimport sys; print(sorted({_HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, timeout=60, check=True)
    assert set(json.loads(done.stdout.splitlines()[-1].replace("'", '"'))) <= allowed
