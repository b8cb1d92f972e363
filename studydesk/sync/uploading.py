"""Files on their way into a draft area: sent once, checked there before anything is built on them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studydesk.domain.assignments import BriefFile
from studydesk.domain.ids import DraftAreaId, IntentId
from studydesk.domain.names import cleaned, is_rewritten
from studydesk.domain.outbox import Item
from studydesk.errors import BadAnswer, Corrupt, NotFound, Refused
from studydesk.sync.handin import Wanted, same_files
from studydesk.sync.trip import Trip


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be put into a draft area."""

    path: Path
    name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Areas:
    """The draft areas that were begun since the program started, so that a cut upload goes on and not again.

    A draft area found empty or strange is forgotten; the school clears old ones, and building on a cleared one would
    wipe what is handed in (moodle.md, 4).
    """

    known: dict[IntentId, DraftAreaId] = field(default_factory=dict)

    def forget(self, item: IntentId) -> None:
        """Begin anew next time."""
        self.known.pop(item, None)


def own_files(item: Item, trip: Trip) -> list[Source]:
    """Return the item's attachments on this computer. Raises Corrupt when one is missing or has another length."""
    sources = []
    for file in item.attachments:
        try:
            path = trip.store.attachments.path(file)
        except NotFound as error:
            raise Corrupt(file.sha256) from error
        if path.stat().st_size != file.size_bytes:
            raise Corrupt(file.sha256)
        sources.append(Source(path, file.name, file.size_bytes))
    return sources


def fill(item: Item, sources: Sequence[Source], areas: Areas, trip: Trip) -> DraftAreaId:
    """Return a draft area that holds exactly these files, checked at the school.

    Raises:
        Refused: `same_name` when two of them have one name at the school; the school's own refusals.
        BadAnswer: the area holds something else; it is forgotten and the next try begins anew.
    """
    names = Counter(cleaned(source.name) for source in sources)
    if any(count > 1 for count in names.values()):
        raise Refused("same_name")
    area, there = _begin(item, sources, areas, trip)
    total = sum(source.size_bytes for source in sources)
    done = 0
    expected = []
    for source in sources:
        trip.cancel.check()
        trip.tell("uploading", item, done, total)
        stored = cleaned(source.name)
        if stored not in there:
            stored = trip.campus.writes.upload(source.path, source.name, area).name
        expected.append(Wanted(stored, source.size_bytes, is_new=True))
        done += source.size_bytes
    _check(item, area, expected, areas, trip)
    return area


def _begin(item: Item, sources: Sequence[Source], areas: Areas, trip: Trip) -> tuple[DraftAreaId, frozenset[str]]:
    """Return the area to fill, and the names that need not travel again."""
    known = areas.known.get(item.id)
    if known is not None:
        there = trip.campus.writes.draft_files(known)
        sizes = {cleaned(source.name): source.size_bytes for source in sources}
        if there and all(_is_ours(file, sizes) for file in there):
            return known, frozenset(file.name for file in there)
        areas.forget(item.id)
    area = trip.campus.writes.new_draft_area()
    areas.known[item.id] = area
    return area, frozenset()


def _is_ours(file: BriefFile, sizes: Mapping[str, int]) -> bool:
    return file.name in sizes and (is_rewritten(file.name) or sizes[file.name] == file.size_bytes)


def _check(item: Item, area: DraftAreaId, expected: Sequence[Wanted], areas: Areas, trip: Trip) -> None:
    if same_files(expected, trip.campus.writes.draft_files(area)):
        return
    areas.forget(item.id)
    raise BadAnswer("the draft area does not hold what was uploaded")
