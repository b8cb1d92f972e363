"""The style sheet, written once with the names of tokens instead of colours."""

from collections.abc import Callable, Mapping
from string import Template

BAR = 12  # the width of a scroll bar
# Looks are chosen by the dynamic property `look`, so that a style never depends on where a widget stands.
# Focus is drawn by `widgets.focus.FocusRing` outside the widget; here only fields change their border as well.
_SHEET = Template("""
* { outline: none; }
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: 4px 8px; }
QMainWindow, QWidget[look="page"] { background: $bg; }
QDialog { background: $surface; }
QScrollArea, QScrollArea > QWidget > QWidget[look="clear"] { background: transparent; border: none; }
QLabel { background: transparent; }
QLabel[look="title"] { font-size: ${title}px; font-weight: 600; }
QLabel[look="heading"] { font-size: ${heading}px; font-weight: 600; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="meta"] { font-size: ${meta}px; color: $muted; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="ok"] { color: $ok; } QLabel[look="warn"] { color: $warn; } QLabel[look="bad"] { color: $bad; }
QLabel[look="accent"] { color: $accent; }

QFrame[look="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[look="notice"] { background: $soft; border: 1px solid $line; border-radius: 8px; }
QFrame[look="problem"] { background: $surface; border: 1px solid $bad; border-radius: 8px; }
QFrame[look="rail"] { background: $surface; border: none; border-right: 1px solid $line; }
QFrame[look="bar"] { background: $surface; border: none; border-bottom: 1px solid $line; }
QFrame[look="strip"] { background: $soft; border: none; border-bottom: 1px solid $line; }
QFrame[look="rule"] { background: $line; border: none; min-height: 1px; max-height: 1px; }
QFrame[look="toast"] { background: $text; border: none; border-radius: 8px; }
QFrame[look="toast"] QLabel { color: $bg; }
QFrame[look="toast"] QPushButton { background: transparent; border: 1px solid $bg; color: $bg; }

QPushButton, QToolButton[look="button"] {
  background: $surface; color: $text; border: 1px solid $muted; border-radius: 6px;
  padding: 0 ${pad}px; min-height: ${control}px; max-height: ${control}px;
}
QPushButton:hover, QToolButton[look="button"]:hover { background: $hover; }
QPushButton:pressed, QToolButton[look="button"]:pressed { background: $soft; }
QPushButton:disabled, QToolButton[look="button"]:disabled { color: $muted; border-color: $line; background: $raised; }
QPushButton[look="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[look="primary"]:hover, QPushButton[look="primary"]:pressed { border-color: $text; }
QPushButton[look="primary"]:disabled { background: $raised; color: $muted; border-color: $line; }
QPushButton[look="quiet"] { background: transparent; border-color: transparent; color: $accent; }
QPushButton[look="quiet"]:hover { background: $hover; }
QPushButton[look="quiet"]:disabled { color: $muted; background: transparent; }
QPushButton[look="danger"] { color: $bad; border-color: $bad; background: $surface; }
QPushButton[look="choice"] { border-color: $muted; }
QPushButton[look="choice"]:checked { background: $soft; border: 2px solid $accent; color: $accent; }
QPushButton[look="tab"] {
  background: transparent; border: none; border-bottom: 3px solid transparent; border-radius: 0; color: $muted;
}
QPushButton[look="tab"]:checked { color: $accent; border-bottom-color: $accent; }
QPushButton[look="tab"]:hover { color: $text; background: transparent; }
QPushButton[look="row"] {
  background: transparent; border: none; border-radius: 6px; padding: 0; text-align: left;
  min-height: 36px; max-height: 16777215px;
}
QPushButton[look="row"]:hover { background: $hover; }
QPushButton[look="row"]:pressed { background: $soft; }
QPushButton::menu-indicator { image: none; width: 0; }
QToolButton { background: transparent; border: none; border-radius: 6px; padding: 4px; color: $text; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $soft; }
QToolButton::menu-indicator { image: none; }
QToolButton[look="rail"] {
  text-align: left; padding: 0 12px; color: $text; min-height: ${rail}px; max-height: ${rail}px; border-radius: 6px;
}
QToolButton[look="rail"]:checked { background: $soft; color: $accent; font-weight: 600; }
QToolButton[look="link"] { padding: 4px 10px; font-size: ${meta}px; color: $muted; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDoubleSpinBox, QTimeEdit {
  background: $surface; color: $text; border: 1px solid $muted; border-radius: 6px; padding: 0 10px;
  selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit, QPlainTextEdit, QTextEdit { placeholder-text-color: $muted; }
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox, QTimeEdit { min-height: ${control}px; max-height: ${control}px; }
QPlainTextEdit, QTextEdit { padding: 8px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus,
QDoubleSpinBox:focus, QTimeEdit:focus { border: 2px solid $accent; }
QLineEdit:focus, QComboBox:focus { padding: 0 9px; }
QLineEdit[look="search"] { background: $raised; border-color: transparent; }
QLineEdit[look="search"]:focus { background: $surface; border-color: $accent; }
QLineEdit:disabled, QComboBox:disabled { color: $muted; background: $raised; }
QComboBox::drop-down { border: none; width: ${pad2}px; subcontrol-position: center right; }
QComboBox::down-arrow { image: $arrow_down; width: ${tick}px; height: ${tick}px; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QTimeEdit::up-button {
  border: none; background: transparent; width: ${pad2}px; subcontrol-position: top right; }
QSpinBox::down-button, QDoubleSpinBox::down-button, QTimeEdit::down-button {
  border: none; background: transparent; width: ${pad2}px; subcontrol-position: bottom right; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow, QTimeEdit::up-arrow {
  image: $arrow_up; width: 12px; height: 12px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow, QTimeEdit::down-arrow {
  image: $arrow_down; width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; selection-background-color: $soft;
  selection-color: $text; }
QTextBrowser[look="reading"] { border: none; background: $surface; padding: 0; }
QTextBrowser[look="legend"] { border: none; background: transparent; padding: 0; font-size: ${meta}px; }

QCheckBox, QRadioButton { spacing: 8px; min-height: ${target}px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator, QTreeView::indicator {
  width: ${tick}px; height: ${tick}px; border: 1px solid $muted; background: $surface; border-radius: 4px;
}
QCheckBox::indicator:checked, QTreeView::indicator:checked { image: $check_mark; }
QTreeView::indicator:indeterminate { image: $part_mark; }
QTreeView::indicator:checked, QTreeView::indicator:indeterminate {
  background: $accent; border: 1px solid $accent; }
QRadioButton::indicator { border-radius: ${tickhalf}px; }
QCheckBox::indicator:checked { background: $accent; border: 1px solid $accent; }
QRadioButton::indicator:checked { image: $dot_mark; border: 1px solid $accent; }
QSlider::groove:horizontal { height: 4px; background: $line; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $accent; border-radius: 2px; }
QSlider::handle:horizontal { width: 16px; height: 16px; margin: -6px 0; border-radius: 8px; background: $accent; }
QProgressBar { background: $raised; border: 1px solid $line; border-radius: 4px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QAbstractItemView { background: $surface; border: none; color: $text; }
QListView[look="card"], QTreeView[look="card"] { border: 1px solid $line; border-radius: 8px; }
QListView[look="bare"] { background: transparent; }
QListView[look="nav"] { background: transparent; border: none; }
QListView[look="nav"]::item { padding: 0 10px; min-height: ${row}px; border-radius: 6px; color: $text; }
QListView[look="nav"]::item:hover { background: $hover; }
QListView[look="nav"]::item:selected { background: $soft; color: $accent; }
QTreeView::item { min-height: ${row}px; padding-right: 8px; }
QHeaderView::section { background: $surface; color: $muted; border: none; border-bottom: 1px solid $line;
  padding: 4px 8px; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $line; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $soft; color: $text; }
QMenu::item:disabled { color: $muted; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QScrollBar:vertical { background: transparent; width: ${bar}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${bar}px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; } QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def sheet(
    colours: Mapping[str, str], sizes: Mapping[str, int], marks: Mapping[str, str], px: Callable[[float], int]
) -> str:
    """Return the style sheet for these colours, text heights in pixels and marks (`url(…)`)."""
    lengths = {
        "control": px(34), "pad": px(14), "pad2": px(28), "rail": px(40), "target": px(28), "tick": px(18),
        "tickhalf": px(18) // 2, "row": px(36), "bar": BAR,
    }  # fmt: skip
    return _SHEET.substitute(colours, **marks, **{str(name): str(size) for name, size in sizes.items()}, **lengths)
