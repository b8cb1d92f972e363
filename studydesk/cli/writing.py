"""Commands that write: each is kept on this computer first and sent as soon as there is a link."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from studydesk import wording
from studydesk.app.outside import SystemChance
from studydesk.cli.answer import Answer
from studydesk.cli.reading import discussion_of
from studydesk.cli.session import Session
from studydesk.domain.ids import ActivityId, AssignmentId, ForumId, IntentId
from studydesk.domain.outbox import State
from studydesk.errors import Invalid
from studydesk.wording import tr

_MOST_TEXT = 5_000_000  # bytes; a longer "text" is a file given by mistake


def post(session: Session) -> Answer:
    """Answer in a discussion."""
    typed, discussions = session.arguments, session.desk.discussions
    where = discussion_of(typed.discussion)
    thread = discussions.thread(where)
    parent = _parent(typed.parent, thread.posts[0].key if thread.posts else "")
    key = _draft(session, typed.subject or "", typed.message_file, typed.attach)
    try:
        queued = discussions.reply(where, parent, typed.subject, key=key)
    finally:
        discussions.drop_draft(key)
    return _sent(session, queued)


def discuss(session: Session) -> Answer:
    """Start a discussion."""
    typed, discussions = session.arguments, session.desk.discussions
    key = _draft(session, typed.subject, typed.message_file, typed.attach)
    try:
        queued = discussions.start(ForumId(typed.forum), key=key)
    finally:
        discussions.drop_draft(key)
    return _sent(session, queued)


def submit(session: Session) -> Answer:
    """Hand in work."""
    typed, assignments = session.arguments, session.desk.assignments
    assignment = AssignmentId(typed.assignment)
    work = assignments.at_school(assignment)
    if typed.text_file:
        work = replace(work, text=_text(typed.text_file))
    taken = tuple(assignments.take(Path(name)) for name in typed.file)
    names = {file.name for file in taken}
    keep = () if typed.replace else tuple(name for name in work.keep if name not in names)
    work = replace(work, attachments=taken, keep=keep, final=typed.final, statement=typed.statement)
    return _sent(session, assignments.hand_in(assignment, work))


def done(session: Session) -> Answer:
    """Tick an activity off."""
    activity = ActivityId(session.arguments.activity)
    return _sent(session, session.desk.courses.set_done(activity, not session.arguments.undo))


def _draft(session: Session, subject: str, message_file: str, attach: list[str]) -> str:
    """Make a draft of its own, so that what is being written in a window stays untouched; return its key."""
    text = _text(message_file)
    discussions = session.desk.discussions
    key = f"terminal:{SystemChance().token()}"
    discussions.keep_draft(key, subject, text)
    try:
        for name in attach:
            discussions.attach(key, Path(name))
    except BaseException:
        discussions.drop_draft(key)
        raise
    return key


def _parent(named: str | None, first: str) -> str:
    if not named:
        return first
    return f"p{named}" if named.isdigit() else named


def _text(name: str) -> str:
    """Return the text of a file, "-" = stdin. Raises Invalid("no_file") when it is no text, or too long for one."""
    try:
        read = _at_most(sys.stdin.buffer) if name == "-" else _of_file(Path(name))
        return read.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Invalid("no_file") from error


def _of_file(file: Path) -> bytes:
    if not (file.is_file() or file.is_fifo()):  # a device may never end; <(command) is a pipe
        raise Invalid("no_file")
    with file.open("rb") as opened:
        return _at_most(opened)


def _at_most(source: BinaryIO) -> bytes:
    """Return all bytes of a source; what it says about its size is not believed."""
    read = source.read(_MOST_TEXT + 1)
    if len(read) > _MOST_TEXT:
        raise Invalid("no_file")
    return read


def _sent(session: Session, queued: IntentId) -> Answer:
    """Try to send at once, and say where it stands. Waiting is no failure: it is kept and goes by itself."""
    if not session.arguments.later and session.services.accounts.is_signed_in(session.account.id):
        session.sync.deliver(session.cancel, session.tell)
    item = session.desk.outbox.item(queued)
    state = wording.writing_state(item, session.now)
    lines = [f"{wording.intent_kind(item.kind, item.done, item.is_final)}: {item.title}. {state}."]
    if item.state in (State.QUEUED, State.UNCERTAIN):
        lines.append(tr("It is kept on this computer. studydesk sync sends it as soon as there is a link."))
    value = {"id": item.id, "state": item.state, "item": item, "link": session.sync.link}
    return Answer(value, lines)
