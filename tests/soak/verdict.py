"""The comparison: what learners were promised, against what the school has and what the laptops hold. Pure.

Nothing here knows the program: posts are known by words of their own, files by their hash.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tests.soak.journal import Act, End, Entry
from tests.soak.school import Found, Post, Work

_BEGINS = frozenset({Act.REPLY, Act.DISCUSS})
_GONE = frozenset({Act.WITHDRAW, Act.TAKE_BACK})
_UNSENT = frozenset({"queued", "sending", "uncertain", "rejected", "conflict"})


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a laptop holds of one learner in the end.

    Attributes:
        items: outbox id → state and problem. broken: what is wrong with its files.
        running: downloads that did not come to an end.
    """

    desk: str
    items: Mapping[str, tuple[str, str]]
    broken: tuple[str, ...] = ()
    running: tuple[str, ...] = ()


@dataclass(slots=True)
class Verdict:
    """What was found wrong, in words, by kind."""

    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)
    excused: list[str] = field(default_factory=list)

    @property
    def violations(self) -> list[str]:
        """Everything that must not be."""
        return [*self.lost, *self.duplicated, *self.stuck, *self.other]


@dataclass(slots=True)
class Claim:
    """What must be true of one post: how often it may be there, which words it may have, and its files."""

    first: Entry
    copies: set[int]
    texts: set[str]
    is_in_order: bool = True


def judge(
    entries: Sequence[Entry],
    found: Found,
    drafts: Mapping[int, bool],
    shelves: Sequence[Shelf],
    excused: Collection[str],
) -> Verdict:
    """Return what is wrong.

    `drafts`: of each assignment, whether work stays a draft until it is submitted for grading.
    `excused`: markers of posts that a request brought so late that no grace can cover it.
    """
    verdict = Verdict()
    claims = _claims(entries)
    of_token = _by_token(found.posts, claims, verdict)
    states = {item: state for shelf in shelves for item, state in shelf.items.items()}
    for token, claim in claims.items():
        _check_post(claim, of_token[token], states, verdict)
    _check_order(claims, of_token, verdict)
    _check_works(entries, found, drafts, verdict)
    _check_ticks(entries, found, verdict)
    _check_items(entries, states, verdict)
    for shelf in shelves:
        verdict.other += [f"{shelf.desk}: {words}" for words in shelf.broken]
        verdict.stuck += [f"{shelf.desk}: still downloading {name}" for name in shelf.running]
    for marker in sorted(found.came_twice):
        where = verdict.excused if marker in excused else verdict.duplicated
        where.append(f"came in more than once: {marker}")
    verdict.duplicated += [f"saved again although the school held it: {text[:60]}" for text in found.saved_again]
    return verdict


def _claims(entries: Iterable[Entry]) -> dict[str, Claim]:
    claims: dict[str, Claim] = {}
    for entry in entries:
        if entry.act in _BEGINS:
            copies = {End.KEPT: {1}, End.REFUSED: {0}, End.UNKNOWN: {0, 1}}[entry.end]
            is_in_order = entry.act is Act.REPLY and entry.end is End.KEPT
            claims[entry.token] = Claim(entry, copies, {words(entry.text)}, is_in_order)
        elif entry.token in claims and entry.end is not End.REFUSED:
            _change(claims[entry.token], entry)
    return claims


def _change(claim: Claim, entry: Entry) -> None:
    is_sure = entry.end is End.KEPT
    if entry.act in _GONE or entry.act is Act.RESTORE:
        now = {1} if entry.act is Act.RESTORE else {0}
        claim.copies = now if is_sure else claim.copies | now
        claim.is_in_order = False
    else:
        text = {words(entry.text)}
        claim.texts = text if is_sure else claim.texts | text


def _by_token(posts: Iterable[Post], claims: Mapping[str, Claim], verdict: Verdict) -> dict[str, list[Post]]:
    """Return the posts of each token; what a learner's hand never wrote is a violation."""
    found: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        token = post.text.split(" ", 1)[0]
        if token in claims:
            found[token].append(post)
        elif token.startswith("w-"):
            verdict.other.append(f"nobody wrote this: post {post.id}, {post.text[:60]}")
    return found


