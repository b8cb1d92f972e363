"""The embedded campus as a server: it remembers, it counts, it stops, it stands up to big things."""

import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from studydesk.campus.demo import Account, Campus
from studydesk.errors import PackageRejected
from tests.campus.school import BIRTH, FORUM, NOTES, PEOPLE, Clock, Visitor, opened
from tests.campus_content import LEARNER, OTHER_LEARNER, TEACHER, big_content, busy_thread, write_content


def test_a_restart_keeps_ids_posts_tokens_files_and_the_birth(tmp_path: Path, clock: Clock) -> None:
    with opened(tmp_path, clock) as campus:
        amina = Visitor(campus, *LEARNER)
        made = amina("mod_forum_add_discussion", forumid=FORUM, subject="kept", message="x")["discussionid"]
        amina.save(NOTES, "<p>kept</p>", amina.draft(("kept.txt", b"kept")))
        amina.close()
    clock.now += 1000
    with opened(tmp_path, clock) as campus:
        again = Visitor(campus, *LEARNER)
        assert again.token == amina.token
        assert again.handed_in(NOTES) == ("draft", [("kept.txt", 4)], "<p>kept</p>")
        second = again("mod_forum_add_discussion", forumid=FORUM, subject="next", message="x")["discussionid"]
        assert second == made + 1
        due = again("mod_assign_get_assignments", courseids=[2])["courses"][0]["assignments"][0]["duedate"]
        assert due == BIRTH + 4 * 86400
        again.close()


def test_a_stopped_campus_frees_its_port_and_keep_alive_connections_end(tmp_path: Path, clock: Clock) -> None:
    campus = opened(tmp_path, clock)
    campus.start()
    amina = Visitor(campus, *LEARNER)
    began = time.monotonic()
    campus.stop()
    assert time.monotonic() - began < 2
    with pytest.raises(requests.ConnectionError):
        amina("core_webservice_get_site_info")
    port = int(campus.url.rsplit(":", 1)[1])
    with opened(tmp_path, clock, port=port) as again:
        assert again.url == campus.url
        assert amina("core_webservice_get_site_info")["userid"] == amina.id
    amina.close()


def test_who_can_sign_in_is_told(campus: Campus) -> None:
    learners = [Account("learner", *LEARNER), Account("learner", *OTHER_LEARNER)]
    assert campus.accounts == [*learners, Account("teacher", *TEACHER)]


def test_requests_are_counted_without_tokens_and_the_counters_can_be_reset(amina: Visitor, campus: Campus) -> None:
    answer = amina.send("core_webservice_get_site_info")
    amina.upload("a.txt", b"a" * 1000)
    counted = requests.get(f"{campus.url}/_demo/requests", timeout=10).json()
    assert [request["function"] for request in counted["requests"]] == ["core_webservice_get_site_info", "upload"]
    assert counted["requests"][0]["path"] == "/webservice/rest/server.php"
    assert amina.token not in json.dumps(counted)
    body = int(answer.headers["Content-Length"])
    assert body < counted["requests"][0]["bytes"] < body + 700
    assert counted["requests"][1]["received"] > 1000
    assert (counted["count"], len(campus.requests)) == (2, 2)
    requests.post(f"{campus.url}/_demo/requests/reset", timeout=10)
    assert campus.requests == []


def test_json_is_gzipped_for_those_who_ask_and_plain_for_others(amina: Visitor) -> None:
    packed = amina.send("core_course_get_contents", courseid=2)
    amina.session.headers["Accept-Encoding"] = "identity"
    plain = amina.send("core_course_get_contents", courseid=2)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert int(packed.headers["Content-Length"]) * 5 < int(plain.headers["Content-Length"])


def test_a_campus_can_be_told_not_to_gzip(tmp_path: Path, clock: Clock) -> None:
    with opened(tmp_path, clock, packs=False) as campus:
        amina = Visitor(campus, *LEARNER)
        assert "Content-Encoding" not in amina.send("core_course_get_contents", courseid=2).headers
        amina.close()


def test_four_identical_replies_at_once_are_four_posts(campus: Campus) -> None:
    visitors = [Visitor(campus, *LEARNER) for _ in range(4)]
    made: list[int] = []

    def reply(who: Visitor) -> None:
        answer = who("mod_forum_add_discussion_post", postid=2, subject="x", message="x")
        made.append(answer["postid"])

    threads = [threading.Thread(target=reply, args=(visitor,)) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert len(set(made)) == 4
    for visitor in visitors:
        visitor.close()


def test_a_client_that_leaves_after_sending_has_still_posted(amina: Visitor, campus: Campus) -> None:
    campus.set_link("slow")
    sent = {"wsfunction": "mod_forum_add_discussion", "wstoken": amina.token, "forumid": str(FORUM),
            "subject": "left", "message": "x"}  # fmt: skip
    with pytest.raises(requests.Timeout):
        requests.post(f"{campus.url}/webservice/rest/server.php", data=sent, timeout=(5, 0.05))
    campus.set_link("up")
    for _attempt in range(40):
        names = [one["name"] for one in amina("mod_forum_get_forum_discussions", forumid=FORUM)["discussions"]]
        if "left" in names:
            break
        time.sleep(0.05)
    assert "left" in names


def test_a_content_folder_that_cannot_be_read_is_refused_and_leaves_nothing_half_made(tmp_path: Path) -> None:
    content = write_content(tmp_path / "content")
    (content / "files" / "diagram.png").unlink()
    for _attempt in range(2):
        with pytest.raises(PackageRejected):
            Campus(content, tmp_path / "state")
    write_content(content)
    campus = Campus(content, tmp_path / "state")
    assert len(campus.accounts) == 3
    campus.stop()


def test_a_folder_without_campus_json_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackageRejected):
        Campus(tmp_path, tmp_path / "state")


