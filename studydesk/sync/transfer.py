"""One file on its way: its version, which of its bytes are here, who brings the rest, and whether it is whole."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from studydesk.domain import ranges
from studydesk.domain.campus import Body
from studydesk.domain.downloads import LocalFile
from studydesk.domain.ranges import Range
from studydesk.errors import Corrupt, NoAnswer
from studydesk.store.parts import Blob, PartFile
from studydesk.store.transfers import Part

_SHA1 = re.compile(r"[0-9a-f]{40}")
_FILTERED = frozenset({"text/html", "text/plain", "application/xhtml+xml"})  # Moodle: lib/filelib.php send_file
LEAST_BYTES, MOST_LEAST_BYTES = 16 * 1024, 48 * 1024  # of a stretch: less is not worth a request
TRIES_OF_WRONG_BYTES = 2
MOST_VERSIONS = 3  # of one file within one run: then the site cannot make up its mind


@dataclass(slots=True, eq=False)
class Span:
    """A stretch of a file that one connection brings.

    Attributes:
        at: the next byte to come; `begun`: where it began.
        stop: the first byte that is not its own, None = to the end of the file; may shrink while it runs.
        version: of the transfer when it was claimed, beginning: of its part file: after a restart nobody wants its
            bytes.
    """

    transfer: "Transfer"
    begun: int
    at: int
    stop: int | None
    version: int
    beginning: int

    @property
    def is_wanted(self) -> bool:
        """Whether its bytes are still of use."""
        return self.transfer.dropped is None and self.version == self.transfer.version

    @property
    def is_done(self) -> bool:
        """Whether all of it is here."""
        return self.stop is not None and self.at >= self.stop

    @property
    def end(self) -> int:
        """Where it ends, as far as known."""
        return self.stop if self.stop is not None else max(self.transfer.size_bytes, self.at)

    @property
    def left_bytes(self) -> int:
        """How much it still has to bring."""
        return self.end - self.at


@dataclass(slots=True, eq=False)
class Transfer:
    """The way of one file. All methods but `write` and `finish` are called by whoever has the turn.

    Attributes:
        etag, total_bytes: of the version whose bytes are being gathered.
        takes_ranges: whether the site sends stretches of this file; None before its first answer.
        spans: under way now; `version`: grows when everything begins anew.
        dropped: why nobody works on it any more: `learner`, `held`, `failed`, `here`, `twin`, or None.
        reached: the most bytes that ever were here.
        may_be_here: whether the library has bytes that may be this file: one question tells.
        hurried_at, stuck_at: how many bytes were here when a connection was last given up early, or brought nothing.
        twins: SHA-1s of files under way that may be the same bytes; `twin`: the one that turned out to be.
        forget: called before its bytes are thrown away: the library must not know of them any more.
    """

    file: LocalFile
    written: PartFile
    etag: str | None = None
    total_bytes: int | None = None
    takes_ranges: bool | None = None
    spans: list[Span] = field(default_factory=list)
    version: int = 0
    dropped: str | None = None
    reached: int = 0
    is_answered: bool = False
    is_finishing: bool = False
    may_be_here: bool = False
    twins: frozenset[str] = frozenset()
    twin: str | None = None
    noted_bytes: int = 0
    wrong: int = 0
    hurried_at: int = -1
    stuck_at: int = -1
    forget: Callable[[], None] = lambda: None
    _ended: int | None = None

    @classmethod
    def of(
        cls, file: LocalFile, known: Part | None, written: PartFile, forget: Callable[[], None] = lambda: None
    ) -> "Transfer":
        """Return the transfer of a file as its map and its part file are."""
        made = cls(file, written, forget=forget)
        if known is not None and written.length:
            made.etag, made.total_bytes = known.etag, known.total_bytes
            made.reached = written.length
        return made

    @property
    def have(self) -> tuple[Range, ...]:
        """Which bytes are here."""
        return self.written.map.have

    @property
    def here_bytes(self) -> int:
        """How many bytes are here."""
        return self.written.length

    @property
    def size_bytes(self) -> int:
        """How long the file is, as far as known."""
        return self.total_bytes if self.total_bytes is not None else self.file.size_bytes

    @property
    def is_complete(self) -> bool:
        """Whether every byte is here: asking for those past the end would bring all of them again (moodle.md, 3)."""
        total = self.total_bytes if self.total_bytes is not None else self._ended
        return total is not None and self.here_bytes >= total and (total > 0 or self.is_answered)

    # --- who brings what ----------------------------------------------------------------------------------------
    def claim(self, block_bytes: int, least_bytes: int, level: int, waiting_bytes: int = 0) -> Span | None:
        """Return the next stretch that nobody brings, None when there is none (now).

        Stretches are bounded, so that others can bring what is behind them without any byte coming twice, and become
        shorter towards the end of all, `waiting_bytes` behind this file, so that `level` connections end together.
        """
        if self.dropped or self.is_finishing or self.is_complete:
            return None
        if self.takes_ranges is not True and self.spans:
            return None  # its first answer tells what can be asked for
        if self.file.is_generated or not self.size_bytes or self.takes_ranges is False:
            return None if self.spans else self._add(ranges.leading(self.have), None)
        taken = [*self.have, *((span.at, span.end) for span in self.spans)]
        missing = ranges.gaps(taken, self.size_bytes)
        if not missing:  # may be as long as the course says, though the site never said that this is its end
            return None if self.spans else self._add(ranges.leading(self.have), None)
        start, stop = missing[0]
        left_bytes = ranges.size(missing) + waiting_bytes
        wanted = max(least_bytes, min(block_bytes, left_bytes // (2 * level)) if level > 1 else block_bytes)
        return self._add(start, stop if stop - start - wanted < least_bytes else start + wanted)

    def split(self, least_bytes: int) -> Span | None:
        """Return the second half of what the slowest span has to bring, taken from it; None where it is too little.

        What is on its way to the first connection beyond the middle comes for nothing: only for a line that loses so
        much that this is little, and only where nothing else is left to bring.
        """
        longest = max(self.spans, key=lambda span: span.left_bytes, default=None)
        can_split = self.takes_ranges is True and self.total_bytes is not None and self.dropped is None
        if longest is None or not can_split or longest.left_bytes < 2 * least_bytes:
            return None
        stop = longest.end
        longest.stop = longest.at + (stop - longest.at) // 2
        return self._add(longest.stop, stop)

    def let_go(self, span: Span) -> None:
        """Take a span off: it ended, well or badly; what is missing of it is a gap again."""
        if span in self.spans:
            self.spans.remove(span)
        self.reached = max(self.reached, self.here_bytes)

    def _add(self, start: int, stop: int | None) -> Span:
        span = Span(self, start, start, stop, self.version, self.written.beginning)
        self.spans.append(span)
        return span

    # --- answers ------------------------------------------------------------------------------------------------
    def admit(self, span: Span, body: Body) -> bool:
        """Whether this answer goes on with the file; False: it has to be asked for again, from the first byte.

        If-Range is not honoured (moodle.md, 3): ETag and length of every part are compared here.
        """
        if not span.is_wanted:
            return False
        if body.status == 206 and self._continues(span, body):
            self.takes_ranges = True
            self.is_answered = True
            return True
        if body.status == 206 or (span.at and len(self.spans) > 1):
            # Another version, or a whole file where others bring the rest: both begin anew, alone.
            self.restart()
            if body.status != 206 or body.etag is None:
                self.takes_ranges = False
            return False
        if self.here_bytes or len(self.spans) > 1:  # the site ignored the range, or the file became shorter
            self.restart()
            self.spans = [span]
            span.version, span.beginning, span.begun, span.at = self.version, self.written.beginning, 0, 0
        span.stop = None
        self.etag, self.total_bytes = body.etag, body.total_bytes
        can_continue = body.accepts_ranges and body.etag is not None and not self.file.is_generated
        self.takes_ranges = can_continue and self.version <= MOST_VERSIONS
        self.is_answered = True
        return True

    def restart(self) -> None:
        """Begin with the first byte, of whatever version the site has now; in one piece where it changes too often."""
        self.is_answered = False  # first: from now on nobody notes what is here
        self.forget()
        self.written.restart()
        self.version += 1
        self.spans.clear()
        self.etag = self.total_bytes = self._ended = None
        self.takes_ranges = False if self.version > MOST_VERSIONS else None
        self.noted_bytes = 0

    def _continues(self, span: Span, body: Body) -> bool:
        if body.start != span.at or body.total_bytes is None or body.etag is None:
            return False  # without a name nobody could tell its version from the next one
        if self.total_bytes is None and not self.here_bytes and not span.at:
            self.etag = body.etag  # a first answer to a bounded question
        if body.etag != self.etag or self.total_bytes not in (None, body.total_bytes):
            return False
        self.total_bytes = body.total_bytes
        return True

    # --- bytes --------------------------------------------------------------------------------------------------
    def write(self, span: Span, data: bytes) -> int:
        """Write what came for a span, as far as it is its own; return how many bytes that were. Raises StorageFull."""
        own = data if span.stop is None else data[: max(0, span.stop - span.at)]
        if not own or not self.written.add(span.at, own, span.beginning):
            return 0
        span.at += len(own)
        return len(own)

    def ended(self, span: Span) -> None:
        """Note that the answer for a span came to its end. Raises NoAnswer where bytes are missing without a cut."""
        if self.total_bytes is None:
            self._ended = span.at
        elif span.at < span.end:
            raise NoAnswer(f"{span.at} of {span.end} bytes")

    def finish_alone(self, last: Span | None) -> None:
        """All bytes are here: whoever still reads for it, but the one who brought the last, has nothing to bring."""
        self.is_finishing = True
        self.version += 1
        self.spans.clear()
        if last is not None:
            last.version = self.version

    def finish(self) -> Blob:
        """Publish what is complete. Raises Corrupt when the bytes are not those that the site names."""
        blob = self.written.blob()
        if not _is_right(self, blob):
            raise Corrupt(blob.sha256)
        return self.written.finish()


def to_note(transfer: Transfer) -> Part:
    """Return what to note of a transfer."""
    file, known = transfer.file, transfer.written.map
    return Part(file.key, file.url, transfer.etag, transfer.total_bytes, known.synced, known.written)


def _is_right(transfer: Transfer, blob: Blob) -> bool:
    named, total_bytes = is_sha1(transfer.etag), transfer.total_bytes
    if (named and blob.sha1 != transfer.etag) or total_bytes not in (None, blob.size_bytes):
        return False
    file = transfer.file
    return named or file.is_generated or total_bytes is not None or blob.size_bytes == file.size_bytes


def is_sha1(name: str | None) -> bool:
    """Whether an ETag looks like the SHA-1 of the content."""
    return bool(name and _SHA1.fullmatch(name))


def is_foreign(file: LocalFile, body: Body) -> bool:
    """Whether an answer cannot be taken for the file that the course lists: another length, and nothing to prove it.

    It may be a page of somebody between, or a version that is not listed yet. Text that the site filters on the way
    out comes without an ETag and in a length of its own.
    """
    is_filtered = body.etag is None and file.mime in _FILTERED
    if file.is_generated or is_filtered or is_sha1(body.etag) or not file.size_bytes:
        return False
    return body.status != 304 and body.total_bytes not in (None, file.size_bytes)
