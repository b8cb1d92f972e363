"""An emulated line between a learner's network and a school's."""

import json
import os
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from tests.benchmarks.link.conditions import Conditions
from tests.benchmarks.link.emulator import Counters
from tests.benchmarks.link.namespace import Namespace

_ROOT = Path(__file__).resolve().parents[3]
CLIENT, SERVER = "10.77.0.1", "10.77.0.2"  # every line has networks of its own, so all have the same addresses
_FAREWELL_S = 5.0


class Line:
    """Two networks and the line between them; a context manager that leaves nothing behind, however it ends.

    Attributes:
        client, server: the two networks. What is started or opened inside can reach the other end only by the line.
    """

    def __init__(self, conditions: Conditions | None = None) -> None:
        """Raises: OSError where `namespace.missing` says why."""
        with ExitStack() as undo:
            self.client, self.server = Namespace(), Namespace()
            undo.callback(self.client.close)
            undo.callback(self.server.close)
            devices = [self.client.add_device(CLIENT, SERVER), self.server.add_device(SERVER, CLIENT)]
            try:
                self._emulator = subprocess.Popen(
                    [sys.executable, "-m", "tests.benchmarks.link.emulator", *map(str, devices)],
                    cwd=_ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                    pass_fds=devices,
                    start_new_session=True,  # Ctrl-C is for this process, which then ends the other by its input
                )
            finally:
                for device in devices:
                    os.close(device)
            undo.callback(self._end)
            if conditions is not None:
                self.become(conditions)
            self._undo = undo.pop_all()

    @property
    def emulator(self) -> int:
        """The process behind it."""
        return self._emulator.pid

    def become(self, conditions: Conditions) -> None:
        """Treat packets like this from now on; what is under way arrives as it would have."""
        self._tell(conditions.to_json())

    def down(self) -> None:
        """Lose everything until `up`, whatever the conditions say."""
        self._tell("down")

    def up(self) -> None:
        """Carry packets again."""
        self._tell("up")

    def counters(self) -> tuple[Counters, Counters]:
        """Return what became of the packets so far: to the school, and to the learner."""
        return self._tell("count")

    def listen(self, port: int = 0) -> socket.socket:
        """Return a socket that listens in the school's network; what it sends is paced by CUBIC.

        CUBIC is what servers mostly use; the default of a machine may be another, and it may not let a namespace choose
        its own (net.ipv4.tcp_allowed_congestion_control), but every socket can.
        """
        with self.server.inside():
            listener = socket.create_server((SERVER, port), backlog=128)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"cubic")
        return listener

    def connect(self, port: int, timeout_s: float = 60.0) -> socket.socket:
        """Return a connection from the learner's network to a port of the school's."""
        with self.client.inside():
            connection = socket.socket()
        connection.settimeout(timeout_s)
        connection.connect((SERVER, port))
        return connection

    def close(self) -> None:
        """Take the line and its networks down."""
        self._undo.close()

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _tell(self, words: str) -> tuple[Counters, Counters]:
        assert self._emulator.stdin is not None
        assert self._emulator.stdout is not None
        self._emulator.stdin.write(words + "\n")
        self._emulator.stdin.flush()
        up, down = json.loads(self._emulator.stdout.readline())
        return Counters(**up), Counters(**down)

    def _end(self) -> None:
        assert self._emulator.stdin is not None
        assert self._emulator.stdout is not None
        self._emulator.stdin.close()
        self._emulator.stdout.close()
        try:
            self._emulator.wait(_FAREWELL_S)
        except subprocess.TimeoutExpired:
            self._emulator.kill()
            self._emulator.wait()
