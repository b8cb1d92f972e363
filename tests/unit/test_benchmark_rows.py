"""The harness itself: a slow control must come out not ok, and the proxy must really cost its round trips."""

import socket
import threading
import time

import pytest

from tests.benchmarks.link.proxy import Proxy
from tests.benchmarks.rows import Row, ratios, report


def test_a_slowed_control_is_not_ok() -> None:
    ratio, _, _ = ratios(lambda: _timed(0.02), lambda: _timed(0.002), runs=7)
    assert not Row("slowed", ratio, "×", 4.0).ok


def test_an_equal_pair_is_ok() -> None:
    ratio, _, _ = ratios(lambda: _timed(0.005), lambda: _timed(0.005), runs=7)
    assert Row("equal", ratio, "×", 2.0).ok


def test_one_bad_row_makes_the_run_fail(capsys: pytest.CaptureFixture[str]) -> None:
    assert report("x", [Row("a", 1, "s", 2), Row("b", 3, "s", 2)]) == 1
    assert report("x", [Row("a", 1, "s", 2), Row("b", 3, "s", 2, "higher")]) == 0
    assert report("x", []) == 1
    assert '"ok": false' in capsys.readouterr().out


def test_the_proxy_costs_one_round_trip_to_connect_and_one_per_request() -> None:
    with socket.create_server(("127.0.0.1", 0)) as echo:
        threading.Thread(target=_echo, args=(echo,), daemon=True).start()
        with Proxy(0.1) as proxy:
            proxy.lead_to(f"http://127.0.0.1:{echo.getsockname()[1]}")
            started = time.monotonic()
            host, port = proxy.url.removeprefix("http://").split(":")
            with socket.create_connection((host, int(port))) as client:
                client.sendall(b"one")
                assert client.recv(10) == b"one"
                first = time.monotonic() - started
                client.sendall(b"two")
                assert client.recv(10) == b"two"
                second = time.monotonic() - started - first
    assert 0.19 <= first < 0.5
    assert 0.09 <= second < 0.4


def _timed(seconds: float) -> float:
    started = time.perf_counter()
    time.sleep(seconds)
    return time.perf_counter() - started


def _echo(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        while data := connection.recv(100):
            connection.sendall(data)
