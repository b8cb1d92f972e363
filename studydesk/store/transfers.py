"""Transfer maps of downloads under way, and which bytes are already here."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, case, delete, exists, select, update
from sqlalchemy.dialects.sqlite import insert

from studydesk.domain.ranges import Range
from studydesk.store.database import Reader, Writer
from studydesk.store.parts import Blob, Map, Written
from studydesk.store.rows import Rows
from studydesk.store.schema import blob as blob_table
from studydesk.store.schema import file
from studydesk.store.schema import part as part_table


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of a part file.

    Attributes:
        url: where its bytes came from; etag, total_bytes: of their version, compared with every answer.
        synced, written: as in `parts.Map`.
    """

    key: int
    url: str
    etag: str | None
    total_bytes: int | None
    synced: tuple[Range, ...] = ()
    written: tuple[Written, ...] = ()

    @property
    def map(self) -> Map:
        """Which of its bytes are there."""
        return Map(self.synced, self.written)


_PARTS = Rows(part_table, Part, "key")
_BLOBS = Rows(blob_table, Blob, "sha256")
# Built once: many small files in a row would spend more on building these than SQLite on doing them.
_PUT_BLOB = (
    insert(blob_table)
    .values(is_released=False)
    .on_conflict_do_update(index_elements=["sha256"], set_={"is_released": False})
)
_NAMESAKE = exists().where(file.c.sha256 == blob_table.c.sha256, file.c.name == bindparam("name"))
_SAME = (
    select(blob_table.c.sha256, blob_table.c.sha1, blob_table.c.size_bytes)
    .where(blob_table.c.size_bytes == bindparam("size"))
    .order_by(case((_NAMESAKE, 0), else_=1), blob_table.c.sha256)
    .limit(bindparam("most"))
)


def part(r: Reader, key: int) -> Part | None:
    """Return the transfer map of a file, None when nothing was begun."""
    return _PARTS.one(r, key=key)


def put_part(w: Writer, part: Part) -> None:
    """Keep a transfer map; sets the file's `done_bytes` too. Publishes nothing: progress has its own stream."""
    _PARTS.put(w, part)
    w.execute(update(file).where(file.c.key == part.key).values(done_bytes=part.map.size_bytes))


def drop_part(w: Writer, key: int) -> None:
    """Forget a transfer map; the file's `done_bytes` is 0 again."""
    w.execute(delete(part_table).where(part_table.c.key == key))
    w.execute(update(file).where(file.c.key == key).values(done_bytes=0))


def part_keys(r: Reader) -> frozenset[int]:
    """Return the files that have a transfer map."""
    return frozenset(r.execute(select(part_table.c.key)).scalars())


def put_blob(w: Writer, blob: Blob) -> None:
    """Keep both hashes of a blob that is here."""
    w.execute(_PUT_BLOB, {"sha256": blob.sha256, "sha1": blob.sha1, "size_bytes": blob.size_bytes})


def let_go(w: Writer, sha256: str) -> None:
    """Note that bytes came to be of no use: the next sweep removes them, unless another file has them."""
    w.execute(update(blob_table).where(blob_table.c.sha256 == sha256).values(is_released=True))


def blob(r: Reader, sha256: str) -> Blob | None:
    """Return a blob's hashes and size, None when it is not known."""
    return _BLOBS.one(r, sha256=sha256)


def blobs_known(r: Reader) -> frozenset[str]:
    """Return the blobs whose hashes are known."""
    return frozenset(r.execute(select(blob_table.c.sha256)).scalars())


def blob_of_sha1(r: Reader, sha1: str, size_bytes: int | None = None) -> Blob | None:
    """Return the blob with this SHA-1 (Moodle's ETag), None when no such bytes are here."""
    return _BLOBS.one(r, sha1=sha1.lower(), **({} if size_bytes is None else {"size_bytes": size_bytes}))


def find_same(r: Reader, name: str, size_bytes: int, limit: int = 3) -> list[Blob]:
    """Return blobs that may be this file (same size; same name first): candidates for a conditional request."""
    return [Blob(*row) for row in r.execute(_SAME, {"name": name, "size": size_bytes, "most": limit})]


def likenesses(r: Reader, sizes: Collection[int]) -> set[tuple[int, str]]:
    """Return size and name of all files of these sizes whose bytes are here, and for each such size also "" as name."""
    here = blob_table.outerjoin(file, file.c.sha256 == blob_table.c.sha256)
    query = select(blob_table.c.size_bytes, file.c.name).select_from(here).distinct()
    found = {(size, name or "") for size, name in r.execute(query.where(blob_table.c.size_bytes.in_(sizes)))}
    return found | {(size, "") for size, _ in found}


def unused_blobs(r: Reader) -> frozenset[str]:
    """Return the blobs that a file let go of and none uses now."""
    used = exists().where(file.c.sha256 == blob_table.c.sha256)
    return frozenset(r.execute(select(blob_table.c.sha256).where(blob_table.c.is_released, ~used)).scalars())


def forget_blobs(w: Writer, sha256s: frozenset[str]) -> None:
    """Drop the hashes of blobs that were swept."""
    for sha256 in sha256s:
        w.execute(delete(blob_table).where(blob_table.c.sha256 == sha256))
