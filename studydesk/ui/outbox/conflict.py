"""Two versions side by side with their differences marked, and the posts it could be."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from studydesk import wording
from studydesk.study.views.conflicts import Candidate, ConflictView, Standing, Version
from studydesk.ui.context import Context
from studydesk.ui.widgets.boxes import Card
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.flow import flow
from studydesk.ui.widgets.marked import Mark, MarkedText
from studydesk.ui.widgets.pair import Pair
from studydesk.ui.widgets.text import label
from studydesk.wording import tr

BESIDE_FROM = 480


def versions(context: Context, view: ConflictView) -> list[QWidget]:
    """Return both versions and what their marks mean; [] when the school has nothing to compare with."""
    if view.theirs is None:
        return []
    pieces = view.pieces
    mine = [part for piece in pieces for part in _marked(piece.one, Mark.NONE if piece.is_same else Mark.MINE)]
    other = [part for piece in pieces for part in _marked(piece.other, Mark.NONE if piece.is_same else Mark.THEIRS)]
    pair = Pair(
        context.theme.px,
        BESIDE_FROM,
        _version(context, tr("Yours"), view.mine, mine),
        theirs(context, view.theirs, other),
    )
    if all(piece.is_same for piece in pieces):
        return [pair, label(_same_words(view), "meta")]
    return [pair, _legend(context)]


def _same_words(view: ConflictView) -> str:
    """Return what there is to say where no word is marked."""
    if view.mine.text:
        return tr("The words are the same in both.")
    files = (*view.mine.files, *(view.theirs.files if view.theirs else ()))
    if any(file.standing in (Standing.OTHER, Standing.ALONE) for file in files):
        return tr("The files are different.")
    return tr("There are no words in either of them.")


def theirs(context: Context, version: Version, pieces: list[tuple[str, Mark]] | None = None) -> QWidget:
    """Return the school's version, with its words marked where `pieces` says so."""
    return _version(context, tr("At the school"), version, pieces or [(version.text, Mark.NONE)])


def candidates(context: Context, view: ConflictView, choose: Callable[[Candidate], object]) -> list[QWidget]:
    """Return the posts it could be, the oldest first, each with a button to say that it is the one."""
    made: list[QWidget] = []
    now = context.now()
    for number, one in enumerate(view.candidates, 1):
        card = Card(margin=12, spacing=6)
        when = tr("Post at the school, {when}").format(when=wording.when(one.at, now))
        button = Button(tr("This one is mine"), partial(choose, one))
        button.setAccessibleName(tr("This one is mine: post {n}, {when}").format(n=number, when=wording.moment(one.at)))
        button.setObjectName(f"candidate:{one.post}")
        card.add(label(when, "strong"), label(wording.moment(one.at), "meta"))
        card.add(label(one.text, select=True), flow(button))
        made.append(card)
    return made


def _version(context: Context, title: str, version: Version, pieces: list[tuple[str, Mark]]) -> QWidget:
    card = Card(margin=12, spacing=6)
    card.setAccessibleName(title)
    card.add(label(title, "strong"))
    if version.at is not None:
        card.add(label(wording.moment(version.at), "meta"))
    if version.text:
        only = "; ".join(text.strip() for text, mark in pieces if mark is not Mark.NONE and text.strip())
        said = tr("Only in this version: {words}").format(words=only) if only else ""
        card.add(MarkedText(context.theme, title, pieces, said))
    else:
        card.add(label(tr("No text."), "muted"))
    for file in version.files:
        words = f"{file.name} · {wording.size(file.size_bytes)} · {wording.standing(file.standing)}"
        card.add(label(words, "meta"))
    card.column.addStretch(1)
    return card


def _marked(words: str, mark: Mark) -> list[tuple[str, Mark]]:
    """Return words with their mark; the space behind them has none."""
    kept = words.rstrip()
    return [(kept, mark), (words[len(kept) :], Mark.NONE)]


def _legend(context: Context) -> QWidget:
    """Return what the marks mean, each written as it looks."""
    samples = [
        _sample(context, tr("Full line: only in yours"), Mark.MINE),
        _sample(context, tr("Dashed line: only at the school"), Mark.THEIRS),
    ]
    return flow(*samples, spacing=16)


def _sample(context: Context, words: str, mark: Mark) -> MarkedText:
    made = MarkedText(context.theme, words, [(words, mark)])
    made.setProperty("look", "legend")
    made.setLineWrapMode(MarkedText.LineWrapMode.NoWrap)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made
