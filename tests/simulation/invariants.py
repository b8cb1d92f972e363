"""What must hold whatever happened (sync.md, the simulation): each invariant returns what breaks it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from studydesk.domain import names
from studydesk.domain.assignments import Status, Submission
from studydesk.domain.forums import fingerprint
from studydesk.domain.ids import AssignmentId, UserId
from studydesk.domain.outbox import UNSENT, Item, State
from studydesk.domain.work import DeletePost, EditPost, IntentKind, MarkDone, NewDiscussion, Reply, SaveSubmission, View
from tests.simulation.evidence import Evidence, Violation
from tests.simulation.files import PIECE, Traffic
from tests.simulation.journal import Act
from tests.simulation.laptop import POLICY, Offered
from tests.simulation.school import Memory, token


def nothing_is_lost(of: Evidence) -> list[Violation]:
    """I1: each acknowledged action is in the outbox, at the school, or shown with its full text."""
    found = []
    for act in of.acts:
        if act.id is None:
            continue
        item = of.item(act)
        if item is None:
            if act.is_lost_by_copy:
                of.excused["written after the copy that was put back"] += 1
            else:
                found.append(Violation("I1", f"{act.token} ({act.kind}) is not on the laptop any more"))
        elif item.state is State.DISCARDED and not (act.is_withdrawn or act.again or act.is_forgotten):
            found.append(Violation("I1", f"{act.token} ({act.kind}) was thrown away"))
        elif not _says(item, act, of):
            found.append(Violation("I1", f"{act.token} ({act.kind}) does not say what was written"))
        elif item.state is not State.SENT or _is_written_over(item, act, of) or _is_at_school(act, item, of):
            continue
        elif of.memory.restores and isinstance(item.intent, MarkDone | View):
            of.excused["a tick that a restored school forgot; what the school shows is shown"] += 1
        else:
            found.append(Violation("I1", f"{act.token} ({act.kind}) is called sent and is not at the school"))
    return found


def _says(item: Item, act: Act, of: Evidence) -> bool:
    words = getattr(item.intent, "text", None)
    if words is None or act.kind is IntentKind.DELETE:
        return True
    if _is_written_over(item, act, of):
        return True
    earlier = [one.words for one in of.acts if one.place == act.place and one.number < act.number]
    forgotten = [*act.older_words, *earlier] if act.is_forgotten else []  # it may have been written over another
    return words in (act.words, *act.maybe, *forgotten)


def _is_written_over(item: Item, act: Act, of: Evidence) -> bool:
    """Whether the learner gave it other words, and the program died before it could say so."""
    if act.is_forgotten and getattr(item.intent, "text", None) != act.words:
        return True  # an older copy brought older words back
    later = (one for one in of.acts if one.number > act.number and (one.laptop, one.place) == (act.laptop, act.place))
    return any(one.words == getattr(item.intent, "text", None) for one in later)


def _is_at_school(act: Act, item: Item, of: Evidence) -> bool:
    """Whether a sent item is where its receipt says, or was taken away by its own learner."""
    match item.intent:
        case Reply() | NewDiscussion():
            copies = of.copies(act)
            if copies:
                return any(of.holds(post.files, act) for post in copies)
            taken = {i.intent.post for i in of.items.values() if isinstance(i.intent, DeletePost)}
            gone = {post for post, user, words in of.memory.made if user == act.user and token(words) == act.token}
            return bool(gone & taken) or _fell_with_parent(item, of)
        case SaveSubmission(assignment=assignment):
            return _is_handed_in(act, of.submissions.get((act.user, assignment)), of)
        case MarkDone(activity=activity):
            return (act.user, activity) in of.done or not act.done
        case View(activity=activity):
            return (act.user, activity) in of.done
    return True


def _fell_with_parent(item: Item, of: Evidence) -> bool:
    """Whether the discussion's first post was taken back by its own learner, from another laptop perhaps."""
    intent = item.intent
    where = intent.discussion if isinstance(intent, Reply) else item.receipt.server_id if item.receipt else 0
    begun = {words for discussion, _user, words in of.memory.discussions if discussion == where}
    return any(words in begun and post in of.memory.deleted for post, _user, words in of.memory.made)


