"""What sites said of themselves, and forgetting a whole account in the library."""

from sqlalchemy import delete

from studydesk.domain.campus import Site
from studydesk.domain.changes import Subject
from studydesk.domain.ids import AccountId
from studydesk.store import schema
from studydesk.store.database import Reader, Writer
from studydesk.store.removal import remove_files
from studydesk.store.rows import Rows

_SITES = Rows(schema.site, Site, "url")
_SHOWN = (Subject.COURSES, Subject.FILES, Subject.FORUMS, Subject.ASSIGNMENTS, Subject.EVENTS, Subject.GRADES)


def put_site(w: Writer, account: AccountId, site: Site) -> None:
    """Keep what the site said last."""
    if _SITES.put(w, site, account=account):
        w.changed(Subject.ACCOUNTS, account)


def site(r: Reader, account: AccountId) -> Site | None:
    """Return what the site said last, None when it was never asked."""
    return _SITES.one(r, account=account)


def forget(w: Writer, account: AccountId) -> None:
    """Remove everything of an account from the library and let its blobs go (the work database is untouched)."""
    remove_files(w, account)
    for table in schema.library.tables.values():
        if "account" in table.c:
            w.execute(delete(table).where(table.c.account == account))
    for subject in _SHOWN:
        w.changed(subject, account)
