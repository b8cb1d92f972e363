"""A profile on a real disk, and values to fill it with."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from studydesk import paths
from studydesk.domain.changes import Change
from studydesk.paths import Paths
from studydesk.store.opening import Store, open_store

NOW = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Paths:
    """The paths of an empty profile."""
    return paths.of(tmp_path / "home")


@pytest.fixture
def changes() -> list[Change]:
    """Everything published since the test began or cleared it."""
    return []


@pytest.fixture
def store(home: Paths, changes: list[Change]) -> Iterator[Store]:
    """An opened, empty profile that publishes into `changes`."""
    opened = open_store(home, now=NOW, publish=changes.extend)
    yield opened
    opened.close()
