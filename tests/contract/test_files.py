"""Files: what names a version, what a range brings, and refusals that look like files (moodle.md §3)."""

import hashlib

import pytest

from studydesk.errors import Refused
from tests.contract.site import Site
from tests.contract.survey import Stored

SERVED_ELSEWHERE = "the site's web server sends the files itself (X-Accel or X-Sendfile), by rules of its own"


@pytest.fixture
def stored(campus: Site) -> Stored:
    """Return a stored file that is no plain text, sent by PHP itself."""
    found = campus.need(campus.places.binary, "stored file")
    etag = campus.learner.get(found.address).headers.get("ETag", "")
    if campus.is_real and len(etag.strip('"')) != 40:
        pytest.skip(SERVED_ELSEWHERE)
    return found


@pytest.fixture
def content(campus: Site, stored: Stored) -> bytes:
    """Return all bytes of the stored file."""
    whole = campus.learner.get(stored.address)
    assert (whole.status_code, len(whole.content)) == (200, stored.size_bytes)
    return whole.content


def test_the_etag_of_a_stored_file_is_the_sha1_of_its_bytes(campus: Site, stored: Stored, content: bytes) -> None:
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    assert campus.learner.get(stored.address).headers["ETag"] == f'"{digest}"'
    with campus.desk.files.open(stored.address) as body:
        assert (body.etag, body.etag_is_sha1, body.total_bytes) == (digest, True, len(content))
        assert b"".join(body.chunks()) == content


def test_the_same_etag_is_not_modified_and_has_no_body(campus: Site, stored: Stored) -> None:
    etag = campus.learner.get(stored.address).headers["ETag"]
    for told in (etag, etag.strip('"')):
        known = campus.learner.get(stored.address, If_None_Match=told)
        assert (known.status_code, known.content) == (304, b"")
    with campus.desk.files.open(stored.address, etag=etag.strip('"')) as body:
        assert body.status == 304
        assert list(body.chunks()) == []


@pytest.mark.parametrize("told", ['W/"{}"', '"{}0"'], ids=["weak", "another"])
def test_another_or_a_weak_etag_brings_the_whole_file(campus: Site, stored: Stored, told: str) -> None:
    etag = campus.learner.get(stored.address).headers["ETag"].strip('"')
    answer = campus.learner.get(stored.address, If_None_Match=told.format(etag))
    assert (answer.status_code, len(answer.content)) == (200, stored.size_bytes)


@pytest.mark.parametrize(
    ("asked", "start", "stop"), [("0-9", 0, 10), ("10-", 10, None), ("-7", -7, None), ("90-1000000000", 90, None)]
)
def test_a_range_brings_just_these_bytes_and_says_how_many_there_are(
    campus: Site, stored: Stored, content: bytes, asked: str, start: int, stop: int | None
) -> None:
    answer = campus.learner.get(stored.address, Range=f"bytes={asked}")
    assert (answer.status_code, answer.content) == (206, content[start:stop])
    first = start % len(content)
    last = first + len(answer.content) - 1
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/{len(content)}"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["ETag"] == campus.learner.get(stored.address).headers["ETag"]


def test_two_parts_fetched_by_the_program_make_the_whole_file(campus: Site, stored: Stored, content: bytes) -> None:
    middle = len(content) // 2
    with campus.desk.files.open(stored.address, stop=middle) as body:
        first = b"".join(body.chunks())
    with campus.desk.files.open(stored.address, start=middle) as body:
        assert (body.status, body.start, body.total_bytes) == (206, middle, len(content))
        assert first + b"".join(body.chunks()) == content


@pytest.mark.parametrize("beyond", [0, 1, 1000])
def test_a_range_at_or_past_the_end_brings_the_whole_file(campus: Site, stored: Stored, beyond: int) -> None:
    """Why a part that is complete is never asked for again: all of it would travel once more."""
    answer = campus.learner.get(stored.address, Range=f"bytes={stored.size_bytes + beyond}-")
    assert (answer.status_code, len(answer.content)) == (200, stored.size_bytes)


def test_if_range_is_ignored_so_a_part_must_be_compared_by_its_etag(campus: Site, stored: Stored) -> None:
    answer = campus.learner.get(stored.address, Range="bytes=10-19", If_Range='"0000"')
    assert (answer.status_code, len(answer.content)) == (206, 10)


def test_head_tells_what_get_tells(campus: Site, stored: Stored) -> None:
    query = {"token": campus.learner.token}
    plain = {"Accept-Encoding": "identity"}
    head = campus.learner.session.head(stored.address, params=query, headers=plain, timeout=20)
    whole = campus.learner.get(stored.address)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Length", "Content-Type", "Last-Modified"):
        assert head.headers[name] == whole.headers[name]


def test_plain_text_ignores_ranges_and_says_so(campus: Site, stored: Stored) -> None:
    plain = campus.need(campus.places.plain, "plain text file")
    answer = campus.learner.get(plain.address, Range="bytes=10-19")
    assert (answer.status_code, len(answer.content)) == (200, plain.size_bytes)
    assert answer.headers["Accept-Ranges"] == "none"
    assert answer.headers["ETag"] == f'"{hashlib.sha1(answer.content, usedforsecurity=False).hexdigest()}"'
    with campus.desk.files.open(plain.address, start=10) as body:
        assert (body.status, body.start, body.accepts_ranges) == (200, 0, False)
        assert len(b"".join(body.chunks())) == plain.size_bytes


def test_a_page_that_is_made_for_each_request_has_neither_etag_nor_ranges(campus: Site) -> None:
    made = campus.need(campus.places.made, "page")
    answer = campus.learner.get(made, Range="bytes=10-19")
    assert answer.status_code == 200
    assert "ETag" not in answer.headers
    assert answer.headers.get("Accept-Ranges", "none") == "none"
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_refused_file_is_status_200_with_json_and_never_a_file_to_the_program(campus: Site, stored: Stored) -> None:
    elsewhere = campus.learner.session.get(stored.address, params={"token": "0" * 32}, timeout=20)
    assert elsewhere.status_code == 200
    assert elsewhere.headers["Content-Type"].startswith("application/json")
    assert elsewhere.json()["errorcode"] == "invalidtoken"
    assert "ETag" not in elsewhere.headers


def test_only_a_file_that_is_missing_is_status_404_with_json(campus: Site, stored: Stored) -> None:
    missing = f"{stored.address.partition('?')[0]}.missing"
    answer = campus.learner.get(missing)
    assert (answer.status_code, answer.json()["errorcode"]) == (404, "filenotfound")
    with pytest.raises(Refused) as caught, campus.desk.files.open(missing):
        pass
    assert caught.value.code == "filenotfound"


def test_an_address_of_an_earlier_revision_brings_the_file_of_today(campus: Site, stored: Stored) -> None:
    before, found, after = stored.address.partition("/content/")
    assert found
    other = f"{before}/content/{int(after.partition('/')[0]) + 7}/{after.partition('/')[2]}"
    assert campus.learner.get(other).headers["ETag"] == campus.learner.get(stored.address).headers["ETag"]


def test_without_webservice_in_the_address_a_token_leads_to_the_login_page(campus: Site, stored: Stored) -> None:
    answer = campus.learner.get(stored.address.replace("/webservice/", "/"))
    assert answer.status_code == 303
    assert "/login/" in answer.headers["Location"]


def test_the_token_may_come_in_the_body(campus: Site, stored: Stored, content: bytes) -> None:
    sent = {"token": campus.learner.token}
    assert campus.learner.session.post(stored.address, data=sent, timeout=20).content == content
