"""The `mod_*_get_*_by_courses` functions of activities that are only read."""

from collections.abc import Callable

from studydesk.campus.demo.access import courses_asked, open_activities, settings
from studydesk.campus.demo.addresses import external_file, rewritten
from studydesk.campus.demo.parameters import Parameter, integers
from studydesk.campus.demo.school import Call, Function, Json, Row
from studydesk.campus.demo.storage import Area


def _listing(kind: str, plural: str, more: Callable[[Call, Row], Json]) -> Function:
    """Return the function that lists one kind of activity in several courses, and warns about the others."""

    def listing(call: Call, courseids: list[int]) -> Json:
        courses, warnings = courses_asked(call, courseids)
        found = [activity for course in courses for activity in open_activities(call, course, kind)]
        return {plural: [_common(call, activity) | more(call, activity) for activity in found], "warnings": warnings}

    return Function(listing, {"courseids": Parameter(integers, [])})


def _common(call: Call, activity: Row) -> Json:
    parts: list[str | int] = [activity["context"], f"mod_{activity['kind']}", "intro"]
    return {
        "id": activity["instance"],
        "coursemodule": activity["id"],
        "course": activity["course"],
        "name": activity["title"],
        "intro": rewritten(activity["intro"], call.url, parts),
        "introformat": 1,
        "introfiles": [],
    }


def _placed(activity: Row) -> Json:
    place = {"section": activity["number"], "visible": not activity["hidden"], "groupmode": 0, "groupingid": 0}
    return place | {"lang": None, "timemodified": activity["modified"]}


def _content_files(call: Call, activity: Row) -> list[Json]:
    component = f"mod_{activity['kind']}"
    parts: list[str | int] = [activity["context"], component, "content", activity["revision"]]
    area = Area(activity["context"], component, "content", 0)
    return [external_file(call, file, parts) for file in call.storage.files(area)]


def _page(call: Call, activity: Row) -> Json:
    parts: list[str | int] = [activity["context"], "mod_page", "content"]
    return _placed(activity) | {
        "content": rewritten(activity["body"], call.url, parts),
        "contentformat": 1,
        "contentfiles": _content_files(call, activity),
        "legacyfiles": 0,
        "legacyfileslast": None,
        "display": 0,
        "displayoptions": 'a:2:{s:10:"printintro";i:0;s:17:"printlastmodified";i:1;}',
        "revision": activity["revision"],
    }


def _resource(call: Call, activity: Row) -> Json:
    return _placed(activity) | {
        "contentfiles": _content_files(call, activity),
        "tobemigrated": 0,
        "legacyfiles": 0,
        "legacyfileslast": None,
        "display": 0,
        "displayoptions": 'a:2:{s:10:"printintro";i:0;s:8:"showsize";i:1;}',
        "filterfiles": 0,
        "revision": activity["revision"],
    }


def _folder(call: Call, activity: Row) -> Json:
    shown = {"display": 0, "showexpanded": 1, "showdownloadfolder": 1, "forcedownload": 1}
    return _placed(activity) | {"revision": activity["revision"]} | shown


def _url(call: Call, activity: Row) -> Json:
    return _placed(activity) | {
        "externalurl": settings(activity)["address"],
        "display": 0,
        "displayoptions": 'a:1:{s:10:"printintro";i:0;}',
        "parameters": "a:0:{}",
    }


def _book(call: Call, activity: Row) -> Json:
    return {"lang": "", "numbering": 1, "navstyle": 1, "customtitles": 0}


def _label(call: Call, activity: Row) -> Json:
    return _placed(activity)


FUNCTIONS = {
    "mod_page_get_pages_by_courses": _listing("page", "pages", _page),
    "mod_resource_get_resources_by_courses": _listing("resource", "resources", _resource),
    "mod_folder_get_folders_by_courses": _listing("folder", "folders", _folder),
    "mod_url_get_urls_by_courses": _listing("url", "urls", _url),
    "mod_book_get_books_by_courses": _listing("book", "books", _book),
    "mod_label_get_labels_by_courses": _listing("label", "labels", _label),
}
