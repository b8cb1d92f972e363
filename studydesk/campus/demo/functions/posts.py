"""Functions that write into forums. Nothing is idempotent: the same words sent twice are two posts (moodle.md §4)."""

import random

from studydesk.campus.demo.access import settings
from studydesk.campus.demo.addresses import PLUGIN_FILE, area_files
from studydesk.campus.demo.cleaning import cleaned_html, cleaned_line, plain_as_html
from studydesk.campus.demo.database import Database
from studydesk.campus.demo.functions.forum_rules import (
    PostView,
    attachment_area,
    can_delete,
    can_edit,
    can_reply,
    can_start,
    forum_of,
    inline_area,
)
from studydesk.campus.demo.parameters import Parameter, integer, named_options, structures, text
from studydesk.campus.demo.refusals import WireError, invalid_parameter, not_written
from studydesk.campus.demo.school import Call, Function, Json, Row
from studydesk.campus.demo.storage import Area

_HTML, _PLAIN = 1, 2
_LONGEST_SUBJECT = 255
_OPTIONS = {"discussionsubscribe", "discussionpinned", "inlineattachmentsid", "attachmentsid", "private",
            "topreferredformat"}  # fmt: skip


def draft_area(call: Call, itemid: int) -> Area:
    """Return the caller's draft area of this id; another person's id names an empty area of one's own."""
    return Area(call.own_context, "user", "draft", itemid)


def unused_draft_id(call: Call) -> int:
    """Return a draft id nobody used yet."""
    while True:
        itemid = random.randrange(1, 999_999_999)
        if call.database.row("SELECT 1 FROM file WHERE area = 'draft' AND itemid = ?", itemid) is None:
            return itemid


def _add_discussion(
    call: Call, forumid: int, subject: str, message: str, groupid: int, options: dict[str, str]
) -> Json:
    _known(options)
    forum = forum_of(call, forumid)
    if not can_start(call, forum):
        raise WireError("cannotcreatediscussion", "Could not create new discussion")
    title = _subject(subject)
    is_pinned = call.is_teacher and options.get("discussionpinned") in ("1", "true")
    made = call.database.run(
        "INSERT INTO discussion (forum, title, person, pinned, locked, modified, modified_by)"
        " VALUES (?, ?, ?, ?, 0, ?, ?)",
        forumid, title, call.who, is_pinned, call.now, call.who,
    )  # fmt: skip
    post = _insert(call, made, 0, title, _message(message, _HTML))
    call.database.run("UPDATE discussion SET first_post = ? WHERE id = ?", post, made)
    _save_files(call, forum, post, options)
    return {"discussionid": made, "warnings": []}


def _add_post(call: Call, postid: int, subject: str, message: str, options: dict[str, str], messageformat: int) -> Json:
    _known(options)
    parent = call.database.row("SELECT * FROM post WHERE id = ?", postid)
    if parent is None:
        raise WireError("invalidparentpostid", "Parent post ID was incorrect")
    discussion, forum = _place(call, parent)
    if not can_reply(call, forum, discussion):
        raise WireError("nopostforum", "Sorry, you are not allowed to post to this forum")
    made = _insert(call, parent["discussion"], postid, _subject(subject), _message(message, messageformat))
    call.database.run(
        "UPDATE discussion SET modified = ?, modified_by = ? WHERE id = ?", call.now, call.who, parent["discussion"]
    )
    _save_files(call, forum, made, options)
    post = call.database.row("SELECT * FROM post WHERE id = ?", made)
    assert post is not None
    minutes = call.school.editing_window_s // 60
    words = [
        "Your post was successfully added.",
        f"You have {minutes} mins to edit it if you want to make any changes.",
    ]
    return {
        "postid": made,
        "warnings": [],
        "post": PostView(call, forum, discussion).shown(post),
        "messages": [{"type": "success", "message": line} for line in words],
    }


