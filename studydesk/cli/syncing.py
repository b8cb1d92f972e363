"""Commands that bring things from the school and carry things there."""

from datetime import timedelta

from studydesk import wording
from studydesk.cli import bringing, exits
from studydesk.cli.answer import Answer
from studydesk.cli.session import Session
from studydesk.domain.downloads import FileState
from studydesk.domain.outbox import State
from studydesk.store.lock import holder
from studydesk.study.queue import UNDER_WAY
from studydesk.wording import tr


def refresh(session: Session) -> Answer:
    """Look for news."""
    if not session.services.try_hold():
        return Answer({"left_to_window": True}, [tr("StudyDesk is open and looks for news by itself.")])
    if session.arguments.list_only:
        bringing.ask_for_list(session)
    else:
        session.carry()
    bringing.need_link(session)
    cards = session.desk.courses.cards()
    if session.arguments.list_only:
        lines = [wording.ntr("{n} course found.", "{n} courses found.", len(cards))]
    else:
        lines = [wording.ntr("{n} course is up to date.", "{n} courses are up to date.", len(cards))]
    return Answer({"courses": [card.id for card in cards], "link": session.sync.link}, lines)


def sync(session: Session) -> Answer:
    """Send what waits, look for news, go on with downloads."""
    if not session.services.try_hold():
        return _left_to_window(session)
    patience, send_only = timedelta(seconds=session.arguments.wait), session.arguments.send_only
    left = session.carry(patience, refreshes=not send_only)
    if session.is_online and not send_only and not session.arguments.no_downloads:
        _try_failed_again(session)
        session.sync.fetch(session.cancel, session.tell)
        if session.desk.outbox.count():
            left = session.carry(patience)
    return _synced(session, left)


def _try_failed_again(session: Session) -> None:
    """Queue what could not be downloaded: whoever types this has mended something, and does not wait for a timer."""
    downloads = session.desk.downloads
    for row in downloads.rows():
        if row.state is FileState.FAILED:
            downloads.resume(row.key)


def _synced(session: Session, left: int) -> Answer:
    skipped = session.arguments.send_only
    files = [] if skipped else [row for row in session.desk.downloads.rows() if row.state in UNDER_WAY]
    items = session.desk.outbox.items()
    link = session.sync.link
    lines = [session.link_words()]
    lines += [f"{item.id[:8]}  {item.title}: {wording.writing_state(item, session.now)}" for item in items]
    if files:
        lines.append(wording.ntr("{n} file is not downloaded yet.", "{n} files are not downloaded yet.", len(files)))
    if not left and not files:
        lines.append(tr("Everything you wrote is at the school."))
    value = {"left": left, "files_left": len(files), "link": link, "items": items}
    trouble = session.disk_trouble if files else None
    if trouble is not None:
        return Answer(value, [*lines, str(wording.error(trouble))], exits.of(trouble))
    return Answer(value, lines, exits.LEFT if left or files else exits.DONE)


def _left_to_window(session: Session) -> Answer:
    left = session.desk.outbox.count()
    session_lines = [tr("StudyDesk is open and sends by itself."), wording.waiting(left)]
    value = {"left": left, "left_to_window": True, "items": session.desk.outbox.items()}
    return Answer(value, session_lines, exits.LEFT if left else exits.DONE)


def status(session: Session) -> Answer:
    """Say where everything stands, without asking the school."""
    accounts = session.services.accounts
    known = accounts.all()
    if not known:
        return Answer({"accounts": 0}, [tr("No account yet. Sign in: studydesk campus add ADDRESS --user NAME")])
    desk = session.desk
    items, rows = desk.outbox.items(), desk.downloads.rows()
    files = [row for row in rows if row.state in UNDER_WAY]
    cards = desk.courses.cards()
    other = None if session.services.holds_lock else holder(session.services.paths.lock)
    value = {
        "account": session.account,
        "is_signed_in": accounts.is_signed_in(session.account.id),
        "unsent": len(items),
        "by_state": {state.value: sum(item.state is state for item in items) for state in State},
        "downloads_waiting": len(files),
        "courses": len(cards),
        "present_bytes": sum(card.present_bytes for card in cards),
        "home": session.services.paths.home,
        "open_elsewhere": other,
    }
    lines = [
        f"{session.account.full_name}, {session.account.site_name}",
        tr("signed in") if value["is_signed_in"] else tr("signed out"),
        wording.ntr("{n} course", "{n} courses", len(cards)),
        wording.waiting(len(items)) if items else tr("Nothing waits to be sent."),
        *(f"   {item.id[:8]}  {item.title}: {wording.writing_state(item, session.now)}" for item in items),
        wording.ntr("{n} file waits to be downloaded.", "{n} files wait to be downloaded.", len(files)),
    ]
    if other:
        lines.append(tr("StudyDesk is open in another window."))
    return Answer(value, lines)
