"""Which bytes of a file are here: half-open ranges (start, stop), sorted and apart. Pure."""

from collections.abc import Iterable

Range = tuple[int, int]


def joined(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return the same bytes as the fewest ranges, in order; empty ranges vanish."""
    found: list[Range] = []
    for start, stop in sorted(ranges):
        if start >= stop:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], stop))
        else:
            found.append((start, stop))
    return tuple(found)


def size(ranges: Iterable[Range]) -> int:
    """Return how many bytes the ranges hold together; they must not overlap."""
    return sum(stop - start for start, stop in ranges)


def gaps(ranges: Iterable[Range], total: int) -> tuple[Range, ...]:
    """Return what of the first `total` bytes the ranges leave out, in order."""
    found: list[Range] = []
    at = 0
    for start, stop in joined(ranges):
        if at < min(start, total):
            found.append((at, min(start, total)))
        at = max(at, stop)
    if at < total:
        found.append((at, total))
    return tuple(found)


def leading(ranges: Iterable[Range]) -> int:
    """Return how many bytes are here from the first one on without a gap."""
    first = next(iter(joined(ranges)), (0, 0))
    return first[1] if first[0] == 0 else 0
