"""Connections that say when nothing was sent, that a Cancel can close, and that trust this computer's certificates."""

import http.client
import socket
import ssl
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import truststore
import urllib3
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

from studydesk.campus.moodle.addresses import is_private_ip
from studydesk.campus.moodle.border import never_sent
from studydesk.domain.outside import Cancel
from studydesk.errors import Cancelled, StudyDeskError, UntrustedSite

# A site or router that forgot a connection while the line was dead says so only when it is asked. Seconds, and how many
# questions until the connection is given up: later than our own patience, for a dead line is no reason to begin anew.
_ASK_SILENT = (("TCP_KEEPIDLE", 10), ("TCP_KEEPALIVE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 24))


def system_trust() -> ssl.SSLContext:
    """Return a TLS context that verifies certificates against this computer's own store."""
    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Pending:
    """The connections that wait for the other side: to be let in, or for an answer to begin."""

    def __init__(self) -> None:
        self._since: dict[Callable[[], None], float] = {}

    @contextmanager
    def noted(self, shut: Callable[[], None]) -> Iterator[None]:
        """Count a connection as waiting in this block; `shut` ends it from another thread."""
        self._since[shut] = time.monotonic()
        try:
            yield
        finally:
            self._since.pop(shut, None)

    def end(self, waiting_s: float) -> None:
        """End those that have waited so long."""
        now = time.monotonic()
        for shut, since in list(self._since.items()):
            if now - since >= waiting_s:
                shut()


class _Watched(HTTPConnection):
    """A connection whose failures up to the end of the handshake are NeverSent, and which a Cancel can close.

    `StudyDeskError` is nothing that urllib3 or requests know, so what is raised here arrives unchanged in the client.
    """

    def __init__(
        self,
        *args: Any,
        cancel: Cancel,
        stall_s: float,
        pending: Pending | None = None,
        receive_bytes: int | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self._receive_bytes = receive_bytes
        self._pending = pending or Pending()  # its own: nobody ends it
        self._cancel = cancel
        self._stall_s = stall_s
        self._open: socket.socket | None = None
        self._is_handing_over = False

    def connect(self) -> None:
        self._forget()
        self._cancel.check()
        try:
            with self._pending.noted(self._shut):
                super().connect()
            self._check_peer()
        except StudyDeskError:
            self.close()
            raise
        except (OSError, HTTPError, http.client.HTTPException, ValueError) as error:
            self.close()
            self._cancel.check()
            raise never_sent(error) from None  # urllib3 puts addresses, tokens included, into its messages
        finally:
            self._forget()
        if isinstance(self.sock, socket.socket):
            # Else a stalled upload would be judged by the connect time-out: urllib3 sets the other one after sending.
            self.sock.settimeout(self._stall_s)
            self._watch(self.sock)
        if self._cancel.is_stopped:
            self.close()
            raise Cancelled

    def _new_conn(self) -> socket.socket:
        failure: OSError | None = None
        for family, kind, protocol, _, address in socket.getaddrinfo(self._dns_host, self.port, 0, socket.SOCK_STREAM):
            try:
                return self._dial(family, kind, protocol, address)
            except OSError as error:
                failure = error
        raise failure or OSError("the name has no address")

    def _dial(self, family: int, kind: int, protocol: int, address: Any) -> socket.socket:
        dialled = socket.socket(family, kind, protocol)
        try:
            for option in self.socket_options or []:
                dialled.setsockopt(*option)
            if self._receive_bytes is not None:  # before connecting: it decides what the handshake offers
                dialled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_bytes)
            _ask_when_silent(dialled)
            dialled.settimeout(self.timeout)
            # TLS takes the socket over and hides it during the handshake; a second handle can still shut it down.
            self._watch(dialled.dup())
            dialled.connect(address)
        except OSError:
            dialled.close()
            self._forget(close=True)
            raise
        return dialled

    def _check_peer(self) -> None:
        if isinstance(self, HTTPSConnection) or self.sock is None:
            return
        if not is_private_ip(str(self.sock.getpeername()[0])):
            raise UntrustedSite("plain")

    def _watch(self, opened: socket.socket) -> None:
        self._open = opened
        self._cancel.add(self._shut)

    def _shut(self) -> None:
        if self._open is None:
            return
        try:
            # The plain method: that of a TLS socket would pull its state from under the thread that reads.
            socket.socket.shutdown(self._open, socket.SHUT_RDWR)
        except OSError:
            pass  # closed already, or not connected yet
        if sys.platform == "win32":
            self._open.close()  # there, a shutdown alone does not wake a thread that waits

    def _forget(self, *, close: bool = False) -> None:
        self._cancel.remove(self._shut)
        if self._open is not None and (close or self._open is not self.sock):
            self._open.close()
        self._open = None

    def getresponse(self) -> Any:
        self._is_handing_over = True  # "Connection: close" makes http.client close while the body is still to be read
        try:
            with self._pending.noted(self._shut):
                return super().getresponse()
        finally:
            self._is_handing_over = False

    def close(self) -> None:
        super().close()
        if not self._is_handing_over:
            self._cancel.remove(self._shut)


def _ask_when_silent(dialled: socket.socket) -> None:
    dialled.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _ASK_SILENT:
        option = getattr(socket, name, None)  # macOS and the others call the first one differently
        if option is not None:
            dialled.setsockopt(socket.IPPROTO_TCP, option, value)


class _WatchedSecure(_Watched, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Watched


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _WatchedSecure


class Adapter(HTTPAdapter):
    """What `requests` sends through: watched connections, no repeats, the system's certificates."""

    def __init__(
        self,
        cancel: Cancel,
        stall_s: float,
        trust: ssl.SSLContext | None,
        *,
        most: int = 8,
        pending: Pending | None = None,
        receive_bytes: int | None = None,
    ) -> None:
        self._watching: dict[str, Any] = {
            "cancel": cancel, "stall_s": stall_s, "pending": pending, "receive_bytes": receive_bytes,
        }  # fmt: skip
        self._trust = {"ssl_context": trust} if trust else {}
        super().__init__(pool_connections=2, pool_maxsize=most)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **options: Any) -> None:
        super().init_poolmanager(connections, maxsize, block, **self._trust, **options)
        self._use_watched(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **options: Any) -> urllib3.ProxyManager:
        manager: urllib3.ProxyManager = super().proxy_manager_for(proxy, **self._trust, **options)
        self._use_watched(manager)
        return manager

    def cert_verify(self, conn: Any, url: str, verify: object, cert: object) -> None:
        # The original would add the bundle that comes with requests to what the system trusts.
        conn.cert_reqs = "CERT_REQUIRED"

    def _use_watched(self, manager: Any) -> None:
        manager.pool_classes_by_scheme = {
            "http": partial(_PlainPool, **self._watching),
            "https": partial(_SecurePool, **self._watching),
        }
