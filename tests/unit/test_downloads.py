"""The life of a download, held against a table written here."""

import pytest

from studydesk.domain.courses import Media, media
from studydesk.domain.downloads import FILE_MOVES, ORDER, WANTED_MEDIA, FileEvent, FileState, What

LETTERS = {
    "a": FileState.ABSENT,
    "q": FileState.QUEUED,
    "r": FileState.RUNNING,
    "p": FileState.PRESENT,
    "h": FileState.PAUSED,
    "f": FileState.FAILED,
    "s": FileState.STALE,
}
COLUMNS = [
    FileEvent.WANTED,
    FileEvent.STARTED,
    FileEvent.FINISHED,
    FileEvent.FAILED,
    FileEvent.INTERRUPTED,
    FileEvent.PAUSED,
    FileEvent.RESUMED,
    FileEvent.CANCELLED,
    FileEvent.CHANGED,
    FileEvent.FREED,
]
EXPECTED = {
    "a": "q.........",
    "q": ".rp..h.a..",
    "r": "..pfqh.a..",
    "p": "........sa",
    "h": "q.p...qa..",
    "f": "q.....qa..",
    "s": "q........a",
}


def test_the_table_here_names_every_state_and_event() -> None:
    assert set(LETTERS.values()) == set(FileState)
    assert set(COLUMNS) == set(FileEvent)
    assert {len(row) for row in EXPECTED.values()} == {len(COLUMNS)}


@pytest.mark.parametrize("start", LETTERS)
@pytest.mark.parametrize("event", COLUMNS)
def test_every_event_in_every_state(start: str, event: FileEvent) -> None:
    expected = EXPECTED[start][COLUMNS.index(event)]
    to = FILE_MOVES.get((LETTERS[start], event))
    assert to is (None if expected == "." else LETTERS[expected])


def test_present_is_reached_by_finishing_only() -> None:
    assert {key for key, to in FILE_MOVES.items() if to is FileState.PRESENT} == {
        (FileState.RUNNING, FileEvent.FINISHED),
        (FileState.QUEUED, FileEvent.FINISHED),
        (FileState.PAUSED, FileEvent.FINISHED),
    }


def test_text_comes_before_documents_before_sound_before_film() -> None:
    assert sorted(ORDER, key=lambda kind: ORDER[kind]) == [
        Media.TEXT,
        Media.DOCUMENT,
        Media.OTHER,
        Media.AUDIO,
        Media.VIDEO,
    ]


def test_each_choice_contains_the_smaller_one() -> None:
    assert WANTED_MEDIA[What.TEXT] < WANTED_MEDIA[What.DOCUMENTS] < WANTED_MEDIA[What.ALL] == set(Media)


@pytest.mark.parametrize(
    ("name", "mime", "expected"),
    [
        ("a.PDF", "", Media.DOCUMENT),
        ("talk.mp4", "application/octet-stream", Media.VIDEO),
        ("talk.es.vtt", "text/vtt", Media.TEXT),
        ("sound", "audio/mpeg", Media.AUDIO),
        ("clip", "video/mp4", Media.VIDEO),
        ("notes", "text/plain", Media.DOCUMENT),
        ("thing.bin", "", Media.OTHER),
        ("", "", Media.OTHER),
    ],
)
def test_a_file_is_what_its_ending_says_and_else_its_type(name: str, mime: str, expected: Media) -> None:
    assert media(name, mime) is expected