def _is_handed_in(act: Act, held: Submission | None, of: Evidence) -> bool:
    """Whether the school holds this work, or it gave way to later work of the same learner."""
    saves = [save for save in of.memory.saves if ("work", save.assignment) == act.place and save.learner == act.user]
    saved = [token(save.text) for save in saves]
    if act.token in saved and saved[-1] != act.token:
        return True  # whether the later one is there is its own question
    later = [of.item(one) for one in of.acts if one.place == act.place and one.number > act.number]
    if any(item is not None and item.state in UNSENT for item in later):
        return True  # the learner is asked about the later one, which takes its place
    if held is None or held.status is Status.NONE:
        return False
    is_here = token(fingerprint(held.text_html)) == act.token
    return is_here and of.holds(held.files, act)


def nothing_is_doubled(of: Evidence) -> list[Violation]:
    """I2: at most one living copy of each intent, but for what the learner chose to send once more."""
    found = []
    for act in of.acts:
        if not act.is_post:
            continue
        count = len(of.copies(act))
        if count <= 1 + act.again:
            continue
        if act.token in of.memory.very_late:
            of.excused["a request came more than ten minutes late"] += 1
        elif not of.has_markers and {("post", post.id) for post in of.copies(act)} & of.memory.touched:
            of.excused["no marks, and a teacher changed the words that a post would be known by"] += 1
        else:
            found.append(Violation("I2", f"{act.token} is {count} times at the school"))
    return found


def order_is_kept(of: Evidence) -> list[Violation]:
    """I3: within a discussion the posts of one laptop stand in the order they were written."""
    found = []
    places: dict[tuple[str, UserId, int], list[tuple[int, Act]]] = {}
    for act in of.acts:
        item = of.item(act)
        if not act.is_post or item is None or item.state is not State.SENT or item.receipt is None:
            continue
        if _was_overtaken(act) or of.memory.restores or act.token in of.memory.very_late:
            continue
        if isinstance(item.intent, Reply) and item.intent.discussion is not None:
            first = next((p for p, user, w in of.memory.made if user == act.user and token(w) == act.token), None)
            if first is not None:
                places.setdefault((act.laptop, act.user, item.intent.discussion), []).append((first, act))
    for inside in places.values():
        for (before, earlier), (after, later) in pairwise(inside):
            if after < before:
                found.append(Violation("I3", f"{later.token} stands before {earlier.token}"))
    return found


def _was_overtaken(act: Act) -> bool:
    """Whether it, or what it answers, stood aside once, so that others went first."""
    if act.rested or act.again or act.is_withdrawn:
        return True
    return act.parent is not None and _was_overtaken(act.parent)


def answers_stand_where_they_belong(of: Evidence) -> list[Violation]:
    """I3: an answer to a post of one's own stands under that post."""
    found = []
    for act in of.acts:
        if act.parent is None or act.kind is not IntentKind.REPLY or of.memory.restores:
            continue
        above = {post for post, user, words in of.memory.made if user == act.user and token(words) == act.parent.token}
        if any(post.parent not in above for post in of.copies(act)):
            found.append(Violation("I3", f"{act.token} does not stand under {act.parent.token}"))
    return found


def all_arrived(of: Evidence) -> list[Violation]:
    """I4: once the faults have stopped, what was written is at the school, and nothing waits."""
    found = []
    for act in of.acts:
        item = of.item(act)
        if item is None:
            continue
        if item.state in (State.QUEUED, State.SENDING, State.UNCERTAIN):
            if not _waits_for_learner(item, of):
                found.append(Violation("I4", f"{act.token} ({act.kind}) is still {item.state}"))
        elif item.state in (State.REJECTED, State.CONFLICT) and not _may_rest(act, item, of):
            code = item.problem.code if item.problem else ""
            found.append(Violation("I4", f"{act.token} ({act.kind}) is {item.state} ({code}) without a cause"))
        elif item.state is State.SENT and act.is_live:
            found += _differs(act, item, of)
    return found


