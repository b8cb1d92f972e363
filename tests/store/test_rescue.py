"""Damage at random places, hundreds of times: what was acknowledged comes back, and nothing sent goes again."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from studydesk import paths
from studydesk.domain.ids import IntentId
from studydesk.domain.outbox import Item, State
from studydesk.paths import Paths
from studydesk.store import accounts, drafts, outbox, pins, settings
from studydesk.store.journal import files
from studydesk.store.opening import open_store
from studydesk.store.rescue import Rescue, Whole, rescue
from tests.store.conftest import NOW
from tests.store.damaging import DAMAGES, DAYS, Known, again, live
from tests.store.values import ANA, COURSE

LATER = NOW + timedelta(days=DAYS - 1)
LIVES = 4
ROUNDS = 20  # of each kind, in each life: 320 rescues in all; 2,800 were run by hand
MAY_BE_THERE = {State.SENT, State.SENDING, State.UNCERTAIN}


@pytest.fixture(scope="module", params=range(LIVES))
def lived(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Paths, Known]:
    """A profile after three days of study, and what was acknowledged in them."""
    made = paths.of(tmp_path_factory.mktemp("lived"))
    return made, live(made, random.Random(request.param))


def spoil(file: Path, chance: random.Random) -> str:
    how = chance.choice(DAMAGES)
    how(file, chance)
    return how.__name__


def rounds(lived: tuple[Paths, Known], home: Paths) -> Iterator[random.Random]:
    """Yield chance for each round, over a fresh copy of the life."""
    for seed in range(ROUNDS):
        again(lived[0], home)
        yield random.Random(seed)


def contents(home: Paths) -> tuple[dict[IntentId, Item], dict[str, str], str]:
    """Open the profile and return its items, the texts of its drafts, and the theme."""
    store = open_store(home, now=LATER)
    try:
        store.work.check()
        with store.work.read() as r:
            items = {item.id: item for item in outbox.items(r, ANA)}
            texts = {draft.key: draft.text for draft in drafts.all_drafts(r, ANA)}
            return items, texts, settings.get_all(r).get("theme", "")
    finally:
        store.close()


def check_exact(home: Paths, known: Known) -> None:
    """Assert that all is as it was acknowledged; only what was being sent is looked up first."""
    items, texts, theme = contents(home)
    assert texts == {key: draft.text for key, draft in known.drafts.items()}
    assert theme == known.theme
    assert items.keys() == known.items.keys()
    for name, item in items.items():
        was = known.items[name]
        if was.state is State.SENDING and item.state is State.UNCERTAIN:
            assert (item.intent, item.attempts) == (was.intent, was.attempts)
        else:
            assert item == was
    store = open_store(home, now=LATER)
    with store.work.read() as r:
        assert accounts.current(r) is not None
        assert pins.pins(r, ANA).courses == {COURSE}
    store.close()


def check_nothing_unsaid(home: Paths, known: Known, found: Rescue | Whole) -> Counter[str]:
    """Assert that nothing goes twice and that losses are told; return what was lost."""
    items, texts, _ = contents(home)
    lost: Counter[str] = Counter()
    for name, was in known.items.items():
        item = items.get(name)
        if item is None:
            lost["items"] += 1
            continue
        if was.state in MAY_BE_THERE:
            assert item.state is not State.QUEUED, name  # nobody would look whether the school has it
        lost["words"] += item.intent != was.intent
    lost["drafts"] = sum(texts.get(key) != draft.text for key, draft in known.drafts.items())
    if lost.total():
        assert not (found.is_proven if isinstance(found, Whole) else found.is_complete)
    return lost


def test_whatever_happens_to_the_database_alone_costs_nothing(lived: tuple[Paths, Known], home: Paths) -> None:
    rescued = 0
    for chance in rounds(lived, home):
        spoil(home.work, chance)
        found = rescue(home, LATER)
        if isinstance(found, Whole):
            assert found == Whole(damaged=0, is_proven=True)
        else:
            rescued += 1
            assert found.is_complete
            assert (found.damaged, found.missing, found.words) == (0, 0, None)
        check_exact(home, lived[1])
    assert rescued > ROUNDS * 0.9  # a wrong byte in a place that is not used harms nobody


def test_copies_that_are_damaged_too_are_not_missed(lived: tuple[Paths, Known], home: Paths) -> None:
    for chance in rounds(lived, home):
        spoil(home.work, chance)
        for copy in home.backups.iterdir():
            spoil(copy, chance)
        found = rescue(home, LATER)
        assert isinstance(found, Whole) or found.is_complete
        check_exact(home, lived[1])


def test_a_damaged_journal_costs_what_it_alone_had_and_says_so(lived: tuple[Paths, Known], home: Paths) -> None:
    _, known = lived
    lost: Counter[str] = Counter()
    for chance in rounds(lived, home):
        home.work.unlink()
        spoil(chance.choice(files(home.journal)), chance)
        found = rescue(home, LATER)
        assert isinstance(found, Rescue)
        lost += check_nothing_unsaid(home, known, found)
        items, _, _ = contents(home)
        for name, was in known.items.items():  # the last day's copy has what was written before that day
            if not name.startswith(f"{DAYS - 1}-"):
                assert items[name].intent == was.intent
    assert lost["items"] > 0  # or this test shows nothing
    assert lost["items"] < len(known.items) * ROUNDS / 8


def test_with_everything_damaged_nothing_goes_twice_and_losses_are_told(
    lived: tuple[Paths, Known], home: Paths
) -> None:
    _, known = lived
    lost: Counter[str] = Counter()
    for chance in rounds(lived, home):
        spoil(home.work, chance)
        for file in [*files(home.journal), home.journal / "last", *home.backups.iterdir()]:
            if chance.random() < 0.6:
                spoil(file, chance)
        found = rescue(home, LATER)
        lost += check_nothing_unsaid(home, known, found)
    assert 0 < lost["items"] < len(known.items) * ROUNDS / 2
