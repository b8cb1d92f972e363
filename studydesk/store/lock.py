"""One writer per profile: a lock that the system releases when its process dies."""

from pathlib import Path


class ProfileLock:
    """The lock of one profile, held from `acquire` to `release`; a context manager too. The file holds the pid."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def is_held(self) -> bool:
        """Whether this object holds the lock."""
        raise NotImplementedError

    def acquire(self) -> None:
        """Take the lock. Raises ProfileInUse when another process (or another lock here) holds it."""
        raise NotImplementedError

    def release(self) -> None:
        """Give the lock back; nothing happens when it is not held."""
        raise NotImplementedError

    def __enter__(self) -> "ProfileLock":
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def holder(path: Path) -> int | None:
    """Return the process id that holds the lock, None when nobody does."""
    raise NotImplementedError
