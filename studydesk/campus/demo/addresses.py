"""Addresses and file entries as the campus writes them into its answers."""

from urllib.parse import quote

from studydesk.campus.demo.clock import long_date
from studydesk.campus.demo.school import Call, Json, Row, School
from studydesk.campus.demo.storage import Area, icon

PLUGIN_FILE = "@@PLUGINFILE@@"


def file_url(url: str, parts: list[str | int], path: str, name: str, *, service: bool = True) -> str:
    """Return the address of a file; with `service` false the one that only a browser's session opens (moodle.md §3)."""
    base = f"{url}/webservice/pluginfile.php" if service else f"{url}/pluginfile.php"
    middle = "/".join(str(part) for part in parts)
    return f"{base}/{middle}{quote(path)}{quote(name, safe='')}"


def area_parts(area: Area) -> list[str | int]:
    """Return the parts of an address that name an area."""
    return [area.context, area.component, area.name, area.itemid]


def rewritten(markup: str, url: str, parts: list[str | int]) -> str:
    """Return HTML whose @@PLUGINFILE@@ became the address of its area; in-text links carry no revision."""
    middle = "/".join(str(part) for part in parts)
    return markup.replace(PLUGIN_FILE, f"{url}/webservice/pluginfile.php/{middle}")


def external_file(call: Call, file: Row, parts: list[str | int]) -> Json:
    """Return a file as most functions list it (Moodle: external_files)."""
    return {
        "filename": file["name"],
        "filepath": file["path"],
        "filesize": file["size"],
        "fileurl": file_url(call.url, parts, file["path"], file["name"]),
        "timemodified": file["modified"],
        "mimetype": file["mime"],
        "isexternalfile": False,
        "icon": icon(file["mime"]),
    }


def area_files(call: Call, area: Area) -> list[Json]:
    """Return the files of an area as most functions list them."""
    return [external_file(call, file, area_parts(area)) for file in call.storage.files(area)]


def stored_file(call: Call, file: Row) -> Json:
    """Return an attachment as posts list it, its `url` without /webservice (Moodle: stored_file_exporter)."""
    parts = [file["context"], file["component"], file["area"], file["itemid"]]
    return {
        "contextid": file["context"],
        "component": file["component"],
        "filearea": file["area"],
        "itemid": file["itemid"],
        "filepath": file["path"],
        "filename": file["name"],
        "isdir": False,
        "isimage": file["mime"].startswith("image/"),
        "timemodified": file["modified"],
        "timecreated": file["created"],
        "filesize": file["size"],
        "author": file["author"],
        "license": file["license"],
        "filenameshort": file["name"] if len(file["name"]) <= 25 else f"{file['name'][:12]}..{file['name'][-11:]}",
        "filesizeformatted": readable_size(file["size"]),
        "icon": icon(file["mime"]),
        "timecreatedformatted": long_date(file["created"]),
        "timemodifiedformatted": long_date(file["modified"]),
        "url": file_url(call.url, list(parts), file["path"], file["name"], service=False) + "?forcedownload=1",
        "urls": {"export": None},
        "html": {"plagiarism": None},
    }


def readable_size(size_bytes: int) -> str:
    """Return "372.9 KB", as Moodle writes sizes."""
    for unit, factor in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if size_bytes >= factor:
            return f"{size_bytes / factor:.1f} {unit}"
    return f"{size_bytes} bytes"


def theme_image(school: School, component: str, image: str) -> str:
    """Return the address of one of the theme's pictures."""
    return f"{school.url}/theme/image.php/boost/{component}/{school.site('birth')}/{image}"


def person_picture(school: School, size: int) -> str:
    """Return the address of a person's picture (1 is larger than 2); on this campus all have the same."""
    return theme_image(school, "core", f"u/f{size}")


def module_icon(school: School, kind: str) -> str:
    """Return the address of the icon of a kind of activity."""
    return theme_image(school, kind, "monologo") + "?filtericon=1"


def course_image(school: School, course: Row) -> str:
    """Return the address of a course's picture, as Moodle gives it: without /webservice."""
    image = school.database.row(
        "SELECT name FROM file WHERE context = ? AND component = 'course' AND area = 'overviewfiles'", course["context"]
    )
    if image is None:
        return f"{school.url}/pluginfile.php/{course['context']}/course/generated/course.svg"
    return file_url(school.url, [course["context"], "course", "overviewfiles"], "/", image["name"], service=False)
