"""A learner who does what a story says, and does it again when the program does not show it."""

from collections.abc import Callable

from studydesk.domain.assignments import Assignment
from studydesk.domain.forums import as_text
from studydesk.domain.ids import DiscussionId, IntentId
from studydesk.domain.outbox import UNSENT, Item, State
from studydesk.domain.work import (
    KINDS,
    DeletePost,
    EditPost,
    Intent,
    IntentKind,
    MarkDone,
    SaveSubmission,
    View,
    text_of,
)
from studydesk.errors import NotFound
from studydesk.store import forums
from studydesk.study import queueing
from studydesk.study.assignments import Assignments
from studydesk.study.drafts import Drafts
from studydesk.study.views.assignments import WorkDraft
from studydesk.study.writing import Writing, reply_key, start_key
from tests.simulation import journal as places
from tests.simulation.journal import Act
from tests.simulation.laptop import account_of
from tests.simulation.school import Place, token
from tests.simulation.seat import TRIES, Seat

_WRITING_OVER = (IntentKind.SUBMISSION, IntentKind.EDIT, IntentKind.DELETE)  # one that waits is changed, none is added


class Pupil(Seat):
    """One learner at one laptop. Every text begins with a word of its own, by which a story knows it later."""

    # --- posts ------------------------------------------------------------------------------------------------------
    def reply(self, words: str, *files: str, to: str = "") -> None:
        """Answer the first post of the discussion, or with `to` the own post that begins with this word."""
        above, hello = (self.act(to) if to else None), self.world.furniture.hello
        act = self._begin(IntentKind.REPLY, above.place if above else places.discussion(hello), words)
        act.parent, act.files = above, files

        def do() -> IntentId:
            root = above
            while root is not None and root.parent is not None:
                root = root.parent
            where: DiscussionId | IntentId = hello
            if root is not None and root.kind is IntentKind.DISCUSSION and root.id is not None:
                where = root.id
            parent = f"p{self._first()}" if above is None else str(above.id)
            key = reply_key(where, parent)
            return self._written(key, "", words, files).reply(where, parent, None, key)

        self._keep(act, do)

    def start(self, words: str, *files: str) -> None:
        """Begin a discussion."""
        forum = self.world.furniture.forum
        act = self._begin(IntentKind.DISCUSSION, places.forum(forum.id), words)
        act.files = files

        def do() -> IntentId:
            with self.desk.learner.store.library.read() as r:
                known = forums.forum(r, self.desk.learner.id, forum.id)
            if known is None:
                raise NotFound(forum.id)
            key = start_key(forum.id)
            return self._written(key, f"About {act.token}", words, files).start(known, key)

        self._keep(act, do)

    def edit(self, own: str, words: str) -> None:
        """Give a post at the school other words; they begin with the same word."""
        self._amend(IntentKind.EDIT, own, words)

    def delete(self, own: str) -> None:
        """Take back a post at the school."""
        self._amend(IntentKind.DELETE, own, f"{own} gone")

    def _amend(self, kind: IntentKind, own: str, words: str) -> None:
        learner = self.desk.learner
        with learner.store.library.read() as r:
            known = forums.discussions(r, learner.id, self.world.furniture.forum.id)
            every = [post for one in known for post in forums.posts(r, learner.id, one.id)]
        mine = next((post for post in every if token(as_text(post.html)) == own and post.author_id == self.user), None)
        if mine is None:
            return  # it never came to the school, or went again
        act = self._begin(kind, places.post(mine.id), words)
        act.target = self.world.journal.post_of(own)

        def do() -> IntentId:
            writing = Writing(self.desk.learner, Drafts(self.desk.learner))
            if kind is IntentKind.DELETE:
                return writing.delete(mine.discussion, mine.id)
            return writing.edit(mine.discussion, mine.id, mine.subject, words)

        self._keep(act, do)

    def _written(self, key: str, subject: str, words: str, files: tuple[str, ...]) -> Writing:
        """Return the desk with the draft on it."""
        drafts = Drafts(self.desk.learner)
        drafts.keep(key, subject, words)
        for name in files:
            drafts.attach(key, self.laptop.file(name, _content(words, name)))
        return Writing(self.desk.learner, drafts)

    def _first(self) -> int:
        learner = self.desk.learner
        with learner.store.library.read() as r:
            known = forums.discussion(r, learner.id, self.world.furniture.hello)
        if known is None:
            raise NotFound(self.world.furniture.hello)
        return known.first_post

    # --- work and ticks -----------------------------------------------------------------------------------------------
    def hand_in(
        self, rules: Assignment, words: str, *files: str, keep: tuple[str, ...] = (), final: bool = False
    ) -> None:
        """Hand in work; `keep`: what is at the school already and stays."""
        act = self._begin(IntentKind.SUBMISSION, places.work(rules.id), words)
        act.files, act.is_final = files, final and rules.has_drafts

        def do() -> IntentId:
            desk = Assignments(self.desk.learner)
            there = desk.at_school(rules.id).keep
            kept = tuple(name for name in keep if name in there)
            taken = tuple(desk.take(self.laptop.file(name, _content(words, name))) for name in files)
            return desk.hand_in(rules.id, WorkDraft(words, taken, kept, final, statement=True, updated_at=None))

        self._keep(act, do)

    def tick(self, *, done: bool = True) -> None:
        """Tick the film, or take the tick away."""
        film = self.world.furniture.film
        act = self._begin(IntentKind.COMPLETION, places.activity(film.id), "film")
        act.done = done
        self._keep(act, lambda: self._queue(MarkDone(film.course, film.id, done), film.title))

    def view(self) -> None:
        """Open the video, which the school ticks by itself."""
        video = self.world.furniture.video
        act = self._begin(IntentKind.VIEW, places.activity(video.id), "video")
        self._keep(act, lambda: self._queue(View(video.course, video.id, video.kind, video.instance), video.title))

    def _queue(self, intent: Intent, title: str) -> IntentId:
        learner = self.desk.learner
        with learner.store.work.write() as w:
            return queueing.add(learner, w, intent, title)

    # --- the journal ------------------------------------------------------------------------------------------------
    def _begin(self, kind: IntentKind, place: Place, words: str) -> Act:
        return self.world.journal.begin(
            self.laptop.name, self.user, kind, place, self.laptop.clock.now(), words, words.split(" ", 1)[0]
        )

    def _keep(self, act: Act, do: Callable[[], IntentId]) -> None:
        """Do it until the program says that it is kept, or shows it."""
        made: list[IntentId] = []
        for _ in range(TRIES):
            if self.world.attempt(self, lambda: made.append(do())):
                self._took(act, made[-1])
                return
            seen = self._seen(act)
            if seen is not None:  # it was kept, and the program died before it could say so
                self._took(act, seen)
                return

    def _took(self, act: Act, intent: IntentId) -> None:
        earlier = self.world.journal.of(intent)
        if earlier is not None and earlier is not act:  # a hand-in or an edit that waited says something else now
            earlier.id = None
        self.world.journal.kept(act, intent)

    def _seen(self, act: Act) -> IntentId | None:
        """Return what the outbox shows of an act that nothing was said about."""
        own, journal = account_of(self.user).id, self.world.journal
        for key, item in self.laptop.items().items():
            may_be = journal.of(key) is None or (act.kind in _WRITING_OVER and item.state in UNSENT)
            if may_be and item.account == own and _is_of(item, act):
                return key
        return None


def _is_of(item: Item, act: Act) -> bool:
    """Whether an item in the outbox is what the learner just did."""
    if KINDS[type(item.intent)] is not act.kind or item.state is State.DISCARDED:
        return False
    match item.intent:
        case MarkDone(done=done):
            return done == act.done
        case EditPost(post=post, text=text):
            return (post, text) == (act.place[1], act.words)
        case DeletePost(post=post):
            return post == act.place[1]
        case SaveSubmission(assignment=assignment):
            return (assignment, text_of(item.intent)) == (act.place[1], act.words)
        case View(activity=activity):
            return activity == act.place[1]
    return text_of(item.intent) == act.words


def _content(words: str, name: str) -> bytes:
    return f"{words} {name}".encode() * 9
