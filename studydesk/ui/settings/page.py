"""Settings: how it looks and reads, downloads, accounts, and where things are."""

from dataclasses import replace

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtWidgets import QScrollBar, QVBoxLayout, QWidget

from studydesk.domain.changes import Subject
from studydesk.settings import Settings
from studydesk.ui.context import Context
from studydesk.ui.pages import Page, Target
from studydesk.ui.settings import accounts, choices, downloads, files
from studydesk.ui.widgets.column import Column
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

TOP = 16  # what is seen above the card that is scrolled to
Shown = tuple[Settings, list[accounts.AccountLine], bool]


class SettingsPage(Page):
    """Every choice takes effect at once; there is nothing to save."""

    subjects = frozenset({Subject.SETTINGS, Subject.ACCOUNTS})

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._column = Column(width=720)
        self._shown: Shown | None = None
        self._wants_downloads = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)
        self.set_title(tr("Settings"))

    def show_for(self, target: Target) -> None:
        """Show the settings; `Target.at` "downloads" = from their cards on."""
        self._wants_downloads = target.at == "downloads"
        super().show_for(target)

    def reload(self) -> None:
        """Read what was chosen and the accounts, and draw them."""
        services = self.context.services

        def read() -> Shown:
            return services.preferences.get(), accounts.read(services), services.accounts.tokens_are_in_keyring()

        self.context.read(self, read, self._draw)

    def scroll_bar(self) -> QScrollBar:
        """Return the column's bar."""
        return self._column.verticalScrollBar()

    def _draw(self, read: Shown) -> None:
        if read != self._shown:  # what was chosen here stands in its field already, which may be in use
            self._shown = read
            self._draw_anew(read)
        self.drawn.emit()
        if self._wants_downloads:
            self._wants_downloads = False
            QTimer.singleShot(0, self._to_downloads)  # once the cards stand where they belong

    @Slot()
    def _to_downloads(self) -> None:
        card, inside = self.findChild(QWidget, "downloads-card"), self._column.widget()
        if card is not None and inside is not None:
            self._column.verticalScrollBar().setValue(card.mapTo(inside, QPoint()).y() - TOP)

    def _draw_anew(self, read: Shown) -> None:
        settings, lines, in_keyring = read
        column = self._column.begin()
        column.addWidget(label(tr("Settings"), "title"))
        column.addWidget(choices.look_card(settings, self._put))
        column.addWidget(choices.study_card(settings, self._put))
        data = downloads.data_card(settings, self._put_rule)
        data.setObjectName("downloads-card")
        column.addWidget(data)
        column.addWidget(downloads.room_card(settings, self._put_rule))
        column.addWidget(accounts.card(self.context, self, lines, in_keyring))
        column.addWidget(files.card(self.context))
        column.addStretch(1)
        self._column.end()

    def _put(self, name: str, value: str | float | bool) -> None:
        services, window = self.context.services, self.context.window
        self._note(name, value)
        self.context.bridge.read(
            self, lambda: services.preferences.put(**{name: value}), lambda _settings: window.settings_changed()
        )

    def _put_rule(self, name: str, value: str | float | bool) -> None:
        """Keep a rule of downloads; those that it lets go on do so at once."""
        preferences = self.context.services.preferences
        self._note(name, value)
        self.context.act(self, lambda: preferences.put(**{name: value}))

    def _note(self, name: str, value: str | float | bool) -> None:
        if self._shown is not None:
            settings, lines, in_keyring = self._shown
            self._shown = replace(settings, **{name: value}), lines, in_keyring  # type: ignore[arg-type]  # by name
