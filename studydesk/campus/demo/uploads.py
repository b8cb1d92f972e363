"""webservice/upload.php: files into a draft area, streamed to disk."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studydesk.campus.demo.answers import JSON, Answer, page_answer, page_refusal
from studydesk.campus.demo.bodies import Body, Multipart
from studydesk.campus.demo.cleaning import cleaned_name
from studydesk.campus.demo.functions.posts import draft_area, unused_draft_id
from studydesk.campus.demo.functions.site import LARGEST_UPLOAD
from studydesk.campus.demo.jpeg import is_jpeg, rewritten
from studydesk.campus.demo.refusals import WireError, in_maintenance
from studydesk.campus.demo.school import Call, Json, School, full_name
from studydesk.campus.demo.storage import Area
from studydesk.campus.demo.tokens import missing, person_of

LARGEST_REQUEST = 210 << 20  # nginx's client_max_body_size on the measured site
# With files in the request Moodle's JSON calls itself so, for the sake of old browsers (recorded; core_renderer_ajax).
_PLAIN = "text/plain; charset=utf-8"
_LONGEST_FIELD = 1 << 16
_LARGEST_PICTURE = 64 << 20
_NAME = re.compile(r'\bname="([^"]*)"')
_FILE_NAME = re.compile(r'\bfilename="([^"]*)"')
_FILE_NAME_STAR = re.compile(r"\bfilename\*=utf-8''([^;]+)", re.IGNORECASE)


@dataclass(slots=True)
class _Incoming:
    """A file that arrived, not yet in a draft area; it holds `size` bytes of the sender."""

    name: str
    path: Path
    size: int = 0


def answer_upload(school: School, body: Body, content_type: str, query: Mapping[str, Any], *, packed: bool) -> Answer:
    """Return the answer of upload.php after the whole body arrived. Raises: ConnectionError if the sender left."""
    files: list[_Incoming] = []
    try:
        given = dict(query) | _received(school, body, content_type, files)
        kind = _PLAIN if files else JSON
        try:
            answer = _stored(school, given, files)
        except WireError as refusal:
            return page_refusal(refusal, packed=packed, now=school.now(), content_type=kind)
        return page_answer(answer, packed=packed, now=school.now(), content_type=kind)
    finally:
        for file in files:
            file.path.unlink(missing_ok=True)


def _received(school: School, body: Body, content_type: str, files: list[_Incoming]) -> dict[str, str]:
    match = re.search(r'boundary="?([^";,]+)"?', content_type)
    if match is None:
        body.all(LARGEST_REQUEST)
        return {}
    form = Multipart(body, match[1].encode("latin-1", "replace"))
    fields: dict[str, str] = {}
    while (headers := form.headers()) is not None:
        about = headers.get("content-disposition", "")
        named = _NAME.search(about)
        sent_name = _FILE_NAME.search(about)
        if sent_name is not None or _FILE_NAME_STAR.search(about):
            files.append(_file(school, form, _sent_name(about)))
            continue
        pieces: list[bytes] = []
        form.content(pieces.append)
        if named is not None:
            fields[named[1]] = b"".join(pieces)[:_LONGEST_FIELD].decode("utf-8", "replace")
    return fields


def _sent_name(about: str) -> str:
    """Return the sender's name of a file; PHP knows nothing of `filename*`, so a file named only so is "file"."""
    plain = _FILE_NAME.search(about)
    return plain[1].replace("%22", '"') if plain is not None else "file"


def _file(school: School, form: Multipart, name: str) -> _Incoming:
    incoming = _Incoming(name, school.storage.temporary())
    with incoming.path.open("wb") as target:

        def write(piece: bytes) -> None:
            incoming.size += len(piece)
            if incoming.size <= LARGEST_UPLOAD:
                target.write(piece)

        try:
            form.content(write)
        except ConnectionError:
            os.unlink(incoming.path)
            raise
    return incoming


def _stored(school: School, given: Mapping[str, Any], files: list[_Incoming]) -> Json:
    if school.in_maintenance:
        raise in_maintenance()
    if not given.get("token"):
        raise missing("token")
    person = person_of(school, str(given["token"]), is_rest=False)
    if any(file.size > LARGEST_UPLOAD for file in files):
        raise WireError("upload_error_ini_size", "The file is larger than the maximum size allowed.")
    if not files:
        raise WireError("nofile", "No file specified")
    call = Call(school, person, school.now())
    with school.database.transaction():
        asked = str(given.get("itemid") or "0")
        itemid = int(asked) if asked.isdigit() and int(asked) else unused_draft_id(call)
        area = draft_area(call, itemid)
        path = _folder(str(given.get("filepath") or "/"))
        return [_kept(call, area, path, file) for file in files]


def _folder(sent: str) -> str:
    inner = "/".join(part for part in sent.split("/") if part not in ("", ".", ".."))
    return f"/{inner}/" if inner else "/"


def _kept(call: Call, area: Area, path: str, file: _Incoming) -> Json:
    name = cleaned_name(file.name) or "file"
    if call.storage.find(area, path, name) is not None:
        return {
            "filename": name,
            "filepath": f"php{secrets.token_urlsafe(6)[:6]}",
            "size": file.size,
            "errortype": "filenameexist",
            "error": f"File name already exists: {name}",
        }
    with file.path.open("rb") as arrived:
        is_picture = is_jpeg(arrived.read(3)) and file.size <= _LARGEST_PICTURE
    stored = call.storage.keep(rewritten(file.path.read_bytes())) if is_picture else call.storage.take(file.path)
    author = full_name(call.person)
    call.storage.add(area, name, stored, now=call.now, author=author, owner=call.who, path=path, license_name="unknown")
    length = len(name.encode())
    return {
        "component": "user",
        "contextid": area.context,
        "userid": str(call.who),
        "filearea": "draft",
        "filename": name,
        "filepath": path,
        "itemid": area.itemid,
        "license": "unknown",
        "author": author,
        "source": f'O:8:"stdClass":1:{{s:6:"source";s:{length}:"{name}";}}',
        "filesize": file.size,  # what was sent, though a JPEG is stored with another size (moodle.md §3)
    }
