"""core_course_get_contents: the course page as data, with every file of every activity."""

import json

from studydesk.campus.demo.access import activities_of, course_of, open_ids, settings
from studydesk.campus.demo.addresses import (
    file_url,
    module_icon,
    readable_size,
    rewritten,
    theme_image,
)
from studydesk.campus.demo.functions.completion import lifts_restrictions, shown, states, tracking
from studydesk.campus.demo.parameters import Parameter, integer, named_options
from studydesk.campus.demo.refusals import invalid_parameter
from studydesk.campus.demo.school import Call, Function, Json, Row

PURPOSES = {"forum": "collaboration", "assign": "assessment"}
PLURALS = {
    "page": "Pages", "book": "Books", "resource": "Files", "folder": "Folders", "url": "URLs",
    "label": "Text and media areas", "forum": "Forums", "assign": "Assignments",
}  # fmt: skip
_OPTIONS = {"excludemodules", "excludecontents", "includestealthmodules", "sectionid", "sectionnumber", "cmid",
            "modname", "modid"}  # fmt: skip
_WITH_CONTENTS = {"page", "book", "resource", "folder", "url"}


def _contents(call: Call, courseid: int, options: dict[str, str]) -> Json:
    course_of(call, courseid)
    if set(options) - _OPTIONS:
        raise invalid_parameter()
    sections = call.database.rows("SELECT * FROM section WHERE course = ? ORDER BY number", courseid)
    page = _CoursePage(call, courseid, is_listing="excludecontents" not in options)
    answer = []
    for section in sections:
        if not _is_asked(section, options):
            continue
        modules = [] if "excludemodules" in options else page.modules(section["id"], options)
        answer.append(_section(call, section) | {"modules": modules})
    return answer


def _is_asked(section: Row, options: dict[str, str]) -> bool:
    by_number = "sectionnumber" not in options or section["number"] == integer(options["sectionnumber"])
    return by_number and ("sectionid" not in options or section["id"] == integer(options["sectionid"]))


def _section(call: Call, section: Row) -> Json:
    return {
        "id": section["id"],
        "name": section["title"],
        "visible": 1,
        "summary": section["summary"],
        "summaryformat": 1,
        "section": section["number"],
        "hiddenbynumsections": 0,
        "uservisible": True,
        "component": None,
        "itemid": None,
    }


class _CoursePage:
    """The activities of one course as the caller sees them, read with a handful of queries for any number of them."""

    def __init__(self, call: Call, course: int, *, is_listing: bool) -> None:
        self._call = call
        self._is_listing = is_listing
        self._activities = activities_of(call, course)
        self._opened = open_ids(call, self._activities)
        self._states = states(call, course)
        self._used = lifts_restrictions(call, course)
        self._files: dict[int, list[Row]] = {}
        for file in call.database.rows(
            "SELECT file.* FROM file JOIN activity ON activity.context = file.context WHERE course = ?"
            " AND area IN ('content', 'chapter') ORDER BY itemid, sortorder DESC, file.id",
            course,
        ):
            self._files.setdefault(file["context"], []).append(file)

    def modules(self, section: int, options: dict[str, str]) -> list[Json]:
        """Return the activities of a section that the options ask for."""
        asked = [activity for activity in self._activities if activity["section"] == section]
        if "cmid" in options:
            asked = [activity for activity in asked if activity["id"] == integer(options["cmid"])]
        if "modname" in options:
            asked = [activity for activity in asked if activity["kind"] == options["modname"]]
        if "modid" in options:
            asked = [activity for activity in asked if activity["instance"] == integer(options["modid"])]
        return [self._module(activity) for activity in asked]

    def _module(self, activity: Row) -> Json:
        cmid, kind, url = activity["id"], activity["kind"], self._call.url
        is_open = cmid in self._opened
        module = {
            "id": cmid,
            "name": activity["title"],
            "instance": activity["instance"],
            "contextid": activity["context"],
        }
        if kind == "label":
            parts: list[str | int] = [activity["context"], "mod_label", "intro"]
            intro = rewritten(activity["intro"], url, parts)
            module["description"] = f'<div class="no-overflow">{intro}</div>'
        else:
            module["url"] = f"{url}/mod/{kind}/view.php?id={cmid}"
        module |= {"visible": int(not activity["hidden"]), "uservisible": is_open, "visibleoncoursepage": 1}
        if not is_open:
            module["availabilityinfo"] = activity["restriction"]
        module |= self._looks(activity)
        if tracking(activity):
            module["completiondata"] = shown(
                activity, self._states.get(cmid), is_used=cmid in self._used, is_open=is_open
            )
        if is_open and kind in _WITH_CONTENTS:
            listed = self._listed(activity)
            module["contents"] = listed if self._is_listing else []
            module["contentsinfo"] = _summed(listed)
        return module

    def _looks(self, activity: Row) -> Json:
        kind = activity["kind"]
        looks = {
            "modicon": module_icon(self._call.school, kind),
            "modname": kind,
            "purpose": PURPOSES.get(kind, "content"),
            "branded": False,
            "modplural": PLURALS[kind],
            "indent": 0,
            "onclick": "",
            "afterlink": None,
            "customdata": json.dumps(""),
            "noviewlink": kind == "label",
            "completion": tracking(activity),
            "downloadcontent": 1,
            "dates": [],
            "groupmode": 0,
        }
        if kind == "forum":
            looks |= {"activitybadge": [], "customdata": json.dumps({"trackingtype": "1"})}
        if kind == "url":
            looks |= {"customdata": json.dumps({"display": 4, "filtericon": True})}
        if kind == "resource":
            looks |= self._file_looks(activity)
        if kind == "assign":
            looks |= _assignment_looks(activity, self._call.now)
        return looks

    def _file_looks(self, activity: Row) -> Json:
        files = self._files.get(activity["context"], [])
        if not files:
            return {"activitybadge": []}
        is_pdf = files[0]["mime"] == "application/pdf"
        major = "pdf" if is_pdf else files[0]["mime"].split("/")[0]
        size = readable_size(sum(file["size"] for file in files))
        return {
            "modicon": theme_image(self._call.school, "core", f"f/{major}") + "?filtericon=1",
            "afterlink": f' <span class="resourcelinkdetails">{size}</span>',
            "activitybadge": {"badgecontent": "PDF", "badgestyle": "badge-none"} if is_pdf else [],
            "customdata": json.dumps({"filtericon": True, "display": 5 if is_pdf else 1}),
        }

    def _listed(self, activity: Row) -> list[Json]:
        files = self._files.get(activity["context"], [])
        if activity["kind"] == "url":
            return [_address(activity)]
        if activity["kind"] == "book":
            return self._book(activity, files)
        component = f"mod_{activity['kind']}"
        parts: list[str | int] = [activity["context"], component, "content", activity["revision"]]
        listed = [self._file(file, parts, file["path"], "?forcedownload=1") for file in files]
        if activity["kind"] == "page":
            where = file_url(self._call.url, [activity["context"], component, "content"], "/", "index.html")
            listed.append(_generated("/", f"{where}?forcedownload=1", None, activity["modified"], 1))
        return listed

    def _book(self, activity: Row, files: list[Row]) -> list[Json]:
        chapters = self._call.database.rows("SELECT * FROM chapter WHERE activity = ? ORDER BY number", activity["id"])
        listed: list[Json] = [_structure(activity, chapters)]
        for chapter in chapters:
            parts: list[str | int] = [activity["context"], "mod_book", "chapter", chapter["id"]]
            folder = f"/{chapter['id']}/"
            where = file_url(self._call.url, parts, "/", "index.html")
            entry = _generated(folder, where, activity["created"], chapter["modified"], 0)
            listed.append(entry | {"content": chapter["title"], "tags": []})
            listed += [self._file(file, parts, folder, "") for file in files if file["itemid"] == chapter["id"]]
        return listed

    def _file(self, file: Row, parts: list[str | int], folder: str, query: str) -> Json:
        return {
            "type": "file",
            "filename": file["name"],
            "filepath": folder,
            "filesize": file["size"],
            "fileurl": file_url(self._call.url, parts, file["path"], file["name"]) + query,
            "timecreated": file["created"],
            "timemodified": file["modified"],
            "sortorder": file["sortorder"],
            "mimetype": file["mime"],
            "isexternalfile": False,
            "userid": file["owner"],
            "author": file["author"],
            "license": file["license"],
        }


