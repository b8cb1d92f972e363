"""What the learner chose: one frozen value."""

from dataclasses import dataclass


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
    """

    language: str = "system"
    theme: str = "system"
    text_scale: float = 1.0
    reduce_motion: bool = False
    caption_language: str = ""
    markers: bool = True
    price_per_mb: float = 0.0
    auto_refresh: bool = True


_CHOICES: dict[str, tuple[str, ...]] = {
    "language": ("system", "en", "es"),
    "theme": ("system", "light", "dark", "contrast"),
}
_RANGES: dict[str, tuple[float, float]] = {"text_scale": (0.8, 2.0), "price_per_mb": (0.0, 1_000_000.0)}


def is_valid(name: str, value: str | float | bool) -> bool:
    """Whether `value` is one that the setting `name` can have."""
    if name in _CHOICES:
        return value in _CHOICES[name]
    if name in _RANGES:
        low, high = _RANGES[name]
        return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    if name == "caption_language":
        return isinstance(value, str) and len(value) <= 16
    return name in ("reduce_motion", "markers", "auto_refresh") and isinstance(value, bool)
