"""After the library was lost: what was here before is asked for again, without its bytes travelling."""

from studydesk.domain.accounts import Account
from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileEvent, FileState
from studydesk.domain.outside import Cancel
from studydesk.store import files, marks, transfers
from studydesk.store.blobs import Blob
from studydesk.store.opening import REBUILT, Store


def is_due(account: Account, store: Store) -> bool:
    """Whether the account's library was lost, now or before an earlier run that could not recover it."""
    with store.library.read() as r:
        return store.library_rebuilt or REBUILT in marks.named(r, account.id)


def finish(account: Account, store: Store) -> int:
    """Queue what was here before and remember that the library is recovered; return how many files that are.

    While the drive of the courses is not here nothing of it can be seen: a later run of the program does it.
    """
    if not store.blobs.place.is_here:
        return 0
    queued = queue_known(account, store)
    with store.library.write() as w:
        marks.drop_named(w, account.id, REBUILT)
    return queued


def queue_known(account: Account, store: Store) -> int:
    """Queue the absent files whose bytes seem to be here, and the generated pages beside them; return how many.

    Fetch proves each by one conditional request. Pages that the site generates cannot be proven; they are small.
    """
    with store.library.write() as w:
        absent = files.files(w, account.id, states=(FileState.ABSENT,))
        here = [
            file
            for file in absent
            if file.size_bytes and _is_here(transfers.find_same(w, file.name, file.size_bytes), store)
        ]
        courses = {file.course for file in here}
        pages = [file for file in absent if file.is_generated and file.media is Media.TEXT and file.course in courses]
        for file in here + pages:
            files.move(w, file.key, FileState.ABSENT, FileEvent.WANTED)
    return len(here) + len(pages)


def _is_here(blobs: list[Blob], store: Store) -> bool:
    return any(store.blobs.has(blob.sha256) for blob in blobs)


def rebuild(store: Store, cancel: Cancel) -> int:
    """Hash the blobs that the rebuilt library does not know; return how many there were."""
    return store.index_blobs(cancel)
