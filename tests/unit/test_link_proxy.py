"""The proxy does to connections what a test asks for, while they are in use, and counts what went through."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from tests.benchmarks.link.passage import End
from tests.benchmarks.link.proxy import Proxy


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    """A proxy before a server that answers a decimal number with so many bytes."""
    with socket.create_server(("127.0.0.1", 0)) as server, Proxy() as made:
        threading.Thread(target=_serve, args=(server,), daemon=True).start()
        made.lead_to(f"http://127.0.0.1:{server.getsockname()[1]}")
        yield made
        server.shutdown(socket.SHUT_RDWR)


def _serve(server: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_answer, args=(connection,), daemon=True).start()


def _answer(connection: socket.socket) -> None:
    with connection, contextlib.suppress(OSError):
        while asked := connection.recv(100):
            connection.sendall(bytes(int(asked)))


def _connect(proxy: Proxy) -> socket.socket:
    host, port = proxy.url.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=10)


def _get(proxy: Proxy, size_bytes: int) -> tuple[int, float]:
    """Return how many bytes came and how long they took; ConnectionResetError passes."""
    started, got = time.monotonic(), 0
    with _connect(proxy) as connection:
        connection.sendall(str(size_bytes).encode())
        while got < size_bytes and (data := connection.recv(65536)):
            got += len(data)
    return got, time.monotonic() - started


def test_everything_passes_and_is_counted(proxy: Proxy) -> None:
    assert _get(proxy, 3_000_000)[0] == 3_000_000
    assert (proxy.to_client, proxy.to_server, proxy.connections) == (3_000_000, 7, 1)


def test_the_rate_holds_for_all_connections_together(proxy: Proxy) -> None:
    proxy.rate = 100_000
    started, found = time.monotonic(), list[int]()
    readers = [threading.Thread(target=lambda: found.append(_get(proxy, 20_000)[0])) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert found == [20_000] * 4
    assert 0.7 <= time.monotonic() - started < 1.5


def test_the_way_can_grow_longer_while_a_connection_is_open(proxy: Proxy) -> None:
    with _connect(proxy) as connection:
        connection.sendall(b"1")
        connection.recv(1)
        proxy.round_trip_s = 0.2
        started = time.monotonic()
        connection.sendall(b"1")
        connection.recv(1)
    assert 0.2 <= time.monotonic() - started < 0.6


def test_a_cut_comes_at_its_byte_and_looks_like_an_end(proxy: Proxy) -> None:
    proxy.cut_after(54_321)
    assert _get(proxy, 1_000_000)[0] == 54_321
    assert _get(proxy, 1_000_000)[0] == 1_000_000  # only once


def test_a_cut_can_be_a_reset(proxy: Proxy) -> None:
    proxy.cut_after(54_321, End.RESET)
    with pytest.raises(ConnectionResetError):
        _get(proxy, 1_000_000)
    assert proxy.to_client == 54_321


def test_a_stalled_proxy_is_silent_and_loses_nothing(proxy: Proxy) -> None:
    with _connect(proxy) as connection:
        proxy.stall()
        connection.sendall(b"1000")
        connection.settimeout(0.3)
        with pytest.raises(TimeoutError):
            connection.recv(1000)
        proxy.stall(False)
        connection.settimeout(10)
        assert len(connection.recv(1000, socket.MSG_WAITALL)) == 1000


def test_every_open_connection_can_be_reset(proxy: Proxy) -> None:
    with _connect(proxy) as one, _connect(proxy) as other:
        for connection in (one, other):
            connection.sendall(b"1")
            connection.recv(1)
        proxy.end_all()
        for connection in (one, other):
            with pytest.raises(ConnectionResetError):
                connection.recv(1)
    assert _get(proxy, 10)[0] == 10


def test_a_proxy_that_refuses_and_one_without_a_server_reset_what_comes(proxy: Proxy) -> None:
    proxy.refuses = True
    with pytest.raises(ConnectionResetError):
        _get(proxy, 1)
    proxy.refuses = False
    proxy.lead_to("http://127.0.0.1:1")
    with pytest.raises(ConnectionResetError):
        _get(proxy, 1)


def test_a_client_that_goes_frees_the_server(proxy: Proxy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        proxy.lead_to(f"http://127.0.0.1:{server.getsockname()[1]}")
        with _connect(proxy) as connection:
            connection.sendall(b"1")
            served, _ = server.accept()
            assert served.recv(1) == b"1"
        served.settimeout(5)
        assert served.recv(1) == b""
        served.close()
