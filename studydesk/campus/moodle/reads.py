"""What is asked of a Moodle site, in domain values."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from studydesk.campus.moodle import agenda, api, assignments, courses, forums, wire
from studydesk.campus.moodle.service import Service
from studydesk.domain.assignments import Assignment, Submission
from studydesk.domain.campus import Site
from studydesk.domain.courses import Contents, Course, Event, Grade, Page, Section
from studydesk.domain.forums import Discussion, Forum, Post
from studydesk.domain.ids import ActivityId, AssignmentId, CourseId, DiscussionId, ForumId
from studydesk.errors import NotAvailable, StudyDeskError

_MOST_UPDATES = 100  # answers of some 30 bytes each
_MOST_THREADS = 25  # some 10 kB each: 0.25 MB is what a cut on a bad link may cost (moodle.md section 5)
_DISCUSSIONS = 100
_ACTIONS = 50  # the most the site gives at once
_AHEAD = timedelta(days=400)


class MoodleReads:
    """Implements domain.campus.Reads."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def site(self) -> Site:
        return self._service.site(again=True)

    def courses(self) -> list[Course]:
        return [courses.course(told) for told in self._service.run(api.users_courses(self._user))]

    def contents(self, course: CourseId, section: int | None = None) -> Contents:
        call = api.course_contents(course) if section is None else api.section_contents(course, section)
        return courses.contents(course, self._service.run(call))

    def sections(self, course: CourseId) -> list[Section]:
        return list(courses.contents(course, self._service.run(api.course_outline(course))).sections)

    def updates(self, since: Mapping[CourseId, datetime]) -> dict[CourseId, frozenset[ActivityId] | StudyDeskError]:
        calls = [api.updates_since(course, int(when.timestamp())) for course, when in since.items()]
        answers = self._service.together(calls, _MOST_UPDATES)
        return {
            course: answer if isinstance(answer, StudyDeskError) else _changed(answer)
            for course, answer in zip(since, answers, strict=True)
        }

    def pages(self, wanted: Sequence[CourseId]) -> list[Page]:
        return [courses.page(told) for told in self._service.run(api.pages(wanted)).pages] if wanted else []

    def forums(self, wanted: Sequence[CourseId]) -> list[Forum]:
        return [forums.forum(told) for told in self._service.run(api.forums(wanted))] if wanted else []

    def discussions(self, forum: ForumId) -> list[Discussion]:
        return [forums.discussion(forum, told) for told in self._discussions(forum)]

    def posts(self, discussions: Sequence[DiscussionId]) -> dict[DiscussionId, list[Post] | StudyDeskError]:
        answers = self._service.together([api.posts(discussion) for discussion in discussions], _MOST_THREADS)
        return {
            discussion: answer if isinstance(answer, StudyDeskError) else _thread(answer)
            for discussion, answer in zip(discussions, answers, strict=True)
        }

    def assignments(self, wanted: Sequence[CourseId]) -> list[Assignment]:
        if not wanted:
            return []
        told = self._service.run(api.assignments(wanted))
        return [assignments.assignment(each) for course in told.courses for each in course.assignments]

    def submission(self, assignment: AssignmentId) -> Submission:
        return assignments.submission(assignment, self._service.run(api.submission_status(assignment)))

    def events(self, since: datetime) -> list[Event]:
        """Return what has a date, in order; of the same event the version that knows its activity wins."""
        calls = self._event_calls(since)
        found: dict[int, Event] = {}
        answers = self._service.together(calls, len(calls))
        if all(isinstance(answer, StudyDeskError) for answer in answers):
            raise next(answer for answer in answers if isinstance(answer, StudyDeskError))
        for answer in answers:
            told = [] if isinstance(answer, StudyDeskError) else answer.events
            found |= {event.id: event for each in told if (event := agenda.event(each))}
        if self._service.offers(calls[-1].function) and isinstance(answers[-1], wire.Events):
            for each in self._more_actions(since, answers[-1].events):
                found |= {event.id: event for event in [agenda.event(each)] if event}
        return sorted(found.values(), key=lambda event: (event.at, event.id))

    def grades(self, course: CourseId) -> list[Grade]:
        told = self._service.run(api.grade_items(course, self._user))
        return [agenda.grade(course, item) for person in told.usergrades for item in person.gradeitems]

    def completion(self, course: CourseId) -> dict[ActivityId, bool]:
        return courses.done(self._service.run(api.completion(course, self._user)).statuses)

    @property
    def _user(self) -> int:
        return self._service.site().user

    def _discussions(self, forum: ForumId) -> Iterator[wire.Discussion]:
        """Yield all discussions, page by page, each once: pinned ones and a site that ignores pages repeat some."""
        seen: set[int] = set()
        for page in range(10_000):
            told = self._service.run(api.discussions(forum, page, _DISCUSSIONS)).discussions
            fresh = [each for each in told if each.discussion not in seen]
            seen |= {each.discussion for each in fresh}
            yield from fresh
            if len(told) < _DISCUSSIONS or not fresh:
                return

    def _event_calls(self, since: datetime) -> list[api.Call[wire.Events]]:
        """Return the calendar calls that the site offers, the best informed last."""
        start = int(since.timestamp())
        calls = [api.upcoming_events(), api.action_events(start, None, _ACTIONS)]
        dated = api.calendar_events([], start, int((since + _AHEAD).timestamp()))
        if self._service.offers(dated.function):
            # It tells nothing of courses that are not named.
            mine = [told.id for told in self._service.run(api.users_courses(self._user))]
            calls.insert(0, api.calendar_events(mine, start, int((since + _AHEAD).timestamp())))
        offered = [call for call in calls if self._service.offers(call.function)]
        if not offered:
            raise NotAvailable(calls[-1].function)
        return offered

    def _more_actions(self, since: datetime, first: list[wire.Event]) -> Iterator[wire.Event]:
        """Yield what has to be done beyond the first `_ACTIONS`."""
        last = first
        while len(last) >= _ACTIONS:
            last = self._service.run(api.action_events(int(since.timestamp()), last[-1].id, _ACTIONS)).events
            yield from last


def _changed(told: wire.Updates) -> frozenset[ActivityId]:
    return frozenset(ActivityId(changed.id) for changed in told.instances if changed.contextlevel == "module")


def _thread(told: wire.Posts) -> list[Post] | StudyDeskError:
    try:
        posts = [forums.post(each) for each in told.posts]
    except StudyDeskError as error:
        return error
    return sorted(posts, key=lambda post: (post.created_at, post.id))
