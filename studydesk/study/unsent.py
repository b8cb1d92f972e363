"""Everything that is not at the school, of one account or of all, and a copy of it to take along."""

from dataclasses import dataclass, replace
from pathlib import Path

from studydesk.domain.ids import AccountId, AssignmentId, DiscussionId, ForumId, IntentId, PostId
from studydesk.domain.outbox import UNSENT, Item, State
from studydesk.domain.outside import Clock
from studydesk.domain.work import KINDS, MarkDone, SaveSubmission, text_of
from studydesk.store import accounts, assignments, drafts, forums, outbox
from studydesk.store.database import Reader
from studydesk.store.opening import Store
from studydesk.study import copies, queueing
from studydesk.study.views.unsent import Copied, Left


class Unsent:
    """What the learners of this profile wrote that is nowhere but here."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def things(self, account: AccountId | None = None, *, has_drafts: bool = True) -> list[Left]:
        """Return what waits, is refused or in doubt, oldest first, then the drafts; of one account or of all.

        Also of accounts that were lost in damage, which nobody else lists: their `school` is "".
        """
        with self._store.work.read() as r, self._store.library.read() as library:
            known = [one for one in _owners(r) if account is None or one.id == account]
            found = [_left(one, item) for one in known for item in _items(r, one)]
            if has_drafts:
                found += [left for one in known for left in _drafts(r, library, one)]
        return found

    def unowned(self) -> int:
        """Return how many of them are of accounts that were lost; signing in again brings them back."""
        with self._store.work.read() as r:
            known = {one.id for one in accounts.all_accounts(r)}
        return sum(left.account not in known for left in self.things())

    def save_copy(self, target: Path, account: AccountId | None = None) -> Copied:
        """Save all of it for people and for programs: a folder, or one file where the name ends with `.zip`.

        Raises StorageFull, StorageFailed; Invalid("place_taken") when there is something else of that name.
        """
        return copies.save(self.things(account), self._store.attachments, target, self._clock.now())


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose work it is. `site_name` "": the account was lost."""

    id: AccountId
    site_name: str


def _owners(r: Reader) -> list[_Owner]:
    """Return the accounts, oldest first, then those that are lost while work of theirs is here."""
    known = {one.id: one.site_name for one in accounts.all_accounts(r)}
    lost = [one for one in accounts.writers(r) if one not in known]
    return [_Owner(one, name) for one, name in known.items()] + [_Owner(one, "") for one in lost]


def _items(r: Reader, account: _Owner) -> list[Item]:
    return [item for item in outbox.items(r, account.id, UNSENT) if queueing.is_own_doing(item)]


def _left(account: _Owner, item: Item) -> Left:
    return Left(
        account=account.id,
        school=account.site_name,
        kind=KINDS[type(item.intent)],
        title=item.title,
        subject=getattr(item.intent, "subject", ""),
        text=text_of(item.intent),
        attachments=item.attachments,
        state=item.state,
        created_at=item.created_at,
        problem=item.problem,
        next_try_at=item.not_before if item.state is State.QUEUED else None,
        checking_at=item.not_before if item.state is State.UNCERTAIN else None,
        done=item.intent.done if isinstance(item.intent, MarkDone) else None,
        is_final=isinstance(item.intent, SaveSubmission) and item.intent.final,
    )


def _drafts(r: Reader, library: Reader, account: _Owner) -> list[Left]:
    """Return the account's drafts that hold anything, oldest first."""
    found = []
    for draft in reversed(drafts.all_drafts(r, account.id)):
        if draft.text.strip() or draft.attachments:
            blank = Left(account.id, account.site_name, None, "", "", "", (), None, draft.updated_at)
            title = _title(r, library, account, draft) or draft.subject
            found.append(
                replace(blank, title=title, subject=draft.subject, text=draft.text, attachments=draft.attachments)
            )
    return found


def _title(r: Reader, library: Reader, account: _Owner, draft: drafts.Draft) -> str:
    """Return what a draft is for, as far as the library knows it; "" otherwise."""
    kind, _, rest = draft.key.partition(":")
    first = rest.partition(":")[0]
    if kind == "submission" and first.isdigit():
        work = assignments.assignment(library, account.id, AssignmentId(int(first)))
        return work.title if work else ""
    if kind == "discussion" and first.isdigit():
        forum = forums.forum(library, account.id, ForumId(int(first)))
        return draft.subject or (forum.title if forum else "")
    if kind == "reply" and first.isdigit():
        discussion = forums.discussion(library, account.id, DiscussionId(int(first)))
        return discussion.subject if discussion else ""
    if kind == "reply":
        waiting = outbox.item(r, IntentId(first))
        return waiting.title if waiting else ""
    if kind == "edit" and first.removeprefix("p").isdigit():
        post = forums.post(library, account.id, PostId(int(first.removeprefix("p"))))
        return post.subject if post else ""
    return ""
