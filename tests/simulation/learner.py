"""What learners do at their laptops, through the same study/ code that the window uses."""

from collections.abc import Callable

from studydesk.domain.forums import as_text
from studydesk.domain.ids import DiscussionId, IntentId, UserId
from studydesk.domain.outbox import UNSENT, Item, State
from studydesk.domain.work import Attachment, IntentKind, MarkDone, NewDiscussion, Reply, View
from studydesk.errors import Invalid, NotFound, StorageFailed, StorageFull
from studydesk.store import assignments, forums, outbox
from studydesk.store.database import Writer
from studydesk.study import queueing
from studydesk.study.assignments import Assignments
from studydesk.study.drafts import Drafts
from studydesk.study.learner import Learner
from studydesk.study.outbox import Outbox
from studydesk.study.views.assignments import WorkDraft
from studydesk.study.writing import Writing
from tests.simulation import journal as places
from tests.simulation.dice import Dice
from tests.simulation.journal import Act, Journal
from tests.simulation.laptop import Laptop
from tests.simulation.school import Furniture, Place, token

REFUSED_HERE = (Invalid, NotFound, StorageFull, StorageFailed)  # the program said no, and the learner read it


class Learning:
    """Lets a learner act at a laptop and keeps their journal. Raises Killed when the program dies meanwhile."""

    def __init__(self, journal: Journal, furniture: Furniture, tell: Callable[[str], None]) -> None:
        self.journal = journal
        self._furniture, self._tell = furniture, tell

    def act(self, doing: str, laptop: Laptop, user: UserId, dice: Dice) -> None:
        """Do one thing, as far as the program lets it be done."""
        try:
            _DOINGS[doing](self, laptop, user, dice)
        except REFUSED_HERE as error:
            self._tell(f"  {laptop.name} learner {user}: {doing} refused here ({_named(error)})")

    # --- posts ------------------------------------------------------------------------------------------------------
    def reply(self, laptop: Laptop, user: UserId, dice: Dice) -> None:
        """Answer the first post of a discussion, or another post there."""
        learner = laptop.desks[user].learner
        with learner.store.library.read() as r:
            known = forums.discussions(r, learner.id, self._furniture.forum.id)
            if not known:
                return
            where = dice.one(known)
            posts = forums.posts(r, learner.id, where.id)
        parent = dice.one(posts).id if posts else where.first_post
        act = self._begin(laptop, user, IntentKind.REPLY, places.discussion(where.id), "{token} an answer")
        files = self._files(act, laptop, learner, dice)
        intent = Reply(where.forum, where.id, parent, None, "Re: Hello", act.words)
        self._queue(act, learner, lambda w: queueing.add(learner, w, intent, "Hello", files))

    def reply_to_own(self, laptop: Laptop, user: UserId, dice: Dice) -> None:
        """Answer a post of one's own that is not at the school yet."""
        learner = laptop.desks[user].learner
        waiting = [item for item in self._items(learner, UNSENT) if isinstance(item.intent, Reply | NewDiscussion)]
        if not waiting:
            return
        above = dice.one(waiting)
        assert isinstance(above.intent, Reply | NewDiscussion)
        where = above.intent.discussion if isinstance(above.intent, Reply) else None
        place = places.discussion(where) if where else places.forum(above.intent.forum)
        act = self._begin(laptop, user, IntentKind.REPLY, place, "{token} an answer to my own")
        act.parent = self.journal.of(above.id)
        intent = Reply(above.intent.forum, where, None, above.id, "Re: Mine", act.words)
        self._queue(act, learner, lambda w: queueing.add(learner, w, intent, "Mine", queue=above.queue))

    def start(self, laptop: Laptop, user: UserId, dice: Dice) -> None:
        """Begin a discussion."""
        learner, forum = laptop.desks[user].learner, self._furniture.forum
        act = self._begin(laptop, user, IntentKind.DISCUSSION, places.forum(forum.id), "{token} a beginning")
        files = self._files(act, laptop, learner, dice)
        intent = NewDiscussion(forum.id, f"About {act.token}", act.words)
        self._queue(act, learner, lambda w: queueing.add(learner, w, intent, intent.subject, files))

    def edit_post(self, laptop: Laptop, user: UserId, dice: Dice) -> None:
        """Change a post of one's own at the school."""
        self._amend(laptop, user, dice, IntentKind.EDIT)

    def delete_post(self, laptop: Laptop, user: UserId, dice: Dice) -> None:
        """Take back a post of one's own at the school."""
        self._amend(laptop, user, dice, IntentKind.DELETE)

    def _amend(self, laptop: Laptop, user: UserId, dice: Dice, kind: IntentKind) -> None:
        learner = laptop.desks[user].learner
        with learner.store.library.read() as r:
            known = forums.discussions(r, learner.id, self._furniture.forum.id)
            mine = [p for d in known for p in forums.posts(r, learner.id, d.id) if p.author_id == user]
        if not mine:
            return
        post = dice.one(mine)
        own = token(as_text(post.html))
        act = self._begin(laptop, user, kind, places.post(post.id), "{token} changed {number}", own)
        act.target = self.journal.post_of(own)
        writing = Writing(learner, Drafts(learner))
        if kind is IntentKind.EDIT:
            made = writing.edit(DiscussionId(post.discussion), post.id, post.subject, act.words)
        else:
            made = writing.delete(DiscussionId(post.discussion), post.id)
        self._took(act, made)

    # --- work and ticks -----------------------------------------------------------------------------------------------
    def hand_in(self, laptop: Laptop, user: UserId, dice: Dice) -> None:
        """Hand in work on one of the two assignments; a hand-in that waits is written over."""
        learner = laptop.desks[user].learner
        rules = dice.one((self._furniture.essay, self._furniture.report))
        act = self._begin(laptop, user, IntentKind.SUBMISSION, places.work(rules.id), "{token} my work")
        files = self._files(act, laptop, learner, dice)
        with learner.store.library.read() as r:
            there = assignments.submission(r, learner.id, rules.id)
        kept = tuple(file.name for file in there.files if dice.chance(0.7))[:1] if there else ()
        act.is_final = rules.has_drafts and dice.chance(0.5)
        draft = WorkDraft(act.words, files, kept, final=act.is_final, statement=True, updated_at=None)
        self._took(act, Assignments(learner).hand_in(rules.id, draft))

    def tick(self, laptop: Laptop, user: UserId, dice: Dice) -> None:
        """Tick an activity, or take the tick away."""
        learner, film = laptop.desks[user].learner, self._furniture.film
        done = dice.chance(0.7)
        act = self._begin(laptop, user, IntentKind.COMPLETION, places.activity(film.id), f"done {done}")
        act.done = done
        intent = MarkDone(film.course, film.id, done)
        self._queue(act, learner, lambda w: queueing.add(learner, w, intent, film.title))

    def view(self, laptop: Laptop, user: UserId, dice: Dice) -> None:
        """Open an activity that the school ticks by itself."""
        learner, video = laptop.desks[user].learner, self._furniture.video
        act = self._begin(laptop, user, IntentKind.VIEW, places.activity(video.id), "seen")
        intent = View(video.course, video.id, video.kind, video.instance)
        self._queue(act, learner, lambda w: queueing.add(learner, w, intent, video.title))

    # --- what waits -------------------------------------------------------------------------------------------------
    def handle(self, laptop: Laptop, user: UserId, dice: Dice) -> None:
        """Do something with a thing in the outbox that the program offers for it."""
        learner = laptop.desks[user].learner
        desk, items = Outbox(learner), self._items(learner, UNSENT | {State.DISCARDED})
        if not items:
            return
        item = dice.one(items)
        offered = sorted(desk.item(item.id).can - {"copy"})
        act = self.journal.of(item.id)
        if act is None or not offered:
            return
        what = dice.one(offered)
        self._tell(f"  {laptop.name} learner {user}: {what} {act.token} ({item.state})")
        if what == "choose":
            what = "choose_mine" if dice.chance(0.6) else "choose_theirs"
        _HANDLINGS[what](self, desk, item, act)

    def _withdraw(self, desk: Outbox, item: Item, act: Act) -> None:
        act.is_withdrawn = True  # before, for a kill may come between
        self._or_not(act, lambda: desk.withdraw(item.id))

    def _restore(self, desk: Outbox, item: Item, act: Act) -> None:
        act.rested = True  # what came after it may stand in its way now
        desk.restore(item.id)
        act.is_withdrawn = False

    def _retry(self, desk: Outbox, item: Item, act: Act) -> None:
        act.again += item.state in (State.REJECTED, State.CONFLICT)
        desk.retry(item.id)

    def _reword(self, desk: Outbox, item: Item, act: Act) -> None:
        new = f"{act.words} better"
        act.maybe.append(new)  # before, for a kill may come between
        act.again += item.state in (State.REJECTED, State.CONFLICT)
        desk.edit(item.id, None, new)
        act.maybe.remove(new)
        act.older_words.append(act.words)
        act.words = new

    def _mine(self, desk: Outbox, item: Item, act: Act) -> None:
        act.again += 1
        desk.choose_mine(item.id)

    def _theirs(self, desk: Outbox, item: Item, act: Act) -> None:
        act.is_withdrawn = True
        self._or_not(act, lambda: desk.choose_theirs(item.id))

    def _or_not(self, act: Act, take_back: Callable[[], None]) -> None:
        try:
            take_back()
        except REFUSED_HERE:
            act.is_withdrawn = False
            raise

    # --- within -----------------------------------------------------------------------------------------------------
    def _begin(
        self, laptop: Laptop, user: UserId, kind: IntentKind, place: Place, words: str, own: str = ""
    ) -> Act:
        at = laptop.desks[user].learner.clock.now()
        act = self.journal.begin(laptop.name, user, kind, place, at, words, own)
        self._tell(f"  {laptop.name} learner {user}: {kind} {act.token} at {place[0]} {place[1]}")
        return act

    def _files(self, act: Act, laptop: Laptop, learner: Learner, dice: Dice) -> tuple[Attachment, ...]:
        if not dice.chance(0.15):
            return ()
        names = ["notes.txt", "photo.jpg"][: dice.number(1, 2)]
        act.contents = {name: f"{act.token} {name}".encode() * 9 for name in names}
        taken = [learner.store.attachments.take(laptop.file(name, act.contents[name]), name) for name in names]
        act.files = tuple(names)
        return tuple(taken)

    def _queue(self, act: Act, learner: Learner, add: Callable[[Writer], IntentId]) -> None:
        with learner.store.work.write() as w:
            made = add(w)
        self._took(act, made)

    def _took(self, act: Act, intent: IntentId) -> None:
        earlier = self.journal.of(intent)
        if earlier is not None and earlier is not act:  # a hand-in or an edit that waited says something else now
            earlier.id = None
        self.journal.kept(act, intent)

    def _items(self, learner: Learner, states: frozenset[State]) -> list[Item]:
        with learner.store.work.read() as r:
            return outbox.items(r, learner.id, states)


def _named(error: Exception) -> str:
    """Return an error as it can stand in a trace: the names of half-written files are other ones each time."""
    return f"{type(error).__name__} {getattr(error, 'reason', '')}".rstrip()


_DOINGS = {
    "reply": Learning.reply,
    "reply_to_own": Learning.reply_to_own,
    "start": Learning.start,
    "edit_post": Learning.edit_post,
    "delete_post": Learning.delete_post,
    "hand_in": Learning.hand_in,
    "tick": Learning.tick,
    "view": Learning.view,
    "handle": Learning.handle,
}
_HANDLINGS = {
    "withdraw": Learning._withdraw,
    "restore": Learning._restore,
    "retry": Learning._retry,
    "edit": Learning._reword,
    "choose_mine": Learning._mine,
    "choose_theirs": Learning._theirs,
}