def _check_post(
    claim: Claim, posts: Sequence[Post], states: Mapping[str, tuple[str, str]], verdict: Verdict
) -> None:
    first = claim.first
    named = f"{first.desk} {first.act} {first.token}"
    if len(posts) > 1:
        verdict.duplicated.append(f"{named}: {len(posts)} copies, posts {[post.id for post in posts]}")
    elif len(posts) not in claim.copies:
        state, problem = states.get(first.item, ("not in the outbox", ""))
        if posts:
            verdict.other.append(f"{named}: is there, though it was {_why_none(first)}")
        elif state not in _UNSENT:  # else `_check_items` says so
            verdict.lost.append(f"{named}: not at the school; {state} {problem}")
    for post in posts:
        verdict.other += [f"{named}: {what}" for what in _differences(claim, post)]


def _why_none(first: Entry) -> str:
    return "refused" if first.end is End.REFUSED else "withdrawn or taken back"


def _differences(claim: Claim, post: Post) -> Iterator[str]:
    if post.author != claim.first.learner:
        yield f"post {post.id} was sent as {post.author}"
    if post.text not in claim.texts:
        yield f"post {post.id} says {post.text!r} and not {sorted(claim.texts)}"
    if post.files != claim.first.files:
        yield f"the files of post {post.id} are {post.files} and not {claim.first.files}"


def _check_order(claims: Mapping[str, Claim], found: Mapping[str, Sequence[Post]], verdict: Verdict) -> None:
    """Within a discussion a learner's answers from one laptop stand in the order of writing."""
    lines: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for token, claim in claims.items():  # in the order of the journal
        if claim.is_in_order and found.get(token):
            lines[claim.first.desk, claim.first.place].append((found[token][0].id, token))
    for (desk, place), line in lines.items():
        for (before, _), (after, token) in pairwise(line):
            if after < before:
                verdict.other.append(f"{desk} in {place}: {token} (post {after}) stands before what was written before")


def _check_works(entries: Sequence[Entry], found: Found, drafts: Mapping[int, bool], verdict: Verdict) -> None:
    lines: dict[tuple[str, int], dict[str, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        if entry.act is Act.SUBMIT and entry.end is not End.REFUSED:
            lines[entry.learner, int(entry.place)][entry.desk].append(entry)
    for (learner, task), desks in lines.items():
        chosen = [entry for line in desks.values() for entry in _last(line)]
        work = found.works.get((learner, task))
        named = f"{learner}, task {task}"
        if work is None:
            kept = [entry.token for entry in chosen if entry.end is End.KEPT]
            verdict.lost += [f"{named}: nothing is handed in, {token} was" for token in kept]
        elif not any(_is_work(work, entry, drafts[task]) for entry in chosen):
            wanted = [(entry.token, entry.final, entry.files) for entry in chosen]
            verdict.lost.append(f"{named}: the school has {work}, and not one of {wanted}")
    for (learner, task), work in found.works.items():
        if (learner, task) not in lines:
            verdict.other.append(f"nobody handed this in: {learner}, task {task}, {work}")


def _last(line: Sequence[Entry]) -> list[Entry]:
    """Return what may be the last word: the last that was kept, and what came after it without a word."""
    kept = max((at for at, entry in enumerate(line) if entry.end is End.KEPT), default=0)
    return list(line[kept:])


def _is_work(work: Work, entry: Entry, has_drafts: bool) -> bool:
    status = "draft" if has_drafts and not entry.final else "submitted"
    return (work.status, work.text, work.files) == (status, words(entry.text), entry.files)


def _check_ticks(entries: Sequence[Entry], found: Found, verdict: Verdict) -> None:
    lines: dict[tuple[str, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.act is Act.TICK and entry.end is not End.REFUSED:
            lines[entry.learner, int(entry.place)].append(entry)
    for (learner, reading), line in lines.items():
        allowed = {entry.done for entry in _last(line)}
        if all(entry.end is not End.KEPT for entry in line):
            allowed.add(False)
        if (reading in found.ticks[learner]) not in allowed:
            verdict.lost.append(f"{learner}: the tick of {reading} is not as it was left, {allowed}")


def _check_items(entries: Sequence[Entry], states: Mapping[str, tuple[str, str]], verdict: Verdict) -> None:
    """Everything that was said to be kept is in the outbox, and none of it waits."""
    for entry in entries:
        if entry.end is End.KEPT and entry.item not in states:
            verdict.lost.append(f"{entry.desk} {entry.act} {entry.token}: not in the outbox, not in the history")
    of_item = {entry.item: entry for entry in entries if entry.item}
    for item, (state, problem) in states.items():
        if state in _UNSENT:
            known = of_item.get(item)
            named = f"{known.desk} {known.act} {known.token}" if known else "something nobody was told of"
            verdict.stuck.append(f"{named}: {state} {problem}")


def words(text: str) -> str:
    """Return a text with single spaces between its words, as the teacher's look has it."""
    return " ".join(text.split())
