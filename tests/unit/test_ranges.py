"""Which bytes of a file are here."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studydesk.domain import ranges
from studydesk.domain.ranges import Range

some = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=12)


def bytes_in(found: list[Range] | tuple[Range, ...]) -> set[int]:
    return {at for start, stop in found for at in range(start, stop)}


@given(some)
def test_joined_ranges_hold_the_same_bytes_in_order_and_apart(found: list[Range]) -> None:
    made = ranges.joined(found)
    assert bytes_in(made) == bytes_in(found)
    assert all(start < stop for start, stop in made)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(made))
    assert ranges.size(made) == len(bytes_in(found))
    assert ranges.joined(made) == made


@given(some, st.integers(0, 70))
def test_gaps_are_all_that_is_missing_of_so_many_bytes(found: list[Range], total: int) -> None:
    made = ranges.gaps(found, total)
    assert bytes_in(made) == set(range(total)) - bytes_in(found)
    assert ranges.joined(made) == made


@given(some)
def test_leading_bytes_reach_to_the_first_one_that_is_missing(found: list[Range]) -> None:
    here = bytes_in(found)
    assert ranges.leading(found) == next(at for at in range(70) if at not in here)


@pytest.mark.parametrize(
    ("found", "total", "missing", "leading"),
    [
        ([], 10, ((0, 10),), 0),
        ([(0, 10)], 10, (), 10),
        ([(0, 4), (4, 6)], 10, ((6, 10),), 6),
        ([(2, 4), (8, 30)], 10, ((0, 2), (4, 8)), 0),
        ([(3, 3)], 0, (), 0),
    ],
)
def test_by_hand(found: list[Range], total: int, missing: tuple[Range, ...], leading: int) -> None:
    assert (ranges.gaps(found, total), ranges.leading(found)) == (missing, leading)
