"""A receipt: what, when by both clocks, how large, the hash and the school's number; to copy and to check."""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from studydesk import wording
from studydesk.study.views.outbox import ItemView
from studydesk.ui.context import Context
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

_HASH = re.compile(r"\b[0-9a-f]{64}\b")
_GROUP = 8  # a hash is drawn in groups: what has no space cannot be wrapped


class ReceiptCard(Card):
    """Shows the receipt of a thing that the school has, or had."""

    def __init__(self, context: Context, item: ItemView) -> None:
        super().__init__(margin=12, spacing=8)
        self._context, self._item = context, item
        self._how = label(wording.how_to_check(), "muted", select=True)
        self._how.hide()
        self.add(label(tr("Receipt"), "strong"), _table(facts(item)))
        buttons = [Button(tr("Copy the receipt"), self._copy, "quiet")]
        if item.size_bytes:
            buttons.append(Button(tr("How to check it"), self._explain, "quiet"))
        self.add(flow(*buttons), self._how)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(wording.as_text(wording.receipt(self._item)))
        self._context.toast(tr("Copied"))

    def _explain(self) -> None:
        self._how.setVisible(self._how.isHidden())


def facts(item: ItemView) -> list[tuple[str, str]]:
    """Return the facts that are not in the head of the page already."""
    known = (tr("What"), tr("Title"), tr("Where"))
    return [(name, value) for name, value in wording.receipt(item) if name not in known]


def _table(rows: list[tuple[str, str]]) -> QWidget:
    made = QWidget()
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    for row, (name, value) in enumerate(rows):
        left = label(name, "meta")
        left.setMinimumWidth(166)
        left.setMaximumWidth(200)
        right = label(_HASH.sub(_grouped, value), "", select=True)
        right.setAccessibleName(f"{name}: {value}")
        grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(right, row, 1, Qt.AlignmentFlag.AlignTop)
    return made


def _grouped(found: re.Match[str]) -> str:
    digits = found.group()
    return " ".join(digits[at : at + _GROUP] for at in range(0, len(digits), _GROUP))
