"""Captions: real files, broken ones, and which cue is due."""

import pytest

from studydesk.domain.playback import Cue, belongs, cues_at, language_of, parse_srt, parse_vtt
from tests.shared import shared


def test_vtt_cues_have_times_in_milliseconds_and_plain_words() -> None:
    text = "WEBVTT\n\n1\n00:01.500 --> 00:00:04.000 align:start\n<v Ruth>Rain &amp; <i>soil</i>\nsecond line\n"
    assert parse_vtt(text) == (Cue(1500, 4000, "Rain & soil\nsecond line"),)


def test_srt_cues_take_commas_and_byte_order_mark_and_windows_lines() -> None:
    text = "\ufeff1\r\n01:00:00,5 --> 01:00:02,250\r\n{\\an8}Up here\r\n\r\n"
    assert parse_srt(text) == (Cue(3600500, 3602250, "Up here"),)


def test_cues_come_in_order_of_time_whatever_the_file_says() -> None:
    text = "WEBVTT\n\n00:05.000 --> 00:06.000\nlater\n\n00:01.000 --> 00:02.000\nsooner\n"
    assert [cue.text for cue in parse_vtt(text)] == ["sooner", "later"]


@pytest.mark.parametrize("text", ["", "1", "WEBVTT", "WEBVTT\n\n00:05.000 --> 00:01.000\nbackwards\n", "a\0b\n-->\n"])
def test_what_is_no_caption_gives_none(text: str) -> None:
    assert parse_vtt(text) == ()


@pytest.mark.parametrize(
    ("name", "cues"),
    [
        ("captions.vtt", 10),
        ("comments.vtt", 3),
        ("empty.vtt", 0),
        ("missing_caption_text.vtt", 4),  # one of five has no words
        ("missing_timeframe.vtt", 6),  # one of seven has no time
        ("invalid_timeframe_in_cue_text.vtt", 3),  # a timing line where words should be
        ("metadata_headers_multiline.vtt", 2),
        ("youtube_dl.vtt", 4),
        ("invalid_timeframe.srt", 5),
        ("invalid_format1.srt", 0),
        ("48c991fb-083c-45e1-adad-930d2b11b11e-en.srt", 1305),
        ("testsubtitles_ar.srt", 3),
    ],
)
def test_files_from_the_wild_are_read_as_far_as_they_go(name: str, cues: int) -> None:
    text = (shared("samples/webvtt") / name).read_text("utf-8", errors="replace")
    parsed = parse_srt(text) if name.endswith("srt") else parse_vtt(text)
    assert len(parsed) == cues
    assert all("-->" not in cue.text and "<" not in cue.text for cue in parsed)


def test_the_cue_of_an_instant_includes_its_start_and_not_its_end() -> None:
    cues = (Cue(0, 1000, "a"), Cue(500, 2000, "b"), Cue(2000, 3000, "c"))
    assert [cue.text for cue in cues_at(cues, 500)] == ["a", "b"]
    assert [cue.text for cue in cues_at(cues, 1000)] == ["b"]
    assert [cue.text for cue in cues_at(cues, 2000)] == ["c"]
    assert cues_at(cues, 3000) == ()


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Lecture 1.en.vtt", "en"),
        ("a.pt-BR.srt", "pt-br"),
        ("talk-sv.vtt", "sv"),
        ("a.b.captions.vtt", ""),
        ("x.vtt", ""),
    ],
)
def test_the_language_is_read_from_the_file_name(name: str, language: str) -> None:
    assert language_of(name) == language


def test_captions_belong_to_the_lecture_they_are_named_after() -> None:
    assert belongs("Lecture 1.en.vtt", "Lecture 1.mp4")
    assert not belongs("Lecture 10.en.vtt", "Lecture 1.mp4")