def _update_post(
    call: Call, postid: int, subject: str, message: str, messageformat: int, options: dict[str, str]
) -> Json:
    _known(options)
    post = _post(call, postid)
    discussion, forum = _place(call, post)
    if not can_edit(call, post):
        raise WireError("cannotupdatepost", "You can not update this post")
    title = _subject(subject) or post["subject"]
    body = _message(message, messageformat) if message else post["message"]
    call.database.run(
        "UPDATE post SET subject = ?, message = ?, modified = ? WHERE id = ?", title, body, call.now, postid
    )
    if not post["parent"]:
        call.database.run("UPDATE discussion SET title = ? WHERE id = ?", title, discussion["id"])
    call.database.run(
        "UPDATE discussion SET modified = ?, modified_by = ? WHERE id = ?", call.now, call.who, discussion["id"]
    )
    _save_files(call, forum, postid, options)
    return {"status": True, "warnings": []}


def _delete_post(call: Call, postid: int) -> Json:
    post = _post(call, postid)
    discussion, _forum = _place(call, post)
    if not can_edit(call, post):
        raise WireError("cannotdeletepost", "You can't delete this post!")
    if not can_delete(call, post):
        raise WireError("couldnotdeletereplies", "Sorry, that cannot be deleted as people have already responded to it")
    delete_thread(call.database, postid)
    if not post["parent"]:
        call.database.run("DELETE FROM discussion WHERE id = ?", discussion["id"])
    return {"status": True, "warnings": []}


def delete_thread(database: Database, post: int) -> None:
    """Delete a post and every answer below it."""
    for reply in database.rows("SELECT id FROM post WHERE parent = ?", post):
        delete_thread(database, reply["id"])
    database.run("DELETE FROM file WHERE component = 'mod_forum' AND itemid = ?", post)
    database.run("DELETE FROM post WHERE id = ?", post)


def _set_lock_state(call: Call, forumid: int, discussionid: int, targetstate: int) -> Json:
    """Lock or unlock: state 0 locks, anything else unlocks (measured)."""
    forum_of(call, forumid)
    if not call.is_teacher:
        raise WireError("errorcannotlock", "You do not have the permission to lock discussions.")
    locked = call.now if targetstate == 0 else 0
    call.database.run("UPDATE discussion SET locked = ? WHERE id = ? AND forum = ?", locked, discussionid, forumid)
    return {"id": discussionid, "locked": bool(locked), "times": {"locked": locked}}


def _prepare_draft_area(call: Call, postid: int, area: str, draftitemid: int, filestokeep: list[Json] | None) -> Json:
    post = _post(call, postid)
    _discussion, forum = _place(call, post)
    if area not in ("attachment", "post"):
        raise invalid_parameter()
    if not can_edit(call, post):
        raise WireError("noviewdiscussionspermission", "You do not have permission to view discussions in this forum")
    source = attachment_area(forum, postid) if area == "attachment" else inline_area(forum, postid)
    draft = draft_area(call, draftitemid or unused_draft_id(call))
    if not draftitemid:
        call.storage.copy_area(source, draft, now=call.now)
    if filestokeep is not None:
        kept = {(file.get("filepath"), file.get("filename")) for file in filestokeep}
        for file in call.storage.files(draft):
            if (file["path"], file["name"]) not in kept:
                call.storage.remove(draft, file["path"], file["name"])
    given = settings(forum)
    options = {"subdirs": 0, "maxbytes": given["max_bytes"], "maxfiles": given["max_attachments"],
               "accepted_types": "*", "return_types": 10}  # fmt: skip
    text_now = post["message"].replace(PLUGIN_FILE, _draft_address(call, draft)) if area == "post" else None
    return {
        "draftitemid": draft.itemid,
        "files": area_files(call, draft),
        "areaoptions": [{"name": name, "value": value} for name, value in options.items()],
        "messagetext": text_now,
        "warnings": [],
    }


