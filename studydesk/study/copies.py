"""A copy of what is not at the school, to take along: words to read, the files, and one file for programs."""

import json
import shutil
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from urllib.parse import quote

from studydesk import wording
from studydesk.domain import names
from studydesk.domain.work import Attachment
from studydesk.errors import Invalid, NotFound
from studydesk.store.attachments import Attachments
from studydesk.store.disk import translated
from studydesk.study import paper
from studydesk.study.views.unsent import Copied, Left
from studydesk.wording import tr

_LONGEST = 60  # characters of a title in a folder's name: some file systems end at 260 for the whole path


def save(things: Sequence[Left], attachments: Attachments, target: Path, now: datetime) -> Copied:
    """Save things below `target`, a folder or a `.zip`; it is there as a whole or not at all. Raises as `save_copy`."""
    is_packed = target.suffix.lower() == ".zip"
    if target.exists() and not (is_packed and target.is_file()):  # a file to be replaced was chosen as such
        raise Invalid("place_taken")
    with translated(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".studydesk-", dir=target.parent) as spare:
            whole = Path(spare) / "copy"
            whole.mkdir()
            files, lacking = _fill(whole, things, attachments, now)
            if is_packed:
                packed = Path(spare) / "copy.zip"
                _pack(whole, packed)
                packed.replace(target)
            else:
                whole.rename(target)
    return Copied(target, len(things), files, tuple(lacking))


def save_files(files: Iterable[Attachment], attachments: Attachments, folder: Path) -> Copied:
    """Copy attached files into a folder under free names. Raises StorageFull, StorageFailed."""
    lacking, saved = [], 0
    with translated(folder):
        for file in files:
            if _copy(file, attachments, free(folder, names.safe(file.name))):
                saved += 1
            else:
                lacking.append(file.name)
    return Copied(folder, 1, saved, tuple(lacking))


def free(folder: Path, name: str) -> Path:
    """Return a place for a file in a folder where there is none yet: "plan.pdf", "plan (2).pdf", …"""
    place, number = folder / name, 1
    while place.exists():
        number += 1
        place = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
    return place


def _fill(whole: Path, things: Sequence[Left], attachments: Attachments, now: datetime) -> tuple[int, list[str]]:
    told: list[dict[str, object]] = []
    parts = [paper.paragraph(_about(len(things)))]
    lacking: list[str] = []
    for number, left in enumerate(things, 1):
        folder = whole / names.safe(f"{number:02} {_kind(left)} - {left.title[:_LONGEST]}")
        folder.mkdir()
        if left.text:
            (folder / tr("text.txt")).write_text(left.text, "utf-8")
        kept: list[str] = []
        for file in left.attachments:
            place = free(folder, names.safe(file.name))
            if _copy(file, attachments, place):
                kept.append(str(PurePosixPath(folder.name, place.name)))
            else:
                lacking.append(file.name)
        told.append(_told(left, folder.name, kept))
        parts += _shown(left, kept, now)
    (whole / "index.html").write_text(paper.page(tr("What is not at the school yet"), parts), "utf-8")
    whole_told = {"saved_at": now.isoformat(), "lacking_files": lacking, "things": told}
    (whole / "unsent.json").write_text(json.dumps(whole_told, ensure_ascii=False, indent=1), "utf-8")
    return sum(len(left.attachments) for left in things) - len(lacking), lacking


def _about(count: int) -> str:
    return wording.ntr(
        "{n} thing that StudyDesk had not sent yet. Everything is in the folders beside this page as well.",
        "{n} things that StudyDesk had not sent yet. Everything is in the folders beside this page as well.",
        count,
    )


def _kind(left: Left) -> str:
    return wording.left_kind(left)


def _shown(left: Left, kept: Sequence[str], now: datetime) -> list[str]:
    facts = [
        (tr("What"), _kind(left)),
        (tr("School"), left.school),
        (tr("Subject"), left.subject if left.subject != left.title else ""),
        (tr("Written"), wording.moment(left.created_at)),
        (tr("State"), wording.left_state(left, now)),
    ]
    files = [(quote(path), PurePosixPath(path).name) for path in kept]
    table = paper.table([(name, value) for name, value in facts if value])
    return [paper.heading(left.title or _kind(left)), table, paper.words(left.text), paper.links(files)]


def _told(left: Left, folder: str, kept: Sequence[str]) -> dict[str, object]:
    return {
        "kind": left.kind or "draft",
        "state": left.state or "draft",
        "account": left.account,
        "school": left.school,
        "title": left.title,
        "subject": left.subject,
        "text": left.text,
        "written_at": left.created_at.isoformat(),
        "problem": {"code": left.problem.code, "message": left.problem.message} if left.problem else None,
        "done": left.done,
        "folder": folder,
        "files": [
            {"name": file.name, "size_bytes": file.size_bytes, "sha256": file.sha256} for file in left.attachments
        ],
        "saved_files": list(kept),
    }


def _copy(file: Attachment, attachments: Attachments, place: Path) -> bool:
    """Return whether an attached file was copied; False when it is not here any more."""
    try:
        source = attachments.path(file)
    except NotFound:
        return False
    shutil.copyfile(source, place)
    return True


def _pack(whole: Path, packed: Path) -> None:
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for path in sorted(whole.rglob("*")):
            if path.is_file():
                made.write(path, path.relative_to(whole).as_posix())
