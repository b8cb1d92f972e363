"""A library with downloaded courses for tests of storage."""

import os
from dataclasses import replace
from pathlib import Path

from studydesk.domain.courses import Media, RemoteFile
from studydesk.domain.downloads import FileEvent, FileState, LocalFile
from studydesk.domain.ids import AccountId
from studydesk.store import courses, files, transfers
from studydesk.store.opening import Store
from studydesk.store.parts import Blob
from tests.store import values as v
from tests.store.values import ANA

NAMES = {Media.DOCUMENT: "map.pdf", Media.VIDEO: "talk.mp4", Media.TEXT: "talk.vtt", Media.AUDIO: "talk.mp3"}
MIMES = {
    Media.DOCUMENT: "application/pdf",
    Media.VIDEO: "video/mp4",
    Media.TEXT: "text/vtt",
    Media.AUDIO: "audio/mpeg",
}


def remote(activity: int, media: Media = Media.DOCUMENT, number: int = 1, size: int = 1000) -> RemoteFile:
    """Return a file of this kind as the site lists it."""
    name = f"{number} {NAMES[media]}"
    return replace(v.remote(activity, name, size), mime=MIMES[media])


def listed(store: Store, *remote: RemoteFile, course: int = 7, account: AccountId = ANA) -> list[LocalFile]:
    """Make these the files of a course and return them as they are kept."""
    with store.library.write() as w:
        courses.put_contents(w, account, v.contents(*remote, of=course, activities=10))
        found = files.files(w, account)
    return [file for file in found if file.course == course]


def here(store: Store, file: LocalFile, body: bytes) -> Blob:
    """Put the bytes of a file on this computer, as a download does."""
    blob = store.blobs.put_bytes(body)
    with store.library.write() as w:
        transfers.put_blob(w, blob)
        files.move(w, file.key, FileState.ABSENT, FileEvent.WANTED)
        files.move(w, file.key, FileState.QUEUED, FileEvent.STARTED)
        files.move(w, file.key, FileState.RUNNING, FileEvent.FINISHED, sha256=blob.sha256)
    return blob


def state_of(store: Store, file: LocalFile) -> FileState:
    """Return where a file stands."""
    with store.library.read() as r:
        found = files.file(r, file.key)
    assert found is not None
    return found.state


def spoil(file: Path) -> None:
    """Change one bit and nothing else."""
    told = file.stat()
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))
    os.utime(file, ns=(told.st_atime_ns, told.st_mtime_ns))
