"""Whose token it is: an intent is never sent as another person (sync.md, protocol step 11)."""

from datetime import datetime, timedelta

from studydesk.domain.accounts import Account
from studydesk.domain.campus import Campus, Site
from studydesk.errors import SignedOut, StudyDeskError
from studydesk.store import marks, sites
from studydesk.store.opening import Store
from studydesk.sync.outcomes import of_preparation
from studydesk.sync.school_clock import SchoolClock
from studydesk.sync.trip import Rest

FRESH = timedelta(days=1)
_MARK = "site"


def ask(account: Account, campus: Campus, store: Store, clock: SchoolClock) -> Site:
    """Return what the site says of itself and of the learner, and keep it.

    Raises:
        SignedOut: the token is another person's.
    """
    told = campus.reads.site()
    if told.user != account.user:
        raise SignedOut("the token is another person's")
    with store.library.write() as w:
        sites.put_site(w, account.id, told)
        marks.put_named(w, account.id, _MARK, clock.now())
    return told


def is_fresh(account: Account, store: Store, clock: SchoolClock) -> bool:
    """Whether the site was asked within a day; a date ahead of now is of a clock that was wrong."""
    with store.library.read() as r:
        at = marks.named(r, account.id).get(_MARK)
    return at is not None and timedelta(0) <= clock.now() - at < FRESH


def last_heard(account: Account, store: Store) -> datetime | None:
    """Return when the site was last asked, by its own clock; None when it never was."""
    with store.library.read() as r:
        return marks.named(r, account.id).get(_MARK)


def verify(account: Account, campus: Campus, store: Store, clock: SchoolClock) -> None:
    """Return once the token is known to be the learner's; asked at most once a day. Raises Rest when it cannot be."""
    if is_fresh(account, store, clock):
        return
    try:
        ask(account, campus, store, clock)
    except SignedOut as error:
        raise Rest("signed_out") from error
    except StudyDeskError as error:
        raise Rest(of_preparation(error).stops or "busy") from error
