"""Functions that read forums."""

from studydesk.campus.demo.access import courses_asked, open_activities, settings
from studydesk.campus.demo.addresses import PLUGIN_FILE, external_file, file_url, person_picture
from studydesk.campus.demo.functions.forum_rules import PostView, attachment_area, can_reply, can_start, forum_of
from studydesk.campus.demo.parameters import Parameter, boolean, integer, integers, text
from studydesk.campus.demo.refusals import WireError
from studydesk.campus.demo.school import Call, Function, Json, Row, full_name

_ORDERS = {
    -1: "modified DESC", 1: "modified DESC", 2: "modified ASC", 3: "started DESC", 4: "started ASC",
    5: "replies DESC", 6: "replies ASC",
}  # fmt: skip


def _forums(call: Call, courseids: list[int]) -> Json:
    """Answer with what the caller may see; about other courses nothing is said (moodle.md §4)."""
    courses, _unsaid = courses_asked(call, courseids)
    return [_forum(call, forum) for course in courses for forum in open_activities(call, course, "forum")]


def _forum(call: Call, forum: Row) -> Json:
    given = settings(forum)
    count = call.database.value("SELECT count(*) FROM discussion WHERE forum = ?", forum["instance"])
    zeroes = [
        "duedate",
        "cutoffdate",
        "assessed",
        "assesstimestart",
        "assesstimefinish",
        "scale",
        "grade_forum",
        "grade_forum_notify",
        "rsstype",
        "rssarticles",
        "warnafter",
        "blockafter",
        "blockperiod",
        "completiondiscussions",
        "completionreplies",
        "completionposts",
        "lockdiscussionafter",
    ]
    return dict.fromkeys(zeroes, 0) | {
        "id": forum["instance"],
        "course": forum["course"],
        "type": given["type"],
        "name": forum["title"],
        "intro": forum["intro"],
        "introformat": 1,
        "introfiles": [],
        "lang": "",
        "maxbytes": given["max_bytes"],
        "maxattachments": given["max_attachments"],
        "forcesubscribe": 1 if given["type"] == "news" else 0,
        "trackingtype": 1,
        "timemodified": forum["modified"],
        "cmid": forum["id"],
        "numdiscussions": count,
        "cancreatediscussions": can_start(call, forum),
        "istracked": False,
    }


def _discussions(call: Call, forumid: int, sortorder: int, page: int, perpage: int, groupid: int) -> Json:
    forum = forum_of(call, forumid)
    rows = call.database.rows(
        "SELECT discussion.*, post.created AS started, post.modified AS edited, post.message, post.subject,"
        " (SELECT count(*) - 1 FROM post WHERE post.discussion = discussion.id) AS replies"
        " FROM discussion JOIN post ON post.id = first_post WHERE forum = ?"
        f" ORDER BY pinned DESC, {_ORDERS.get(sortorder, _ORDERS[1])}, discussion.id DESC LIMIT ? OFFSET ?",
        forumid, perpage if perpage > 0 else -1, max(page, 0) * max(perpage, 0),
    )  # fmt: skip
    people = {row["id"]: full_name(row) for row in call.database.rows("SELECT * FROM person")}
    return {"discussions": [_discussion(call, forum, row, people) for row in rows], "warnings": []}


def _discussion(call: Call, forum: Row, row: Row, people: dict[int, str]) -> Json:
    first = row["first_post"]
    area = attachment_area(forum, first)
    parts: list[str | int] = [area.context, area.component, area.name, area.itemid]
    attachments = [external_file(call, file, parts) for file in call.storage.files(area)]
    inline = file_url(call.url, [forum["context"], "mod_forum", "post", first], "", "")
    picture = person_picture(call.school, 2)
    shown = {
        "id": first,
        "name": row["title"],
        "groupid": -1,
        "timemodified": row["modified"],
        "usermodified": row["modified_by"],
        "timestart": 0,
        "timeend": 0,
        "discussion": row["id"],
        "parent": 0,
        "userid": row["person"],
        "created": row["started"],
        "modified": row["edited"],
        "mailed": 1,
        "subject": row["subject"],
        "message": row["message"].replace(PLUGIN_FILE, inline),
        "messageformat": 1,
        "messagetrust": 0,
        "attachment": bool(attachments),
        "totalscore": 0,
        "mailnow": 0,
        "userfullname": people[row["person"]],
        "usermodifiedfullname": people[row["modified_by"]],
        "userpictureurl": picture,
        "usermodifiedpictureurl": picture,
        "numreplies": row["replies"],
        "numunread": 0,
        "pinned": bool(row["pinned"]),
        "locked": bool(row["locked"]),
        "starred": False,
        "canreply": can_reply(call, forum, row),
        "canlock": call.is_teacher,
        "canfavourite": True,
    }
    return shown | ({"attachments": attachments} if attachments else {})


