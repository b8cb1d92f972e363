"""Signing in where it cannot work: each time a sentence that says why and what to do, and no account left behind."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from studydesk.cli import exits
from tests.campus.loopback import Answering, Line, Request, serving
from tests.luck.liar import CLI_MAINTENANCE, PORTAL, lying, say
from tests.luck.life import Life, Said, check_plain

PASSWORD = "not-her-password-at-all"


def check_refused(life: Life, said: Said, code: int, *facts: str) -> None:
    """Assert the exit code, the facts in the sentence, and that nothing was kept of the try."""
    check_plain(said.words)
    assert said.code == code, said
    for fact in facts:
        assert fact in said.err
    assert PASSWORD not in said.words
    assert life.services.accounts.all() == []
    assert not life.paths.tokens.exists()


@contextmanager
def answering(answer: Answering) -> Iterator[str]:
    """Run something that is no school; gives its address."""
    with serving(answer) as server:
        yield server.url


def page(_request: Request, line: Line) -> None:
    line.send("200 OK", b"<html><body>Our bakery</body></html>", {"Content-Type": "text/html"})


def missing(_request: Request, line: Line) -> None:
    line.send("404 Not Found", b"<html>nothing here</html>", {"Content-Type": "text/html"})


def other_json(_request: Request, line: Line) -> None:
    line.json(b'{"hello": ["world"]}')


def test_a_wrong_password_is_said_and_the_right_one_then_works(newcomer: Life) -> None:
    said = newcomer.add(newcomer.url, password=PASSWORD)
    check_refused(newcomer, said, exits.NOT_SIGNED_IN, "does not know this name and password", "Check both")
    assert newcomer.add(newcomer.url).code == exits.DONE
    assert newcomer.desk.courses.cards()


def test_an_unknown_name_reads_like_a_wrong_password(newcomer: Life) -> None:
    said = newcomer.add(newcomer.url, user="nobody", password=PASSWORD)
    check_refused(newcomer, said, exits.NOT_SIGNED_IN, "does not know this name and password")


@pytest.mark.parametrize("address", ["https://no-such-school.invalid", "127.0.0.1:9", "http://127.0.0.1:9/moodle"])
def test_an_unknown_host_is_said_and_nothing_is_kept(newcomer: Life, address: str) -> None:
    said = newcomer.add(address, password=PASSWORD)
    check_refused(newcomer, said, exits.NO_LINK, "no way to the school", "Check the address", "is safe")


@pytest.mark.parametrize("address", ["", "ftp://school.example", "my school, at the river", "http://[::1"])
def test_what_is_no_address_is_said(newcomer: Life, address: str) -> None:
    said = newcomer.add(address, password=PASSWORD)
    check_refused(newcomer, said, exits.NOT_POSSIBLE, "not the address of a web page")


@pytest.mark.parametrize("answer", [page, missing, other_json])
def test_a_page_that_is_no_moodle_is_said_and_sees_no_password(newcomer: Life, answer: Answering) -> None:
    with serving(answer) as server:
        said = newcomer.add(server.url, password=PASSWORD)
    check_refused(newcomer, said, exits.NO_LINK, "no Moodle school", "Look at the address")
    assert all(PASSWORD.encode() not in request.body for request in server.requests)


def test_a_school_that_lets_no_program_in_is_said(newcomer: Life) -> None:
    off = say("403 Forbidden")
    with lying(newcomer.campus) as liar:
        liar.when("*", off, 10)
        said = newcomer.add(liar.url, password=PASSWORD)
    check_refused(newcomer, said, exits.NO_LINK, "does not let study programs in", "Ask the school to switch on")


def test_a_school_whose_service_is_off_is_said(newcomer: Life) -> None:
    body = b'{"error":"Web service is not available.","errorcode":"servicenotavailable"}'
    with lying(newcomer.campus) as liar:
        liar.when("login", say("200 OK", body, Content_Type="application/json"))
        said = newcomer.add(liar.url, password=PASSWORD)
    check_refused(newcomer, said, exits.NO_LINK, "does not let study programs in", "Ask the school to switch on")


def test_a_school_in_maintenance_is_said_at_sign_in(newcomer: Life) -> None:
    newcomer.campus.office.set_maintenance(True)
    check_refused(newcomer, newcomer.add(newcomer.url, password=PASSWORD), exits.NO_LINK, "under maintenance")
    newcomer.campus.office.set_maintenance(False)
    assert newcomer.add(newcomer.url).code == exits.DONE


def test_maintenance_from_the_schools_own_terminal_is_said_at_sign_in(newcomer: Life) -> None:
    with lying(newcomer.campus) as liar:
        liar.when("*", CLI_MAINTENANCE, 10)
        said = newcomer.add(liar.url, password=PASSWORD)
        check_refused(newcomer, said, exits.NO_LINK, "under maintenance")
        liar.heal()
        assert newcomer.add(liar.url).code == exits.DONE


def test_a_wifi_page_in_front_of_a_school_is_not_taken_for_it(newcomer: Life) -> None:
    with lying(newcomer.campus) as liar:
        liar.when("*", PORTAL, 10)
        said = newcomer.add(liar.url, password=PASSWORD)
        check_refused(newcomer, said, exits.NO_LINK, "no Moodle school")
        liar.heal()
        liar.when("login", PORTAL)
        said = newcomer.add(liar.url, password=PASSWORD)
        check_refused(newcomer, said, exits.NO_LINK, "Wi-Fi wants you to sign in")


def test_a_key_that_is_none_or_not_good_is_said(newcomer: Life) -> None:
    said = newcomer.cli("campus", "add", newcomer.url, "--token-stdin", stdin="hello\n")
    check_refused(newcomer, said, exits.NOT_POSSIBLE, "contains no key")
    said = newcomer.cli("campus", "add", newcomer.url, "--token-stdin", stdin="0123456789abcdef0123456789abcdef\n")
    check_refused(newcomer, said, exits.NOT_SIGNED_IN, "signed out at the school", "Sign in again")
