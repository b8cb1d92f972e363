"""The tables and notes of the demo course: rain of a year and of a month, jar results, a read-me."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random

# Millimetres of rain a month at the made-up station, and the days on which it falls: a dry season and two rains.
_MONTHS = (
    (8, 2),
    (14, 3),
    (78, 9),
    (156, 15),
    (128, 12),
    (34, 5),
    (12, 2),
    (18, 3),
    (46, 6),
    (104, 11),
    (132, 13),
    (40, 6),
)

_READ_ME = """Papers for the garden
=====================

figures/rain-2025.csv       rain of every day of one year at our station, in millimetres
figures/jar-results.csv     what other classes found in their jars; add your own line
to print/a-frame-cutting-plan.png
to print/planting-calendar.pdf   to hang up in the classroom

The tables open in any spreadsheet program. The first line says what the columns are.
You may copy, change and print all of this.
"""

_JARS = (
    ("place", "sand_mm", "silt_mm", "clay_mm", "what it is"),
    ("river bank", 22, 48, 30, "clay loam"),
    ("school yard", 60, 28, 12, "sandy loam"),
    ("forest edge", 40, 42, 18, "loam"),
    ("hill top", 71, 24, 4, "loamy sand"),
    ("rice field", 12, 36, 52, "clay"),
)


def make_tables(files: Path) -> None:
    """Writes the CSV and text files under `files`."""
    year = _rain_of_a_year(Random(2025))
    _table(files / "folder/rain-2025.csv", [("date", "rain_mm"), *year])
    _table(files / "folder/jar-results.csv", _JARS)
    (files / "folder/read-me.txt").write_text(_READ_ME, encoding="utf-8")
    # Linh's month begins with the week that her post shows.
    week = (12, 0, 31, 4, 0, 2, 0)
    later = (0, 9, 0, 0, 22, 6, 0, 0, 0, 3, 0, 17, 0, 0, 0, 28, 11, 0, 0, 0, 5)
    month = [(f"day {index + 1}", rain) for index, rain in enumerate(week + later)]
    _table(files / "forum/rain-in-one-month.csv", [("day", "rain_mm"), *month])


def _rain_of_a_year(dice: Random) -> list[tuple[str, int]]:
    rows: list[tuple[str, int]] = []
    for number, (total, days) in enumerate(_MONTHS, start=1):
        first = date(2025, number, 1)
        length = (date(2025 + number // 12, number % 12 + 1, 1) - first).days
        wet = sorted(dice.sample(range(length), days))
        weights = [dice.uniform(0.4, 2.2) for _ in wet]
        fallen = [max(1, round(total * weight / sum(weights))) for weight in weights]
        rain = dict(zip(wet, fallen, strict=True))
        rows += [((first + timedelta(days=day)).isoformat(), rain.get(day, 0)) for day in range(length)]
    return rows


def _table(path: Path, rows: Iterable[tuple[str | int, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