def _generated(folder: str, url: str, created: int | None, modified: int, sortorder: int) -> Json:
    """Return the entry of a page that is made when it is fetched: size 0, no owner (moodle.md §3)."""
    return {
        "type": "file",
        "filename": "index.html",
        "filepath": folder,
        "filesize": 0,
        "fileurl": url,
        "timecreated": created,
        "timemodified": modified,
        "sortorder": sortorder,
        "userid": None,
        "author": None,
        "license": None,
    }


def _address(activity: Row) -> Json:
    entry = _generated("", settings(activity)["address"], None, activity["modified"], 0)
    return entry | {"type": "url", "filename": activity["title"], "filepath": None, "sortorder": None}


def _structure(activity: Row, chapters: list[Row]) -> Json:
    tree: list[Json] = []
    for chapter in chapters:
        is_sub = bool(chapter["sub"]) and bool(tree)
        node = {"title": chapter["title"], "href": f"{chapter['id']}/index.html", "level": int(is_sub), "hidden": "0",
                "subitems": []}  # fmt: skip
        (tree[-1]["subitems"] if is_sub else tree).append(node)
    entry = _generated("/", "", activity["created"], activity["modified"], 0)
    content = json.dumps(tree, separators=(",", ":"))
    return entry | {"type": "content", "filename": "structure", "fileurl": None, "content": content}


def _summed(listed: list[Json]) -> Json:
    mimes = dict.fromkeys(entry["mimetype"] for entry in listed if "mimetype" in entry)
    return {
        "filescount": len(listed),
        "filessize": sum(entry["filesize"] for entry in listed),
        "lastmodified": max((entry["timemodified"] for entry in listed), default=0),
        "mimetypes": list(mimes),
        "repositorytype": "",
    }


def _assignment_looks(activity: Row, now: int) -> Json:
    given = settings(activity)
    custom: dict[str, Json] = {}
    if tracking(activity) == 2:
        custom["customcompletionrules"] = {"completionsubmit": "1"}
    dates = []
    if given["opens"]:
        label = "Opened:" if given["opens"] <= now else "Opens:"
        dates.append({"label": label, "timestamp": given["opens"], "dataid": "allowsubmissionsfromdate"})
    if given["due"]:
        custom["duedate"] = given["due"]
        dates.append({"label": "Due:", "timestamp": given["due"], "dataid": "duedate"})
    if given["cut_off"]:
        custom["cutoffdate"] = str(given["cut_off"])
    if given["opens"]:
        custom["allowsubmissionsfromdate"] = str(given["opens"])
    return {"customdata": json.dumps(custom or ""), "dates": dates}


FUNCTIONS = {
    "core_course_get_contents": Function(
        _contents, {"courseid": Parameter(integer), "options": Parameter(named_options, {})}
    )
}
