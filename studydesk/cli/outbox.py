"""`studydesk outbox`: what waits and what was sent, and what to do about it."""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from studydesk import wording
from studydesk.cli import leaving, outbox_show
from studydesk.cli.answer import Answer
from studydesk.cli.session import Session
from studydesk.domain.ids import IntentId, PostId
from studydesk.errors import Invalid, NotFound
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
            "retry": partial(_retry, session),
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
        if not file.parent.is_dir():
            raise NotFound(str(file.parent), "folder")
        if file.is_dir():
            raise Invalid("place_taken")
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
    lines = [_line(session, item), "", *outbox_show.lines(item, conflict)]
    return Answer({"item": item, "conflict": conflict}, lines)


def _retry(session: Session, item: IntentId) -> None:
    """Try again; where there is something to choose first, list the choices. Raises as `Outbox.retry`."""
    box = session.desk.outbox
    try:
        box.retry(item)
    except Invalid as error:
        conflict = box.conflict(item) if error.reason == "choose_first" else None
        if conflict is not None:
            print("\n".join(outbox_show.choices(box.item(item), conflict)), file=sys.stderr)
        raise


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
