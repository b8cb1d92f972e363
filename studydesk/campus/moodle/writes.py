"""What is told to a Moodle site. Nothing here is ever repeated by itself."""

import secrets
from collections.abc import Sequence
from pathlib import Path

from studydesk.campus.moodle import api, assignments, courses, wire
from studydesk.campus.moodle.border import plain
from studydesk.campus.moodle.service import Service
from studydesk.campus.moodle.upload import upload
from studydesk.domain.assignments import BriefFile
from studydesk.domain.campus import NewPost, SubmissionDraft, Uploaded
from studydesk.domain.courses import Kind
from studydesk.domain.ids import ActivityId, AssignmentId, DiscussionId, DraftAreaId, ForumId, PostId
from studydesk.errors import NotAvailable, Refused, StudyDeskError


class MoodleWrites:
    """Implements domain.campus.Writes."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def add_posts(self, posts: Sequence[NewPost]) -> list[PostId | StudyDeskError]:
        if not posts:
            return []
        calls = [api.add_post(post.parent, post.subject, post.html, post.draft_area) for post in posts]
        answers = self._service.write_together(calls)
        return [answer if isinstance(answer, StudyDeskError) else PostId(answer.postid) for answer in answers]

    def add_discussion(self, forum: ForumId, subject: str, html: str, area: DraftAreaId | None) -> DiscussionId:
        return DiscussionId(self._service.write(api.add_discussion(forum, subject, html, area)).discussionid)

    def edit_post(self, post: PostId, subject: str, html: str) -> None:
        self._do(api.update_post(post, subject, html))

    def delete_post(self, post: PostId) -> None:
        self._do(api.delete_post(post))

    def new_draft_area(self) -> DraftAreaId:
        call = api.unused_draft_area()
        if not self._service.offers(call.function):
            # Sites before 3.11: a number of our choice works (measured, moodle.md section 3); the site draws one too.
            return DraftAreaId(1 + secrets.randbelow(999_999_999))
        return DraftAreaId(self._service.run(call).itemid)

    def upload(self, file: Path, name: str, area: DraftAreaId) -> Uploaded:
        limit = self._service.site().max_upload_bytes
        if limit and file.is_file() and file.stat().st_size > limit:
            raise Refused("upload_error_ini_size")  # what the site would say after all of it has travelled
        return upload(self._service.client, self._service.token, file, name, area)

    def draft_files(self, area: DraftAreaId) -> list[BriefFile]:
        told = self._service.run(api.draft_files(self._service.site().user, area)).files
        return [assignments.stored_file(stored) for stored in told if not stored.isdir]

    def save_submission(self, assignment: AssignmentId, draft: SubmissionDraft) -> None:
        _raise_first(self._service.write(api.save_submission(assignment, draft.html, draft.files_area)))

    def submit_for_grading(self, assignment: AssignmentId, statement: bool) -> None:
        _raise_first(self._service.write(api.submit_for_grading(assignment, statement)))

    def set_done(self, activity: ActivityId, done: bool) -> None:
        self._do(api.set_completion(activity, done))

    def view(self, kind: Kind, instance: int) -> None:
        """Tell that an activity was opened; of a book that its last chapter was, for only that completes it."""
        chapter = self._last_chapter(instance) if kind is Kind.BOOK else None
        call = api.view(kind, instance, chapter)
        if call is None:
            raise NotAvailable(f"mod_{kind}_view_{kind}")
        self._do(call)

    def _do(self, call: api.Call[wire.Done]) -> None:
        told = self._service.write(call)
        if not told.status:
            _raise_first(told.warnings)
            raise Refused(call.function)

    def _last_chapter(self, book: int) -> int | None:
        find = api.module_by_instance(Kind.BOOK, book)
        if not self._service.offers(find.function):
            return None
        module = self._service.run(find).cm
        return courses.last_chapter(self._service.run(api.activity_contents(module.course, module.id)), module.id)


def _raise_first(warnings: Sequence[wire.Warned]) -> None:
    """Raise Refused for the site's first warning: these functions answer normally when they have done nothing."""
    if not warnings:
        return
    first = warnings[0]
    # For a save, `item` is the reason, sometimes as escaped HTML; for hand-ins it is numbers (moodle.md section 4).
    reason = plain(plain(first.item)) if first.warningcode == "couldnotsavesubmission" else ""
    raise Refused(first.warningcode or "warning", reason or plain(first.message))
