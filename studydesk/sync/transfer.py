"""One file's bytes: asked for only when they are not here, resumed where they stopped, verified before they count."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, replace

from studydesk.domain.campus import Body, Campus
from studydesk.domain.downloads import FileState, LocalFile
from studydesk.domain.outside import Cancel
from studydesk.errors import Corrupt, NoAnswer
from studydesk.policy import Policy
from studydesk.store import files, transfers
from studydesk.store.blobs import Blob, PartFile
from studydesk.store.opening import Store
from studydesk.store.transfers import Part

_SHA1 = re.compile(r"[0-9a-f]{40}")
NETWORK_CHUNK = 16 * 1024


class Stopped(Exception):
    """The transfer makes room; its bytes stay. `reason`: `posts`, or `learner` (paused or cancelled meanwhile)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(slots=True)
class Transfer:
    """The way of one file.

    Attributes:
        should_yield: asked at each committed chunk: whether posts want the link.
        tell: called with (bytes here, bytes in all) at each committed chunk.
        travelled: bytes that came over the link; `reached`: how far into the file they led.
        is_reused: the bytes were here already and did not travel.
    """

    file: LocalFile
    campus: Campus
    store: Store
    policy: Policy
    cancel: Cancel
    should_yield: Callable[[], bool]
    tell: Callable[[int, int], None]
    travelled: int = 0
    reached: int = 0
    is_reused: bool = False
    _unsynced: int = field(default=0, repr=False)
    _uncommitted: int = field(default=0, repr=False)
    _asked: str | None = field(default=None, repr=False)

    def run(self) -> Blob:
        """Return the file's bytes as a published blob.

        Raises:
            NeverSent, NoAnswer, NotProcessed, SignedOut, Refused: what was received is kept for the next try.
            Corrupt: twice the bytes did not match the hash that the site names.
            StorageFull: there is no room; what was received is kept.
            Stopped: it makes room.
        """
        try:
            return self._once()
        except Corrupt:
            self._forget()
            return self._once()

    def _once(self) -> Blob:
        part = self._known()
        with self.store.blobs.open_part(self.file.key, at=part.done_bytes, total_bytes=part.total_bytes) as written:
            if self._is_complete(part, written):
                return self._finish(part, written)
            with ExitStack() as stack:
                body = stack.enter_context(self._open(written))
                if body.status == 206 and not _continues(body, part, written):
                    stack.pop_all().close()
                    written.restart()
                    body = stack.enter_context(self._open(written))
                found = self._here_already(body)
                if found is not None:
                    self.is_reused = True
                    self.store.blobs.drop_part(self.file.key)
                    return found
                return self._receive(body, written)

    def _known(self) -> Part:
        nothing = Part(self.file.key, self.file.url, None, None)
        if self.file.is_generated:
            return nothing  # its bytes differ on every request: nothing can be continued (moodle.md, 3)
        with self.store.library.read() as r:
            return transfers.part(r, self.file.key) or nothing

    def _is_complete(self, part: Part, written: PartFile) -> bool:
        """Whether every byte is here: asking for those past the end would bring all of them again (moodle.md, 3)."""
        return part.total_bytes is not None and written.length == part.total_bytes > 0

    def _open(self, written: PartFile) -> AbstractContextManager[Body]:
        self.cancel.check()
        self._asked = None if written.length or self.file.is_generated else self._likely()
        return self.campus.files.open(self.file.url, start=written.length, etag=self._asked)

    def _likely(self) -> str | None:
        """Return the SHA-1 of bytes that are here and may be this file; one conditional request proves it."""
        if not self.file.size_bytes:
            return None
        with self.store.library.read() as r:
            same = transfers.find_same(r, self.file.name, self.file.size_bytes)
        return next((blob.sha1 for blob in same if self.store.blobs.has(blob.sha256)), None)

    def _here_already(self, body: Body) -> Blob | None:
        """Return the blob that the answer names, if it is here: 304, or another file with the same ETag."""
        name = self._asked if body.status == 304 else body.etag
        if name and _SHA1.fullmatch(name):
            with self.store.library.read() as r:
                found = transfers.blob_of_sha1(r, name)
            if found is not None and self.store.blobs.has(found.sha256):
                self.store.blobs.use(found.sha256)
                return found
        if body.status == 304:
            raise NoAnswer("304 for bytes that are not here")
        return None

    def _receive(self, body: Body, written: PartFile) -> Blob:
        if body.status != 206 and written.length:
            written.restart()  # the site ignored the range, or the file became shorter
        part = Part(self.file.key, self.file.url, body.etag, body.total_bytes, written.length, written.length)
        if body.total_bytes is not None and not self.file.is_generated:
            written.resume(written.length, body.total_bytes)  # reserves the room: a full disk shows now
        self._keep(part)
        try:
            self._append(body, part, written)
        finally:
            self._keep(replace(part, done_bytes=written.length))  # a cut costs nothing as long as the program runs
        return self._finish(part, written)

    def _append(self, body: Body, part: Part, written: PartFile) -> None:
        for data in body.chunks(NETWORK_CHUNK):
            self.cancel.check()
            written.append(data)
            self.travelled += len(data)
            self.reached = max(self.reached, written.length)
            self._uncommitted += len(data)
            self._unsynced += len(data)
            if self._uncommitted >= self.policy.chunk_bytes:
                self._commit(part, written)

    def _commit(self, part: Part, written: PartFile) -> None:
        """Commit how far it is; a kill costs at most one chunk, a power cut at most what was not synced."""
        self._uncommitted = 0
        synced = None
        if self._unsynced >= self.policy.sync_every_bytes:
            written.sync()
            self._unsynced, synced = 0, written.length
        with self.store.library.write() as w:
            transfers.note_progress(w, self.file.key, written.length, synced)
            now = files.file(w, self.file.key)
        self.tell(written.length, part.total_bytes or self.file.size_bytes)
        if now is None or now.state is not FileState.RUNNING:
            raise Stopped("learner")
        if self.should_yield():
            raise Stopped("posts")

    def _finish(self, part: Part, written: PartFile) -> Blob:
        """Publish what is complete. A short body is an error even where the wire raised none."""
        length, blob = written.length, written.blob
        is_named = bool(part.etag and _SHA1.fullmatch(part.etag))
        if part.total_bytes is not None and length < part.total_bytes:
            raise NoAnswer(f"{length} of {part.total_bytes} bytes")
        is_whole = length == part.total_bytes or part.total_bytes is None
        is_told = self.file.is_generated or part.total_bytes is not None or length == self.file.size_bytes
        if not is_whole or (is_named and blob.sha1 != part.etag) or not (is_told or is_named):
            raise Corrupt(blob.sha256)
        return written.finish()

    def _keep(self, part: Part) -> None:
        if not self.file.is_generated:
            with self.store.library.write() as w:
                transfers.put_part(w, part)

    def _forget(self) -> None:
        """Begin with the first byte next time."""
        with self.store.library.write() as w:
            transfers.drop_part(w, self.file.key)


def _continues(body: Body, part: Part, written: PartFile) -> bool:
    """Whether a 206 goes on with the version whose beginning is here; If-Range is not honoured (moodle.md, 3)."""
    same_size = part.total_bytes is not None and body.total_bytes == part.total_bytes
    return body.start == written.length and body.etag == part.etag and same_size
