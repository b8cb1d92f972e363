"""Files of our own posts: their bytes are on this computer already, so they need not travel back."""

from studydesk.domain.downloads import FileEvent, FileState
from studydesk.domain.forums import PostFile
from studydesk.domain.names import cleaned, is_rewritten
from studydesk.domain.outbox import Item
from studydesk.domain.work import Attachment
from studydesk.errors import NotFound
from studydesk.store import files, transfers
from studydesk.sync.reconcile import around, is_receipt
from studydesk.sync.trip import Trip

_DONE = ((FileState.ABSENT, FileEvent.WANTED), (FileState.QUEUED, FileEvent.STARTED))


def keep(trip: Trip) -> None:
    """Put the attachments of what was sent in this run where downloaded files lie. Raises StorageFull.

    Where the drive of the courses is not here, the school's copies stay to be downloaded.
    """
    if not trip.store.blobs.place.is_here:
        return
    for item in trip.ledger.sent():
        if item.id not in trip.report.sent or not item.attachments:
            continue
        for post in around(item, trip):
            if is_receipt(item, post):
                for file in post.files:
                    _keep(file, item, trip)


def _keep(file: PostFile, item: Item, trip: Trip) -> None:
    own = _same(file, item)
    with trip.store.library.read() as r:
        listed = files.file_at(r, trip.account.id, file.url)
    if own is None or listed is None or listed.state is not FileState.ABSENT:
        return
    with trip.store.blobs.open_part(listed.key, total_bytes=own.size_bytes) as part:
        try:
            for data in trip.store.attachments.chunks(own):
                part.append(data)
        except NotFound:
            return  # it is no longer here, so the school's copy stays to be downloaded
        if part.blob().sha256 != own.sha256:
            return  # damaged here since it was sent; likewise
        blob = part.finish()
    with trip.store.library.write() as w:
        transfers.put_blob(w, blob)
        for state, event in _DONE:
            files.move(w, listed.key, state, event)
        files.move(w, listed.key, FileState.RUNNING, FileEvent.FINISHED, sha256=blob.sha256)


def _same(file: PostFile, item: Item) -> Attachment | None:
    """Return the attachment that became this file; None for pictures whose bytes the site writes anew."""
    named = (own for own in item.attachments if cleaned(own.name) == file.name and not is_rewritten(own.name))
    return next((own for own in named if own.size_bytes == file.size_bytes), None)
