"""Downloads on the worst links, against the physical limit and against aria2, curl and wget."""

import resource
from collections.abc import Callable, Sequence
from functools import partial

from tests.benchmarks.downloads import bulk, contenders, cuts, first_page, kills, lossy, quiet
from tests.benchmarks.link import namespace
from tests.benchmarks.rows import Row

_RIVALS = ("aria2c", "curl", "wget", "ip")

LOSSES = {f"loss-{loss * 100:.0f}": loss for loss in lossy.TARGETS}
# Name → what measures it, and the programs it needs; with "ip" among them also an emulated line.
CASES: dict[str, tuple[Callable[[bool], list[Row]], tuple[str, ...]]] = {
    **{name: (partial(lossy.run, (loss,)), _RIVALS) for name, loss in LOSSES.items()},
    "cuts": (cuts.run, _RIVALS),
    "kills": (kills.run, ()),
    "bulk": (bulk.run, ("nginx", "curl")),
    "unchanged": (quiet.run, ()),
    "first-page": (first_page.run, ("ip",)),
}
QUICK = ("loss-10",)


def run(quick: bool, names: Sequence[str] = ()) -> list[Row]:
    """Measure the named cases, in their order; without names all, or with `quick` only what fits into a minute.

    All rates of loss are measured at the same time; everything else has the machine to itself.

    Raises: SystemExit with what must be installed first.
    """
    chosen = [name for name in CASES if name in names] if names else list(QUICK if quick else CASES)
    programs = sorted({program for name in chosen for program in CASES[name][1]})
    lacking = contenders.missing(programs)
    if lacking is None and "ip" in programs:
        lacking = namespace.missing()
    if lacking is not None:
        raise SystemExit(f"downloads cannot be measured here: {lacking}")
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # each of 85 lines has its devices, networks and sockets
    losses = [LOSSES[name] for name in chosen if name in LOSSES]
    measured = lossy.run(losses, quick) if losses else []
    for name in chosen:
        if name not in LOSSES:
            measured += CASES[name][0](quick)
    return measured
