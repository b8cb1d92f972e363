"""Tokens: in the system's keyring, or where there is none in a file readable by the owner alone."""

import errno
import json
import os
import tempfile
import threading
from pathlib import Path

from studydesk.domain.ids import AccountId
from studydesk.errors import StorageFailed, StorageFull

_SERVICE = "StudyDesk"


class Tokens:
    """The tokens of one profile. May be used from any thread.

    `use_keyring` False keeps them in the file whatever the system has (tests, the demo).
    """

    def __init__(self, file: Path, *, use_keyring: bool = True) -> None:
        self._file = file
        self._use_keyring = use_keyring
        self._known: dict[AccountId, str | None] = {}
        self._lock = threading.Lock()

    def get(self, account: AccountId) -> str | None:
        """Return the token, None when signed out."""
        with self._lock:
            if account in self._known:
                return self._known[account]
            # The file first: reading it is free, importing keyring costs 0.2 s.
            found = self._in_file().get(account) or self._from_keyring(account)
            if found is not None:  # none may mean a keyring that is still locked: ask again next time
                self._known[account] = found
            return found

    def put(self, account: AccountId, token: str) -> None:
        """Keep a token. Raises StorageFull, StorageFailed."""
        with self._lock:
            kept = self._in_file()
            if self._into_keyring(account, token):
                kept.pop(account, None)
            else:
                kept[account] = token
            self._write(kept)
            self._known[account] = token

    def forget(self, account: AccountId) -> None:
        """Forget a token; none is fine."""
        with self._lock:
            kept = self._in_file()
            if kept.pop(account, None) is not None:
                self._write(kept)
            # There too: an older one lies there when the keyring worked once and failed at the last sign-in.
            self._out_of_keyring(account)
            self._known[account] = None

    def are_in_keyring(self) -> bool:
        """Whether new tokens go to the keyring; tokens that are in the file say no."""
        with self._lock:
            if not self._use_keyring or self._in_file():
                return False
        import keyring  # 0.2 s, and only asked on the settings page
        import keyring.errors  # as above

        try:
            return keyring.get_keyring().priority >= 1
        except (keyring.errors.KeyringError, RuntimeError):
            return False

    def _in_file(self) -> dict[AccountId, str]:
        try:
            told = json.loads(self._file.read_text("utf-8"))
        except (FileNotFoundError, ValueError):  # none yet, or damaged: then the learner signs in again
            return {}
        except OSError as error:
            raise StorageFailed(self._file.name) from error
        return {AccountId(k): v for k, v in told.items() if isinstance(v, str)} if isinstance(told, dict) else {}

    def _write(self, kept: dict[AccountId, str]) -> None:
        try:
            if kept:
                self._publish(json.dumps(kept))
            else:
                self._file.unlink(missing_ok=True)
        except OSError as error:
            full = error.errno in (errno.ENOSPC, errno.EDQUOT)
            raise (StorageFull() if full else StorageFailed(self._file.name)) from error

    def _publish(self, text: str) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        # mkstemp makes the file 0600 before the first byte is in it.
        handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=".tokens-")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self._file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise

    def _from_keyring(self, account: AccountId) -> str | None:
        if not self._use_keyring:
            return None
        import keyring  # 0.2 s, only when a token is needed
        import keyring.errors  # as above

        try:
            return keyring.get_password(_SERVICE, account)
        except (keyring.errors.KeyringError, RuntimeError):
            return None

    def _into_keyring(self, account: AccountId, token: str) -> bool:
        """Put a token there and read it back: some back ends accept and forget."""
        if not self._use_keyring:
            return False
        import keyring  # 0.2 s, only when signing in
        import keyring.errors  # as above

        try:
            keyring.set_password(_SERVICE, account, token)
            return keyring.get_password(_SERVICE, account) == token
        except (keyring.errors.KeyringError, RuntimeError):
            return False

    def _out_of_keyring(self, account: AccountId) -> None:
        if not self._use_keyring:
            return
        import keyring  # 0.2 s, only when signing out
        import keyring.errors  # as above

        try:
            keyring.delete_password(_SERVICE, account)
        except (keyring.errors.KeyringError, RuntimeError):
            return  # none there
