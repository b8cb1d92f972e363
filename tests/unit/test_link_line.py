"""The emulated line costs, loses and cuts what it says. Without root or /dev/net/tun there is none to look at."""

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.benchmarks.link import namespace
from tests.benchmarks.link.conditions import Conditions, Losses
from tests.benchmarks.link.heard import Heard
from tests.benchmarks.link.line import SERVER, Line

REASON = namespace.missing()
# A property of the machine, also under CI: no other way leads to a network of one's own.
needs_line = pytest.mark.skipif(REASON is not None, reason=str(REASON))
ROOT = Path(__file__).resolve().parents[2]


class Post:
    """Small packets from the learner's end to the school's, numbered, over UDP: nothing is sent again."""

    def __init__(self, line: Line) -> None:
        with line.server.inside():
            self._server = socket.socket(type=socket.SOCK_DGRAM)
            self._server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
            self._server.bind((SERVER, 9))
        with line.client.inside():
            self._client = socket.socket(type=socket.SOCK_DGRAM)
            self._client.connect((SERVER, 9))

    def send(self, number: int, size_bytes: int = 4) -> None:
        """Send packet `number`."""
        self._client.send(struct.pack("!I", number) + bytes(size_bytes - 4))

    def arrived(self, wait_s: float = 0.3) -> list[int]:
        """Return the numbers that come until none does for `wait_s`."""
        self._server.settimeout(wait_s)
        found = []
        try:
            while True:
                found.append(struct.unpack_from("!I", self._server.recv(2000))[0])
        except TimeoutError:
            return found

    def close(self) -> None:
        """Free the sockets."""
        self._client.close()
        self._server.close()


def _download(line: Line, size_bytes: int) -> float:
    """Return how long so many bytes take from the school to the learner, seconds."""
    with line.listen() as listener:

        def send() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.sendall(bytes(size_bytes))

        sender = threading.Thread(target=send)
        sender.start()
        started, got = time.monotonic(), 0
        with line.connect(listener.getsockname()[1]) as connection:
            while data := connection.recv(65536):
                got += len(data)
        took = time.monotonic() - started
        sender.join()
    assert got == size_bytes
    return took


@needs_line
def test_a_line_brings_as_much_as_its_rate_and_no_more() -> None:
    with Line(Conditions(rate=100_000, delay_s=0.01)) as line:
        took = _download(line, 200_000)
        _, down = line.counters()
    assert 0.7 <= 200_000 / took / Conditions(rate=100_000).bound <= 1.01
    assert down.payload == 200_000
    assert down.delivered_bytes >= 200_000 * 1500 / 1448


@needs_line
def test_connecting_costs_a_round_trip_and_what_the_school_sends_is_paced_by_cubic() -> None:
    with Line(Conditions(delay_s=0.15)) as line, line.listen() as listener:
        started = time.monotonic()
        with line.connect(listener.getsockname()[1]):
            took = time.monotonic() - started
            served, _ = listener.accept()
            with served:
                paced = served.getsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, 16)
    assert 0.3 <= took < 0.6
    assert paced.startswith(b"cubic")


@needs_line
def test_a_line_loses_its_share_the_same_packets_every_time() -> None:
    runs = []
    for _ in range(2):
        with Line(Conditions(loss=0.1, seed=7)) as line:
            post = Post(line)
            for number in range(400):
                post.send(number)
            runs.append(post.arrived())
            up, _ = line.counters()
            post.close()
    assert runs[0] == runs[1]
    assert 340 <= len(runs[0]) <= 380
    assert up.lost == 400 - len(runs[0])
    assert up.packets == 400


@needs_line
def test_what_finds_no_room_in_the_queue_is_dropped() -> None:
    with Line(Conditions(rate=5_000, queue_bytes=10_000)) as line:
        post = Post(line)
        for number in range(30):
            post.send(number, 972)  # with its heads 1000 bytes
        arrived = post.arrived(1.0)
        up, _ = line.counters()
        post.close()
    # The first may be on the line or still in the queue when the others come; a few more if the machine was slow.
    assert arrived[:9] == list(range(9))
    assert 9 <= len(arrived) <= 13
    assert up.dropped == 30 - len(arrived)


@needs_line
def test_a_line_is_dead_when_its_schedule_or_somebody_says_so() -> None:
    with Line() as line:
        post = Post(line)
        line.become(Conditions(cut_every_s=1.0, cut_for_s=0.5))
        for number in range(80):
            post.send(number)
            time.sleep(0.02)
        arrived = post.arrived()
        line.become(Conditions())
        line.down()
        post.send(100)
        gone = post.arrived()
        line.up()
        post.send(101)
        back = post.arrived()
        post.close()
    jumps = [after - before for before, after in pairwise(arrived) if after != before + 1]
    assert len(jumps) == 1  # the second cut takes the end
    assert 12 <= jumps[0] <= 26
    assert gone == []
    assert back == [101]


@needs_line
def test_nothing_is_left_of_a_line() -> None:
    before = len(os.listdir("/proc/self/fd"))
    emulators: list[int] = []

    def fail() -> None:
        with Line() as line:
            emulators.append(line.emulator)
            raise RuntimeError("meanwhile")

    with pytest.raises(RuntimeError, match="meanwhile"):
        fail()
    assert not Path(f"/proc/{emulators[0]}").exists()
    assert len(os.listdir("/proc/self/fd")) == before


@needs_line
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_when_its_owner_is_killed(how: signal.Signals) -> None:
    program = (
        "import time\nfrom tests.benchmarks.link.line import Line\n"
        "with Line() as line:\n    print(line.emulator, flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as owner:
        assert owner.stdout is not None
        emulator = Path("/proc") / owner.stdout.readline().strip()
        assert emulator.exists()
        owner.send_signal(how)
        owner.wait(10)
    until = time.monotonic() + 5
    while emulator.exists() and time.monotonic() < until:
        time.sleep(0.02)
    # The devices and networks had no holder but these two processes.
    assert not emulator.exists()


def test_lost_packets_come_in_bursts_of_the_length_asked_for() -> None:
    losses = Losses(Conditions(loss=0.1, burst=5.0), 0)
    drawn = [losses.loses() for _ in range(50_000)]
    bursts = sum(now and not before for before, now in zip([False, *drawn], drawn, strict=False))
    assert 0.09 <= sum(drawn) / len(drawn) <= 0.11
    assert 4.5 <= sum(drawn) / bursts <= 5.5


def test_a_listener_hears_every_byte_once_and_tells_files_from_the_rest() -> None:
    file = b"HTTP/1.1 206 Partial Content\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n\r\n0123456789"
    told = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
    stream = file + told + file
    heard = Heard()
    start = (1 << 32) - 5  # sequence numbers start again at zero on the way
    heard.packet(_segment(start - 1, b"", syn=True))
    for begin, end in ((20, 40), (0, 20), (0, 20), (30, 50), (60, len(stream)), (50, 60), (55, 70)):
        heard.packet(_segment(start + begin, stream[begin:end]))
    assert heard.payload == len(stream)
    assert heard.bodies == 20


def _segment(sequence: int, data: bytes, *, syn: bool = False) -> bytes:
    """Return an IP packet with one TCP segment, as far as a listener looks at it."""
    tcp = struct.pack("!HHIIBBHHH", 80, 4000, sequence % (1 << 32), 0, 5 << 4, 0x02 if syn else 0x10, 0, 0, 0)
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 40 + len(data), 0, 0, 64, 6, 0, b"\x0a\x4d\0\2", b"\x0a\x4d\0\1")
    return head + tcp + data
