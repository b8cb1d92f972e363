"""`python -m tests.simulation`: play seeds, replay one, tell stories, or hunt planted bugs; the last line is JSON."""

import argparse
import json
import os
import time

from tests.simulation import stories
from tests.simulation.minimise import minimised
from tests.simulation.reachable import table
from tests.simulation.running import Remembered, Tally, in_processes, outcome_of
from tests.simulation.schedule import Schedule, drawn
from tests.simulation.stage import Outcome

SHOWN = 3
EVERY_S = 20


def main() -> int:
    """Return the exit code: 1 where an invariant was broken or a planted bug was missed too often."""
    arguments = _arguments()
    if arguments.replay is not None:
        return _replay(drawn(arguments.replay), shorter=arguments.minimise)
    if arguments.stories:
        return stories.main(arguments.jobs)
    if arguments.mutants:
        from tests.simulation.hunting import hunt  # the planted bugs, which nothing else needs

        return hunt(arguments.seeds, arguments.jobs, arguments.only)
    return _play(arguments.seeds, arguments.jobs)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seeds", type=int, default=10_000, help="how many, from 0; those played before are not again")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--replay", type=int, metavar="SEED", help="show one seed's story")
    parser.add_argument("--minimise", action="store_true", help="with --replay: the shortest story with the same end")
    parser.add_argument("--stories", action="store_true", help="tell every story with every misfortune everywhere")
    parser.add_argument("--mutants", action="store_true", help="plant bugs and see which the invariants catch")
    parser.add_argument("--only", default="", help="with --mutants: bugs whose name contains this")
    return parser.parse_args()


def _play(seeds: int, jobs: int) -> int:
    remembered, now, told = Remembered(), Tally(), time.monotonic()
    for chunk, tally in in_processes(remembered.left(seeds), jobs):
        remembered.keep(chunk, tally)
        now.add(tally)
        for seed in list(tally.broken)[:SHOWN]:
            print(f"seed {seed}: {'; '.join(tally.broken[seed])}", flush=True)
        if time.monotonic() - told > EVERY_S:
            told = time.monotonic()
            remembered.write()
            print(f"{remembered.tally.seeds} seeds, {remembered.tally.violations} violations", flush=True)
    remembered.write()
    _report(remembered.tally)
    every = remembered.tally
    speed = round(every.seeds / every.cpu_s, 1) if every.cpu_s else 0
    print(json.dumps({"seeds": every.seeds, "violations": every.violations, "per_second_per_core": speed}))
    return 1 if every.violations else 0


def _report(every: Tally) -> None:
    print(f"{every.acts} things done by learners")
    print("\n".join(table(every.pairs)))
    print("excused (nothing can be promised there; see README):")
    for why, count in every.excused.most_common():
        print(f"  {count:7}  {why}")
    for seed in sorted(every.broken)[:SHOWN]:
        print(f"broken: python -m tests.simulation --replay {seed} --minimise")


def _replay(schedule: Schedule, *, shorter: bool) -> int:
    found: Outcome = outcome_of(schedule)
    if shorter and found.violations:
        schedule, found = minimised(schedule)
    swarm = schedule.swarm
    print(f"seed {schedule.seed}; laptops with learners {swarm.laptops}")
    print(f"faults at {swarm.fault_rate:.0%} of requests: {', '.join(sorted(swarm.faults))}")
    print(f"mishaps: {', '.join(sorted(swarm.mishap_rates))}; markers: {swarm.marks_posts and swarm.keeps_markers}")
    print("\n".join(found.trace))
    print("\n".join(str(one) for one in found.violations) or "all invariants hold")
    return 1 if found.violations else 0


if __name__ == "__main__":
    raise SystemExit(main())