def _waits_for_learner(item: Item, of: Evidence) -> bool:
    """Whether an item depends on one that only the learner can move."""
    parent = item.intent.parent_intent if isinstance(item.intent, Reply) else None
    above = of.items.get(parent) if parent else None
    if above is not None and (above.state in (State.REJECTED, State.CONFLICT) or _waits_for_learner(above, of)):
        return True
    if isinstance(item.intent, SaveSubmission | EditPost | DeletePost):
        same = [
            one
            for one in of.items.values()
            if one.account == item.account and one.queue == item.queue and one.state in (State.REJECTED, State.CONFLICT)
        ]
        return bool(same)
    return False


def _may_rest(act: Act, item: Item, of: Evidence) -> bool:
    code = item.problem.code if item.problem else ""
    if of.is_touched(act) or code in ("not_available", "parent_withdrawn"):
        return True
    if code == "missing_there" and _was_taken_back(act, of):
        return True  # by its own learner, at the other laptop
    if code == "several":
        return not of.has_markers
    if isinstance(item.intent, EditPost | DeletePost):  # the school lets posts be changed for half an hour
        target = act.target
        return code in ("cannotupdatepost", "cannotdeletepost", "post_gone", "discussion_gone") or (
            target is not None and _has_other_amends(act, of)
        )
    if isinstance(item.intent, SaveSubmission):
        return (act.user, item.intent.assignment) in of.memory.submits
    if isinstance(item.intent, Reply):  # what it answers was taken back by its own learner
        return item.intent.parent in of.memory.deleted or code == "discussion_gone"
    return code == "missing_there" and bool(of.memory.deleted)


def _was_taken_back(act: Act, of: Evidence) -> bool:
    made = {post for post, user, words in of.memory.made if user == act.user and token(words) == act.token}
    return bool(made & of.memory.deleted)


def _has_other_amends(act: Act, of: Evidence) -> bool:
    others = (one for one in of.acts if one is not act and one.place == act.place)
    return any(one.kind in (IntentKind.EDIT, IntentKind.DELETE) for one in others)


def _differs(act: Act, item: Item, of: Evidence) -> list[Violation]:
    """Return what of a sent act is otherwise at the school than the learner wrote it last."""
    if of.memory.restores or act.user in of.shared:
        return []
    if isinstance(item.intent, SaveSubmission) and act.is_final:
        held = of.submissions.get((act.user, item.intent.assignment))
        touched = ("work", item.intent.assignment) in of.memory.touched
        if held is None or (held.status is not Status.SUBMITTED and not touched):
            return [Violation("I4", f"{act.token} was saved and never submitted")]
    if isinstance(item.intent, SaveSubmission):
        return _lacks_files(act, item, item.intent, of)
    if isinstance(item.intent, MarkDone):
        mine = [
            one
            for one in of.acts
            if one.kind is IntentKind.COMPLETION and one.user == act.user and one.place == act.place and one.is_live
        ]
        shown = of.done.get((act.user, item.intent.activity), False)
        unsure = any(one.id is None and one.number > act.number for one in of.acts if one.place == act.place)
        is_last = mine[-1] is act and not unsure and not any(one.rested or one.is_forgotten for one in mine)
        if is_last and shown != act.done:
            if item.intent.activity in of.memory.late_ticks:
                of.excused["an older tick came more than ten minutes late"] += 1
                return []
            return [Violation("I4", f"the last tick of learner {act.user} is not what the school shows")]
    return []


