"""`studydesk outbox show`: one thing with its receipt or both versions, and the commands that can be said now."""

from studydesk import wording
from studydesk.domain.outbox import State
from studydesk.study.views.conflicts import About, ConflictView, Version
from studydesk.study.views.outbox import ItemView
from studydesk.wording import tr


def lines(item: ItemView, conflict: ConflictView | None) -> list[str]:
    """Return what is known of an item, and what can be done with it where that is for the learner to say."""
    told = [wording.as_text(wording.receipt(item))]
    if conflict is None or conflict.about is not About.CHANGED:
        told += ["", item.text] if item.text else []
    if conflict is not None:
        told += ["", *_versions(conflict, item)]
    elif item.state is State.REJECTED:
        told += ["", *_refusal(item)]
    return told


def choices(item: ItemView, conflict: ConflictView) -> list[str]:
    """Return what can be chosen, a line each: what it does and the command for it."""
    short, able = item.id[:8], conflict.choices
    if conflict.about is About.MISSING:
        said = [
            tr("The school had it and does not show it any more. Nothing is sent again until you choose."),
            _command(tr("Send it again"), "mine", short),
            _command(tr("Leave it out; your text stays in the history"), "theirs", short),
        ]
    elif conflict.about is About.SEVERAL:
        said = [
            _command(tr("None of them is yours: send it again"), "mine", short),
            _command(tr("Leave it out; your text stays in the history"), "withdraw", short),
        ]
    else:
        said = [_command(tr("Send yours"), "mine", short), _command(tr("Keep the school's"), "theirs", short)]
        if "both" in able:
            said.append(_command(tr("Send the school's with yours below it, and the files of both"), "both", short))
        elif conflict.theirs is not None:
            said.append(tr("Both together are more than the school takes here."))
    return [*said, *_to_take(item)]


def _versions(view: ConflictView, item: ItemView) -> list[str]:
    """Return both versions with the words that are only in one of them in brackets, or the posts it could be."""
    found = []
    for one in view.candidates:
        at = wording.moment(one.at)
        found.append(tr("Post {n}, {when}. If it is yours: studydesk outbox theirs {item} --post {n}").format(
            n=one.post, when=at, item=item.id[:8]
        ))
    if view.theirs is None:
        return [*found, *choices(item, view)]
    mine = "".join(piece.one if piece.is_same else _marked(piece.one) for piece in view.pieces)
    theirs = "".join(piece.other if piece.is_same else _marked(piece.other) for piece in view.pieces)
    return [
        *(f"{tr('Yours')}:", mine, *_names(view.mine), ""),
        *(f"{tr('At the school')}:", theirs, *_names(view.theirs), ""),
        tr("[Brackets] mark what is only in one of them."),
        *choices(item, view),
    ]


def _refusal(item: ItemView) -> list[str]:
    """Return the school's own words of a refusal, and what can be done now."""
    said = wording.in_their_words(item.problem.code, item.problem.message) if item.problem else ""
    short, told = item.id[:8], list[str]()
    if said:
        told.append(tr("In the school's own words: “{words}”").format(words=said))
    if "edit" in item.can:
        told.append(tr("Change it in the window of StudyDesk, under “Outbox”."))
    told += [
        _command(tr("Try again when the school allows it"), "retry", short),
        _command(tr("Take it out; your text stays in the history"), "withdraw", short),
    ]
    return [*told, *_to_take(item)]


def _to_take(item: ItemView) -> list[str]:
    """Return how to save what the learner wrote elsewhere: its files, and a copy of all that is unsent."""
    told = []
    if item.attachments:
        told.append(_command(tr("Save its files into a folder"), "files", f"{item.id[:8]} FOLDER"))
    return [*told, _command(tr("Save a copy of all that is not sent"), "copy", "FILE.zip")]


def _command(words: str, command: str, rest: str) -> str:
    return f"  {words}: studydesk outbox {command} {rest}"


def _marked(words: str) -> str:
    kept = words.rstrip()
    return f"[{kept}]{words[len(kept):]}" if kept else words


def _names(version: Version) -> list[str]:
    return [f"  {file.name} · {wording.size(file.size_bytes)} · {wording.standing(file.standing)}"
            for file in version.files]
