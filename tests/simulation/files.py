"""The files of the simulated school, as PHP serves them: SHA-1 as the ETag, ranges without If-Range, and bad luck."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256

from studydesk.errors import NoAnswer
from tests.simulation.dice import Dice
from tests.simulation.faults import Fault
from tests.simulation.school import SimulatedSchool
from tests.simulation.wire import Luck, SimulatedWire
from tests.sync.school import sha1

PIECE = 16 * 1024


@dataclass(slots=True)
class Traffic:
    """What travelled, and what made it travel twice.

    Attributes:
        asked: the sizes of what was asked for, by whose line it was and the address.
        versions: SHA-256 of everything the school ever served, with its size.
        cuts: answers that ended in the middle; kills: programs; power_cuts: laptops.
        disk_errors: full ones too; after one of these nobody knows what the disk kept: a file may come anew.
        anew_bytes: of files that had to come anew: the range was ignored, or of another version.
    """

    served_bytes: int = 0
    asked: dict[tuple[int, str], int] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    cuts: int = 0
    kills: int = 0
    disk_errors: int = 0
    power_cuts: int = 0
    anew_bytes: int = 0


@dataclass(slots=True)
class SimulatedBody:
    """An answer to a request for a file; it may end early."""

    status: int
    etag: str | None
    total_bytes: int | None
    start: int
    accepts_ranges: bool
    content: bytes
    traffic: Traffic
    ends_at: int | None = None

    def chunks(self, size: int = PIECE) -> Iterator[bytes]:
        """Yield the bytes."""
        for at in range(0, len(self.content), PIECE):
            if self.ends_at is not None and at >= self.ends_at:
                self.traffic.cuts += 1
                raise NoAnswer("cut")
            piece = self.content[at : at + PIECE]
            self.traffic.served_bytes += len(piece)
            yield piece


class SimulatedFiles:
    """The files as one account asks for them. Implements domain.campus.Files."""

    def __init__(
        self, wire: SimulatedWire, school: SimulatedSchool, traffic: Traffic, luck: Callable[[], Luck]
    ) -> None:
        self._wire, self._school, self._traffic, self._luck = wire, school, traffic, luck

    @contextmanager
    def open(
        self,
        url: str,
        *,
        start: int = 0,
        stop: int | None = None,
        etag: str | None = None,
        rate: float | None = None,
    ) -> Iterator[SimulatedBody]:
        """Yield the answer."""
        content = self._wire.call("file", lambda: self._school.file(url))
        fault, dice = self._wire.file_fault, self._luck().dice
        if fault is Fault.OTHER_VERSION and url in self._school.state.files:
            self._traffic.anew_bytes += len(content)  # all of the old version may be here
            content = changed(content, dice)
            self._school.change_file(url, content)
        self._traffic.asked[id(self._wire), url] = len(content)
        self._traffic.versions[sha256(content).hexdigest()] = len(content)
        yield self._answer(content, start, stop, etag, fault, dice)

    def reopen(self, waiting_s: float) -> None:
        """Nothing is ever open here."""

    def _answer(
        self, content: bytes, start: int, stop: int | None, etag: str | None, fault: Fault | None, dice: Dice
    ) -> SimulatedBody:
        tag, size, traffic = sha1(content), len(content), self._traffic
        if etag == tag:
            return SimulatedBody(304, tag, None, 0, True, b"", traffic)
        if start and (fault is Fault.RANGE_IGNORED or start >= size):  # past the end PHP sends the whole file
            traffic.anew_bytes += size
            body = SimulatedBody(200, tag, size, 0, True, content, traffic)
        elif start or stop is not None:
            body = SimulatedBody(206, tag, size, start, True, content[start:stop], traffic)
        else:
            body = SimulatedBody(200, tag, size, 0, True, content, traffic)
        if fault is Fault.FILE_CUT:
            body.ends_at = dice.number(0, max(len(body.content) - 1, 0))
        return body


def changed(content: bytes, dice: Dice) -> bytes:
    """Return another version of a file, of another length."""
    return content[: len(content) // 2] + dice.token().encode() * dice.number(1, 400)
