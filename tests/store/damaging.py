"""A lived-in profile with its own account of what was acknowledged, and the ways in which a disk spoils files."""

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from studydesk.domain.accounts import Account
from studydesk.domain.courses import Media
from studydesk.domain.ids import ActivityId, CourseId, DiscussionId, IntentId, UserId
from studydesk.domain.outbox import Event, Item, Receipt, after
from studydesk.domain.progress import Position
from studydesk.domain.work import NewDiscussion
from studydesk.paths import Paths
from studydesk.store import accounts, drafts, outbox, pins, progress, settings, usage
from studydesk.store.drafts import Draft
from studydesk.store.opening import Store, open_store
from tests.store import values as v
from tests.store.conftest import NOW
from tests.store.values import ANA, COURSE, T0

DAYS = 3
PAGE = 4096
# What follows what, so that a life has items in every state.
_LIVES: tuple[tuple[Event, ...], ...] = (
    (),
    (Event.STARTED,),
    (Event.STARTED, Event.ACCEPTED),
    (Event.STARTED, Event.ACCEPTED),
    (Event.STARTED, Event.NO_ANSWER),
    (Event.STARTED, Event.NO_ANSWER, Event.FOUND),
    (Event.STARTED, Event.NEVER_SENT),
    (Event.STARTED, Event.NOT_PROCESSED, Event.STARTED, Event.ACCEPTED),
    (Event.STARTED, Event.REFUSED),
    (Event.STARTED, Event.BASE_CHANGED),
    (Event.STARTED, Event.ACCEPTED, Event.VANISHED),
    (Event.WITHDRAWN,),
)


@dataclass
class Known:
    """What the learner was told is saved.

    Attributes:
        items: each as last acknowledged.
        texts: every text that was ever acknowledged, by item: an edit may be lost, the words before it then not.
    """

    items: dict[IntentId, Item] = field(default_factory=dict)
    drafts: dict[str, Draft] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    reads: dict[DiscussionId, int] = field(default_factory=dict)
    theme: str = ""


def live(home: Paths, chance: random.Random, days: int = DAYS) -> Known:
    """Let a learner study for some days; return what was acknowledged. Each day begins with its backup."""
    known = Known()
    for day in range(days):
        store = open_store(home, now=NOW + timedelta(days=day))
        if day == 0:
            _arrive(store)
        for number in range(chance.randint(4, 14)):
            _write(store, known, chance, f"{day}-{number}")
        _keep_drafts(store, known, chance, day)
        store.close()
    return known


def _arrive(store: Store) -> None:
    with store.work.write() as w:
        accounts.add(w, Account(ANA, "https://school.example", "School", UserId(3), "ana", "Ana B", T0))
        accounts.set_current(w, ANA)
        pins.pin(w, ANA, COURSE)


def _write(store: Store, known: Known, chance: random.Random, name: str) -> None:
    text = f"What I think of it, {name}. " * chance.randint(1, 60)
    words = NewDiscussion(v.forum().id, name, text) if chance.random() < 0.3 else v.reply(text, discussion=9)
    item = v.item(name, words)
    with store.work.write() as w:
        outbox.add(w, item)
    known.items[item.id] = item
    for event in chance.choice(_LIVES):
        receipt = Receipt(len(known.items), T0, "0" * 64) if event in (Event.ACCEPTED, Event.FOUND) else None
        moved = after(item, event, T0, receipt=receipt)
        with store.work.write() as w:
            assert outbox.move(w, item, moved)
        item = known.items[item.id] = moved


def _keep_drafts(store: Store, known: Known, chance: random.Random, day: int) -> None:
    for number in range(3):
        draft = Draft(ANA, f"reply:{day}:{number}", "", f"half a thought {day} {number} " * chance.randint(1, 40), T0)
        with store.work.write() as w:
            drafts.put(w, draft)
        known.drafts[draft.key] = draft
    gone = f"reply:{day}:0"
    with store.work.write() as w:
        drafts.delete(w, ANA, gone)
    del known.drafts[gone]
    known.dropped.add(gone)
    with store.work.write() as w:
        settings.put(w, "theme", f"theme-{day}")
        progress.put_read(w, ANA, DiscussionId(day + 1), T0)
        progress.put_position(w, ANA, Position(ActivityId(day), "", 0.5, 1.0, T0))
        usage.add(w, {usage.Subject(ANA, T0.date(), CourseId(day), Media.VIDEO): 1500})
    known.theme = f"theme-{day}"


# --- damage -----------------------------------------------------------------------------------------------------
def flipped(file: Path, chance: random.Random) -> None:
    """Change single bytes anywhere."""
    content = bytearray(file.read_bytes())
    for _ in range(chance.randint(1, 40)):
        if content:
            at = chance.randrange(len(content))
            content[at] ^= 1 << chance.randrange(8)
    file.write_bytes(content)


def cut(file: Path, chance: random.Random) -> None:
    """Lose the end."""
    content = file.read_bytes()
    file.write_bytes(content[: chance.randrange(len(content) + 1)])


def zeroed(file: Path, chance: random.Random) -> None:
    """Lose pages to zeros."""
    _overwrite(file, chance, lambda size: bytes(size))


def scribbled(file: Path, chance: random.Random) -> None:
    """Find something else's bytes in pages."""
    _overwrite(file, chance, chance.randbytes)


def deleted(file: Path, chance: random.Random) -> None:
    """Lose the file."""
    file.unlink()


def emptied(file: Path, chance: random.Random) -> None:
    """Find it there, but empty."""
    file.write_bytes(b"")


DAMAGES: tuple[Callable[[Path, random.Random], None], ...] = (flipped, cut, zeroed, scribbled, deleted, emptied)


def _overwrite(file: Path, chance: random.Random, filling: Callable[[int], bytes]) -> None:
    content = bytearray(file.read_bytes())
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(max(len(content) // PAGE, 1)) * PAGE
        size = min(PAGE, len(content) - at)
        content[at : at + size] = filling(size)
    file.write_bytes(content)


def again(made: Paths, home: Paths) -> None:
    """Put a fresh copy of a profile in the place of another."""
    shutil.rmtree(home.home, ignore_errors=True)
    shutil.copytree(made.home, home.home)
