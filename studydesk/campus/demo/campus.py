"""The embedded campus as one object: start it, stop it, and play school with it."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from studydesk.campus.demo.birth import bear
from studydesk.campus.demo.content import read
from studydesk.campus.demo.database import Database
from studydesk.campus.demo.link import Link
from studydesk.campus.demo.office import Office
from studydesk.campus.demo.school import School
from studydesk.campus.demo.server import Request, Server
from studydesk.campus.demo.storage import Storage


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who can sign in: `role` is `learner` or `teacher`."""

    role: str
    username: str
    password: str


class Campus:
    """A school on loopback, from a content folder and a state folder; also a context manager.

    The first start fills the state folder from the content folder. Later starts go on from the state: ids, posts,
    tokens and the birth time stay.

    Attributes:
        office: what teachers and administrators do, for tests; not on the wire.
        link: the link switch, also at POST /_demo/link.
    """

    def __init__(
        self, folder: Path, state: Path, *, port: int = 0, clock: Callable[[], float] = time.time,
        editing_window_s: int = 1800, packs: bool = True, seed: int | None = None,
    ) -> None:  # fmt: skip
        """Open (or bear) the campus without serving it yet.

        `packs` gzips JSON for those who accept it; `seed` makes the losses of the lossy link repeatable.
        Raises: PackageRejected if the content folder is needed and not of its form.
        """
        state.mkdir(parents=True, exist_ok=True)
        database = Database(state / "campus.sqlite")
        storage = Storage(database, state / "files")
        try:
            if database.is_empty():
                bear(database, storage, read(folder), int(clock()))
        except BaseException:
            database.close()
            raise
        self._school = School(database, storage, clock, editing_window_s)
        self._port = port
        self._packs = packs
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self.link = Link(random.Random(seed))
        self.office = Office(self._school, folder)

    def start(self) -> None:
        """Listen on 127.0.0.1 and serve in threads of its own."""
        self._server = Server(self._port, self._school, self.link, packs=self._packs)
        self._port = self._server.port
        self._school.url = self.url
        self._thread = threading.Thread(target=self._server.serve, name="campus", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Cut every connection, free the port and close the files; a stopped campus cannot be started again."""
        if self._server is not None and self._thread is not None:
            self._server.stop(self._thread)
        self._server, self._thread = None, None
        self._school.database.close()

    def __enter__(self) -> "Campus":
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where it is served, without a slash at the end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def accounts(self) -> list[Account]:
        """Everyone who can sign in."""
        rows = self._school.database.rows("SELECT * FROM person WHERE password IS NOT NULL ORDER BY id")
        return [Account(row["role"], row["username"], row["password"]) for row in rows]

    @property
    def requests(self) -> list[Request]:
        """The requests since the start or the last `forget_requests`, oldest first."""
        return [] if self._server is None else list(self._server.requests)

    def forget_requests(self) -> None:
        """Start counting requests anew."""
        if self._server is not None:
            self._server.forget()

    def set_link(self, state: str, count: int | None = None, only: frozenset[str] = frozenset()) -> None:
        """Set the link switch (see Link.set); going down also cuts the connections that are open."""
        self.link.set(state, count, only)
        if state == "down" and self._server is not None:
            self._server.end_connections()

    def set_address(self, url: str) -> None:
        """Name another address in every answer, as a site behind a proxy does; call it after `start`."""
        self._school.url = url.rstrip("/")

    def set_clock(self, clock: Callable[[], float]) -> None:
        """Let the campus live by another clock (Unix seconds)."""
        self._school.clock = clock
