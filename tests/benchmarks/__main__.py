"""`python -m tests.benchmarks NAME [--quick]`: measures, prints, and ends 0 only if every row holds its target."""

import argparse
import sys

from tests.benchmarks import deliver, memory, opening, refresh, rows, start

CASES = {
    "start": start.run,
    "memory": memory.run,
    "refresh": refresh.run,
    "deliver": deliver.run,
    "open": opening.run,
}


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("name", choices=sorted(CASES))
    parser.add_argument("--quick", action="store_true", help="under a minute; the same targets")
    chosen = parser.parse_args()
    return rows.report(chosen.name, CASES[chosen.name](chosen.quick))


if __name__ == "__main__":
    sys.exit(main())
