"""The cards of downloads: what they may cost, when they may run, and how much room they may take."""

from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from studydesk.settings import Settings
from studydesk.ui.settings import fields
from studydesk.ui.settings.choices import Put
from studydesk.ui.settings.fields import Number
from studydesk.ui.settings.hours import HoursField
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

MB_PER_GB = 1000
# Larger numbers would only be slips of the finger.
MOST_KB, MOST_MB, MOST_GB = 100_000, 100_000, 10_000


def data_card(settings: Settings, put: Put) -> QWidget:
    """Return price, speed, hours, allowance and paid links."""
    card = Card(margin=20, spacing=12)
    card.add(label(tr("Downloads and data"), "heading"))
    grid = fields.grid(card)
    _cost(grid, settings, put)
    _pace(grid, settings, put)
    _paid_link(grid, settings, put)
    return card


def room_card(settings: Settings, put: Put) -> QWidget:
    """Return how much room courses may take, and how much stays free."""
    card = Card(margin=20, spacing=12)
    card.add(label(tr("Space on this computer"), "heading"))
    grid = fields.grid(card)
    in_gb = settings.storage_budget_mb / MB_PER_GB
    name = tr("Courses may take")
    budget = Number(name, in_gb, MOST_GB, unit="GB", none=tr("No limit"), step=0.5, decimals=1)
    budget.settled.connect(lambda value: put("storage_budget_mb", round(value * MB_PER_GB, 1)))
    fields.named(grid, name, budget, tr("When it is used up, downloads wait until you free some space."))
    name = tr("Leave free")
    reserve = Number(name, settings.disk_reserve_mb, MOST_MB, unit="MB", none=tr("Nothing"), step=100)
    reserve.settled.connect(partial(put, "disk_reserve_mb"))
    fields.named(grid, name, reserve, tr("Downloads leave this much of the disk to everything else."))
    return card


def _cost(grid: QGridLayout, settings: Settings, put: Put) -> None:
    name = tr("Price of a megabyte")
    price = Number(name, settings.price_per_mb, 1000.0, none=tr("No price set"), step=0.01, decimals=3)
    price.settled.connect(lambda value: put("price_per_mb", round(value, 3)))
    fields.named(grid, tr("Price of 1 MB"), price, tr("In your money. Then every download says what it costs."))
    name = tr("Limit per day")
    day = Number(name, settings.allowance_day_mb, MOST_MB, unit="MB", none=tr("No limit"), step=10)
    day.settled.connect(partial(put, "allowance_day_mb"))
    fields.named(grid, name, day, tr("When it is used up, downloads go on at midnight."))
    name = tr("Limit per week")
    week = Number(name, settings.allowance_week_mb, MOST_MB, unit="MB", none=tr("No limit"), step=50)
    week.settled.connect(partial(put, "allowance_week_mb"))
    fields.named(grid, name, week, tr("When it is used up, downloads go on next Monday."))


def _pace(grid: QGridLayout, settings: Settings, put: Put) -> None:
    field = HoursField(settings.download_hours)
    field.chosen.connect(partial(put, "download_hours"))
    why = tr("For cheap hours at night. What you write is sent at any time.")
    fields.named(grid, tr("Hours"), field, why, is_tall=True)
    name = tr("Speed")
    rate = Number(name, settings.rate_limit_kb, MOST_KB, unit=tr("kB a second"), none=tr("No limit"), step=5)
    rate.settled.connect(partial(put, "rate_limit_kb"))
    fields.named(grid, name, rate, tr("A limit leaves room for calls and web pages."))
    others = fields.check(
        tr("Let others on this connection go first"), settings.lets_others_through, partial(put, "lets_others_through")
    )
    why = tr("One file at a time. Slower, but kinder where many share one connection.")
    fields.named(grid, tr("Share the line"), others, why)


def _paid_link(grid: QGridLayout, settings: Settings, put: Put) -> None:
    name = tr("Does this connection cost money by the megabyte?")
    paid = [("auto", tr("Find out")), ("yes", tr("Yes")), ("no", tr("No"))]
    ways = fields.segments(name, paid, settings.metered, partial(put, "metered"))
    fields.named(grid, tr("Paid connection"), ways, name)
    name = tr("On a paid connection")
    media = [
        ("none", tr("Nothing downloads by itself")),
        ("text", tr("Only text")),
        ("documents", tr("Text and documents")),
        ("all", tr("Everything")),
    ]
    chosen = fields.combo(name, media, settings.metered_what, partial(put, "metered_what"))
    why = tr("The rest waits for a connection that costs nothing. “Download now anyway” is always there.")
    fields.named(grid, name, chosen, why)
