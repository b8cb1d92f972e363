"""Rows of different heights below one another: where each is, and which lie in a stretch."""

from bisect import bisect_right
from itertools import accumulate


class Rows:
    """Heights and places of rows, in pixels.

    Attributes:
        heights: of each row.
        tops: of each row, and one more: where the next row would begin.
    """

    def __init__(self, spacing: int) -> None:
        self._spacing = spacing
        self.heights: list[int] = []
        self.tops: list[int] = [0]

    def put(self, heights: list[int], top: int) -> None:
        """Have these rows, the first beginning at `top`."""
        self.heights = heights
        self.stack(top)

    def stack(self, top: int) -> None:
        """Place the rows anew after heights were corrected."""
        self.tops = list(accumulate((height + self._spacing for height in self.heights), initial=top))

    def correct(self, index: int, height: int) -> bool:
        """Give a row another height; False when it had it before. `stack` places the rows after it."""
        if self.heights[index] == height:
            return False
        self.heights[index] = height
        return True

    @property
    def bottom(self) -> int:
        """Where the last row ends, with the space below it."""
        return self.tops[-1]

    def at(self, y: int) -> int:
        """Return the row at a place, the nearest one outside of all."""
        return min(len(self.heights) - 1, max(0, bisect_right(self.tops, y) - 1))

    def between(self, top: int, bottom: int) -> range:
        """Return the rows that reach into a stretch."""
        first = max(0, bisect_right(self.tops, top) - 1)
        return range(first, min(bisect_right(self.tops, bottom), len(self.heights)))
