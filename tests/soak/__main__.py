"""`python -m tests.soak --minutes M | --kills N [--seed S] [--keep DIR]`: ends 0 only if nothing went wrong."""

import argparse
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

from tests.soak import report
from tests.soak.run import Plan, run, say_aloud


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--minutes", type=float, help="how long learners write; healing and comparing come on top")
    length.add_argument("--kills", type=int, help="until so many processes were ended by kill -9")
    parser.add_argument("--seed", type=int, help="of all chance but the machine's; another one each time")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep journal, profiles and school in this new folder")
    parser.add_argument("--planted", type=Path, metavar="DIR", help="spoil the program with DIR/sitecustomize.py")
    chosen = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if chosen.seed is None else chosen.seed
    seconds = None if chosen.minutes is None else chosen.minutes * 60
    planted = chosen.planted.absolute() if chosen.planted else None
    folder = chosen.keep.absolute() if chosen.keep else Path(tempfile.mkdtemp(prefix="studydesk-soak-"))
    folder.mkdir(parents=True, exist_ok=True)
    length_words = f"--kills {chosen.kills}" if seconds is None else f"--minutes {chosen.minutes}"
    again = f"python -m tests.soak {length_words} --seed {seed}"
    say_aloud(f"seed {seed}, in {folder}")
    is_kept = True
    try:
        outcome = run(folder, Plan(seed, seconds, chosen.kills, planted=planted), say_aloud)
        is_kept = bool(chosen.keep or outcome.verdict.violations)
    finally:
        if is_kept:
            say_aloud(f"everything is kept in {folder}; the same again: {again}")
        else:
            shutil.rmtree(folder)
    sys.stdout.writelines(f"{line}\n" for line in report.lines(outcome))
    return 1 if outcome.verdict.violations else 0


if __name__ == "__main__":
    sys.exit(main())
