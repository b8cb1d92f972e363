"""About StudyDesk, and the licences of what it stands on."""

from importlib import metadata

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QGridLayout, QScrollBar, QVBoxLayout, QWidget

from studydesk import __version__
from studydesk.ui.context import Context
from studydesk.ui.pages import Page
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.column import Column
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

# Distribution → its licence as its own package says it.
PARTS = {
    "PySide6-Essentials": "LGPL-3.0",
    "SQLAlchemy": "MIT",
    "alembic": "MIT",
    "requests": "Apache-2.0",
    "platformdirs": "MIT",
    "keyring": "MIT",
    "truststore": "MIT",
    "msgspec": "BSD-3-Clause",
    "nh3": "MIT",
    "ziamath": "MIT",
}


class AboutPage(Page):
    """What the program is, its version, and its parts."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._column = Column(width=720)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)
        self.set_title(tr("About"))

    def reload(self) -> None:
        """Draw the page."""
        column = self._column.begin()
        column.addWidget(label(tr("StudyDesk {version}").format(version=__version__), "title"))
        column.addWidget(self._what())
        column.addWidget(self._licences())
        column.addStretch(1)
        self._column.end()
        self.drawn.emit()

    def scroll_bar(self) -> QScrollBar:
        """Return the column's bar."""
        return self._column.verticalScrollBar()

    def _what(self) -> QWidget:
        card = Card(margin=20)
        return card.add(
            label(tr("Study without a link"), "heading"),
            label(
                tr(
                    "Download your courses once, study for weeks without a link, and everything you wrote reaches the "
                    "school exactly once when a link is there."
                )
            ),
            label(
                tr("StudyDesk is free software under the MIT licence. It sends nothing to anybody but your school."),
                "muted",
            ),
        )

    def _licences(self) -> QWidget:
        card = Card(margin=20, spacing=12)
        card.add(label(tr("What it is built with"), "heading"))
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setColumnStretch(2, 1)
        rows = [("Qt", qVersion(), "LGPL-3.0"), *((name, _version(name), licence) for name, licence in PARTS.items())]
        for row, parts in enumerate(rows):
            for column, words in enumerate(parts):
                grid.addWidget(label(words, "" if not column else "muted", wrap=False), row, column)
        card.add(inside)
        card.add(label(tr("The icons and the demo courses were made for this program."), "muted"))
        return card


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # a packed program carries no metadata of its parts
        return ""
