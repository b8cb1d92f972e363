"""Commands that bring things from the school and carry things there."""

from collections.abc import Sequence
from datetime import timedelta

from studydesk import wording
from studydesk.cli import exits
from studydesk.cli.answer import Answer
from studydesk.cli.session import Session
from studydesk.domain.courses import Course
from studydesk.domain.downloads import FileState, Price, What
from studydesk.domain.ids import ActivityId
from studydesk.domain.link import LinkState
from studydesk.domain.outbox import State
from studydesk.errors import CaptivePortal, Invalid, NeverSent, NoAnswer, NotProcessed, SignedOut, StudyDeskError
from studydesk.store.lock import holder
from studydesk.wording import tr

_UNDER_WAY = (FileState.QUEUED, FileState.RUNNING, FileState.PAUSED, FileState.FAILED)


def refresh(session: Session) -> Answer:
    """Look for news."""
    if not session.services.try_hold():
        return Answer({"left_to_window": True}, [tr("StudyDesk is open and looks for news by itself.")])
    session.carry()
    _need_link(session)
    cards = session.desk.courses.cards()
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
    files = [] if skipped else [row for row in session.desk.downloads.rows() if row.state in _UNDER_WAY]
    items = session.desk.outbox.items()
    link = session.sync.link
    lines = [_link(session)]
    lines += [f"{item.id[:8]}  {item.title}: {wording.writing_state(item, session.now)}" for item in items]
    if files:
        lines.append(wording.ntr("{n} file is not downloaded yet.", "{n} files are not downloaded yet.", len(files)))
    if not left and not files:
        lines.append(tr("Everything you wrote is at the school."))
    value = {"left": left, "files_left": len(files), "link": link, "items": items}
    return Answer(value, lines, exits.LEFT if left or files else exits.DONE)


def _link(session: Session) -> str:
    """Return the link in words; where it is not useful, also what that means for the learner."""
    link = session.sync.link
    state = wording.link_state(link)
    clock = wording.clock(link)
    if session.is_online:
        return f"{state}. {clock}" if clock else state
    return f"{state}. {wording.link_detail(link)}"


def _left_to_window(session: Session) -> Answer:
    left = session.desk.outbox.count()
    session_lines = [tr("StudyDesk is open and sends by itself."), wording.waiting(left)]
    value = {"left": left, "left_to_window": True, "items": session.desk.outbox.items()}
    return Answer(value, session_lines, exits.LEFT if left else exits.DONE)


def download(session: Session) -> Answer:
    """Download a course or parts of it."""
    course = session.course(session.arguments.course)
    chosen = _chosen(session.arguments.what)
    downloads = session.desk.downloads
    if isinstance(chosen, What):
        price = downloads.price(course.id, chosen)
    else:
        price = _total([downloads.price_of_activity(activity) for activity in chosen])
    lines = [f"{course.full_name}: {wording.price(price, session.services.preferences.get().price_per_mb)}"]
    if session.arguments.price:
        return Answer({"price": price}, lines)
    queued = (
        downloads.want(course.id, chosen)
        if isinstance(chosen, What)
        else sum(downloads.want_activity(activity) for activity in chosen)
    )
    value: dict[str, object] = {"price": price, "queued": queued}
    if session.arguments.queue or not session.services.try_hold():
        return Answer(value, [*lines, wording.ntr("{n} file queued.", "{n} files queued.", queued)])
    session.sync.fetch(session.cancel, session.tell)
    return _downloaded(session, course, chosen, value, lines)


def _downloaded(
    session: Session, course: Course, chosen: What | list[ActivityId], value: dict[str, object], lines: list[str]
) -> Answer:
    wanted = None if isinstance(chosen, What) else set(chosen)
    rows = [row for row in session.desk.downloads.rows() if row.course == course.id and row.state in _UNDER_WAY]
    left = [row for row in rows if wanted is None or row.activity in wanted]
    lines += [f"   {row.name}: {wording.problem(row.problem) if row.problem else tr('waits')}" for row in left]
    if left:
        lines.append(_link(session))
        lines.append(tr("What is missing stays queued; studydesk sync goes on with it."))
    else:
        lines.append(tr("On this computer"))
    return Answer(value | {"left": left}, lines, exits.LEFT if left else exits.DONE)


def _chosen(words: Sequence[str]) -> What | list[ActivityId]:
    if len(words) == 1 and words[0] in set(What):
        return What(words[0])
    if not all(word.isdigit() for word in words):
        raise Invalid("what")
    return [ActivityId(int(word)) for word in words]


def _total(prices: Sequence[Price]) -> Price:
    known = [price.seconds for price in prices if price.seconds is not None]
    return Price(
        files=sum(price.files for price in prices),
        size_bytes=sum(price.size_bytes for price in prices),
        seconds=sum(known) if len(known) == len(prices) else None,
    )


def status(session: Session) -> Answer:
    """Say where everything stands, without asking the school."""
    accounts = session.services.accounts
    known = accounts.all()
    if not known:
        return Answer({"accounts": 0}, [tr("No account yet. Sign in: studydesk campus add ADDRESS --user NAME")])
    desk = session.desk
    items, rows = desk.outbox.items(), desk.downloads.rows()
    files = [row for row in rows if row.state in _UNDER_WAY]
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


def _need_link(session: Session) -> None:
    """Raise what the link's state means for a command that is about the school alone."""
    faults: dict[LinkState, StudyDeskError] = {
        LinkState.NO_LINK: NeverSent(),
        LinkState.UNKNOWN: NeverSent(),
        LinkState.PORTAL: CaptivePortal("page"),
        LinkState.NO_CAMPUS: NoAnswer("campus"),
        LinkState.MAINTENANCE: NotProcessed("maintenance"),
        LinkState.SERVICES_OFF: NotProcessed("services_off"),
        LinkState.SIGNED_OUT: SignedOut(),
    }
    if session.sync.link.state in faults:
        raise faults[session.sync.link.state]
