"""A port on loopback that can be shut, so that nobody listens there, and opened again."""

import random
import socket
import threading
import time
from collections.abc import Callable

# Not among the ports that systems give to outgoing connections: while the door is shut, nobody else may take it.
_PORTS = range(20000, 32000)
_TRIES, _PATIENCE_S = 200, 30.0


class Door:
    """Lets clients in, a thread for each; open from the start."""

    def __init__(self, chance: random.Random, serve: Callable[[socket.socket], None]) -> None:
        self._serve = serve
        self._listener = _anywhere(chance)
        self.port = int(self._listener.getsockname()[1])
        self._acceptor = self._started()

    def open(self) -> None:
        """Listen again, at the same port."""
        if self._listener.fileno() == -1:
            self._listener = _again(self.port)
            self._acceptor = self._started()

    def shut(self) -> None:
        """Refuse everybody from now on; who is inside stays."""
        if self._listener.fileno() != -1:
            self._listener.shutdown(socket.SHUT_RDWR)  # closing alone does not wake the thread that accepts
            self._listener.close()
            self._acceptor.join(_PATIENCE_S)

    def _started(self) -> threading.Thread:
        thread = threading.Thread(target=self._accept, args=(self._listener,), daemon=True)
        thread.start()
        return thread

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()


def _anywhere(chance: random.Random) -> socket.socket:
    for _ in range(_TRIES):
        try:
            return socket.create_server(("127.0.0.1", chance.choice(_PORTS)), backlog=64)
        except OSError:
            continue  # somebody has it; there are others
    raise OSError("no free port")


def _again(port: int) -> socket.socket:
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return socket.create_server(("127.0.0.1", port), backlog=64)
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
