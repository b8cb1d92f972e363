"""Bringing a course that is not on this computer yet, its first page first."""

from studydesk.cli import exits
from studydesk.cli.answer import Answer
from studydesk.cli.session import Session
from studydesk.domain.courses import Course
from studydesk.domain.link import LinkState
from studydesk.errors import CaptivePortal, NeverSent, NoAnswer, NotFound, NotProcessed, SignedOut, StudyDeskError
from studydesk.study.views.courses import Arrival
from studydesk.wording import tr


def named(session: Session, name: str) -> Course:
    """Return the course of an id or short name; where it is unknown, the school is asked for the list. NETWORK.

    Raises NotFound, and what `need_link` raises while no list is here at all.
    """
    try:
        return session.course(name)
    except NotFound:
        ask_for_list(session)
        if not session.desk.courses.cards():
            need_link(session)
        return session.course(name)


def ask_for_list(session: Session) -> None:
    """Bring the list of courses and nothing else; beside an open window nothing happens."""
    if session.services.try_hold():
        session.sync.want_list()
        session.carry(refreshes=False)


def bring(session: Session, course: Course) -> bool:
    """Return whether what the course lists is here, having brought it where it was not. NETWORK.

    Beside an open window it is only asked for: the window brings it. Raises what the school refused.
    """
    if _is_here(session, course):
        return True
    session.sync.want_course(course.id)
    session.carry(refreshes=False)
    problem = session.sync.problem_with(course.id)
    if problem is not None:
        raise problem
    return _is_here(session, course)


def need_link(session: Session) -> None:
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


def later(session: Session, course: Course) -> Answer:
    """Return that the course comes later. Raises what the link's state means, where it is for us to bring it."""
    if session.services.holds_lock:
        need_link(session)
    text = tr("{course} is not on this computer yet. It is brought next; then its files can be downloaded.")
    value = {"queued": 0, "arrival": session.desk.courses.arrival(course.id)}
    return Answer(value, [text.format(course=course.full_name)], exits.LEFT)


def _is_here(session: Session, course: Course) -> bool:
    return session.desk.courses.arrival(course.id) is Arrival.HERE