def _posts(call: Call, discussionid: int, sortby: str, sortdirection: str, includeinlineattachments: bool) -> Json:
    discussion = call.database.row("SELECT * FROM discussion WHERE id = ?", discussionid)
    if discussion is None:
        # A crash of Moodle's own: the one refusal without an errorcode (moodle.md §1).
        raise WireError(None, "Call to a member function get_forum_id() on null", "Error")
    forum = forum_of(call, discussion["forum"])
    column = {"id": "id", "created": "created", "modified": "modified"}.get(sortby, "created")
    direction = "ASC" if sortdirection.upper() == "ASC" else "DESC"
    rows = call.database.rows(
        f"SELECT * FROM post WHERE discussion = ? ORDER BY {column} {direction}, id {direction}", discussionid
    )
    view = PostView(call, forum, discussion)
    return {
        "posts": [view.shown(row) for row in rows],
        "forumid": discussion["forum"],
        "courseid": forum["course"],
        "ratinginfo": {
            "contextid": forum["context"],
            "component": "mod_forum",
            "ratingarea": "post",
            "canviewall": None,
            "canviewany": None,
            "scales": [],
            "ratings": [],
        },
        "warnings": [],
    }


def _can_add_discussion(call: Call, forumid: int, groupid: int) -> Json:
    allowed = can_start(call, forum_of(call, forumid))
    return {"status": allowed, "canpindiscussions": call.is_teacher, "cancreateattachment": True, "warnings": []}


_EVERYONE = [
    "canviewdiscussion",
    "canviewrating",
    "cancreateattachment",
    "candeleteownpost",
    "canexportownpost",
    "canallowforcesubscribe",
    "cancantogglefavourite",
    "cancanmailnow",
]
_TEACHERS = [
    "canaddinstance",
    "canviewhiddentimedposts",
    "canaddnews",
    "canreplynews",
    "canviewanyrating",
    "canviewallratings",
    "canrate",
    "canpostprivatereply",
    "canreadprivatereplies",
    "candeleteanypost",
    "cansplitdiscussions",
    "canmovediscussions",
    "canpindiscussions",
    "caneditanypost",
    "canviewqandawithoutposting",
    "canviewsubscribers",
    "canmanagesubscriptions",
    "canpostwithoutthrottling",
    "canexportdiscussion",
    "canexportforum",
    "canexportpost",
    "canaddquestion",
    "cancanposttomygroups",
    "cancanoverridediscussionlock",
    "cancanoverridecutoff",
    "cangrade",
]


def _access_information(call: Call, forumid: int) -> Json:
    forum_of(call, forumid)
    allowed = dict.fromkeys(_EVERYONE, True) | dict.fromkeys(_TEACHERS, call.is_teacher)
    return {"warnings": [], "canstartdiscussion": True, "canreplypost": True} | allowed


def _view_discussion(call: Call, discussionid: int) -> Json:
    discussion = call.database.row("SELECT * FROM discussion WHERE id = ?", discussionid)
    if discussion is None:
        raise WireError("invalidrecord", "Can't find data record in database table forum_discussions.")
    forum_of(call, discussion["forum"])
    return {"status": True, "warnings": []}


FUNCTIONS = {
    "mod_forum_get_forums_by_courses": Function(_forums, {"courseids": Parameter(integers, [])}),
    "mod_forum_get_forum_discussions": Function(
        _discussions,
        {
            "forumid": Parameter(integer),
            "sortorder": Parameter(integer, -1),
            "page": Parameter(integer, -1),
            "perpage": Parameter(integer, 0),
            "groupid": Parameter(integer, 0),
        },
    ),
    "mod_forum_get_discussion_posts": Function(
        _posts,
        {
            "discussionid": Parameter(integer),
            "sortby": Parameter(text, "created"),
            "sortdirection": Parameter(text, "DESC"),
            "includeinlineattachments": Parameter(boolean, False),
        },
    ),
    "mod_forum_can_add_discussion": Function(
        _can_add_discussion, {"forumid": Parameter(integer), "groupid": Parameter(integer, 0)}
    ),
    "mod_forum_get_forum_access_information": Function(_access_information, {"forumid": Parameter(integer)}),
    "mod_forum_view_forum_discussion": Function(_view_discussion, {"discussionid": Parameter(integer)}),
}
