"""The outbox as the learner sees and handles it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from studydesk.domain.forums import SUBJECT_LIMIT
from studydesk.domain.ids import IntentId, PostId
from studydesk.domain.outbox import UNSENT, Event, Item, State
from studydesk.domain.work import EditPost, Intent, NewDiscussion, Reply, SaveSubmission, text_of
from studydesk.errors import Invalid
from studydesk.store import outbox
from studydesk.study import conflicts, copies, itemviews, missing, queueing, receipts, versions
from studydesk.study.learner import Learner
from studydesk.study.views.conflicts import About, ConflictView, Restored
from studydesk.study.views.outbox import ItemView
from studydesk.study.views.unsent import Copied

_PAST = frozenset({State.SENT, State.DISCARDED})


class Outbox:
    """What waits and what was sent, of one account."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner

    def items(self) -> list[ItemView]:
        """Return everything not at the school yet, oldest first."""
        return [itemviews.view(self._learner, item) for item in self._own(UNSENT)]

    def history(self, limit: int | None = 200, words: str = "") -> list[ItemView]:
        """Return what was sent or withdrawn, newest first; with `words` only what has all of them."""
        past = [item for item in self._own(_PAST)[::-1] if _has(item, words.casefold().split())]
        return [itemviews.view(self._learner, item) for item in past[:limit]]

    def export(self, file: Path, words: str = "") -> int:
        """Write the history, or what of it has all these words, to a file as `receipts.save` does; return how many.

        Raises StorageFull, StorageFailed.
        """
        found = self.history(None, words)
        receipts.save(found, file)
        return len(found)

    def save_files(self, item: IntentId, folder: Path) -> Copied:
        """Copy an item's files into a folder. Raises NotFound, StorageFull, StorageFailed."""
        return copies.save_files(self._one(item).attachments, self._learner.store.attachments, folder)

    def count(self) -> int:
        """Return how many things wait (views of activities are not counted: the learner did not write them)."""
        return len(self._own(UNSENT))

    def item(self, item: IntentId) -> ItemView:
        """Return one. Raises NotFound."""
        return itemviews.view(self._learner, self._one(item))

    def retry(self, item: IntentId) -> None:
        """Try again at the next chance; what the school shows no more is sent again, as `choose_mine` does.

        Raises Invalid: `choose_first` where the school has something else in its place, `not_now` in a state that does
        not allow it.
        """
        before = self._one(item)
        if before.state is State.CONFLICT and conflicts.about(before) is not About.MISSING:
            raise Invalid("choose_first")  # it would come back as the same conflict, or be there twice
        if before.state is State.CONFLICT:
            missing.send_again(self._learner, [before])
            return
        queueing.happen(self._learner, before, Event.RETRIED)

    def withdraw(self, item: IntentId) -> None:
        """Take it out; its words stay in the history. Raises Invalid("not_now") while it may be on its way."""
        queueing.happen(self._learner, self._one(item), Event.WITHDRAWN)

    def restore(self, item: IntentId) -> None:
        """Undo a withdrawal. Raises Invalid("not_now")."""
        queueing.happen(self._learner, self._one(item), Event.RESTORED)

    def edit(self, item: IntentId, subject: str | None, text: str, seen: str | None = None) -> None:
        """Change its words; None keeps the subject. Of a CONFLICT these are sent in spite of what the school has.

        Raises Invalid (`empty`, `not_now`, `changed_again` as `choose_mine`, …).
        """
        before = self._one(item)
        if not text.strip() and not before.attachments:
            raise Invalid("empty")
        if subject is not None and len(subject) > SUBJECT_LIMIT:
            raise Invalid("subject_too_long", SUBJECT_LIMIT)
        based = versions.rebased(self._learner, before, seen)
        changed = replace(based, intent=_reworded(based.intent, subject, text))
        with self._learner.store.work.write() as w:
            queueing.change(self._learner, w, before, Event.EDITED, changed)
            missing.hang_anew(self._learner, w, [changed])

    def conflict(self, item: IntentId) -> ConflictView | None:
        """Return what there is to decide about an item, None when nothing. Raises NotFound."""
        return conflicts.view(self._learner, self._one(item))

    def choose_mine(self, item: IntentId, seen: str | None = None) -> None:
        """CONFLICT: send mine in spite of what the school has; `seen` as in ConflictView.

        Raises Invalid: `not_now`, `changed_again` when the school has another version by now than the one seen.
        """
        conflicts.choose_mine(self._learner, item, seen)

    def choose_theirs(self, item: IntentId, post: PostId | None = None) -> None:
        """CONFLICT: what the school has is right. An unclear post counts as that one; a change goes to the history.

        `post`: the one that is mine, where there are several; None = the oldest of them.
        """
        conflicts.choose_theirs(self._learner, item, post)

    def choose_both(self, item: IntentId, seen: str | None = None) -> None:
        """CONFLICT: send the school's text with mine below it, and the files of both.

        Raises Invalid: as `choose_mine`, and what the rules of the assignment forbid.
        """
        conflicts.choose_both(self._learner, item, seen)

    def restored(self) -> Restored | None:
        """Return what speaks for a school that went back to an older copy of its data, None when nothing does."""
        return missing.restored(self._learner)

    def send_all_again(self, items: Sequence[IntentId]) -> int:
        """Queue missing things again; return how many."""
        return missing.send_all_again(self._learner, items)

    def leave_all_out(self, items: Sequence[IntentId]) -> int:
        """Put missing things into the history; return how many."""
        return missing.leave_all_out(self._learner, items)

    def _own(self, states: frozenset[State]) -> list[Item]:
        with self._learner.store.work.read() as r:
            found = outbox.items(r, self._learner.id, states)
        return [item for item in found if queueing.is_own_doing(item)]

    def _one(self, item: IntentId) -> Item:
        return queueing.one(self._learner, item)


def _has(item: Item, words: Sequence[str]) -> bool:
    """Whether title, subject, text and names of files together have all these words, whatever their case."""
    names = (file.name for file in item.attachments)
    there = "\n".join((item.title, getattr(item.intent, "subject", ""), text_of(item.intent), *names)).casefold()
    return all(word in there for word in words)


def _reworded(intent: Intent, subject: str | None, text: str) -> Intent:
    match intent:
        case Reply() | NewDiscussion() | EditPost():
            return replace(intent, text=text, subject=intent.subject if subject is None else subject)
        case SaveSubmission():
            return replace(intent, text=text if intent.text is not None else None)
    raise Invalid("not_now")
