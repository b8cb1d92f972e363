"""Drafts: what the learner is writing, kept as it is typed."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from studydesk.domain import names
from studydesk.domain.work import Attachment
from studydesk.errors import Invalid
from studydesk.store import drafts
from studydesk.study.learner import Learner
from studydesk.study.views.forums import Draft


class Drafts:
    """Drafts of posts of one account (those of hand-ins are in Assignments)."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner

    def get(self, key: str) -> Draft | None:
        """Return the draft, None when nothing was written."""
        kept = self.kept(key)
        return _view(kept) if kept else None

    def kept(self, key: str) -> drafts.Draft | None:
        """Return the draft as the store has it."""
        with self._learner.store.work.read() as r:
            return drafts.get(r, self._learner.id, key)

    def keep(self, key: str, subject: str, text: str) -> Draft:
        """Keep what was typed; attachments stay as they are."""
        return self._change(key, lambda known: replace(known, subject=subject, text=text))

    def attach(self, key: str, file: Path) -> Draft:
        """Copy a file into the profile and add it to the draft; one of the same name is replaced."""
        taken = take(self._learner, file)

        def added(known: drafts.Draft) -> drafts.Draft:
            others = tuple(a for a in known.attachments if a.name != taken.name)
            return replace(known, attachments=(*others, taken))

        return self._change(key, added)

    def detach(self, key: str, sha256: str, name: str) -> Draft:
        """Take an attachment out of the draft; its copy goes with the next clean-up."""

        def without(known: drafts.Draft) -> drafts.Draft:
            return replace(
                known, attachments=tuple(a for a in known.attachments if (a.sha256, a.name) != (sha256, name))
            )

        return self._change(key, without)

    def drop(self, key: str) -> None:
        """Throw the draft away; only ever on the learner's word."""
        with self._learner.store.work.write() as w:
            drafts.delete(w, self._learner.id, key)

    def _change(self, key: str, change: Callable[[drafts.Draft], drafts.Draft]) -> Draft:
        """Put a changed draft in the place of the one that is there now.

        Read and written in one transaction: words are kept from the window's thread while a file is added in a lane,
        and neither may undo the other.
        """
        now = self._learner.clock.now()
        with self._learner.store.work.write() as w:
            known = drafts.get(w, self._learner.id, key) or drafts.Draft(self._learner.id, key, "", "", now)
            changed = replace(change(known), updated_at=now)
            drafts.put(w, changed)
        return _view(changed)


def take(learner: Learner, file: Path) -> Attachment:
    """Copy a file into the profile under a name that every file system and the school can keep.

    Raises:
        Invalid: `no_file` when it is no file or cannot be read. StorageFull: no room.
    """
    if not file.is_file():
        raise Invalid("no_file")
    return learner.store.attachments.take(file, names.safe(file.name))


def _view(draft: drafts.Draft) -> Draft:
    return Draft(draft.key, draft.subject, draft.text, draft.attachments, draft.updated_at)
