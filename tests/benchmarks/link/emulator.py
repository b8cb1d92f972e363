"""The process behind a line: carries packets between two devices, late, in turn, and not all of them.

    python -m tests.benchmarks.link.emulator CLIENT_DEVICE SERVER_DEVICE

The arguments are open files (see `namespace.Namespace.add_device`). A line on its input is either Conditions as JSON,
or `count`, or `down`, or `up`; each is answered by one line, the counters as JSON. It ends with its input.
"""

import json
import os
import select
import sys
import time
from collections import deque
from dataclasses import asdict, dataclass

from tests.benchmarks.link.conditions import PACKET_BYTES, Conditions, Losses
from tests.benchmarks.link.heard import Heard

_AT_ONCE = 64  # packets taken from a device before the other one has its turn


@dataclass
class Counters:
    """What became of the packets of one direction.

    Attributes:
        packets, bytes: what was given to the line, with its IP heads.
        delivered_bytes: what came out at the other end.
        lost: used the line and got lost. cut: met a dead line. dropped: found no room in the queue.
        payload, bodies: see heard.Heard.
    """

    packets: int = 0
    bytes: int = 0
    delivered_bytes: int = 0
    lost: int = 0
    cut: int = 0
    dropped: int = 0
    payload: int = 0
    bodies: int = 0


class Direction:
    """One way through the line. Everything about a packet is decided when it comes; then it waits until it is due."""

    def __init__(self, source: int, sink: int, stream: int) -> None:
        self.source = source
        self.counters = Counters()
        self.heard = Heard()
        self.is_down = False
        self._sink = sink
        self._stream = stream
        self._free_at = 0.0
        self._under_way: deque[tuple[float, bytes]] = deque()
        self.become(Conditions(), time.monotonic())

    def become(self, conditions: Conditions, now: float) -> None:
        """Treat packets like this from now on; cuts are counted from now."""
        self._conditions = conditions
        self._losses = Losses(conditions, self._stream)
        self._since = now
        self._free_at = now

    @property
    def due(self) -> float | None:
        """When the next packet arrives."""
        return self._under_way[0][0] if self._under_way else None

    def take(self, now: float) -> None:
        """Take in what the sender has put on the line."""
        for _ in range(_AT_ONCE):
            try:
                packet = os.read(self.source, 2 * PACKET_BYTES)
            except BlockingIOError:
                return
            self._take(packet, now)

    def _take(self, packet: bytes, now: float) -> None:
        like, count = self._conditions, self.counters
        count.packets += 1
        count.bytes += len(packet)
        begins = max(self._free_at, now)
        if like.rate is not None:
            if (begins - now) * like.rate + len(packet) > like.queue_bytes:
                count.dropped += 1
                return
            self._free_at = begins + len(packet) / like.rate
        leaves = self._free_at if like.rate is not None else now
        is_lost = self._losses.loses()
        if self.is_down or like.is_cut(leaves - self._since):
            count.cut += 1
        elif is_lost:
            count.lost += 1
        else:
            self._under_way.append((leaves + like.delay_s, packet))

    def deliver(self, now: float) -> None:
        """Hand over what has arrived by now."""
        while self._under_way and self._under_way[0][0] <= now:
            _, packet = self._under_way.popleft()
            os.write(self._sink, packet)
            self.counters.delivered_bytes += len(packet)
            self.heard.packet(packet)

    def told(self) -> dict[str, int]:
        """Return the counters."""
        self.counters.payload, self.counters.bodies = self.heard.payload, self.heard.bodies
        return asdict(self.counters)


def obey(words: str, ways: list[Direction]) -> None:
    """Do what one line of input says."""
    for way in ways:
        if words in ("down", "up"):
            way.is_down = words == "down"
        elif words != "count":
            way.become(Conditions.of_json(words), time.monotonic())


def carry(ways: list[Direction], orders: int) -> None:
    """Carry packets until the orders end."""
    poll = select.poll()  # not select: the files of a process that runs many lines have high numbers
    for file in (orders, *(way.source for way in ways)):
        poll.register(file, select.POLLIN)
    heard = b""
    while True:
        times = [way.due for way in ways if way.due is not None]
        wait_ms = max(0.0, min(times) - time.monotonic()) * 1000 if times else None
        ready = {file for file, _ in poll.poll(wait_ms)}
        now = time.monotonic()
        for way in ways:
            if way.source in ready:
                way.take(now)
            way.deliver(now)
        if orders in ready:
            more = os.read(orders, 65536)
            if not more:
                return
            *lines, heard = (heard + more).split(b"\n")
            for line in lines:
                obey(line.decode(), ways)
                print(json.dumps([way.told() for way in ways]), flush=True)


def main(arguments: list[str]) -> None:
    """Run until the input ends."""
    client, server = (int(argument) for argument in arguments)
    carry([Direction(client, server, 0), Direction(server, client, 1)], sys.stdin.fileno())


if __name__ == "__main__":
    main(sys.argv[1:])