def test_a_file_outside_the_content_folder_is_refused(tmp_path: Path) -> None:
    content = write_content(tmp_path / "content")
    (tmp_path / "secret.png").write_bytes(b"x")
    told = (content / "campus.json").read_text(encoding="utf-8").replace("files/course.jpg", "../secret.png")
    (content / "campus.json").write_text(told, encoding="utf-8")
    with pytest.raises(PackageRejected):
        Campus(content, tmp_path / "state")


def test_an_upload_of_sixty_megabytes_does_not_lie_in_memory(tmp_path: Path, clock: Clock) -> None:
    content = write_content(tmp_path / "content")
    program = (
        "import sys, tracemalloc; from pathlib import Path; from studydesk.campus.demo import Campus\n"
        "campus = Campus(Path(sys.argv[1]), Path(sys.argv[2])); campus.start(); print(campus.url, flush=True)\n"
        "tracemalloc.start(); sys.stdin.readline(); print(tracemalloc.get_traced_memory()[1], flush=True)\n"
        "campus.stop()\n"
    )
    command = [sys.executable, "-c", program, str(content), str(tmp_path / "state")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        url = process.stdout.readline().strip()
        sent = {"username": LEARNER[0], "password": LEARNER[1], "service": "moodle_mobile_app"}
        token = requests.post(f"{url}/login/token.php", data=sent, timeout=10).json()["token"]
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        pieces = [b'--b\r\nContent-Disposition: form-data; name="f"; filename="big.bin"\r\n\r\n']
        pieces += [bytes(1 << 20)] * 60 + [b"\r\n--b--\r\n"]
        answer = requests.post(
            f"{url}/webservice/upload.php?token={token}", data=iter(pieces), headers=headers, timeout=60
        )
        assert answer.json()[0]["filesize"] == 60 << 20
        process.stdin.write("\n")
        process.stdin.flush()
        peak_bytes = int(process.stdout.readline())
    assert peak_bytes < 10 << 20


def test_a_request_over_the_front_servers_limit_is_413_before_it_is_read(amina: Visitor) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b", "Content-Length": str(230 << 20)}
    prepared = requests.Request("POST", f"{amina.campus.url}/webservice/upload.php", headers=headers).prepare()
    prepared.headers["Content-Length"] = headers["Content-Length"]
    answer = requests.Session().send(prepared, timeout=10)
    assert (answer.status_code, answer.headers["Content-Type"]) == (413, "text/html; charset=utf-8")


def test_many_courses_are_born_and_refreshed_quickly(tmp_path: Path, clock: Clock) -> None:
    content = big_content(tmp_path / "content", courses=10, activities=100)
    with Campus(content, tmp_path / "state", clock=clock) as campus:
        amina = Visitor(campus, *PEOPLE["amina"])
        courses = amina("core_enrol_get_users_courses", userid=amina.id)
        assert len(courses) == 10
        asked = [
            {"function": "core_course_get_updates_since", "arguments": f'{{"courseid":{course["id"]},"since":{BIRTH}}}'}
            for course in courses
        ]
        answer = amina("tool_mobile_call_external_functions", requests=asked)
        assert [response["data"] for response in answer["responses"]] == ['{"instances":[],"warnings":[]}'] * 10
        sections = amina("core_course_get_contents", courseid=2)
        assert sum(len(section["modules"]) for section in sections) == 100
        amina.close()


def test_a_thread_of_five_hundred_posts_comes_in_one_answer(tmp_path: Path, clock: Clock) -> None:
    content = busy_thread(tmp_path / "content", posts=500)
    with Campus(content, tmp_path / "state", clock=clock) as campus:
        amina = Visitor(campus, *LEARNER)
        discussions = amina("mod_forum_get_forum_discussions", forumid=FORUM)["discussions"]
        long = next(one for one in discussions if one["name"] == "The long thread")
        assert long["numreplies"] == 499
        assert len(amina("mod_forum_get_discussion_posts", discussionid=long["discussion"])["posts"]) == 500
        amina.close()


def test_the_campus_alone_prints_its_address_and_accounts_first_and_stops_when_told(tmp_path: Path) -> None:
    content = write_content(tmp_path / "content")
    program = (
        "import sys; from pathlib import Path; from studydesk.campus.demo.serve import serve\n"
        "serve(Path(sys.argv[1]), Path(sys.argv[2]), 0)\n"
    )
    command = [sys.executable, "-c", program, str(content), str(tmp_path / "state")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        told = json.loads(process.stdout.readline())
        assert set(told) == {"url", "accounts"}
        assert told["accounts"][0] == {"role": "learner", "username": LEARNER[0], "password": LEARNER[1]}
        assert requests.get(f"{told['url']}/_demo/link", timeout=10).json()["state"] == "up"
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.stderr.read() == ""
