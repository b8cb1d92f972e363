"""Two versions of one thing: what they are, where they differ, and what the learner's choice makes of them."""

from dataclasses import replace

from studydesk.domain import assignments as rules
from studydesk.domain.assignments import BriefFile
from studydesk.domain.differences import differences
from studydesk.domain.forums import Post, as_html, as_text, fingerprint
from studydesk.domain.ids import IntentId, PostId
from studydesk.domain.names import cleaned, is_rewritten
from studydesk.domain.outbox import Event, Item, Receipt, State, markers, sealed
from studydesk.domain.work import Attachment, EditPost, NewDiscussion, Reply, SaveSubmission, text_of
from studydesk.errors import Corrupt, Invalid, NotFound
from studydesk.store import assignments, forums, outbox
from studydesk.store.database import Reader
from studydesk.study import missing, queueing, versions
from studydesk.study.learner import Learner
from studydesk.study.views.conflicts import About, Candidate, ConflictView, FileLine, Standing, Version

_CHANGED = frozenset({"mine", "theirs", "both", "edit"})
_CHOICES = {
    About.SEVERAL: frozenset({"this", "mine", "theirs"}),
    About.MISSING: frozenset({"mine", "theirs", "edit"}),
}
# Where the school has nothing to put beside mine (a look-up is still to come) there is no version to join it to.
_NOTHING_THERE = frozenset({"mine", "theirs", "edit"})


def about(item: Item) -> About:
    """Return what a CONFLICT item is about."""
    code = item.problem.code if item.problem else ""
    return {"missing_there": About.MISSING, "several": About.SEVERAL}.get(code, About.CHANGED)


def view(learner: Learner, item: Item) -> ConflictView | None:
    """Return what there is to decide about an item, None when nothing."""
    if item.state is not State.CONFLICT:
        return None
    what = about(item)
    with learner.store.library.read() as r:
        theirs, seen = versions.theirs(r, learner, item) if what is About.CHANGED else (None, "")
        there = versions.files_there(r, learner, item) if theirs else ()
        found = _candidates(r, learner, item) if what is About.SEVERAL else ()
    mine = Version(text_of(item.intent), _mine(learner, item, there), item.created_server_at)
    standing = {cleaned(file.name): file.standing for file in mine.files}
    if theirs is not None:
        lines = (FileLine(f.name, f.size_bytes, standing.get(f.name, Standing.ALONE)) for f in there)
        theirs = replace(theirs, files=tuple(lines))
    return ConflictView(
        about=what,
        mine=mine,
        theirs=theirs,
        pieces=differences(mine.text, theirs.text) if theirs else (),
        candidates=tuple(Candidate(post.id, post.created_at, as_text(post.html)) for post in found),
        seen=seen,
        choices=_choices(learner, item, what, theirs),
    )


def _choices(learner: Learner, item: Item, what: About, theirs: Version | None) -> frozenset[str]:
    """Return what can be chosen: "both" only where the assignment takes what this would make."""
    if what in _CHOICES:
        return _CHOICES[what]
    if theirs is None:
        return _NOTHING_THERE
    try:
        _joined(learner, versions.rebased(learner, item))
    except Invalid:  # more files than it takes, a word limit, …
        return _CHANGED - {"both"}
    return _CHANGED


def choose_mine(learner: Learner, item: IntentId, seen: str | None = None) -> None:
    """Send mine in spite of what the school has. Raises Invalid: `not_now`, `changed_again`."""
    before = _conflicting(learner, item)
    if about(before) is About.MISSING:
        missing.send_again(learner, [before])
        return
    changed = versions.rebased(learner, before, seen)
    with learner.store.work.write() as w:
        queueing.change(learner, w, before, Event.RETRIED, changed)


def choose_theirs(learner: Learner, item: IntentId, post: PostId | None = None) -> None:
    """What the school has is right: `post` (or the oldest one like it) counts as mine, else mine goes to the history.

    Raises Invalid: `not_now`; NotFound when there is no such post.
    """
    before = _conflicting(learner, item)
    with learner.store.library.read() as r:
        found = _candidates(r, learner, before) if about(before) is About.SEVERAL else ()
    chosen = [one for one in found if post is None or one.id == post]
    if post is not None and not chosen:
        raise NotFound(post)
    if not chosen:
        queueing.happen(learner, before, Event.WITHDRAWN)
        return
    number = chosen[0].discussion if isinstance(before.intent, NewDiscussion) else chosen[0].id
    queueing.happen(learner, before, Event.FOUND, Receipt(number, chosen[0].created_at, sealed(before)))


def choose_both(learner: Learner, item: IntentId, seen: str | None = None) -> None:
    """Send the school's text with mine below it, and the files of both.

    Raises Invalid: `not_now`, `changed_again`, and what the rules of an assignment forbid (`too_many_files`, …).
    """
    before = _conflicting(learner, item)
    joined = _joined(learner, versions.rebased(learner, before, seen))
    with learner.store.work.write() as w:
        queueing.change(learner, w, before, Event.EDITED, joined)


