"""A school in memory: what a site keeps, with the measured quirks that the protocol rests on (moodle.md)."""

import copy
import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from studydesk.domain.assignments import Assignment, BriefFile, Status, Submission
from studydesk.domain.courses import (
    Activity,
    Completion,
    Contents,
    Course,
    Event,
    Grade,
    Kind,
    Page,
    RemoteFile,
    Section,
)
from studydesk.domain.forums import Discussion, Forum, Post, PostFile
from studydesk.domain.ids import (
    ActivityId,
    AssignmentId,
    CourseId,
    DiscussionId,
    DraftAreaId,
    ForumId,
    PostId,
    SectionId,
    UserId,
)
from studydesk.domain.names import cleaned, is_rewritten
from studydesk.errors import Refused

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
EDITING = timedelta(minutes=30)
SITE = "https://school.example"


class VirtualClock:
    """A clock that moves only when told: `wall` may lie, `monotonic` may not."""

    def __init__(self, now: datetime = START) -> None:
        self.true = now
        self.seconds = 0.0
        self.error = timedelta(0)

    def now(self) -> datetime:
        return self.true + self.error

    def monotonic(self) -> float:
        return self.seconds

    def pass_time(self, span: timedelta | float) -> None:
        seconds = span.total_seconds() if isinstance(span, timedelta) else span
        self.true += timedelta(seconds=seconds)
        self.seconds += seconds


@dataclass
class State:
    """Everything a backup of the site would hold."""

    courses: dict[CourseId, Course] = field(default_factory=dict)
    enrolled: dict[UserId, set[CourseId]] = field(default_factory=dict)
    sections: dict[CourseId, list[Section]] = field(default_factory=dict)
    hidden_sections: set[SectionId] = field(default_factory=set)
    activities: dict[ActivityId, Activity] = field(default_factory=dict)
    hidden: set[ActivityId] = field(default_factory=set)
    changed: dict[ActivityId, datetime] = field(default_factory=dict)
    files: dict[str, tuple[RemoteFile, bytes]] = field(default_factory=dict)
    pages: dict[ActivityId, Page] = field(default_factory=dict)
    forums: dict[ForumId, Forum] = field(default_factory=dict)
    discussions: dict[DiscussionId, Discussion] = field(default_factory=dict)
    posts: dict[PostId, Post] = field(default_factory=dict)
    assignments: dict[AssignmentId, Assignment] = field(default_factory=dict)
    submissions: dict[tuple[UserId, AssignmentId], Submission] = field(default_factory=dict)
    handed: dict[str, bytes] = field(default_factory=dict)
    done: dict[tuple[UserId, ActivityId], bool] = field(default_factory=dict)
    drafts: dict[DraftAreaId, dict[str, bytes]] = field(default_factory=dict)
    draft_owner: dict[DraftAreaId, UserId] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    grades: dict[CourseId, list[Grade]] = field(default_factory=dict)
    saves: int = 0
    next_id: int = 100


