"""Two texts compared word by word."""

import time

import pytest

from studydesk.domain.differences import Piece, differences


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", ""),
        ("", "something"),
        ("The path is deep.", "The path is cut 30 cm deep."),
        ("  begins with space\n\nand ends so ", "begins\nwith space and ends"),
        ("¿Qué lluvia? ¡34 mm!", "¿Qué lluvia? 43 mm"),
    ],
)
def test_the_pieces_joined_are_the_two_texts(one: str, other: str) -> None:
    pieces = differences(one, other)
    assert ("".join(piece.one for piece in pieces), "".join(piece.other for piece in pieces)) == (one, other)


def test_only_the_words_that_differ_are_marked() -> None:
    assert differences("The path is deep.", "The path is cut 30 cm deep.") == (
        Piece("The path is ", "The path is ", True),
        Piece("", "cut 30 cm ", False),
        Piece("deep.", "deep.", True),
    )


def test_another_line_break_is_no_difference() -> None:
    assert all(piece.is_same for piece in differences("one two\n\nthree", "one two three"))


def test_a_comma_between_two_changes_is_part_of_them() -> None:
    changed = [piece for piece in differences("red, green", "blue, brown") if not piece.is_same]
    assert changed == [Piece("red, green", "blue, brown", False)]


def test_a_long_work_is_compared_in_less_than_two_seconds() -> None:
    lines = [f"In week {n} the gauge had {n * 7 % 31} mm, and the ditch was full of sand again." for n in range(900)]
    other = [*lines[:400], "Nobody measured anything", *lines[401:]]
    began = time.perf_counter()
    pieces = differences("\n".join(lines), "\n".join(other))
    assert time.perf_counter() - began < 2
    assert [piece.other.strip() for piece in pieces if not piece.is_same] == ["Nobody measured anything"]
