"""Book chapters exist only as files: their words become findable once they are here."""

from studydesk.domain.accounts import Account
from studydesk.domain.courses import Kind
from studydesk.domain.downloads import LocalFile
from studydesk.domain.forums import as_text
from studydesk.store import courses, files, search
from studydesk.store.blobs import Blob
from studydesk.store.opening import Store

_CHAPTER = "index.html"
_MOST_BYTES = 4 * 1024 * 1024


def index(file: LocalFile, blob: Blob, account: Account, store: Store) -> None:
    """Put a downloaded chapter into the search; anything else is left alone.

    Its `ref` is the activity and the place among the book's chapters, as the reader counts them.
    """
    if not file.is_generated or file.name != _CHAPTER or blob.size_bytes > _MOST_BYTES:
        return
    with store.library.read() as r:
        activity = courses.activity(r, account.id, file.activity)
        told = files.files(r, account.id, activity=file.activity, owner="")
    if activity is None or activity.kind is not Kind.BOOK:
        return
    chapters = [other.key for other in told if other.is_generated and other.name == _CHAPTER]
    if file.key not in chapters:
        return
    text = as_text(store.blobs.path(blob.sha256).read_bytes().decode("utf-8", "replace"))
    entry = search.Entry(
        search.HitKind.CHAPTER,
        f"{file.activity}/{chapters.index(file.key)}",
        file.course,
        file.title or activity.title,
        text,
        activity=file.activity,
        file_key=file.key,
    )
    with store.library.write() as w:
        search.index(w, account.id, [entry])