def _lacks_files(act: Act, item: Item, intent: SaveSubmission, of: Evidence) -> list[Violation]:
    """Return which files that were to stay went, as far as nobody saved after."""
    saves = [save for save in of.memory.saves if (save.learner, save.assignment) == (act.user, intent.assignment)]
    if not saves or token(saves[-1].text) != act.token:
        return []
    gone = {*intent.keep, *(names.cleaned(file.name) for file in item.attachments)} - set(saves[-1].names)
    return [Violation("I1", f"{act.token} was handed in without {name}") for name in sorted(gone)]


def files_are_whole(offered: Iterable[Offered], versions: Mapping[str, int]) -> list[Violation]:
    """I5: a file is offered only if its size and hash are those of something the school had.

    `versions`: the sizes of all that was served or handed up, by SHA-256.
    """
    return [
        Violation("I5", f"{file.name} is offered and is not what the school served")
        for file in offered
        if file.known != file.found or versions.get(file.known) != file.size_bytes
    ]


def files_arrived(waiting: Sequence[str]) -> list[Violation]:
    """I4: once the faults have stopped, what was to be downloaded is here."""
    return [Violation("I4", f"{name} is still not here") for name in waiting]


def bytes_travel_once(traffic: Traffic) -> list[Violation]:
    """I9: what travels again after a cut is the unsynced tail and a chunk at most."""
    tail = POLICY.chunk_bytes + PIECE
    power = 2 * (POLICY.sync_every_bytes + tail)  # of the part under way, and of files that arrived just before
    fair = sum(traffic.asked.values()) + traffic.anew_bytes
    kill = tail + max(traffic.asked.values(), default=0)  # a small file is noted when it is whole
    most = fair + traffic.cuts * tail + traffic.kills * kill + traffic.power_cuts * power
    most += traffic.disk_errors * max(traffic.asked.values(), default=0)
    if traffic.served_bytes <= most:
        return []
    return [Violation("I9", f"{traffic.served_bytes} bytes travelled, and {most} at most should have")]


def progress_holds(of: Evidence) -> list[Violation]:
    """I6: nothing but the learner's own untick goes backwards, and an older tick never follows a newer one."""
    found = []
    allowed = {(act.user, act.place[1]) for act in of.acts if act.kind is IntentKind.COMPLETION and act.done is False}
    for user, activity, done in of.memory.ticks:
        if not done and (user, activity) not in allowed:
            found.append(Violation("I6", f"activity {activity} of learner {user} went back to not done"))
    return found


def nobody_speaks_for_another(of: Evidence) -> list[Violation]:
    """I7: no intent goes out under another person's token."""
    owner = {act.token: act.user for act in of.acts if act.is_post or act.kind is IntentKind.SUBMISSION}
    said = [(user, token(words)) for _post, user, words in of.memory.made]
    said += [(save.learner, token(save.text)) for save in of.memory.saves]
    wrong = sorted({word for user, word in said if word in owner and owner[word] != user})
    users = {act.user for act in of.acts if act.kind in (IntentKind.COMPLETION, IntentKind.VIEW)}
    strangers = {user for user, _activity, _done in of.memory.ticks} - users
    return [Violation("I7", f"{word} was sent as another person") for word in wrong] + [
        Violation("I7", f"something of learner {user} was ticked for nothing they did") for user in sorted(strangers)
    ]


def nothing_is_saved_again(of: Evidence) -> list[Violation]:
    """I8: a submission that the school holds is not saved once more."""
    found = []
    for save in of.memory.saves:
        if not save.repeats:
            continue
        if token(save.text) in of.memory.very_late:
            of.excused["a hand-in came late a second time"] += 1
            continue
        act = next((one for one in of.acts if one.token == token(save.text)), None)
        if act is not None and act.again:
            continue  # the learner chose to send it once more
        found.append(Violation("I8", f"{token(save.text)} was saved though the school held it"))
    return found


def nothing_newer_is_written_over(of: Evidence) -> list[Violation]:
    """I13: what somebody else made of a post or of the work meanwhile is not written over unasked."""
    if of.memory.restores or of.memory.very_late:
        return []
    return [*_work_written_over(of), *_posts_written_over(of)]


