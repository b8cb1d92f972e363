"""What a submission should become, and whether the school already holds it. Pure (sync.md, protocol step 8)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from studydesk.domain.assignments import Assignment, BriefFile, Status, Submission
from studydesk.domain.forums import as_html, fingerprint
from studydesk.domain.names import cleaned, is_rewritten
from studydesk.domain.outbox import Item
from studydesk.domain.work import SaveSubmission


class Verdict(StrEnum):
    """What there is to do about a submission."""

    HELD = "held"
    PROVE = "prove"  # it looks held, but only a hash can tell
    SAVE = "save"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that the work should have at the school; `is_new`: it comes from this computer."""

    name: str
    size_bytes: int
    is_new: bool


def wanted(item: Item, intent: SaveSubmission, server: Submission) -> list[Wanted] | None:
    """Return the files the work should have: the new ones, and the kept ones that no new one replaces.

    None when a file to keep is no longer at the school.
    """
    new = [Wanted(cleaned(file.name), file.size_bytes, is_new=True) for file in item.attachments]
    replaced = {file.name for file in new}
    there = {file.name: file.size_bytes for file in server.files}
    kept = [name for name in intent.keep if cleaned(name) not in replaced]
    if any(name not in there for name in kept):
        return None
    return new + [Wanted(name, there[name], is_new=False) for name in kept]


def same_files(expected: Sequence[Wanted], there: Sequence[BriefFile]) -> bool:
    """Whether exactly the expected names are there, with their sizes where sizes can be compared."""
    sizes = {file.name: file.size_bytes for file in there}
    if sorted(sizes) != sorted(file.name for file in expected) or len(sizes) != len(there):
        return False
    return all(is_rewritten(file.name) or sizes[file.name] == file.size_bytes for file in expected)


def same_text(intent: SaveSubmission, server: Submission) -> bool:
    """Whether the online text says what the learner wrote; true where the assignment takes none."""
    return intent.text is None or fingerprint(as_html(intent.text)) == fingerprint(server.text_html)


def looks_held(intent: SaveSubmission, expected: Sequence[Wanted] | None, server: Submission) -> bool:
    """Whether names, sizes and text at the school are those of this work."""
    return expected is not None and same_text(intent, server) and same_files(expected, server.files)


def is_untouched(intent: SaveSubmission, server: Submission, own: Collection[datetime]) -> bool:
    """Whether nobody but this computer changed the work since the learner saw it.

    `own` are the school's times of saves that this computer has receipts for.
    """
    return server.version == intent.base or server.modified_at in own


def judge(
    item: Item, intent: SaveSubmission, server: Submission, own: Collection[datetime], tolerance: timedelta
) -> Verdict:
    """Return what there is to do, given what the school holds now."""
    expected = wanted(item, intent, server)
    untouched = is_untouched(intent, server, own)
    if looks_held(intent, expected, server) and server.status is not Status.NONE:
        if not item.attachments or (not untouched and _saved_since(item, server, tolerance)):
            return Verdict.HELD
        return Verdict.PROVE
    return Verdict.SAVE if untouched and expected is not None else Verdict.CONFLICT


def unproven(item: Item, intent: SaveSubmission, server: Submission, own: Collection[datetime]) -> Verdict:
    """Return what there is to do when the school's files are not, or cannot be shown to be, the learner's."""
    return Verdict.SAVE if is_untouched(intent, server, own) else Verdict.CONFLICT


def _saved_since(item: Item, server: Submission, tolerance: timedelta) -> bool:
    if item.first_sent_at is None or server.modified_at is None:
        return False
    return server.modified_at >= item.first_sent_at - tolerance


def must_submit(intent: SaveSubmission, rules: Assignment, server: Submission) -> bool:
    """Whether submitting for grading is still to be done."""
    return intent.final and rules.has_drafts and server.status is not Status.SUBMITTED


def provable(names: Iterable[str]) -> bool:
    """Whether every one of these files can be compared by hash."""
    return not any(is_rewritten(name) for name in names)
