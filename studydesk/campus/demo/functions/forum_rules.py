"""Who may start, answer, edit and delete in a forum, and how a post looks on the wire."""

from studydesk.campus.demo.access import activity_of, settings
from studydesk.campus.demo.addresses import PLUGIN_FILE, file_url, person_picture, stored_file
from studydesk.campus.demo.clock import long_date, moment
from studydesk.campus.demo.school import Call, Json, Row, full_name
from studydesk.campus.demo.storage import Area


def forum_of(call: Call, forum: int) -> Row:
    """Return a forum the caller may open. Raises: WireError."""
    return activity_of(call, "forum", forum)


def can_start(call: Call, forum: Row) -> bool:
    """Return whether the caller may start a discussion: in a news forum only teachers may."""
    return call.is_teacher or settings(forum)["type"] != "news"


def can_reply(call: Call, forum: Row, discussion: Row) -> bool:
    """Return whether the caller may answer in a discussion: nobody but teachers in a news forum or a locked one."""
    return call.is_teacher or (settings(forum)["type"] != "news" and not discussion["locked"])


def can_edit(call: Call, post: Row) -> bool:
    """Return whether the caller may change a post: teachers always, its author within the editing window."""
    is_young = call.now - int(post["created"]) <= call.school.editing_window_s
    return call.is_teacher or bool(post["person"] == call.who and is_young)


def can_delete(call: Call, post: Row) -> bool:
    """Return whether the caller may delete a post: as to edit, and an author only while nobody answered."""
    has_replies = call.database.row("SELECT 1 FROM post WHERE parent = ?", post["id"]) is not None
    return can_edit(call, post) and (call.is_teacher or not has_replies)


def attachment_area(forum: Row, post: int) -> Area:
    """Return where a post's attachments lie."""
    return Area(forum["context"], "mod_forum", "attachment", post)


def inline_area(forum: Row, post: int) -> Area:
    """Return where the files inside a post's text lie."""
    return Area(forum["context"], "mod_forum", "post", post)


class PostView:
    """Posts of one discussion as mod_forum_get_discussion_posts and add_discussion_post show them."""

    def __init__(self, call: Call, forum: Row, discussion: Row) -> None:
        self._call = call
        self._forum = forum
        self._discussion = discussion
        self._replying = can_reply(call, forum, discussion)
        self._people = {row["id"]: row for row in call.database.rows("SELECT * FROM person")}
        self._picture = person_picture(call.school, 1)
        self._files: dict[tuple[str, int], list[Row]] = {}
        for file in call.database.rows(
            "SELECT file.* FROM file JOIN post ON post.id = itemid WHERE context = ? AND component = 'mod_forum'"
            " AND discussion = ? ORDER BY file.id",
            forum["context"], discussion["id"],
        ):  # fmt: skip
            self._files.setdefault((file["area"], file["itemid"]), []).append(file)
        self._answered = {
            row["parent"]
            for row in call.database.rows("SELECT DISTINCT parent FROM post WHERE discussion = ?", discussion["id"])
        }

    def shown(self, post: Row) -> Json:
        """Return one post."""
        made, who = post["id"], self._people[post["person"]]
        editable = can_edit(self._call, post)
        deletable = editable and (self._call.is_teacher or made not in self._answered)
        profile = f"{self._call.url}/user/view.php?id={who['id']}&course={self._forum['course']}"
        name = full_name(who)
        when = moment(post["created"]).isoformat()
        heading = f'by <a href="{profile}">{name}</a> - <time datetime="{when}">{long_date(post["created"])}</time>'
        return {
            "id": made,
            "subject": post["subject"],
            "replysubject": _reply_subject(post["subject"]),
            "message": self._message(post),
            "messageformat": 1,
            "author": {
                "id": who["id"],
                "fullname": name,
                "isdeleted": False,
                "groups": [],
                "urls": {"profile": profile, "profileimage": self._picture},
            },
            "discussionid": post["discussion"],
            "hasparent": bool(post["parent"]),
            "parentid": post["parent"] or None,
            "timecreated": post["created"],
            "timemodified": post["modified"],
            "unread": None,
            "isdeleted": False,
            "isprivatereply": False,
            "haswordcount": False,
            "wordcount": None,
            "charcount": None,
            "capabilities": _capabilities(edit=editable, delete=deletable, reply=self._replying),
            "urls": self._addresses(post, edit=editable, delete=deletable),
            "attachments": [stored_file(self._call, file) for file in self._files.get(("attachment", made), [])],
            "messageinlinefiles": [stored_file(self._call, file) for file in self._files.get(("post", made), [])],
            "tags": [],
            "html": {"rating": None, "taglist": None, "authorsubheading": heading},
        }

    def _message(self, post: Row) -> str:
        parts: list[str | int] = [self._forum["context"], "mod_forum", "post", post["id"]]
        where = file_url(self._call.url, parts, "", "")
        return str(post["message"]).replace(PLUGIN_FILE, where)

    def _addresses(self, post: Row, *, edit: bool, delete: bool) -> Json:
        here = f"{self._call.url}/mod/forum"
        discussion = f"{here}/discuss.php?d={post['discussion']}"
        made, parent = post["id"], post["parent"]
        return {
            "view": f"{discussion}#p{made}",
            "viewisolated": f"{discussion}&parent={made}",
            "viewparent": f"{discussion}#p{parent}" if parent else None,
            "edit": f"{here}/post.php?edit={made}" if edit else None,
            "delete": f"{here}/post.php?delete={made}" if delete else None,
            "split": None,
            "reply": f"{here}/post.php?reply={made}#mformforum" if self._replying else None,
            "export": None,
            "markasread": None,
            "markasunread": None,
            "discuss": discussion,
        }


def _reply_subject(subject: str) -> str:
    return subject if subject.startswith("Re: ") else f"Re: {subject}"


def _capabilities(*, edit: bool, delete: bool, reply: bool) -> Json:
    return {
        "view": True,
        "edit": edit,
        "delete": delete,
        "split": False,
        "reply": reply,
        "selfenrol": False,
        "export": False,
        "controlreadstatus": False,
        "canreplyprivately": False,
    }
