"""The colours keep their contrast, the sizes follow the setting, and the system's wish is followed."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studydesk.settings import Settings
from studydesk.ui.theme import CONTRAST, DARK, LIGHT, Text, Theme, Tokens, chosen, contrast

# interface.md: text, muted, accent, ok, warn, bad on the least favourable of bg, surface, raised.
LEAST = [(LIGHT, 5.8), (DARK, 6.7), (CONTRAST, 10.0)]


@pytest.mark.parametrize(("tokens", "least"), LEAST, ids=["light", "dark", "contrast"])
def test_every_text_colour_can_be_read_on_every_ground(tokens: Tokens, least: float) -> None:
    grounds = (tokens.bg, tokens.surface, tokens.raised)
    for name in ("text", "muted", "accent", "ok", "warn", "bad"):
        worst = min(contrast(getattr(tokens, name), ground) for ground in grounds)
        assert worst >= least - 0.05, (name, worst)


@pytest.mark.parametrize("tokens", [LIGHT, DARK, CONTRAST], ids=["light", "dark", "contrast"])
def test_what_is_chosen_or_pointed_at_stays_readable(tokens: Tokens) -> None:
    assert contrast(tokens.on_accent, tokens.accent) >= 4.5
    for ground in (tokens.soft, tokens.hover):
        assert contrast(tokens.text, ground) >= 7
        assert contrast(tokens.accent, ground) >= 4.5
        assert contrast(tokens.muted, ground) >= 4.5
    for ground in (tokens.bg, tokens.surface):
        assert contrast(tokens.muted, ground) >= 3, "borders of fields"


def test_text_grows_from_eighty_to_two_hundred_per_cent(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme(app, Settings(theme="light"))
    base = theme.size(Text.BODY)
    assert base >= 14
    assert theme.size(Text.META) < base < theme.size(Text.HEADING) < theme.size(Text.TITLE)
    for scale in (0.8, 2.0):
        theme.use(Settings(theme="light", text_scale=scale))
        assert theme.size(Text.BODY) == round(base * scale)
    theme.use(Settings(theme="light", text_scale=9.0))
    assert theme.size(Text.BODY) == base * 2
    assert app.font().pixelSize() == base * 2


@pytest.mark.parametrize(("name", "tokens"), [("light", LIGHT), ("dark", DARK), ("contrast", CONTRAST)])
def test_a_theme_is_chosen_by_name(qtbot: QtBot, name: str, tokens: Tokens) -> None:
    assert chosen(name) is tokens


def test_the_system_is_followed_only_when_asked(qtbot: QtBot) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme = Theme(app, Settings(theme="dark"))
    changes = list[None]()
    theme.changed.connect(lambda: changes.append(None))
    theme._system_changed()
    assert not changes
    theme.use(Settings(theme="system"))
    theme._system_changed()
    assert len(changes) == 2
