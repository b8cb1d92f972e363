"""What sites said of themselves, and forgetting a whole account in the library."""

from studydesk.domain.campus import Site
from studydesk.domain.ids import AccountId
from studydesk.store.database import Reader, Writer


def put_site(w: Writer, account: AccountId, site: Site) -> None:
    """Keep what the site said last."""
    raise NotImplementedError


def site(r: Reader, account: AccountId) -> Site | None:
    """Return what the site said last, None when it was never asked."""
    raise NotImplementedError


def forget(w: Writer, account: AccountId) -> None:
    """Remove everything of an account from the library and let its blobs go (the work database is untouched)."""
    raise NotImplementedError