def _conflicting(learner: Learner, item: IntentId) -> Item:
    found = queueing.one(learner, item)
    if found.state is not State.CONFLICT:
        raise Invalid("not_now")
    return found


def _joined(learner: Learner, item: Item) -> Item:
    """Return an item, based on what the school has, with the words and files of both. Raises as `choose_both`."""
    with learner.store.library.read() as r:
        theirs, _seen = versions.theirs(r, learner, item)
        there = versions.files_there(r, learner, item)
    if theirs is None:
        raise Invalid("not_now")
    text = "\n\n".join(part for part in (theirs.text.strip(), text_of(item.intent).strip()) if part)
    return _both(learner, item, text, there)


def _both(learner: Learner, item: Item, text: str, there: tuple[BriefFile, ...]) -> Item:
    intent = item.intent
    if isinstance(intent, EditPost):
        return replace(item, intent=replace(intent, text=text))
    if not isinstance(intent, SaveSubmission):
        raise Invalid("not_now")
    names = tuple(file.name for file in there)
    own = _beside(learner, item.attachments, there)
    words = None if intent.text is None else text
    with learner.store.library.read() as r:
        assignment = assignments.assignment(r, learner.id, intent.assignment)
    if assignment is not None:
        sizes = {file.name: file.size_bytes for file in there} | {file.name: file.size_bytes for file in own}
        rules.check(assignment, words or "", sizes, learner.school.now())
    return replace(item, intent=replace(intent, text=words, keep=names), attachments=own)


def _beside(
    learner: Learner, own: tuple[Attachment, ...], there: tuple[BriefFile, ...]
) -> tuple[Attachment, ...]:
    """Return my files so that none takes the place of one at the school: other content under a name gets another."""
    by_name = {file.name: file for file in there}
    taken, kept = set(by_name), []
    for file in own:
        known = by_name.get(cleaned(file.name))
        if known is not None and _standing(learner, file, known) is Standing.SAME:
            continue
        name, number = cleaned(file.name), 1
        stem, dot, ending = name.rpartition(".")
        while name in taken:
            number += 1
            name = f"{stem} ({number}){dot}{ending}" if dot else f"{ending} ({number})"
        taken.add(name)
        kept.append(replace(file, name=name) if number > 1 else file)
    return tuple(kept)


def _mine(learner: Learner, item: Item, there: tuple[BriefFile, ...]) -> tuple[FileLine, ...]:
    """Return the files that mine would have at the school: the new ones, and those kept that no new one replaces."""
    by_name = {file.name: file for file in there}
    new = [
        FileLine(file.name, file.size_bytes, _standing(learner, file, by_name.get(cleaned(file.name))))
        for file in item.attachments
    ]
    replaced = {cleaned(file.name) for file in item.attachments}
    keep = item.intent.keep if isinstance(item.intent, SaveSubmission) else ()
    kept = [by_name[name] for name in keep if name in by_name and name not in replaced]
    return (*new, *(FileLine(file.name, file.size_bytes, Standing.SAME) for file in kept))


def _standing(learner: Learner, own: Attachment, there: BriefFile | None) -> Standing:
    if there is None:
        return Standing.ALONE
    if is_rewritten(there.name):
        return Standing.NAMED
    if own.size_bytes != there.size_bytes:
        return Standing.OTHER
    if there.sha1 is None:
        return Standing.ALIKE
    try:
        return Standing.SAME if learner.store.attachments.sha1(own) == there.sha1 else Standing.OTHER
    except (NotFound, Corrupt):  # gone or damaged here: nothing is known of its bytes
        return Standing.OTHER


def _candidates(r: Reader, learner: Learner, item: Item) -> tuple[Post, ...]:
    """Return the learner's posts that say the same in the same place and that no other intent counts as its own."""
    intent = item.intent
    if not isinstance(intent, Reply | NewDiscussion):
        return ()
    if isinstance(intent, Reply):
        posts = forums.posts(r, learner.id, intent.discussion) if intent.discussion else []
        parent = intent.parent
    else:
        known = forums.discussions(r, learner.id, intent.forum)
        posts = [post for one in known for post in forums.posts(r, learner.id, one.id) if not post.parent]
        parent = None
    with learner.store.work.read() as work:
        sent = outbox.items(work, learner.id, (State.SENT,))
    claimed = {(type(one.intent), one.receipt.server_id) for one in sent if one.receipt}
    words, earliest = fingerprint(as_html(intent.text)), item.first_sent_at or item.created_server_at

    def may_be(post: Post) -> bool:
        number = post.id if isinstance(intent, Reply) else post.discussion
        is_mine = post.author_id == learner.account.user and not post.is_deleted and not markers(post.html)
        is_new = post.created_at >= earliest - learner.policy.clock_tolerance
        is_free = (type(intent), number) not in claimed
        return is_mine and is_new and is_free and post.parent == parent and fingerprint(post.html) == words

    return tuple(sorted((post for post in posts if may_be(post)), key=lambda post: post.id))
