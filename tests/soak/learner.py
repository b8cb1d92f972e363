"""A learner at a laptop: writes, changes their mind, hands in, ticks off; every command may be the last of its kind."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from studydesk.cli import exits
from tests.soak.journal import Act, End, Entry, Journal
from tests.soak.program import Ended, Program
from tests.soak.school import Places

_WORDS = "The roof gives 40 mm < 2 days & more;\nsöme läches, “quoted” words."
_RECENT = 6


@dataclass(slots=True)
class Own:
    """A post of the learner's own that was said to be kept."""

    token: str
    item: str
    act: Act
    place: str
    version: int = 1
    is_answered: bool = False
    is_withdrawn: bool = False
    is_taken_back: bool = False


class Learner:
    """One learner at one laptop."""

    def __init__(
        self, desk: str, program: Program, journal: Journal, places: Places, chance: random.Random, folder: Path
    ) -> None:
        """`places`: where this desk writes; of tasks and readings nobody else's. `folder`: for texts and files."""
        self.desk = desk
        self.account = desk.split("/")[1]
        self._program, self._journal, self._places = program, journal, places
        self._chance, self._folder = chance, folder
        self._own: list[Own] = []
        self._closed: set[int] = set()
        self._count = 0
        folder.mkdir(parents=True)

    def act(self, most_kills: float = 0.06) -> None:
        """Do one thing; `most_kills` is the share of commands that are killed while they work."""
        self._most_kills = most_kills
        acts: list[tuple[int, Callable[[], None]]] = [
            (8, self._reply),
            (4, self._reply_to_own),
            (2, self._discuss),
            (5, self._submit),
            (3, self._tick),
            (2, self._reword),
            (1, self._amend),
            (2, self._withdraw),
            (2, self._restore),
            (1, self._take_back),
        ]
        self._chance.choices([act for _, act in acts], [weight for weight, _ in acts])[0]()

    def _reply(self) -> None:
        self._post(str(self._chance.choice(self._places.discussions)), "")

    def _reply_to_own(self) -> None:
        """Answer a discussion or a post that may wait in the outbox, or may have gone meanwhile."""
        known = [own for own in self._own[-_RECENT:] if not (own.is_withdrawn or own.is_taken_back)]
        if not known:
            return
        parent = self._chance.choice(known)
        parent.is_answered = True
        if parent.act is Act.DISCUSS:
            self._post(parent.item, "")
        else:
            self._post(parent.place, parent.item)

    def _post(self, place: str, parent: str) -> None:
        token = self._token()
        files = self._files(0.25)
        typed = ["post", "--discussion", place, *(["--parent", parent] if parent else []), *self._message(token)]
        typed += [word for file in files for word in ("--attach", str(file))]
        entry = self._do(Act.REPLY, token, place, typed, text=_said(token, 1), files=_hashes(files))
        self._remember(entry)

    def _discuss(self) -> None:
        token = self._token()
        forum = str(self._chance.choice(self._places.forums))
        files = self._files(0.2)
        typed = ["discuss", "--forum", forum, "--subject", f"About {token}", *self._message(token)]
        typed += [word for file in files for word in ("--attach", str(file))]
        entry = self._do(Act.DISCUSS, token, forum, typed, text=_said(token, 1), files=_hashes(files))
        self._remember(entry)

    def _submit(self) -> None:
        open_tasks = [task for task in self._places.tasks if task not in self._closed]
        if not open_tasks:
            return
        task = self._chance.choice(open_tasks)
        token, files = self._token(), self._files(0.6)
        final = self._places.tasks[task] and self._chance.random() < 0.12
        if final:
            self._closed.add(task)  # after this the school takes nothing more, whether it is acknowledged or not
        text = self._file("work.txt", _said(token, 1).encode())
        typed = ["submit", "--assignment", str(task), "--text-file", str(text), "--replace"]
        typed += [word for file in files for word in ("--file", str(file))]
        typed += [*(["--final"] if final else []), *self._later()]
        self._do(Act.SUBMIT, token, str(task), typed, text=_said(token, 1), files=_hashes(files), final=final)

    def _tick(self) -> None:
        reading, done = self._chance.choice(self._places.readings), self._chance.random() < 0.7
        typed = ["done", str(reading), *([] if done else ["--undo"]), *self._later()]
        self._do(Act.TICK, f"tick-{reading}", str(reading), typed, done=done)

    def _reword(self) -> None:
        own = self._one_of(self._own[-_RECENT:])
        if own is not None:
            own.version += 1
            text = _said(own.token, own.version)
            self._use_pen(Act.REWORD, own, "reword", own.item, text, text=text)

    def _amend(self) -> None:
        own = self._one_of(self._own[:-_RECENT])
        if own is not None:
            own.version += 1
            text = _said(own.token, own.version)
            self._use_pen(Act.AMEND, own, "amend", own.token, text, text=text)

    def _take_back(self) -> None:
        own = self._one_of([own for own in self._own[:-_RECENT] if own.act is Act.REPLY and not own.is_answered])
        if own is not None and self._use_pen(Act.TAKE_BACK, own, "take-back", own.token) is not End.REFUSED:
            own.is_taken_back = True

    def _withdraw(self) -> None:
        own = self._one_of([own for own in self._own[-3:] if own.act is Act.REPLY and not own.is_answered])
        if own is not None:
            entry = self._do(Act.WITHDRAW, own.token, own.place, ["outbox", "withdraw", own.item])
            own.is_withdrawn = entry.end is not End.REFUSED

    def _restore(self) -> None:
        known = [own for own in self._own if own.is_withdrawn]
        if known:
            own = self._chance.choice(known)
            entry = self._do(Act.RESTORE, own.token, own.place, ["outbox", "restore", own.item])
            own.is_withdrawn = entry.end is not End.KEPT

    def _one_of(self, known: list[Own]) -> Own | None:
        here = [own for own in known if not (own.is_withdrawn or own.is_taken_back)]
        return self._chance.choice(here) if here else None

    def _use_pen(self, act: Act, own: Own, *typed: str, text: str = "") -> End:
        entry = self._journal.begin(self.desk, act, own.token, own.place, text=text)
        return self._note(entry, self._program.pen(self.account, *typed, within=self._within())).end

    def _do(
        self,
        act: Act,
        token: str,
        place: str,
        typed: list[str],
        *,
        text: str = "",
        files: dict[str, str] | None = None,
        final: bool = False,
        done: bool = False,
    ) -> Entry:
        more = {"text": text, "files": files or {}, "final": final, "done": done}
        entry = self._journal.begin(self.desk, act, token, place, **more)
        return self._note(entry, self._program.run(*typed, "--account", self.account, within=self._within()))

    def _note(self, entry: Entry, ended: Ended) -> Entry:
        """Note what the learner was told; whoever was told nothing was promised nothing."""
        end = {exits.DONE: End.KEPT, exits.NOT_POSSIBLE: End.REFUSED}.get(ended.code, End.UNKNOWN)
        item = str(ended.told["id"]) if end is End.KEPT else ""
        self._journal.end(entry, end, item)
        return Entry(**{name: getattr(entry, name) for name in Entry.__slots__} | {"end": end, "item": item})

    def _remember(self, entry: Entry) -> None:
        if entry.end is End.KEPT:
            self._own.append(Own(entry.token, entry.item, entry.act, entry.place))

    def _within(self) -> float | None:
        """Return after how many seconds the command is killed: it writes about 0.4 s after its start."""
        return self._chance.uniform(0.2, 0.7) if self._chance.random() < self._most_kills else None

    def _later(self) -> list[str]:
        return ["--later"] if self._chance.random() < 0.8 else []

    def _message(self, token: str) -> list[str]:
        return ["--message-file", str(self._file("message.txt", _said(token, 1).encode())), *self._later()]

    def _token(self) -> str:
        self._count += 1
        return f"w-{self.desk.replace('/', '-')}-{self._count}"

    def _files(self, share: float) -> list[Path]:
        if self._chance.random() > share:
            return []
        sizes = [self._chance.randint(1, 50_000) for _ in range(self._chance.randint(1, 2))]
        return [self._file(f"tabelle ö {n}.csv", self._chance.randbytes(size)) for n, size in enumerate(sizes)]

    def _file(self, name: str, content: bytes) -> Path:
        path = self._folder / name
        path.write_bytes(content)
        return path


def _said(token: str, version: int) -> str:
    return f"{token} version-{version}\n\n{_WORDS}"


def _hashes(files: list[Path]) -> dict[str, str]:
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
