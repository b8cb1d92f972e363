"""`python -m tests.benchmarks NAME [--quick]`: measures, prints, and ends 0 only if every row holds its target."""

import argparse
import sys

from tests.benchmarks import deliver, downloads, memory, opening, refresh, rows, start

CASES = {
    "start": start.run,
    "memory": memory.run,
    "refresh": refresh.run,
    "deliver": deliver.run,
    "open": opening.run,
    "downloads": downloads.run,
}


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("name", choices=sorted(CASES))
    parser.add_argument("--quick", action="store_true", help="under a minute; the same targets")
    parser.add_argument("--row", action="append", choices=list(downloads.CASES), help="downloads: only this one; again")
    chosen = parser.parse_args()
    if chosen.row and chosen.name != "downloads":
        parser.error("--row is for downloads")
    measured = downloads.run(chosen.quick, chosen.row) if chosen.row else CASES[chosen.name](chosen.quick)
    return rows.report(chosen.name, measured)


if __name__ == "__main__":
    sys.exit(main())
