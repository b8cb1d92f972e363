"""Functions about draft areas: where uploaded files wait until a post or a hand-in takes them."""

from studydesk.campus.demo.access import require_open
from studydesk.campus.demo.addresses import file_url
from studydesk.campus.demo.database import COURSE, MODULE, PERSON
from studydesk.campus.demo.functions.contents import PLURALS
from studydesk.campus.demo.functions.posts import draft_area, unused_draft_id
from studydesk.campus.demo.parameters import Parameter, integer, structures, text
from studydesk.campus.demo.refusals import WireError, no_record
from studydesk.campus.demo.school import Call, Function, Json, Row, full_name
from studydesk.campus.demo.storage import Area


def _unused(call: Call) -> Json:
    return {
        "component": "user",
        "contextid": call.own_context,
        "userid": call.who,
        "filearea": "draft",
        "itemid": unused_draft_id(call),
        "warnings": [],
    }


def _delete(call: Call, draftitemid: int, files: list[Json]) -> Json:
    area = draft_area(call, draftitemid)
    parents = []
    for file in files:
        path = text(file.get("filepath", "/"))
        if call.storage.remove(area, path, text(file.get("filename", ""))):
            parents.append(path)
    return {"parentpaths": list(dict.fromkeys(parents)), "warnings": []}


def _files(
    call: Call, contextid: int, component: str, filearea: str, itemid: int, filepath: str, filename: str, modified: int,
    contextlevel: str, instanceid: int,
) -> Json:  # fmt: skip
    if contextid < 0:
        level = {"user": PERSON, "course": COURSE, "module": MODULE}.get(contextlevel)
        if level is None:
            raise no_record("context")
        contextid = call.database.context(level, instanceid)
    parents = _parents(call, contextid, filearea)
    area = Area(contextid, component, filearea, itemid)
    folder = filepath or "/"
    listed: list[Json] = []
    for file in call.storage.files(area):
        if file["path"] == folder and (not filename or file["name"] == filename) and file["modified"] >= modified:
            listed.append(_file(call, file))
    return {"parents": parents, "files": _folders(call, area, folder) + listed}


def _parents(call: Call, contextid: int, filearea: str) -> list[Json]:
    """Return the way to the area, and see to it that the caller may go there. Raises: WireError."""
    context = call.database.row("SELECT * FROM context WHERE id = ?", contextid)
    if context is None:
        raise no_record("context")
    way: list[tuple[int, str]] = [(1, "System")]
    if context["level"] == PERSON:
        if context["instance"] != call.who or filearea != "draft":
            raise WireError("nopermissions", "Sorry, but you do not currently have permissions to do that (view files)")
        way.append((contextid, full_name(call.person)))
    elif context["level"] == MODULE:
        module = call.database.row("SELECT * FROM activity WHERE id = ?", context["instance"])
        if module is None:
            raise no_record("course_modules")
        require_open(call, module)
        course = call.database.row("SELECT * FROM course WHERE id = ?", module["course"])
        assert course is not None
        way.append((course["context"], course["full_name"]))
        way.append((contextid, f"{module['title']} ({PLURALS[module['kind']].removesuffix('s')})"))
    empty = {"component": None, "filearea": None, "itemid": None, "filepath": None}
    return [{"contextid": number, **empty, "filename": name} for number, name in way]


def _file(call: Call, file: Row) -> Json:
    parts: list[str | int] = [file["context"], file["component"], file["area"], file["itemid"]]
    url = file_url(call.url, parts, file["path"], file["name"], service=False)
    if file["area"] == "draft":
        url = url.replace("/pluginfile.php/", "/draftfile.php/")
    return {
        "contextid": file["context"],
        "component": file["component"],
        "filearea": file["area"],
        "itemid": file["itemid"],
        "filepath": file["path"],
        "filename": file["name"],
        "isdir": False,
        "url": url,
        "timemodified": file["modified"],
        "timecreated": file["created"],
        "filesize": file["size"],
        "author": file["author"],
        "license": file["license"],
    }


def _folders(call: Call, area: Area, folder: str) -> list[Json]:
    """Return the folders right below `folder`, as entries of their own."""
    below: dict[str, Row] = {}
    for file in call.storage.files(area):
        if file["path"].startswith(folder) and file["path"] != folder:
            below.setdefault(folder + file["path"][len(folder) :].split("/")[0] + "/", file)
    return [
        _file(call, file)
        | {"filepath": path, "filename": path.rstrip("/").rsplit("/", 1)[-1], "isdir": True, "url": None, "filesize": 0,
           "author": None, "license": None}
        for path, file in below.items()
    ]  # fmt: skip


FUNCTIONS = {
    "core_files_get_unused_draft_itemid": Function(_unused),
    "core_files_delete_draft_files": Function(
        _delete, {"draftitemid": Parameter(integer), "files": Parameter(structures)}, writes=True
    ),
    "core_files_get_files": Function(
        _files,
        {
            "contextid": Parameter(integer),
            "component": Parameter(text),
            "filearea": Parameter(text),
            "itemid": Parameter(integer),
            "filepath": Parameter(text),
            "filename": Parameter(text),
            "modified": Parameter(integer, 0),
            "contextlevel": Parameter(text, ""),
            "instanceid": Parameter(integer, 0),
        },
    ),
}
