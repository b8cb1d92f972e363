"""Handing in: look first, upload, check, save, read back, and submit as a step of its own (sync.md, step 8)."""

from collections.abc import Sequence
from datetime import datetime

from studydesk.domain.assignments import Assignment, Status, Submission
from studydesk.domain.campus import SubmissionDraft
from studydesk.domain.forums import as_html
from studydesk.domain.ids import DraftAreaId
from studydesk.domain.names import cleaned
from studydesk.domain.outbox import Event, Item, Problem
from studydesk.domain.work import SaveSubmission
from studydesk.errors import NoAnswer, Refused, StudyDeskError
from studydesk.store import assignments, courses
from studydesk.sync import handin
from studydesk.sync.handin import Verdict
from studydesk.sync.kept_files import KeptFiles
from studydesk.sync.ledger import receipt
from studydesk.sync.outcomes import Outcome
from studydesk.sync.trip import Trip
from studydesk.sync.uploading import Areas, fill, own_files


class Submitting:
    """Hands work in."""

    def __init__(self, areas: Areas, kept: KeptFiles) -> None:
        self._areas = areas
        self._kept = kept

    def send(self, run: Sequence[Item], trip: Trip) -> None:
        """Hand in the first of the run, as far as the school does not hold it already."""
        item = run[0]
        try:
            rules, server = self._rules(item, trip), self._server(item, trip)
            verdict = self._verdict(item, server, trip)
            if verdict is Verdict.CONFLICT:
                trip.note(trip.ledger.refuse(item, Problem("changed_there"), Event.BASE_CHANGED))
                return
            if verdict is Verdict.SAVE and not server.can_edit:
                trip.note(trip.ledger.refuse(item, Problem("not_editable")))
                return
            area = self._area(item, server, trip) if verdict is Verdict.SAVE else None
        except StudyDeskError as error:
            trip.unready(item, error)
            return
        self._write(item, rules, server, verdict, area, trip)

    def look_up(self, item: Item, trip: Trip) -> None:
        """Find out how far an unanswered hand-in came: the status is read before anything is repeated."""
        intent = _intent(item)
        try:
            rules, server = self._rules(item, trip), self._server(item, trip)
            verdict = self._verdict(item, server, trip)
        except StudyDeskError as error:
            trip.unfound(item, error)
            return
        if verdict is Verdict.CONFLICT:
            trip.note(trip.ledger.settle(item, Outcome(Event.AMBIGUOUS, Problem("changed_there"))))
        elif verdict is Verdict.HELD and not handin.must_submit(intent, rules, server):
            self._accept([item], server, trip, Event.FOUND)
        else:
            trip.note(trip.ledger.settle(item, Outcome(Event.MISSING)))

    def _write(
        self,
        item: Item,
        rules: Assignment,
        server: Submission,
        verdict: Verdict,
        area: DraftAreaId | None,
        trip: Trip,
    ) -> None:
        """Do the steps that change the school's mind. From the first of them on, no answer means not known."""
        intent = _intent(item)
        started = trip.ledger.start([item])
        if not started:
            return
        trip.tell("sending", item)
        try:
            if verdict is Verdict.SAVE:
                html = None if intent.text is None else as_html(intent.text)
                trip.campus.writes.save_submission(intent.assignment, SubmissionDraft(html, area))
                server = self._read_back(item, server, trip)
            if handin.must_submit(intent, rules, server):
                server = self._submit(intent, server, item, trip)
        except StudyDeskError as error:
            trip.failed(started, error)
            return
        self._areas.forget(item.id)
        self._accept(started, server, trip, Event.ACCEPTED)

    def _read_back(self, item: Item, before: Submission, trip: Trip) -> Submission:
        """Return what the school holds after a save.

        Raises:
            Refused: `not_all_kept` when it dropped a file or changed the text (it does so without a word).
            NoAnswer: it cannot be read now; the next look tells.
        """
        try:
            server = self._server(item, trip)
        except StudyDeskError as error:
            raise NoAnswer("saved, and not read back") from error
        expected = handin.wanted(item, _intent(item), before)
        if not handin.looks_held(_intent(item), expected, server):
            raise Refused("not_all_kept", ", ".join(sorted(file.name for file in server.files)))
        return server

    def _submit(self, intent: SaveSubmission, server: Submission, item: Item, trip: Trip) -> Submission:
        try:
            trip.campus.writes.submit_for_grading(intent.assignment, intent.statement)
        except Refused:
            server = self._server(item, trip)
            if server.status is not Status.SUBMITTED:
                raise
            return server  # submitted already: the school words this like a refusal
        try:
            return self._server(item, trip)
        except StudyDeskError as error:
            raise NoAnswer("submitted, and not read back") from error

    def _accept(self, items: Sequence[Item], server: Submission, trip: Trip, event: Event) -> None:
        intent = _intent(items[0])
        at = server.modified_at or trip.clock.now()
        done = receipt(intent.assignment, at, items[0])
        for sent in trip.ledger.accept(items, done, event):
            trip.note(sent)

    def _server(self, item: Item, trip: Trip) -> Submission:
        server = trip.campus.reads.submission(_intent(item).assignment)
        with trip.store.library.write() as w:
            assignments.put_submission(w, trip.account.id, server)
        return server

    def _rules(self, item: Item, trip: Trip) -> Assignment:
        """Return the assignment, from the library or else from the school. Raises Refused when it is gone."""
        intent = _intent(item)
        with trip.store.library.read() as r:
            known = assignments.assignment(r, trip.account.id, intent.assignment)
            activity = courses.activity(r, trip.account.id, intent.activity)
        if known is not None:
            return known
        # Unknown here (the library was lost, the learner was out of the course for a while): ask about all courses.
        where = [activity.course] if activity else [course.id for course in trip.campus.reads.courses()]
        for rules in trip.campus.reads.assignments(where):
            if rules.id == intent.assignment:
                return rules
        raise Refused("assignment_gone")

    def _verdict(self, item: Item, server: Submission, trip: Trip) -> Verdict:
        intent = _intent(item)
        own = own_versions(intent, trip)
        verdict = handin.judge(item, intent, server, own, trip.policy.clock_tolerance)
        if verdict is not Verdict.PROVE:
            return verdict
        names = [cleaned(file.name) for file in item.attachments]
        if handin.provable(names) and self._kept.are_those(item, server, trip):
            return Verdict.HELD
        return handin.unproven(item, intent, server, own)

    def _area(self, item: Item, server: Submission, trip: Trip) -> DraftAreaId | None:
        """Return the draft area with all files of the work; None where the school's files stay as they are."""
        intent = _intent(item)
        kept = {file.name for file in server.files} & set(intent.keep)
        if not item.attachments and len(kept) == len(server.files):
            return None
        expected = handin.wanted(item, intent, server) or []
        names = [file.name for file in expected if not file.is_new]
        with self._kept.here(item, server, names, trip) as sources:
            return fill(item, [*own_files(item, trip), *sources], self._areas, trip)


def own_versions(intent: SaveSubmission, trip: Trip) -> frozenset[datetime]:
    """Return the school's times of the saves of this assignment that this computer has receipts for."""
    return frozenset(
        item.receipt.server_time
        for item in trip.ledger.sent()
        if item.receipt and isinstance(item.intent, SaveSubmission) and item.intent.assignment == intent.assignment
    )


def _intent(item: Item) -> SaveSubmission:
    assert isinstance(item.intent, SaveSubmission)
    return item.intent
