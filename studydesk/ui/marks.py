"""The few drawings a style sheet takes only as files: recoloured into a folder that goes when the program ends."""

from pathlib import Path

from PySide6.QtCore import QTemporaryDir

from studydesk.paths import resources

# Name in the style sheet → (drawing, colour token).
DRAWN = {
    "check_mark": ("check", "on_accent"),
    "part_mark": ("minus", "on_accent"),
    "dot_mark": ("dot", "accent"),
    "arrow_down": ("chevron-down", "muted"),
    "arrow_up": ("chevron-up", "muted"),
}


class Marks:
    """Ticks and arrows in the colours of a theme."""

    def __init__(self) -> None:
        self._folder = QTemporaryDir()
        self._written: dict[str, str] = {}

    def addresses(self, colours: dict[str, str]) -> dict[str, str]:
        """Return `url(…)` per mark, or `none` where the folder cannot be written (the words still say it)."""
        return {name: self._address(drawing, colours[token]) for name, (drawing, token) in DRAWN.items()}

    def _address(self, drawing: str, colour: str) -> str:
        key = f"{drawing}-{colour[1:]}"
        if key not in self._written:
            self._written[key] = self._write(key, drawing, colour)
        return self._written[key]

    def _write(self, key: str, drawing: str, colour: str) -> str:
        try:
            source = (resources() / "icons" / f"{drawing}.svg").read_text("utf-8")
            file = Path(self._folder.path()) / f"{key}.svg"
            file.write_text(source.replace("currentColor", colour), "utf-8")
        except OSError:  # a full disk must not keep the window from opening
            return "none"
        return f'url("{file.as_posix()}")'
