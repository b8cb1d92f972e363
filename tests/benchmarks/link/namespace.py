"""Network namespaces without names: they go, with all that is in them, when nothing holds them any more."""

import ctypes
import fcntl
import os
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NEW_NETWORK = 0x40000000  # CLONE_NEWNET of sched.h; os.setns comes with Python 3.12 only
_TUN_SET_INTERFACE, _TUN, _NO_PACKET_HEAD = 0x400454CA, 0x0001, 0x1000  # linux/if_tun.h
_TUN_FILE = "/dev/net/tun"
_HERE = "/proc/thread-self/ns/net"
DEVICE = "line"

_libc = ctypes.CDLL(None, use_errno=True)


def missing() -> str | None:
    """Return why no line can be emulated on this machine, or None if it can."""
    if os.geteuid() != 0:
        return "an emulated line needs root (network namespaces)"
    if not Path(_TUN_FILE).exists():
        return f"an emulated line needs {_TUN_FILE} (modprobe tun)"
    try:
        Namespace().close()
    except OSError as error:
        return f"an emulated line needs network namespaces: {error}"
    return None


class Namespace:
    """A network of its own: only a loopback device, until `add_device`.

    A namespace belongs to a thread, so whatever is started or opened `inside` belongs to it for good, and the rest of
    the process stays where it was.
    """

    def __init__(self) -> None:
        """Raises: OSError without the right to make one."""
        outside = os.open(_HERE, os.O_RDONLY | os.O_CLOEXEC)
        try:
            _check(_libc.unshare(_NEW_NETWORK))
            self._fd = os.open(_HERE, os.O_RDONLY | os.O_CLOEXEC)
            _enter(outside)
        finally:
            os.close(outside)
        self._run("ip", "link", "set", "lo", "up")

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Let this thread open sockets and start processes in the namespace."""
        outside = os.open(_HERE, os.O_RDONLY | os.O_CLOEXEC)
        try:
            _enter(self._fd)
            yield
        finally:
            _enter(outside)
            os.close(outside)

    def add_device(self, address: str, peer: str) -> int:
        """Add a device whose far end is the file that is returned: what is read from it left, what is written arrives.

        One read or write is one IP packet of at most 1500 bytes.
        """
        with self.inside():
            device = os.open(_TUN_FILE, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
            fcntl.ioctl(device, _TUN_SET_INTERFACE, struct.pack("16sH22x", DEVICE.encode(), _TUN | _NO_PACKET_HEAD))
        # Neighbour discovery of IPv6 would use the line, too.
        self._run("ip", "link", "set", DEVICE, "addrgenmode", "none")
        self._run("ip", "address", "add", address, "peer", peer, "dev", DEVICE)
        self._run("ip", "link", "set", DEVICE, "up")
        return device

    def _run(self, *command: str) -> None:
        with self.inside():
            subprocess.run(command, check=True, capture_output=True)

    def close(self) -> None:
        """Let go of it; it is gone when the last process inside has ended."""
        os.close(self._fd)


def _enter(namespace: int) -> None:
    _check(_libc.setns(namespace, _NEW_NETWORK))


def _check(result: int) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