def _work_written_over(of: Evidence) -> list[Violation]:
    by_token = {act.token: act for act in of.acts if act.kind is IntentKind.SUBMISSION}
    made: dict[tuple[UserId, AssignmentId, str], str] = {}  # who made a version: a laptop
    found = []
    for save in of.memory.saves:
        act = by_token.get(token(save.text))
        item = of.item(act) if act is not None else None
        if act is None or item is None or not isinstance(item.intent, SaveSubmission) or act.again or act.rested:
            continue
        key = (save.learner, save.assignment, _when(save.before))
        is_seen = _when(save.before) == _when(item.intent.base) or made.get(key) == act.laptop
        if not is_seen and not save.was_late:
            found.append(Violation("I13", f"{act.token} was saved over a version its laptop never saw"))
        made[save.learner, save.assignment, _when(save.after)] = act.laptop
    return found


def _when(version: str) -> str:
    """Return the time of a version: giving work back changes its state and none of its words."""
    return version.partition(":")[2]


def _posts_written_over(of: Evidence) -> list[Violation]:
    edits = {fingerprint(i.intent.text): i for i in of.items.values() if isinstance(i.intent, EditPost)}
    asked = {act.id for act in of.acts if act.again or act.rested or act.older_words}
    found = []
    for change in of.memory.changes:
        item = edits.get(change.after)
        if item is None or item.id in asked or change.was_late or not isinstance(item.intent, EditPost):
            continue
        if change.before not in (item.intent.base, change.after):
            found.append(Violation("I13", f"post {change.post} was written over although it had changed"))
    return found


def sent_is_true(items: Iterable[Item], memory: Memory) -> list[Violation]:
    """I12: "sent" only with a receipt, and only of what the school took."""
    found = []
    made = {(number, token(words)) for number, _user, words in (*memory.made, *memory.discussions)}
    for item in items:
        if item.state is not State.SENT:
            continue
        if item.receipt is None:
            found.append(Violation("I12", f"{item.id} is sent and has no receipt"))
        elif isinstance(item.intent, Reply | NewDiscussion):
            if (item.receipt.server_id, token(item.intent.text)) not in made:
                found.append(Violation("I12", f"{item.id} is called sent, and the school never had it"))
        elif isinstance(item.intent, SaveSubmission):
            words = fingerprint(item.intent.text or "")
            if all(fingerprint(save.text) != words for save in memory.saves):
                found.append(Violation("I12", f"{item.id} is called handed in, and the school never had it"))
        elif isinstance(item.intent, MarkDone):
            told = {activity for _user, activity, _done in memory.ticks}
            if item.intent.done and item.intent.activity not in told:  # nothing is ticked at first
                found.append(Violation("I12", f"{item.id} is called ticked, and the school never heard of it"))
        elif isinstance(item.intent, EditPost) and _never_changed(item.intent, memory):
            found.append(Violation("I12", f"{item.id} is called changed, and the school never heard of it"))
    return found


def _never_changed(intent: EditPost, memory: Memory) -> bool:
    return all((one.post, one.after) != (intent.post, fingerprint(intent.text)) for one in memory.changes)


def requests_are_bounded(per_hour: Sequence[int], most: int) -> list[Violation]:
    """I10: while nothing answers, the school is not asked more often than this in an hour."""
    return [Violation("I10", f"{count} requests in an hour without a link") for count in per_hour if count > most]


def databases_are_whole(damage: Sequence[str]) -> list[Violation]:
    """I11: after a crash both databases pass quick_check."""
    return [Violation("I11", words) for words in damage if words]


AT_THE_END = (
    nothing_is_lost,
    nothing_is_doubled,
    order_is_kept,
    answers_stand_where_they_belong,
    all_arrived,
    progress_holds,
    nobody_speaks_for_another,
    nothing_is_saved_again,
    nothing_newer_is_written_over,
)
