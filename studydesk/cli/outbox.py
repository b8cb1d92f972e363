"""`studydesk outbox`: what waits and what was sent, and what to do about it."""

from collections.abc import Callable
from pathlib import Path

from studydesk import wording
from studydesk.cli import leaving
from studydesk.cli.answer import Answer
from studydesk.cli.session import Session
from studydesk.domain.ids import IntentId, PostId
from studydesk.errors import Invalid, NotFound
from studydesk.study.views.conflicts import About, ConflictView, Version
from studydesk.study.views.outbox import ItemView
from studydesk.wording import ntr, tr


def outbox(session: Session) -> Answer:
    """List what waits, or do something about one of it."""
    special: dict[str, Callable[[Session], Answer]] = {
        "list": _list,
        "history": _history,
        "show": _show,
        "copy": _copy,
        "files": _files,
    }
    what = session.arguments.what or "list"
    if what in special:
        return special[what](session)
    box = session.desk.outbox
    item = _item(session, session.arguments.item)
    if what == "theirs":
        post = session.arguments.post
        box.choose_theirs(item, PostId(post) if post else None)
    else:
        moves: dict[str, Callable[[IntentId], None]] = {
            "retry": box.retry,
            "withdraw": box.withdraw,
            "restore": box.restore,
            "mine": box.choose_mine,
            "both": box.choose_both,
        }
        moves[what](item)
    after = box.item(item)
    return Answer(after, [_line(session, after)])


def _list(session: Session) -> Answer:
    box = session.desk.outbox
    items, restored = box.items(), box.restored()
    lines = [_line(session, item) for item in items] or [tr("Nothing waits to be sent.")]
    if restored is not None:
        lines = [*wording.restored(len(restored.missing), is_sure=restored.is_sure), "", *lines]
    value: dict[str, object] = {"items": items, "restored": restored}
    if not getattr(session.arguments, "history", False):
        return Answer(value, lines)
    past = box.history()
    return Answer(value | {"history": past}, [*lines, "", *(_line(session, item) for item in past)])


def _history(session: Session) -> Answer:
    box, words = session.desk.outbox, session.arguments.search
    if session.arguments.export:
        file = Path(session.arguments.export).absolute()
        count = box.export(file, words)
        told = ntr("{n} thing was written to {file}.", "{n} things were written to {file}.", count)
        return Answer({"exported": count, "file": file}, [told.format(file=file)])
    past = box.history(None, words)
    lines = [f"{item.id[:8]}\n{wording.as_text(wording.receipt(item))}\n" for item in past]
    return Answer({"history": past}, lines or [tr("Nothing of this kind was sent.")])


def _show(session: Session) -> Answer:
    box = session.desk.outbox
    item = box.item(_item(session, session.arguments.item))
    conflict = box.conflict(item.id)
    lines = [_line(session, item), "", wording.as_text(wording.receipt(item))]
    if conflict is None or conflict.about is not About.CHANGED:
        lines += ["", item.text] if item.text else []
    if conflict is not None:
        lines += ["", *_versions(conflict, item)]
    return Answer({"item": item, "conflict": conflict}, lines)


def _versions(view: ConflictView, item: ItemView) -> list[str]:
    """Return both versions with the words that are only in one of them in brackets, or the posts it could be."""
    found = []
    for one in view.candidates:
        at = wording.moment(one.at)
        found.append(tr("Post {n}, {when}. If it is yours: studydesk outbox theirs {item} --post {n}").format(
            n=one.post, when=at, item=item.id[:8]
        ))
    if view.theirs is None:
        return found
    mine = "".join(piece.one if piece.is_same else _marked(piece.one) for piece in view.pieces)
    theirs = "".join(piece.other if piece.is_same else _marked(piece.other) for piece in view.pieces)
    return [
        *(f"{tr('Yours')}:", mine, *_names(view.mine), ""),
        *(f"{tr('At the school')}:", theirs, *_names(view.theirs), ""),
        tr("[Brackets] mark what is only in one of them. Choose with: studydesk outbox mine, theirs or both"),
    ]


def _marked(words: str) -> str:
    kept = words.rstrip()
    return f"[{kept}]{words[len(kept):]}" if kept else words


def _names(version: Version) -> list[str]:
    return [f"  {file.name} · {wording.size(file.size_bytes)} · {wording.standing(file.standing)}"
            for file in version.files]


def _copy(session: Session) -> Answer:
    saved = session.services.unsent.save_copy(Path(session.arguments.file).absolute(), session.account.id)
    return Answer(saved, [leaving.said(saved)])


def _files(session: Session) -> Answer:
    folder = Path(session.arguments.folder).absolute()
    if not folder.is_dir():
        raise NotFound(str(folder), "folder")
    saved = session.desk.outbox.save_files(_item(session, session.arguments.item), folder)
    told = ntr("{n} file was saved in {place}.", "{n} files were saved in {place}.", saved.files)
    return Answer(saved, [told.format(place=folder)])


def _line(session: Session, item: ItemView) -> str:
    kind = wording.intent_kind(item.kind, item.done, item.is_final)
    return f"{item.id[:8]}  {kind}: {item.title}  [{wording.writing_state(item, session.now)}]"


def _item(session: Session, beginning: str) -> IntentId:
    """Return the item whose id begins like this. Raises NotFound, Invalid("several")."""
    box = session.desk.outbox
    found = [item.id for item in (*box.items(), *box.history(None)) if item.id.startswith(beginning.lower())]
    if not found:
        raise NotFound(beginning)
    if len(found) > 1:
        raise Invalid("several")
    return found[0]
