"""Uploads into draft areas, streamed from the disk."""

import secrets
from collections.abc import Iterator
from pathlib import Path

from studydesk.campus.moodle import border, site_wire
from studydesk.campus.moodle.client import Client
from studydesk.campus.moodle.service import decoded
from studydesk.domain.campus import Uploaded
from studydesk.domain.ids import DraftAreaId
from studydesk.errors import BadAnswer, Corrupt, NotFound, Refused

_ENDPOINT = "/webservice/upload.php"
_BLOCK = 64 * 1024


class Form:
    """A multipart body (RFC 7578) with one file, read while it is sent: requests alone would hold it in memory."""

    def __init__(self, fields: dict[str, str], file: Path, name: str) -> None:
        self.boundary = f"studydesk-{secrets.token_hex(16)}"
        self._file = file
        try:
            self._size = file.stat().st_size
        except FileNotFoundError as error:
            raise NotFound(name) from error
        head = "".join(
            f'--{self.boundary}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
            for field, value in fields.items()
        )
        head += f'--{self.boundary}\r\nContent-Disposition: form-data; name="file_1"; filename="{_quoted(name)}"\r\n'
        self._head = (head + "Content-Type: application/octet-stream\r\n\r\n").encode()
        self._tail = f"\r\n--{self.boundary}--\r\n".encode()

    def __len__(self) -> int:
        return len(self._head) + self._size + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        yield self._head
        left = self._size
        with self._file.open("rb") as source:
            while left:
                block = source.read(min(_BLOCK, left))
                if not block:
                    raise Corrupt(self._file.name)  # it became shorter meanwhile: the length is promised already
                left -= len(block)
                yield block
        yield self._tail


def _quoted(name: str) -> str:
    """Return a file name for a header as browsers write it (WHATWG HTML, multipart/form-data)."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def upload(client: Client, token: str, file: Path, name: str, area: DraftAreaId) -> Uploaded:
    """Send a file into a draft area and return what the site made of its name.

    Raises: NotFound if the file is gone, Corrupt if it shrinks meanwhile; else as domain.campus says.
    """
    fields = {"token": token, "filearea": "draft", "itemid": str(area), "filepath": "/"}
    form = Form(fields, file, name)
    kind = {"Content-Type": f"multipart/form-data; boundary={form.boundary}"}
    answer = client.post(_ENDPOINT, form, is_write=True, headers=kind)
    told = border.trouble(answer.body)
    if told is not None and told.errorcode == "missingparam":
        # PHP drops every field of a form over post_max_size, so the site misses a token that was sent.
        raise Refused("upload_error_ini_size", told.text)
    problem = border.unwelcome(answer.status, answer.phrase, answer.headers, answer.body, "upload")
    if problem is not None:
        raise problem
    client.observed(answer.headers, answer.round_trip_s)
    stored = decoded(answer.body, list[site_wire.UploadedFile])
    return _uploaded(stored[0], name, area) if stored else _missing()


def _uploaded(told: site_wire.UploadedFile, name: str, area: DraftAreaId) -> Uploaded:
    if told.errortype == "filenameexist":
        # The same name is there already: our own earlier try (sync.md, protocol step 8).
        return Uploaded(area, told.filename or name, told.size or 0)
    if told.errortype:
        raise Refused(told.errortype, border.plain(told.error))
    return Uploaded(DraftAreaId(told.itemid or area), told.filename or name, told.filesize or 0)


def _missing() -> Uploaded:
    raise BadAnswer("upload")
