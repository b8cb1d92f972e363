"""What the learner chose: one frozen value."""

from dataclasses import dataclass

from studydesk.domain.plan import hours


@dataclass(frozen=True, slots=True)
class Settings:
    """The learner's choices.

    Attributes:
        language: "system", "en" or "es".
        theme: "system", "light", "dark" or "contrast".
        text_scale: 0.8–2.0.
        caption_language: of captions, as in their file name; "" = as the program; "off" = none.
        markers: put a marker into posts so that a lost answer can be cleared up (sync.md, protocol step 5).
        price_per_mb: in the learner's money, 0.0 = not told.
        auto_refresh: look for news by itself while there is a link.
        rate_limit_kb: downloads take at most so many kilobytes a second, 0.0 = no limit.
        lets_others_through: one connection at a time, so that others on this link are not drowned.
        download_hours: "22:00-06:00" by the learner's own clock, "" = at any time.
        allowance_day_mb, allowance_week_mb: downloads stop there until the next day or Monday, 0.0 = no limit.
        metered: whether the link is paid by the megabyte: "auto" (as the system says), "yes" or "no".
        metered_what: what downloads by itself over such a link: "none", "text", "documents" or "all".
        storage_budget_mb: how much courses may take on this computer, 0.0 = no limit.
        disk_reserve_mb: how much of the disk downloads leave free.
    """

    language: str = "system"
    theme: str = "system"
    text_scale: float = 1.0
    reduce_motion: bool = False
    caption_language: str = ""
    markers: bool = True
    price_per_mb: float = 0.0
    auto_refresh: bool = True
    rate_limit_kb: float = 0.0
    lets_others_through: bool = False
    download_hours: str = ""
    allowance_day_mb: float = 0.0
    allowance_week_mb: float = 0.0
    metered: str = "auto"
    metered_what: str = "text"
    storage_budget_mb: float = 0.0
    disk_reserve_mb: float = 300.0


_CHOICES: dict[str, tuple[str, ...]] = {
    "language": ("system", "en", "es"),
    "theme": ("system", "light", "dark", "contrast"),
    "metered": ("auto", "yes", "no"),
    "metered_what": ("none", "text", "documents", "all"),
}
_RANGES: dict[str, tuple[float, float]] = {
    "text_scale": (0.8, 2.0),
    "price_per_mb": (0.0, 1_000_000.0),
    "rate_limit_kb": (0.0, 1_000_000.0),
    "allowance_day_mb": (0.0, 1_000_000.0),
    "allowance_week_mb": (0.0, 1_000_000.0),
    "storage_budget_mb": (0.0, 100_000_000.0),
    "disk_reserve_mb": (0.0, 1_000_000.0),
}


def is_valid(name: str, value: str | float | bool) -> bool:
    """Whether `value` is one that the setting `name` can have."""
    if name in _CHOICES:
        return value in _CHOICES[name]
    if name in _RANGES:
        low, high = _RANGES[name]
        return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    if name == "caption_language":
        return isinstance(value, str) and len(value) <= 16
    if name == "download_hours":
        return isinstance(value, str) and (not value or hours(value) is not None)
    return name in ("reduce_motion", "markers", "auto_refresh", "lets_others_through") and isinstance(value, bool)
