"""Who downloads: StudyDesk and the programs it is measured against, each as one who knows it well would run it."""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.downloads.course import NAME, Address

MEMORY_MB = 120.0
OURS, ARIA2 = "StudyDesk", "aria2c"
ARIA2_SETTINGS = (1, 2, 4, 8)
_NEEDED = {"aria2c": "aria2", "curl": "curl", "wget": "wget", "ip": "iproute2"}

Command = Callable[[Path], list[str]]


@dataclass(frozen=True, slots=True)
class Contender:
    """One program with its settings.

    Attributes:
        command: returns what to run, given the folder it may use.
        is_ours: it needs a profile in that folder that is signed in.
    """

    name: str
    command: Command
    is_ours: bool = False


def missing(programs: Sequence[str] = tuple(_NEEDED)) -> str | None:
    """Return what must be installed first, or None."""
    packages = sorted(_NEEDED.get(program, program) for program in programs if shutil.which(program) is None)
    return f"apt-get install {' '.join(packages)}" if packages else None


def studydesk(*words: str) -> Contender:
    """Return StudyDesk with a command; without words it downloads the whole course."""
    chosen = words or ("download", NAME, "--what", "all")
    program = [sys.executable, "-m", "studydesk", "--json"]
    return Contender(OURS, lambda home: [*program, "--home", str(home), *chosen], is_ours=True)


def aria2(files: Sequence[Address], connections: int) -> Contender:
    """Return aria2 with a list of the files, as many at once as it may have connections, split where they can be."""

    def command(folder: Path) -> list[str]:
        wanted = folder / "list.txt"
        wanted.write_text("".join(f"{file.url}\n out={file.name}\n" for file in files), "utf-8")
        many = str(connections)
        return ["aria2c", "--no-conf", "-i", str(wanted), "-d", str(folder), "-x", many, "-s", many, "-j", many, "-k",
                "1M", "--continue=true", "--max-tries=0", "--retry-wait=1", "--file-allocation=none", "--quiet=true",
                "--auto-file-renaming=false", f"--stop-with-process={os.getpid()}"]  # fmt: skip

    return Contender(f"{ARIA2} {connections}", command)


def curl(files: Sequence[Address]) -> Contender:
    """Return curl with all files in turn over one connection, which goes on where a file stopped."""

    def command(folder: Path) -> list[str]:
        words = ["curl", "--silent", "--globoff", "--continue-at", "-", "--retry", "200", "--retry-all-errors",
                 "--retry-delay", "1", "--speed-limit", "1", "--speed-time", "60"]  # fmt: skip
        return words + [word for file in files for word in ("-o", str(folder / file.name), file.url)]

    return Contender("curl -C -", command)


def wget(files: Sequence[Address]) -> Contender:
    """Return wget with all files in turn over one connection, which goes on where a file stopped."""

    def command(folder: Path) -> list[str]:
        words = ["wget", "--quiet", "--no-config", "--continue", "--tries=200", "--waitretry=1", "--read-timeout=60"]
        return [*words, "-P", str(folder), *(file.url for file in files)]

    return Contender("wget -c", command)
