"""The log file: rotates, and holds no secret."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from studydesk import log

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def written(tmp_path: Path) -> Iterator[Path]:
    """The log file, while logging is set up."""
    handler = log.set_up(tmp_path / "logs")
    yield tmp_path / "logs" / log.FILE
    logging.getLogger().removeHandler(handler)
    handler.close()


@pytest.mark.parametrize(
    "secret",
    [
        f"POST https://x/webservice/rest/server.php?wstoken={TOKEN}&wsfunction=core_f",
        f"https://x/pluginfile.php/1/a.pdf?token={TOKEN}",
        f"https://x/tokenpluginfile.php/{TOKEN}/1/a.pdf",
        f'{{"token": "{TOKEN}", "privatetoken": "{TOKEN}x"}}',
        f"moodlemobile://token={TOKEN}",
        f"userToken: {TOKEN}",
        f"Authorization: Bearer {TOKEN}",
        "username=ana&password=sesame%210123456789abcdef",
        "{'password': 'sesame 0123456789abcdef'}".replace(" ", ""),
        f"a bare {TOKEN.upper()} somewhere",
    ],
)
def test_no_secret_stands_in_what_is_written(secret: str) -> None:
    shown = log.redacted(secret)
    assert "0123456789abcdef" not in shown.lower()
    assert "sesame" not in shown
    assert "…" in shown


@pytest.mark.parametrize(
    "harmless",
    [
        "token expired, signing in again is needed",
        "blob " + "ab" * 32 + " verified",
        "etag " + "ab" * 20,
        "https://x/webservice/rest/server.php?wsfunction=core_course_get_contents&courseid=7",
    ],
)
def test_what_is_no_secret_stays_readable(harmless: str) -> None:
    assert log.redacted(harmless) == harmless


def test_secrets_in_arguments_and_tracebacks_are_redacted(written: Path) -> None:
    logger = logging.getLogger("studydesk.test")
    logger.info("asked %s", f"https://x?wstoken={TOKEN}")
    try:
        raise ValueError(f"token={TOKEN}")
    except ValueError:
        logger.exception("failed")
    text = written.read_text("utf-8")
    assert "ValueError: token=…" in text
    assert "asked https://x?wstoken=…" in text
    assert TOKEN not in text


def test_ours_is_written_from_info_and_others_from_warning(written: Path) -> None:
    logging.getLogger("studydesk.test").debug("ours, debug")
    logging.getLogger("studydesk.test").info("ours, info")
    logging.getLogger("theirs").info("theirs, info")
    logging.getLogger("theirs").warning("theirs, warning")
    text = written.read_text("utf-8")
    assert "ours, info" in text
    assert "theirs, warning" in text
    assert "debug" not in text
    assert "theirs, info" not in text


def test_the_file_rotates_and_old_ones_go(written: Path) -> None:
    logger = logging.getLogger("studydesk.test")
    for _ in range(60):
        logger.info("x" * 100_000)
    files = sorted(file.name for file in written.parent.iterdir())
    assert files == ["studydesk.log", "studydesk.log.1", "studydesk.log.2", "studydesk.log.3"]
    assert all(file.stat().st_size <= 1_000_000 for file in written.parent.iterdir())
