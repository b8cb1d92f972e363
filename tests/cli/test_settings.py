"""Settings of downloads from a terminal: listing them, changing them, and that they hold."""

import json
from pathlib import Path

import pytest

from studydesk import paths
from studydesk.cli import exits, parser
from studydesk.cli.settings import NAMES
from studydesk.settings import Settings
from studydesk.store.database import Database
from studydesk.study.preferences import Preferences
from tests.cli.conftest import Run, told


def kept(home: Path) -> Settings:
    work = Database(paths.of(home).work, durable=True)
    try:
        return Preferences(work).get()
    finally:
        work.close()


@pytest.mark.parametrize(
    ("name", "typed", "setting", "value"),
    [
        ("price-per-mb", "0.05", "price_per_mb", 0.05),
        ("price-per-mb", "0,05", "price_per_mb", 0.05),
        ("allowance-day-mb", "200", "allowance_day_mb", 200.0),
        ("allowance-week-mb", "off", "allowance_week_mb", 0.0),
        ("download-hours", "22:00-06:00", "download_hours", "22:00-06:00"),
        ("download-hours", "off", "download_hours", ""),
        ("lets-others-through", "yes", "lets_others_through", True),
        ("metered", "yes", "metered", "yes"),
        ("metered-what", "documents", "metered_what", "documents"),
        ("storage-budget-mb", "5000", "storage_budget_mb", 5000.0),
        ("disk-reserve-mb", "0", "disk_reserve_mb", 0.0),
    ],
)
def test_a_setting_is_changed_and_shown(
    run: Run, tmp_path: Path, name: str, typed: str, setting: str, value: object, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--json", "settings", name, typed) == exits.DONE
    assert json.loads(capsys.readouterr().out) == {name: value}
    assert getattr(kept(tmp_path / "home"), setting) == value
    assert run("settings", name) == exits.DONE
    assert told(capsys).startswith(name)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        *(("price-per-mb", "cheap"), ("price-per-mb", "-1"), ("price-per-mb", "nan"), ("download-hours", "22-6")),
        *(("lets-others-through", "maybe"), ("metered", "off"), ("allowance-day-mb", "")),
    ],
)
def test_a_value_that_cannot_be_is_told_and_changes_nothing(
    run: Run, tmp_path: Path, name: str, typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("settings", name, typed) == exits.NOT_POSSIBLE
    assert "This setting cannot have that value." in told(capsys)
    assert kept(tmp_path / "home") == Settings()


def test_all_are_listed_and_a_wrong_name_is_told_with_the_right_ones(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("settings") == exits.DONE
    assert [line.split()[0] for line in told(capsys).splitlines()] == list(NAMES)
    with pytest.raises(SystemExit) as ended:
        parser.parse(["settings", "price"])
    assert ended.value.code == exits.USAGE
    assert "price-per-mb" in capsys.readouterr().err


def test_the_price_that_was_set_stands_beside_what_a_course_still_lacks(
    signed_in: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    assert signed_in("settings", "price-per-mb", "2") == exits.DONE
    assert signed_in("course", "WS101") == exits.DONE
    said = told(capsys)
    assert "Not here yet: " in said
    assert "costs " in said
    assert signed_in("download", "WS101") == exits.DONE
    told(capsys)
    assert signed_in("course", "WS101") == exits.DONE
    assert "Not here yet" not in told(capsys)
