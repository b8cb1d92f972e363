"""Forums, discussions and posts: from the wire to the domain."""

from studydesk.campus.moodle import wire
from studydesk.campus.moodle.addresses import downloadable
from studydesk.campus.moodle.courses import instant, words
from studydesk.domain.forums import Discussion, Forum, Post, PostFile
from studydesk.domain.ids import ActivityId, CourseId, DiscussionId, ForumId, PostId, UserId
from studydesk.domain.names import shown
from studydesk.errors import BadAnswer


def forum(told: wire.Forum) -> Forum:
    """Return a forum."""
    return Forum(
        id=ForumId(told.id),
        activity=ActivityId(told.cmid),
        course=CourseId(told.course),
        title=words(told.name),
        kind=told.type,
        intro_html=told.intro or "",
        can_start=told.cancreatediscussions is not False,
        max_attachments=told.maxattachments or 0,
        max_bytes=told.maxbytes or 0,
        due_at=instant(told.duedate),
        cut_off_at=instant(told.cutoffdate),
        modified_at=instant(told.timemodified),
    )


def discussion(forum: ForumId, told: wire.Discussion) -> Discussion:
    """Return a discussion. Raises: BadAnswer if it has no time."""
    created, last = instant(told.created), instant(told.timemodified)
    if created is None:
        raise BadAnswer("discussion")
    return Discussion(
        id=DiscussionId(told.discussion),
        forum=forum,
        subject=words(told.subject or told.name),
        author=words(told.userfullname),
        author_id=UserId(told.userid or 0),
        first_post=PostId(told.id),
        created_at=created,
        last_post_at=last or created,
        replies=told.numreplies or 0,
        is_pinned=bool(told.pinned),
        is_locked=bool(told.locked),
        can_reply=told.canreply is not False,
    )


def post(told: wire.Post) -> Post:
    """Return a post with its files. Raises: BadAnswer if it has no time."""
    created = instant(told.timecreated)
    if created is None:
        raise BadAnswer("post")
    may = told.capabilities or wire.Capabilities()
    return Post(
        id=PostId(told.id),
        discussion=DiscussionId(told.discussionid),
        parent=PostId(told.parentid) if told.parentid else None,
        subject=words(told.subject),
        html=told.message,
        author=words(told.author.fullname),
        author_id=UserId(told.author.id or 0),
        created_at=created,
        modified_at=instant(told.timemodified) or created,
        files=(*_files(told.attachments, False), *_files(told.messageinlinefiles, True)),
        can_edit=bool(may.edit),
        can_delete=bool(may.delete),
        can_reply=may.reply is not False,
        is_deleted=bool(told.isdeleted),
    )


def _files(told: list[wire.File], is_inline: bool) -> tuple[PostFile, ...]:
    return tuple(
        PostFile(downloadable(file.address), shown(file.filename), file.filesize or 0, file.mimetype or "", is_inline)
        for file in told
        if file.address
    )
