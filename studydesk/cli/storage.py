"""Commands about the space that courses take: looking, checking, freeing, keeping, moving."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from studydesk import wording
from studydesk.cli import answer, exits
from studydesk.cli.answer import Answer
from studydesk.cli.session import Session
from studydesk.domain.courses import Course
from studydesk.domain.ids import ActivityId
from studydesk.errors import DriveGone, Invalid, NotFound
from studydesk.store.courses import activities_named
from studydesk.study.queue import UNDER_WAY
from studydesk.study.views.storage import CourseStorage, Freeable, StorageProgress, StorageStep, StorageView
from studydesk.wording import ntr, tr
from studydesk.wording import storage as words


def storage(session: Session) -> Answer:
    """Show what takes the space, or move all of it."""
    typed = session.arguments
    if typed.move or typed.move_home:
        return _moved(session, None if typed.move_home else Path(typed.move))
    view = session.desk.storage.view()
    courses = sorted(view.courses, key=lambda one: -one.present_bytes)
    with session.services.store.library.read() as r:  # one that is gone at the school may be kept still
        kept = activities_named(r, session.account.id, session.desk.storage.pins().activities)
    lines = []
    for one in courses:
        own = [row.title for row in kept if row.course == one.course]
        lines += [*_course(one), *(f"        {title}: {tr('always kept')}" for title in own)]
    return Answer(view, [*lines, *_whole(view), *_could_go(view)])


def verify(session: Session) -> Answer:
    """Read every downloaded file and queue again what is damaged; code 7 when something was."""
    repairs = not session.arguments.dry_run
    report = session.desk.storage.check(session.cancel, _telling(session), repairs=repairs)
    answer.progress(session.as_json)("")
    lines = [words.check_result(report)]
    lines += [f"   {name}" for name in report.names]
    waiting = sum(row.state in UNDER_WAY for row in session.desk.downloads.rows())
    if waiting > report.queued:
        lines.append(ntr("{n} file waits to be downloaded.", "{n} files wait to be downloaded.", waiting))
    if waiting:
        lines.append(tr("studydesk sync downloads what is missing."))
    return Answer(report, lines, exits.DONE if report.is_whole else exits.DISK)


def free(session: Session) -> Answer:
    """Remove downloaded files from this computer: a course, some activities of it, or what is suggested."""
    session.must_hold()
    chosen = _suggested(session) if session.arguments.suggested else _named(session)
    size = sum(one.size_bytes for one in chosen)
    lines = [_line(one) for one in chosen if session.arguments.suggested]
    value: dict[str, object] = {"chosen": chosen, "size_bytes": size, "freed": None}
    if not size:
        return Answer(value, [tr("There is nothing that could be removed.")])
    lines.append(tr("{size} become free.").format(size=wording.size(size)))
    if not _agreed(session, lines):
        lines.append(tr("Nothing was removed. Say --yes to remove it."))
        return Answer(value, lines, exits.NOT_POSSIBLE)
    freed = session.desk.storage.free(chosen)
    lines[-1] = tr("{size} became free").format(size=wording.size(freed.size_bytes))
    lines += _stays(session, chosen)
    return Answer(value | {"freed": freed}, [*lines, tr("Your own work and your ticks stay.")])


def _stays(session: Session, chosen: Sequence[Freeable]) -> Iterator[str]:
    """Yield how much of the courses that were freed as a whole stays, and why."""
    whole = {one.course for one in chosen if one.activity is None}
    size = sum(one.present_bytes for one in session.desk.storage.view().courses if one.course in whole)
    if size:
        told = tr("{size} stay: you always keep them, or something you wrote or asked for still needs them.")
        yield told.format(size=wording.size(size))


def keep(session: Session) -> Answer:
    """Always keep a course or some activities of it on this computer, or keep them no longer."""
    typed, own = session.arguments, session.desk.storage
    course = session.course(typed.course)
    change = own.unpin if typed.no_longer else own.pin
    activities: list[ActivityId | None] = [*_activities(session, course)]
    changed = sum(change(course.id, activity) for activity in activities or [None])
    said = tr("{course}: kept no longer.") if typed.no_longer else tr("{course}: always kept on this computer.")
    if not changed:
        said = tr("Nothing of this was kept.") if typed.no_longer else tr("This is kept already.")
    elif activities:
        said = (
            ntr("{n} activity is kept no longer.", "{n} activities are kept no longer.", changed)
            if typed.no_longer
            else ntr("{n} activity is always kept.", "{n} activities are always kept.", changed)
        )
    return Answer({"changed": changed, "pins": own.pins()}, [said.format(course=course.full_name)])


def _moved(session: Session, to: Path | None) -> Answer:
    if to is not None and not to.is_dir():
        raise NotFound(str(to), "folder")
    report = session.desk.storage.move(to, session.cancel, _telling(session))
    answer.progress(session.as_json)("")
    place = session.services.paths.blobs
    return Answer({"report": report, "place": place}, [words.move_result(report), str(place)])


def _course(one: CourseStorage) -> Iterator[str]:
    notes = [tr("always kept")] * one.is_pinned + [tr("over")] * one.is_finished
    here = words.of_total(one.present_bytes, one.total_bytes)
    yield f"{one.course:>6}  {' · '.join([f'{one.title}: {here}', *notes])}"
    if one.by_media:
        yield f"        {words.by_media(one.by_media)}"


def _whole(view: StorageView) -> Iterator[str]:
    total = wording.size(view.total_bytes)
    if view.budget_bytes is not None:
        total = words.of_total(view.total_bytes, view.budget_bytes)
    yield tr("All courses: {size}, in {place}").format(size=total, place=view.place)
    if view.other_bytes:
        yield tr("Other people on this computer: {size}").format(size=wording.size(view.other_bytes))
    if view.free_bytes is None:
        yield str(wording.error(DriveGone(str(view.place))))
    else:
        told = tr("Free on this drive: {size}; downloads leave {reserve} free.")
        yield told.format(size=wording.size(view.free_bytes), reserve=wording.size(view.reserve_bytes))
    if view.moving_to is not None:
        yield tr("A move to {place} was not finished; the same command goes on with it.").format(place=view.moving_to)


def _could_go(view: StorageView) -> Iterator[str]:
    if view.suggestions:
        size = wording.size(sum(one.size_bytes for one in view.suggestions))
        yield tr("{size} could be freed: studydesk free --suggested").format(size=size)
        yield from (f"   {_line(one)}" for one in view.suggestions)


def _line(one: Freeable) -> str:
    size, reason = wording.size(one.size_bytes), words.free_reason(one.reason)
    where = one.title if one.activity is None else f"{one.title} ({one.course_title})"
    return f"{where}: {size}. {reason}."


def _suggested(session: Session) -> list[Freeable]:
    """Return the suggestions, as many as are needed for --bytes."""
    if session.arguments.course is not None:
        raise Invalid("suggested")
    wanted, chosen, size = session.arguments.bytes, [], 0
    for one in session.desk.storage.suggestions():
        if wanted is not None and size >= wanted:
            break
        chosen.append(one)
        size += one.size_bytes
    return chosen


def _named(session: Session) -> list[Freeable]:
    """Return what was named. Raises NotFound, and Invalid for an activity that must stay."""
    if session.arguments.bytes is not None:
        raise Invalid("bytes")
    if session.arguments.course is None:
        raise Invalid("no_course")
    course = session.course(session.arguments.course)
    if course.id in session.desk.storage.pins().courses:
        raise Invalid("pinned")
    return session.desk.storage.freeable(course.id, _activities(session, course))


def _activities(session: Session, course: Course) -> list[ActivityId]:
    """Return the activities that were typed. Raises NotFound for one that is not of the course."""
    return [session.activity_of(course, ActivityId(number)) for number in session.arguments.activity]


def _agreed(session: Session, lines: Sequence[str]) -> bool:
    """Whether it may be removed: said with --yes, or asked of the person at the terminal."""
    if session.arguments.yes:
        return True
    return answer.is_asked(session.as_json) and answer.says_yes("\n".join([*lines, tr("Remove them?")]))


def _telling(session: Session) -> StorageProgress:
    tell = answer.progress(session.as_json)

    def told(step: StorageStep) -> None:
        tell(words.storage_step(step.doing, step.done, step.total))

    return told
