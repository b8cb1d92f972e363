"""Files already handed in that stay: a new draft area replaces all, so they travel once more (moodle.md, 4)."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from studydesk.domain.assignments import BriefFile, Submission
from studydesk.domain.ids import IntentId
from studydesk.domain.names import cleaned, is_rewritten
from studydesk.domain.outbox import Item
from studydesk.domain.work import Attachment, SaveSubmission
from studydesk.errors import BadAnswer, NotFound
from studydesk.sync.trip import Trip
from studydesk.sync.uploading import Source

_CHUNK = 64 * 1024


class KeptFiles:
    """Finds the bytes of handed-in files: in this computer's own copies, else at the school."""

    @contextmanager
    def here(self, item: Item, server: Submission, names: Sequence[str], trip: Trip) -> Iterator[list[Source]]:
        """Yield the named files of the submission as files on this computer; fetched ones go again afterwards."""
        told = {file.name: file for file in server.files}
        with ExitStack() as stack:
            yield [stack.enter_context(self._one(item, told[name], n, trip)) for n, name in enumerate(names)]

    def are_those(self, item: Item, server: Submission, trip: Trip) -> bool:
        """Whether the school's files of the attachments' names hold exactly our bytes: asked by their SHA-1."""
        told = {file.name: file for file in server.files}
        for file in item.attachments:
            there = told.get(cleaned(file.name))
            if there is None:
                return False
            known = trip.store.attachments.sha1(file)
            with trip.campus.files.open(there.url, etag=known) as body:
                if body.status != 304 and body.etag != known:
                    return False
        return True

    @contextmanager
    def _one(self, item: Item, told: BriefFile, position: int, trip: Trip) -> Iterator[Source]:
        own = _own_copy(item, told, trip)
        path = _path(own, trip) if own is not None else None
        if own is not None and path is not None:
            yield Source(path, told.name, own.size_bytes)
            return
        with self._fetched(item.id, told, position, trip) as source:
            yield source

    @contextmanager
    def _fetched(self, item: IntentId, told: BriefFile, position: int, trip: Trip) -> Iterator[Source]:
        """Fetch a handed-in file into a part file; it becomes a blob only for as long as it is needed."""
        blobs = trip.store.blobs
        key = -(position + 1)  # never a key of the library
        with blobs.open_part(key, total_bytes=told.size_bytes) as part:
            with trip.campus.files.open(told.url) as body:
                for chunk in body.chunks(_CHUNK):
                    trip.cancel.check()
                    trip.count(len(chunk))
                    part.append(chunk)
            if part.length != told.size_bytes:
                raise BadAnswer("a handed-in file came short")
            was_here = blobs.has(part.blob().sha256)
            blob = part.finish()
        try:
            yield Source(blobs.path(blob.sha256), told.name, blob.size_bytes)
        finally:
            if not was_here:
                blobs.release([blob.sha256])


def _own_copy(item: Item, told: BriefFile, trip: Trip) -> Attachment | None:
    """Return the attachment of an earlier hand-in of ours that this file came from, the newest first."""
    assert isinstance(item.intent, SaveSubmission)
    for position, sent in enumerate(_earlier(item.intent, trip)):
        for file in sent.attachments:
            same = file.size_bytes == told.size_bytes and not is_rewritten(told.name)
            if cleaned(file.name) == told.name and (same or position == 0):
                return file
    return None


def _path(own: Attachment, trip: Trip) -> Path | None:
    """Return where our copy lies; None when it was released after its 90 days: the school's copy will do."""
    try:
        return trip.store.attachments.path(own)
    except NotFound:
        return None


def _earlier(intent: SaveSubmission, trip: Trip) -> list[Item]:
    return [
        item
        for item in trip.ledger.sent()
        if isinstance(item.intent, SaveSubmission) and item.intent.assignment == intent.assignment
    ]
