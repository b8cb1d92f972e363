"""Courses, their activities, and ticking them off."""

from datetime import datetime
from pathlib import Path

from studydesk.domain.courses import Activity, Completion, Course, Kind
from studydesk.domain.downloads import WANTED_MEDIA, Price, What
from studydesk.domain.ids import ActivityId, CourseId, IntentId
from studydesk.domain.outbox import UNSENT, State
from studydesk.domain.progress import share_done
from studydesk.domain.work import MarkDone, View
from studydesk.errors import Invalid, NotFound
from studydesk.store import courses as library
from studydesk.store import files, marks, outbox
from studydesk.study import disk, html, queueing, shelf, unread
from studydesk.study.learner import Learner
from studydesk.study.shelf import Shelf
from studydesk.study.views.courses import ActivityRow, Arrival, CourseCard, CourseView, SectionView

# Kinds whose own view call exists; the others tick themselves in ways only the web page can (a quiz, a vote).
_VIEWABLE = frozenset(
    {Kind.PAGE, Kind.BOOK, Kind.RESOURCE, Kind.FOLDER, Kind.URL, Kind.FORUM, Kind.ASSIGNMENT, Kind.QUIZ}
)


class Courses:
    """The courses of one account."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner

    def cards(self) -> list[CourseCard]:
        """Return all courses, hidden ones last."""
        with self._learner.store.library.read() as r:
            found = library.courses(r, self._learner.id)
        by_course = shelf.read(self._learner).by_course()
        new = unread.by_course(self._learner)
        cards = [self._card(course, by_course.get(course.id, shelf.EMPTY), new.get(course.id, 0)) for course in found]
        return sorted(cards, key=lambda card: card.is_hidden)

    def course(self, course: CourseId) -> CourseView:
        """Return a course with its sections and activities. Raises NotFound."""
        with self._learner.store.library.read() as r:
            found = library.course(r, self._learner.id, course)
            sections = library.sections(r, self._learner.id, course)
        if found is None:
            raise NotFound(course)
        own = shelf.read(self._learner, course)
        rows = [own.row(activity, self._intro(activity, activity.kind is Kind.LABEL)) for activity in own.activities]
        return CourseView(
            card=self._card(found, own, unread.in_course(self._learner, course)),
            sections=tuple(
                SectionView(
                    id=section.id,
                    title=section.title,
                    summary_html=html.clean(section.summary_html, self._learner.account.site_url).html,
                    restriction=section.restriction,
                    activities=tuple(row for row in rows if row.section == section.id),
                )
                for section in sections
            ),
            text_price=self._price(own, What.TEXT),
            documents_price=self._price(own, What.DOCUMENTS),
            all_price=self._price(own, What.ALL),
            arrival=self.arrival(course),
        )

    def arrival(self, course: CourseId) -> Arrival:
        """Return how far a course is on its way to this computer."""
        with self._learner.store.library.read() as r:
            if course in marks.visits(r, self._learner.id):
                return Arrival.COMING
            return Arrival.HERE if library.sections(r, self._learner.id, course) else Arrival.MISSING

    def activity(self, activity: ActivityId) -> ActivityRow:
        """Return one activity. Raises NotFound."""
        own = shelf.read_activity(self._learner, activity)
        found = _the_one(own, activity)
        return own.row(found, self._intro(found))

    def set_done(self, activity: ActivityId, done: bool) -> IntentId:
        """Queue a tick or untick and return its intent; an unsent one for the same activity is replaced.

        Raises Invalid: `not_manual`, `restricted`.
        """
        found = self._activity(activity)
        if found.restriction:
            raise Invalid("restricted")
        if found.completion is not Completion.MANUAL:
            raise Invalid("not_manual")
        intent = MarkDone(found.course, activity, done)
        with self._learner.store.work.write() as w:
            waiting = [
                item
                for item in outbox.items(w, self._learner.id, queueing.CHANGEABLE)
                if isinstance(item.intent, MarkDone) and item.intent.activity == activity
            ]
            # Only the last one: marks are states, not a history (sync.md, protocol step 9).
            if waiting and queueing.reword(self._learner, w, waiting[-1], intent):
                return waiting[-1].id
            return queueing.add(self._learner, w, intent, found.title)

    def opened(self, activity: ActivityId) -> None:
        """Note that the learner opened it: queues a view once where completion is automatic and not reached."""
        found = self._activity(activity)
        if found.completion is not Completion.AUTOMATIC or found.is_done or found.kind not in _VIEWABLE:
            return
        intent = View(found.course, activity, found.kind, found.instance)
        with self._learner.store.work.write() as w:
            known = outbox.items(w, self._learner.id, UNSENT | {State.SENT})
            if not any(item.intent == intent for item in known):
                queueing.add(self._learner, w, intent, found.title)

    def _activity(self, activity: ActivityId) -> Activity:
        with self._learner.store.library.read() as r:
            found = library.activity(r, self._learner.id, activity)
        if found is None:
            raise NotFound(activity)
        return found

    def _intro(self, activity: Activity, is_shown: bool = True) -> str:
        """Return the cleaned introduction; cleaning costs 0.3 ms, so a list of 300 asks for its labels' only."""
        if not is_shown or not activity.intro_html:
            return ""
        return html.clean(activity.intro_html, self._learner.account.site_url).html

    def _price(self, own: Shelf, what: What) -> Price:
        wanted = [f for some in own.files.values() for f in some if f.media in WANTED_MEDIA[what]]
        return disk.price(wanted, self._learner.link.current.rate)

    def _card(self, course: Course, own: Shelf, unread_count: int) -> CourseCard:
        local = [file for some in own.files.values() for file in some]
        completable = own.completable()
        done = sum(own.is_done(activity) for activity in completable)
        text = [file for file in local if file.media in WANTED_MEDIA[What.TEXT]]
        return CourseCard(
            id=course.id,
            short_name=course.short_name,
            full_name=course.full_name,
            summary=html.plain(course.summary_html) if course.summary_html else "",
            image=self._image(course.image_url),
            done=done,
            completable=len(completable),
            share_done=share_done(done, len(completable)),
            present_bytes=sum(file.size_bytes for file in local if file.state in disk.USABLE),
            total_bytes=sum(file.size_bytes for file in local),
            has_text=bool(own.activities) and all(disk.is_here(file) for file in text) and _has_pages(own),
            due_next=self._due_next(own),
            unread=unread_count,
            is_hidden=course.is_hidden,
        )

    def _due_next(self, own: Shelf) -> datetime | None:
        now = self._learner.school.now()
        dues = (activity.due_at for activity in own.activities if not own.is_done(activity))
        return min((due for due in dues if due and due >= now), default=None)

    def _image(self, url: str | None) -> Path | None:
        if not url:
            return None
        with self._learner.store.library.read() as r:
            file = files.file_at(r, self._learner.id, url)
        if file is None or file.sha256 is None or not self._learner.store.blobs.has(file.sha256):
            return None
        return self._learner.store.blobs.path(file.sha256)


def _the_one(own: Shelf, activity: ActivityId) -> Activity:
    if not own.activities:
        raise NotFound(activity)
    return own.activities[0]


def _has_pages(own: Shelf) -> bool:
    pages = (activity for activity in own.activities if activity.kind is Kind.PAGE and not activity.restriction)
    return all(page.id in own.pages or own.files.get(page.id) for page in pages)
