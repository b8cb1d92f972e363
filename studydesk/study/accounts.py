"""Accounts: signing in, switching, signing out, removing."""

from studydesk.domain.accounts import Account, SiteFacts
from studydesk.domain.ids import AccountId


class Accounts:
    """The learner's accounts in this profile."""

    def all(self) -> list[Account]:
        """Return all accounts, oldest first."""
        raise NotImplementedError

    def current(self) -> Account | None:
        """Return the account the screens show, None before the first sign-in."""
        raise NotImplementedError

    def look(self, address: str) -> SiteFacts:
        """Return what is behind an address. NETWORK."""
        raise NotImplementedError

    def sign_in(self, address: str, username: str, password: str) -> Account:
        """Sign in and make the account current; also signs an existing account in again. NETWORK."""
        raise NotImplementedError

    def sign_in_with_token(self, address: str, pasted: str) -> Account:
        """Sign in with a pasted token or `…://token=` address. NETWORK."""
        raise NotImplementedError

    def switch(self, account: AccountId) -> None:
        """Make another account current. Raises NotFound."""
        raise NotImplementedError

    def sign_out(self, account: AccountId) -> None:
        """Forget the token; everything else stays and can be read offline."""
        raise NotImplementedError

    def is_signed_in(self, account: AccountId) -> bool:
        """Whether a token is kept."""
        raise NotImplementedError

    def unsent(self, account: AccountId | None = None) -> int:
        """Return how many things wait to be sent, of one account or of all."""
        raise NotImplementedError

    def remove(self, account: AccountId, *, even_unsent: bool = False) -> None:
        """Remove the account and all it has here. Raises Invalid("unsent") unless `even_unsent`."""
        raise NotImplementedError

    def tokens_are_in_keyring(self) -> bool:
        """Whether the system's keyring keeps the tokens; False: a file readable by the owner alone does."""
        raise NotImplementedError