def _known(options: dict[str, str]) -> None:
    if set(options) - _OPTIONS:
        raise WireError("errorinvalidparam", f"The param {min(set(options) - _OPTIONS)} is invalid.")


def _post(call: Call, postid: int) -> Row:
    found = call.database.row("SELECT * FROM post WHERE id = ?", postid)
    if found is None:
        raise WireError("invalidpostid", "Invalid post ID - {$a}")
    return found


def _place(call: Call, post: Row) -> tuple[Row, Row]:
    """Return the discussion and the forum of a post. Raises: WireError if the caller may not open the forum."""
    discussion = call.database.row("SELECT * FROM discussion WHERE id = ?", post["discussion"])
    assert discussion is not None
    return discussion, forum_of(call, discussion["forum"])


def _subject(sent: str) -> str:
    subject = cleaned_line(sent)
    if len(subject) > _LONGEST_SUBJECT:
        raise not_written()
    return subject


def _message(sent: str, messageformat: int) -> str:
    return plain_as_html(sent) if messageformat == _PLAIN else cleaned_html(sent)


def _insert(call: Call, discussion: int, parent: int, subject: str, message: str) -> int:
    return call.database.run(
        "INSERT INTO post (discussion, parent, person, subject, message, created, modified)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        discussion, parent, call.who, subject, message, call.now, call.now,
    )  # fmt: skip


def _draft_address(call: Call, draft: Area) -> str:
    return f"{call.url}/draftfile.php/{draft.context}/user/draft/{draft.itemid}"


def _save_files(call: Call, forum: Row, post: int, options: dict[str, str]) -> None:
    """Bring the files of the drafts into the post: those inside its text, and its attachments."""
    given = settings(forum)
    inline = integer(options.get("inlineattachmentsid", "0"))
    if inline:
        draft = draft_area(call, inline)
        call.storage.copy_area(draft, inline_area(forum, post), now=call.now, max_bytes=given["max_bytes"])
        call.database.run(
            "UPDATE post SET message = replace(message, ?, ?) WHERE id = ?",
            _draft_address(call, draft),
            PLUGIN_FILE,
            post,
        )
    attached = integer(options.get("attachmentsid", "0"))
    if attached:
        call.storage.copy_area(
            draft_area(call, attached), attachment_area(forum, post), now=call.now, most=given["max_attachments"],
            max_bytes=given["max_bytes"],
        )  # fmt: skip


_WORDS = {"subject": Parameter(text), "message": Parameter(text)}
_CHOSEN = {"options": Parameter(named_options, {})}
_FORMAT = {"messageformat": Parameter(integer, _HTML)}

FUNCTIONS = {
    "mod_forum_add_discussion": Function(
        _add_discussion,
        {"forumid": Parameter(integer)} | _WORDS | {"groupid": Parameter(integer, 0)} | _CHOSEN,
        writes=True,
    ),
    "mod_forum_add_discussion_post": Function(
        _add_post, {"postid": Parameter(integer)} | _WORDS | _CHOSEN | _FORMAT, writes=True
    ),
    "mod_forum_update_discussion_post": Function(
        _update_post,
        {"postid": Parameter(integer), "subject": Parameter(text, ""), "message": Parameter(text, "")}
        | _FORMAT
        | _CHOSEN,
        writes=True,
    ),
    "mod_forum_delete_post": Function(_delete_post, {"postid": Parameter(integer)}, writes=True),
    "mod_forum_set_lock_state": Function(
        _set_lock_state,
        {"forumid": Parameter(integer), "discussionid": Parameter(integer), "targetstate": Parameter(integer)},
        writes=True,
    ),
    "mod_forum_prepare_draft_area_for_post": Function(
        _prepare_draft_area,
        {
            "postid": Parameter(integer),
            "area": Parameter(text),
            "draftitemid": Parameter(integer, 0),
            "filestokeep": Parameter(structures, None),
        },
    ),
}
