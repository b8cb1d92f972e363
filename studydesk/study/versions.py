"""What the school has in the place of something in the outbox, and that thing based on it, to be sent all the same."""

from collections.abc import Collection
from dataclasses import replace

from studydesk.domain.assignments import BriefFile, Submission
from studydesk.domain.forums import as_text, fingerprint
from studydesk.domain.names import cleaned
from studydesk.domain.outbox import Item, State
from studydesk.domain.work import Attachment, EditPost, SaveSubmission
from studydesk.errors import Invalid, NotFound
from studydesk.store import assignments, forums, outbox
from studydesk.store.database import Reader
from studydesk.study.learner import Learner
from studydesk.study.views.conflicts import Version


def theirs(r: Reader, learner: Learner, item: Item) -> tuple[Version | None, str]:
    """Return what the school has in the place of an item, without its files, and the name of that version."""
    match item.intent:
        case EditPost(post=post):
            known = forums.post(r, learner.id, post)
            if known is None:
                return None, ""
            return Version(as_text(known.html), (), known.modified_at), fingerprint(known.html)
        case SaveSubmission(assignment=assignment):
            work = assignments.submission(r, learner.id, assignment) or Submission(assignment)
            return Version(as_text(work.text_html), (), work.modified_at), work.version
    return None, ""


def files_there(r: Reader, learner: Learner, item: Item) -> tuple[BriefFile, ...]:
    """Return the files the school has in the place of an item."""
    if not isinstance(item.intent, SaveSubmission):
        return ()
    work = assignments.submission(r, learner.id, item.intent.assignment)
    return work.files if work else ()


def rebased(learner: Learner, item: Item, seen: str | None = None) -> Item:
    """Return a CONFLICT item based on what the school has now, so that it is no conflict again; others as they are.

    Raises Invalid("changed_again") when the school's version is not the one `seen` names.
    """
    if item.state is not State.CONFLICT:
        return item
    intent = item.intent
    with learner.store.library.read() as r:
        there, now = theirs(r, learner, item)
        names = {file.name for file in files_there(r, learner, item)}
    if seen is not None and there is not None and seen != now:
        raise Invalid("changed_again")
    if isinstance(intent, EditPost) and there is not None:
        return replace(item, intent=replace(intent, base=now))
    if isinstance(intent, SaveSubmission):
        lost = [name for name in intent.keep if name not in names]
        kept = replace(intent, base=now, keep=tuple(name for name in intent.keep if name in names))
        own = (*item.attachments, *_handed_in_before(learner, item, intent, lost)) if item.receipt else item.attachments
        return replace(item, intent=kept, attachments=own)
    return item


def _handed_in_before(
    learner: Learner, item: Item, intent: SaveSubmission, lost: Collection[str]
) -> list[Attachment]:
    """Return the files that the school had kept of earlier hand-ins and lost with this one, as far as they are here."""
    with learner.store.work.read() as r:
        every = outbox.items(r, learner.id)
    found: dict[str, Attachment] = {}
    for one in every:  # the oldest first, so that the last one of a name stays
        if isinstance(one.intent, SaveSubmission) and one.intent.assignment == intent.assignment and one.id != item.id:
            found |= {cleaned(file.name): file for file in one.attachments if cleaned(file.name) in lost}
    return [file for file in found.values() if _is_here(learner, file)]


def _is_here(learner: Learner, file: Attachment) -> bool:
    try:
        learner.store.attachments.path(file)
    except NotFound:
        return False
    return True