class School:
    """The site. Times are whole seconds, ids ascend, the same reply twice makes two posts."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.state = State()
        self.keeps_markers = True

    @property
    def now(self) -> datetime:
        return self.clock.true.replace(microsecond=0)

    def new_id(self) -> int:
        self.state.next_id += 1
        return self.state.next_id

    def snapshot(self) -> State:
        return copy.deepcopy(self.state)

    def restore(self, older: State) -> None:
        """Go back to a backup; ids are handed out again from there, as a restored database would."""
        self.state = copy.deepcopy(older)

    # --- what teachers do -------------------------------------------------------------------------------------
    def add_course(self, *learners: UserId, name: str = "Course") -> CourseId:
        course = CourseId(self.new_id())
        self.state.courses[course] = Course(course, f"C{course}", f"{name} {course}")
        self.state.sections[course] = [Section(SectionId(self.new_id()), course, 0, "Start")]
        for learner in learners:
            self.state.enrolled.setdefault(learner, set()).add(course)
        return course

    def add_section(self, course: CourseId, title: str) -> Section:
        """Begin another section: what is added from now on goes there."""
        made = Section(SectionId(self.new_id()), course, len(self.state.sections[course]), title)
        self.state.sections[course].append(made)
        return made

    def add_activity(
        self, course: CourseId, kind: Kind, title: str, completion: Completion = Completion.NONE
    ) -> Activity:
        section = self.state.sections[course][-1]
        made = Activity(
            ActivityId(self.new_id()), course, section.id, len(self.state.activities), kind, self.new_id(), title,
            completion=completion, modified_at=self.now,
        )  # fmt: skip
        self.state.activities[made.id] = made
        self.touch(made.id)
        return made

    def touch(self, activity: ActivityId) -> None:
        self.state.changed[activity] = self.now

    def add_page(self, course: CourseId, title: str, html: str) -> Activity:
        made = self.add_activity(course, Kind.PAGE, title)
        self.state.pages[made.id] = Page(made.id, title, html, self.now)
        return made

    def add_file(self, activity: Activity, name: str, content: bytes, *, generated: bool = False) -> str:
        url = f"{SITE}/webservice/pluginfile.php/{activity.id}/content/{self.new_id()}/{name}"
        size = 0 if generated else len(content)
        told = RemoteFile(activity.id, url, name, size_bytes=size, modified_at=self.now, is_generated=generated)
        self.state.files[url] = (told, content)
        self.touch(activity.id)
        return url

    def change_file(self, url: str, content: bytes) -> None:
        told, _ = self.state.files[url]
        self.state.files[url] = (replace(told, size_bytes=len(content), modified_at=self.now), content)
        self.touch(told.activity)

    def add_forum(self, course: CourseId, title: str = "Forum") -> Forum:
        activity = self.add_activity(course, Kind.FORUM, title)
        made = Forum(ForumId(activity.instance), activity.id, course, title, max_attachments=3)
        self.state.forums[made.id] = made
        return made

    def add_assignment(self, course: CourseId, title: str = "Essay", **rules: object) -> Assignment:
        activity = self.add_activity(course, Kind.ASSIGNMENT, title)
        made = Assignment(AssignmentId(activity.instance), activity.id, course, title, max_files=3)
        made = replace(made, **rules)  # type: ignore[arg-type]  # the tests name real fields
        self.state.assignments[made.id] = made
        return made

    def remove_activity(self, activity: ActivityId) -> None:
        del self.state.activities[activity]
        self.state.changed.pop(activity, None)

    # --- forums ---------------------------------------------------------------------------------------------------
    def start(self, author: UserId, forum: ForumId, subject: str, html: str, area: DraftAreaId | None) -> DiscussionId:
        if not self.state.forums[forum].can_start:
            raise Refused("cannotcreatediscussion", "The forum is closed")
        discussion, post = DiscussionId(self.new_id()), PostId(self.new_id())
        name = f"Person {author}"
        self.state.discussions[discussion] = Discussion(
            discussion, forum, subject, name, author, post, self.now, self.now
        )
        self._put(Post(post, discussion, None, subject, "", name, author, self.now, self.now), html, area)
        return discussion

    def reply(self, author: UserId, parent: PostId, subject: str, html: str, area: DraftAreaId | None = None) -> PostId:
        above = self.state.posts.get(parent)
        if above is None or above.is_deleted:
            raise Refused("invalidparentpostid", "The post does not exist")
        if self.state.discussions[above.discussion].is_locked:
            raise Refused("nopostforum", "You are not allowed to post here")
        post = PostId(self.new_id())
        self._put(
            Post(post, above.discussion, parent, subject, "", f"Person {author}", author, self.now, self.now),
            html,
            area,
        )
        return post

    def _put(self, post: Post, html: str, area: DraftAreaId | None) -> None:
        kept = html if self.keeps_markers else html.replace(' class="', ' data-gone="')
        files = tuple(
            PostFile(f"{SITE}/webservice/pluginfile.php/post/{post.id}/{name}", name, len(content))
            for name, content in self.state.drafts.get(area or DraftAreaId(0), {}).items()
        )
        self.state.posts[post.id] = replace(post, html=kept, files=files, can_edit=True, can_delete=True)
        self._moved(post.discussion)

    def _moved(self, discussion: DiscussionId) -> None:
        posts = [post for post in self.state.posts.values() if post.discussion == discussion]
        told = self.state.discussions[discussion]
        last = max((post.modified_at for post in posts), default=self.now)
        self.state.discussions[discussion] = replace(told, last_post_at=last, replies=max(0, len(posts) - 1))
        self.touch(self.state.forums[told.forum].activity)

    def edit(self, author: UserId, post: PostId, subject: str, html: str) -> None:
        old = self.state.posts.get(post)
        if old is None or old.author_id != author or self.now - old.created_at > EDITING:
            raise Refused("cannotupdatepost", "You can't update this post")
        kept = html if self.keeps_markers else html.replace(' class="', ' data-gone="')
        self.state.posts[post] = replace(old, subject=subject, html=kept, modified_at=self.now)
        self._moved(old.discussion)

    def delete(self, author: UserId, post: PostId) -> None:
        old = self.state.posts.get(post)
        if old is None:
            raise Refused("invalidpostid", "Invalid post ID")
        answered = any(other.parent == post for other in self.state.posts.values())
        if old.author_id != author or self.now - old.created_at > EDITING or answered:
            raise Refused("cannotdeletepost", "You can't delete this post")
        del self.state.posts[post]
        self._moved(old.discussion)
        if old.parent is None:
            del self.state.discussions[old.discussion]

    # --- assignments ----------------------------------------------------------------------------------------------
    def upload(self, owner: UserId, area: DraftAreaId, name: str, content: bytes) -> tuple[str, int]:
        """Return the stored name and the size the answer tells (that of the bytes sent, even for JPEGs)."""
        files = self.state.drafts.setdefault(area, {})
        self.state.draft_owner.setdefault(area, owner)
        stored = cleaned(name)
        if stored not in files:
            files[stored] = content + b"rewritten" if is_rewritten(stored) else content
        return stored, len(content)

    def save(self, learner: UserId, assignment: AssignmentId, html: str | None, area: DraftAreaId | None) -> None:
        rules = self.state.assignments[assignment]
        old = self.submission(learner, assignment)
        if not old.can_edit:
            raise Refused("couldnotsavesubmission", "The due date for this assignment has now passed")
        if rules.takes_text and html is None:
            raise Refused("dmlwriteexception", "")
        files = old.files
        if area is not None:
            own = self.state.draft_owner.get(area) == learner
            draft = self.state.drafts.get(area, {}) if own else {}  # a stale or foreign area wipes what is there
            fit = [(n, c) for n, c in draft.items() if not rules.max_bytes or len(c) <= rules.max_bytes]
            files = tuple(self._hand(learner, assignment, n, c) for n, c in fit[: rules.max_files])
        status = Status.DRAFT if rules.has_drafts else Status.SUBMITTED
        text = html if html is not None else old.text_html
        self.state.submissions[learner, assignment] = replace(
            old, status=status, text_html=text, files=files, modified_at=self.now, can_submit=rules.has_drafts
        )
        self.state.saves += 1
        self.touch(rules.activity)

    def _hand(self, learner: UserId, assignment: AssignmentId, name: str, content: bytes) -> BriefFile:
        url = f"{SITE}/webservice/pluginfile.php/{learner}/{assignment}/{name}"
        self.state.handed[url] = content
        return BriefFile(url, name, len(content))

    def submit(self, learner: UserId, assignment: AssignmentId, statement: bool) -> None:
        rules, old = self.state.assignments[assignment], self.submission(learner, assignment)
        if old.status is Status.SUBMITTED or (rules.needs_statement and not statement):
            raise Refused("couldnotsubmitforgrading", "Could not submit assignment for grading.")
        self.state.submissions[learner, assignment] = replace(
            old, status=Status.SUBMITTED, modified_at=self.now, can_edit=False, can_submit=False
        )
        self.touch(rules.activity)

    def submission(self, learner: UserId, assignment: AssignmentId) -> Submission:
        return self.state.submissions.get((learner, assignment), Submission(assignment))

    # --- reading --------------------------------------------------------------------------------------------------
    def contents(self, learner: UserId, course: CourseId) -> Contents:
        shown = [
            replace(activity, is_done=self.state.done.get((learner, activity.id), False))
            for activity in self.state.activities.values()
            if activity.course == course
            and activity.id not in self.state.hidden
            and activity.section not in self.state.hidden_sections
        ]
        ids = {activity.id for activity in shown}
        files = tuple(told for told, _ in self.state.files.values() if told.activity in ids)
        sections = tuple(one for one in self.state.sections[course] if one.id not in self.state.hidden_sections)
        return Contents(course, sections, tuple(shown), files)

    def file(self, url: str) -> bytes:
        if url in self.state.handed:
            return self.state.handed[url]
        if url not in self.state.files:
            raise Refused("filenotfound", "Sorry, the requested file could not be found")
        return self.state.files[url][1]


def sha1(content: bytes) -> str:
    """Return the ETag the site gives a stored file."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()
