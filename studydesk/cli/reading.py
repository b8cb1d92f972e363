"""Commands that read what is on this computer; only a course that was never brought is asked for."""

import textwrap

from studydesk import wording
from studydesk.cli import bringing, exits
from studydesk.cli.answer import Answer
from studydesk.cli.session import Session
from studydesk.domain.courses import Kind
from studydesk.domain.ids import ActivityId, DiscussionId, ForumId, IntentId
from studydesk.study import html
from studydesk.study.views.courses import ActivityRow
from studydesk.study.views.forums import PostView
from studydesk.wording import tr

_WIDTH = 100


def courses(session: Session) -> Answer:
    """List the courses."""
    cards = session.desk.courses.cards()
    if not cards:
        return Answer([], [tr("No courses here yet. Look for them: studydesk refresh")])
    lines = [
        f"{card.id:>6}  {card.short_name}  {card.full_name}  "
        f"{wording.percent(card.share_present)} {tr('here')}, "
        + tr("{done} of {all} done").format(done=card.done, all=card.completable)
        for card in cards
    ]
    return Answer(cards, lines)


def course(session: Session) -> Answer:
    """Show a course; one that is not here yet is brought before."""
    found = bringing.named(session, session.arguments.course)
    is_whole = bringing.bring(session, found)
    view = session.desk.courses.course(found.id)
    if not view.sections and session.services.holds_lock:
        bringing.need_link(session)
    lines = [f"{view.card.full_name}  ({view.card.short_name}, {view.card.id})"]
    left = session.desk.downloads.left(session.desk.downloads.missing(found.id))
    if left.files:
        price = wording.price(left, session.services.preferences.get().price_per_mb)
        lines.append(tr("Not here yet: {price}").format(price=price))
    for section in view.sections:
        lines += ["", section.title]
        lines += [_activity(row) for row in section.activities]
    if not is_whole:
        lines += ["", tr("Not all of this course is on this computer yet. The rest comes when there is a link.")]
    return Answer(view, lines, exits.DONE if is_whole else exits.LEFT)


def _activity(row: ActivityRow) -> str:
    tick = "✓" if row.is_done else "·" if row.completion == "none" else "○"
    state = row.restriction or wording.disk_state(row.disk, row.opens_here)
    waits = "  " + tr("(tick not at the school yet)") if row.done_waiting else ""
    due = f"  {tr('due')} {wording.date(row.due_at)} {wording.clock_time(row.due_at)}" if row.due_at else ""
    return f"{row.id:>6} {tick} {wording.kind(row.kind)}: {row.title}  [{state}]{due}{waits}"


def read(session: Session) -> Answer:
    """Show the text of a page or chapter."""
    activity = ActivityId(session.arguments.activity)
    row = session.desk.courses.activity(activity)
    reading = session.desk.reading
    if row.kind is Kind.BOOK:
        document = reading.chapter(activity, session.arguments.chapter - 1)
    else:
        document = reading.page(activity)
    session.desk.courses.opened(activity)
    text = html.plain(document.html)
    lines = [document.title, ""]
    for paragraph in text.split("\n"):
        lines += textwrap.wrap(paragraph, _WIDTH) or [""]
    return Answer({"document": document, "text": text}, lines)


def search(session: Session) -> Answer:
    """Find words."""
    hits = session.desk.search.find(" ".join(session.arguments.text))
    lines = [f"{hit.title}  ({hit.course_title})\n        {' '.join(hit.snippet.split())}" for hit in hits]
    return Answer(hits, lines or [tr("Nothing found on this computer.")])


def tasks(session: Session) -> Answer:
    """List assignments."""
    rows = session.desk.assignments.tasks()
    lines = []
    for row in rows:
        state = wording.status(row.status)
        due = wording.when(row.due_at, session.now) if row.due_at else tr("no date")
        waits = f"; {wording.waiting(1)}" if row.waiting else ""
        lines.append(f"{row.id:>6}  {row.title}  ({row.course_title})  {due}  [{state}{waits}]")
    return Answer(rows, lines or [tr("No assignments.")])


def agenda(session: Session) -> Answer:
    """List dates."""
    days = session.desk.agenda.view()
    lines = []
    for day in days:
        lines.append(wording.date(day.entries[0].at))
        lines += [f"   {wording.clock_time(entry.at)}  {entry.title}  {entry.course_title}" for entry in day.entries]
    return Answer(days, lines or [tr("Nothing is due.")])


def grades(session: Session) -> Answer:
    """List grades."""
    found = session.desk.grades.all()
    lines = []
    for each in found:
        lines.append(each.title)
        rows = [*each.rows, *([each.total] if each.total else [])]
        lines += [
            f"   {row.grade.title or tr('Whole course')}: {row.grade.shown or '–'}  {row.grade.range}" for row in rows
        ]
    return Answer(found, lines or [tr("No grades yet.")])


def discussions(session: Session) -> Answer:
    """List forums, or the discussions of one."""
    typed, desk = session.arguments, session.desk
    if typed.forum is None:
        rows = desk.discussions.forums(session.course(typed.course).id if typed.course else None)
        lines = [
            f"{row.forum.id:>6}  {row.forum.title}  ({row.course_title})  "
            + wording.ntr("{n} discussion", "{n} discussions", row.discussions)
            + (", " + tr("{n} with news").format(n=row.unread) if row.unread else "")
            for row in rows
        ]
        return Answer(rows, lines or [tr("No forums.")])
    view = desk.discussions.forum(ForumId(typed.forum))
    lines = [f"{view.forum.title}  ({view.course_title})"]
    for each in view.discussions:
        state = f"  [{tr('Waiting to send')}]" if each.state else ""
        lines.append(f"{each.target:>6}  {each.subject}  {each.author}  {each.replies}{state}")
    return Answer(view, lines)


def posts(session: Session) -> Answer:
    """Show a discussion."""
    thread = session.desk.discussions.thread(discussion_of(session.arguments.discussion))
    lines = [thread.discussion.subject]
    for post in thread.posts:
        lines += ["", *_post(post, session)]
    return Answer(thread, lines)


def discussion_of(name: str) -> DiscussionId | IntentId:
    """Return what a discussion is named by: the school's number, or the id of one that waits."""
    return DiscussionId(int(name)) if name.isdigit() else IntentId(name)


def _post(post: PostView, session: Session) -> list[str]:
    indent = "   " * min(post.depth, 8)
    when = wording.when(post.created_at, session.now)
    state = f"  [{tr('Waiting to send')}]" if post.pending else ""
    lines = [f"{indent}{post.key}  {post.author}, {when}{state}"]
    for paragraph in post.text.split("\n"):
        lines += textwrap.wrap(paragraph, _WIDTH - len(indent), initial_indent=indent, subsequent_indent=indent)
    lines += [f"{indent}📎 {file.name}  {wording.size(file.size_bytes)}" for file in post.files]
    return lines
