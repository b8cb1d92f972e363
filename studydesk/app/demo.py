"""The embedded campus inside this program, for `studydesk demo`."""

from pathlib import Path
from types import TracebackType

from studydesk.campus.demo import Account, Campus
from studydesk.paths import Paths, resources

_PORT = "port"


class Demo:
    """The embedded campus of one home; also a context manager.

    It is served on the same port each time, for an account is bound to the address of its school.
    """

    def __init__(self, paths: Paths, port: int = 0) -> None:
        self._file = paths.demo / _PORT
        self._campus = _started(paths.demo, port or _kept(self._file))
        self._file.write_text(self._campus.url.rsplit(":", 1)[1], "utf-8")

    def __enter__(self) -> "Demo":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving; the campus' state stays."""
        self._campus.stop()

    @property
    def url(self) -> str:
        """Where it is served."""
        return self._campus.url

    @property
    def accounts(self) -> list[Account]:
        """Everyone who can sign in: role, username and password."""
        return self._campus.accounts

    @property
    def username(self) -> str:
        """The first learner's name, to be filled in on the welcome page."""
        return self._learner.username

    @property
    def password(self) -> str:
        """The first learner's password."""
        return self._learner.password

    @property
    def link_state(self) -> str:
        """The link switch: up, slow, lossy, down, portal or answers-lost."""
        return self._campus.link.state

    def set_link(self, state: str, count: int = 0) -> None:
        """Set the link switch; `count` requests (of answers-lost: writes), 0 = until changed."""
        self._campus.set_link(state, count or None)

    @property
    def _learner(self) -> Account:
        return next(account for account in self._campus.accounts if account.role == "learner")


def _started(state: Path, port: int) -> Campus:
    campus = Campus(resources() / "demo", state, port=port)
    try:
        campus.start()
    except OSError:
        campus.stop()
        if not port:
            raise
        # Somebody else listens there now. The account of before stays readable; signing in again makes a new one.
        return _started(state, 0)
    return campus


def _kept(file: Path) -> int:
    try:
        port = int(file.read_text("utf-8"))
    except (FileNotFoundError, ValueError):  # the first start
        return 0
    return port if 1024 <= port <= 65535 else 0
