"""What can be typed."""

import argparse
from collections.abc import Sequence
from typing import TypeAlias

from studydesk.cli import exits
from studydesk.domain.plan import Hours, hours

# Of the learner's choices those that downloads heed; in settings.py with _ for -.
SETTINGS = (
    *("price-per-mb", "allowance-day-mb", "allowance-week-mb", "download-hours", "rate-limit-kb"),
    *("lets-others-through", "metered", "metered-what", "storage-budget-mb", "disk-reserve-mb"),
)

_ITEM = "its id, or the beginning of it"

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the command with its options; ends the process with code 2 on what cannot be understood."""
    whole = parser()
    chosen = whole.parse_args(arguments)
    if chosen.command == "download":
        _must_go_together(whole, chosen)
    return chosen


def _must_go_together(whole: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    """End the process with code 2 where an option would be accepted and forgotten."""
    downloads = ["--now"] * chosen.now + ["--at"] * bool(chosen.at) + ["--limit-rate"] * bool(chosen.limit_rate)
    if chosen.change:
        first, others = f"--{chosen.change}", ["--price"] * chosen.price + ["--queue"] * chosen.queue + downloads
    elif chosen.price:
        first, others = "--price", ["--queue"] * chosen.queue + downloads
    else:
        first, others = "--queue", [option for option in downloads if chosen.queue and option != "--now"]
    if others:
        whole.error(f"{first} does not go together with {others[0]}")


def parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--home", metavar="DIR", default=argparse.SUPPRESS, help="keep every file below this folder")
    shared.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="answer as one JSON value")
    shared.add_argument("--account", metavar="NAME", default=argparse.SUPPRESS, help="user name or id, if several")
    codes = "\n".join(f"  {code}  {words}" for code, words in exits.MEANINGS)
    whole = argparse.ArgumentParser(
        prog="studydesk",
        description="Study offline with the courses of a Moodle school. Without a command the window opens.",
        epilog=f"exit codes:\n{codes}\n\nSTUDYDESK_HOME stands for --home, STUDYDESK_PASSWORD for the password.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    whole.add_argument("--home", metavar="DIR", help="keep every file below this folder")
    whole.add_argument("--json", action="store_true", help="answer as one JSON value")
    whole.add_argument("--account", metavar="NAME", help="user name or id, where there are several accounts")
    commands = whole.add_subparsers(dest="command", metavar="COMMAND")
    adder = _Adder(commands, shared)
    for add in (_demo, _campus, _reading, _downloading, _storing, _syncing, _forums, _writing, _submitting):
        add(adder)
    _outbox(adder)
    _looking(adder)
    return whole


class _Adder:
    """Adds commands that all take the shared options."""

    def __init__(self, commands: _Commands, shared: argparse.ArgumentParser) -> None:
        self._commands = commands
        self._shared = shared

    def __call__(self, name: str, words: str) -> argparse.ArgumentParser:
        return self._commands.add_parser(name, help=words, description=words, parents=[self._shared])

    def group(self, name: str, words: str, dest: str, is_required: bool) -> "_Adder":
        """Return an adder for the commands inside another one."""
        made = self(name, words).add_subparsers(dest=dest, metavar="WHAT", required=is_required)
        return _Adder(made, self._shared)


def _demo(add: _Adder) -> None:
    made = add("demo", "open the program on an embedded school")
    made.add_argument("--campus-only", action="store_true", help="run the school alone; its first line is JSON")
    made.add_argument("--port", type=int, default=0, help="of the school, 0 = any free one")
    made.add_argument("--tour", metavar="DIR", help="drive the window through the main job, with pictures in DIR")
    for part in ("--tour-act", "--tour-count"):  # how the tour starts its own processes
        made.add_argument(part, metavar="FILE", help=argparse.SUPPRESS)


def _campus(add: _Adder) -> None:
    inside = add.group("campus", "the schools you are signed in to", "what", is_required=True)
    made = inside("add", "sign in to a school; the password comes from a prompt, stdin or STUDYDESK_PASSWORD")
    made.add_argument("address", help="of the school's page")
    made.add_argument("--user", metavar="NAME", help="your user name there")
    _secret(made)
    made.add_argument("--no-refresh", action="store_true", help="do not look for courses yet")
    inside("list", "list accounts")
    made = inside("move", "follow a school that has a new address; everything you have here stays")
    made.add_argument("name", help="user name or id")
    made.add_argument("address", help="of the school's page now")
    _secret(made)
    made = inside("remove", "remove an account and all it has on this computer")
    made.add_argument("name", help="user name or id")
    _leaving(made)
    made.add_argument("--yes", action="store_true", help="do not ask; needed with --json and in scripts")
    made = inside("sign-out", "forget the key; everything stays readable")
    made.add_argument("name", help="user name or id")
    _leaving(made)
    made = inside("switch", "use another account from now on")
    made.add_argument("name", help="user name or id")


def _secret(made: argparse.ArgumentParser) -> None:
    secret = made.add_mutually_exclusive_group()
    secret.add_argument("--password-stdin", action="store_true", help="read the password from stdin")
    secret.add_argument("--token-stdin", action="store_true", help="read a key, or an address with token=, from stdin")


def _leaving(made: argparse.ArgumentParser) -> None:
    made.add_argument("--copy", metavar="FILE", help="save a copy of what is unsent first: a folder, or FILE.zip")
    made.add_argument("--even-unsent", action="store_true", help="also when something was not sent yet")


def _reading(add: _Adder) -> None:
    add("courses", "list your courses")
    add("course", "show a course with its activities").add_argument("course", help="its id, short or full name")
    made = add("read", "show the text of a page, or a chapter of a book")
    made.add_argument("activity", type=int)
    made.add_argument("--chapter", type=int, default=1, help="of a book, counted from 1")
    add("search", "find words in everything on this computer").add_argument("text", nargs="+")
    add("tasks", "list assignments")
    add("agenda", "list what is due and when")
    add("grades", "list grades")


def _downloading(add: _Adder) -> None:
    made = add("download", "download a course or parts of it, or change what waits (--pause, --cancel, …)")
    made.epilog = (
        "Above 1 MB a terminal is asked before anything is queued; with --yes, with --json and in scripts nobody is. "
        "Outside the hours of --at the command waits until they open (Ctrl+C stops it, the queue stays). "
        "Ends with code 6 while something of it is left."
    )
    made.add_argument("course", nargs="?", help="its id, short or full name; may be left out with --pause and the like")
    words = "text, documents (and text), all, or ids of activities"
    made.add_argument("--what", nargs="+", default=["all"], metavar="WHAT", help=words)
    words = "single files, by the numbers that downloads shows"
    made.add_argument("--file", nargs="+", type=int, default=[], metavar="NO", help=words)
    made.add_argument("--price", action="store_true", help="only say what it would cost")
    made.add_argument("--queue", action="store_true", help="only queue it")
    made.add_argument("--yes", action="store_true", help="do not ask, whatever it costs")
    words = "download it whatever your hours, allowance and a paid link say"
    made.add_argument("--now", action="store_true", help=words)
    words = "take at most so many bytes a second this time: 50000, 200k, 1.5M"
    made.add_argument("--limit-rate", type=rate, metavar="RATE", help=words)
    words = "download only in these hours this time: 22:00-06:00, by the clock of this computer"
    made.add_argument("--at", type=span, metavar="HOURS", help=words)
    change = made.add_mutually_exclusive_group()
    for name, words in (
        ("pause", "let it wait until --resume"),
        ("resume", "go on with what is paused or failed"),
        ("cancel", "take it out of the queue"),
        ("first", "let it go before all others"),
        ("last", "let it go after all others"),
    ):
        change.add_argument(f"--{name}", dest="change", action="store_const", const=name, help=words)
    add("downloads", "list what is on its way and why it waits")
    add("usage", "show how much data downloads used, today and this week")
    made = add("settings", "list what downloads may cost, when they run and how much room they take, or change it")
    made.add_argument("name", nargs="?", choices=SETTINGS, metavar="NAME", help="one of those that are listed")
    made.add_argument("value", nargs="?", metavar="VALUE", help="another value for it; off = no limit")


def _storing(add: _Adder) -> None:
    made = add("storage", "show what takes space on this computer, or move all courses to another drive")
    where = made.add_mutually_exclusive_group()
    where.add_argument("--move", metavar="DIR", help="move all downloaded files there; goes on where it was stopped")
    where.add_argument("--move-home", action="store_true", help="move them back to where they were at first")
    made = add("verify", "check every downloaded file; what is damaged is queued again, and the code is 7")
    made.add_argument("--dry-run", action="store_true", help="only look")
    made = add("free", "remove downloaded files from this computer; never what you keep or what unsent work is about")
    made.add_argument("course", nargs="?", help="its id, short or full name")
    made.add_argument("activity", nargs="*", type=int, help="only these activities of it")
    made.add_argument("--suggested", action="store_true", help="what is over, done, or not opened for weeks")
    made.add_argument("--bytes", type=rate, metavar="SIZE", help="with --suggested: no more than is needed for 500M")
    made.add_argument("--yes", action="store_true", help="do not ask; needed with --json and in scripts")
    made = add("keep", "always keep a course, or some activities of it, whatever is freed")
    made.add_argument("course", help="its id, short or full name")
    made.add_argument("activity", nargs="*", type=int, help="only these activities of it")
    made.add_argument("--not", dest="no_longer", action="store_true", help="keep it no longer")


def rate(words: str) -> float:
    """Return bytes (a second) of "200k", "1.5M" or "2G". Raises ArgumentTypeError."""
    unit = {"k": 1e3, "m": 1e6, "g": 1e9}.get(words[-1:].lower(), 1.0)
    try:
        found = float(words if unit == 1.0 else words[:-1]) * unit
    except ValueError:
        found = 0.0
    if not 1.0 <= found < 1e12:  # also not a number
        raise argparse.ArgumentTypeError(f"cannot be understood: {words}; try 200k")
    return found


def span(words: str) -> Hours:
    """Return the hours of "22:00-06:00". Raises ArgumentTypeError."""
    found = hours(words)
    if found is None:
        raise argparse.ArgumentTypeError(f"no hours: {words}; try 22:00-06:00")
    return found


def _syncing(add: _Adder) -> None:
    made = add("refresh", "look for news at the school")
    made.add_argument("--list-only", action="store_true", help="only the list of courses: the fewest bytes")
    made = add("sync", "send what waits, look for news, go on with downloads; code 6 when something is left")
    made.add_argument("--wait", type=float, default=30.0, metavar="SECONDS", help="for answers in doubt, at most")
    made.add_argument("--no-downloads", action="store_true", help="leave downloads as they are")
    made.add_argument("--send-only", action="store_true", help="send what waits and nothing else: the fewest bytes")


def _forums(add: _Adder) -> None:
    made = add("discussions", "list forums, or the discussions of one")
    which = made.add_mutually_exclusive_group()
    which.add_argument("--forum", type=int, metavar="ID")
    which.add_argument("--course", metavar="COURSE", help="its id, short or full name")
    add("posts", "show a discussion").add_argument("discussion", help="id, or the id of one that waits")


def _writing(add: _Adder) -> None:
    made = add("post", "answer in a discussion")
    made.add_argument("--discussion", required=True, metavar="ID", help="or the id of one that waits")
    made.add_argument("--parent", metavar="ID", help="the post you answer; the first one if not said")
    made.add_argument("--subject", metavar="TEXT")
    _message(made)
    made = add("discuss", "start a discussion")
    made.add_argument("--forum", required=True, type=int, metavar="ID")
    made.add_argument("--subject", required=True, metavar="TEXT")
    _message(made)
    made = add("done", "tick an activity off")
    made.add_argument("activity", type=int)
    made.add_argument("--undo", action="store_true", help="take the tick back")
    _later(made)


def _message(made: argparse.ArgumentParser) -> None:
    made.add_argument("--message-file", required=True, metavar="F", help="the text (UTF-8), - for stdin")
    made.add_argument("--attach", action="append", default=[], metavar="F")
    _later(made)


def _later(made: argparse.ArgumentParser) -> None:
    made.add_argument("--later", action="store_true", help="only queue it, whatever the link")


def _submitting(add: _Adder) -> None:
    made = add("submit", "hand in work; files already handed in stay unless --replace")
    made.add_argument("--assignment", required=True, type=int, metavar="ID")
    made.add_argument("--text-file", metavar="F", help="the text (UTF-8), - for stdin")
    made.add_argument("--file", action="append", default=[], metavar="F")
    made.add_argument("--replace", action="store_true", help="files handed in before go")
    made.add_argument("--final", action="store_true", help="submit for grading")
    made.add_argument("--statement", action="store_true", help="this work is my own")
    _later(made)


def _outbox(add: _Adder) -> None:
    inside = add.group("outbox", "what waits to be sent", "what", is_required=False)
    inside("list", "list what waits").add_argument("--history", action="store_true", help="and what was sent")
    made = inside("history", "list what was sent or withdrawn, with receipts")
    made.add_argument("--search", metavar="WORDS", default="", help="only what has all these words")
    made.add_argument("--export", metavar="FILE", help="write it to FILE.csv, FILE.html or FILE.md instead")
    inside("show", "show one: its words and receipt, or both versions").add_argument("item", help=_ITEM)
    inside("copy", "save a copy of what is unsent").add_argument("file", help="a folder that is not there, or FILE.zip")
    made = inside("files", "save the files of one into a folder")
    made.add_argument("item", help=_ITEM)
    made.add_argument("folder", help="where to")
    for name, words in (
        ("retry", "try again at the next chance"),
        ("withdraw", "take out; the words stay in the history"),
        ("restore", "undo a withdrawal"),
        ("mine", "of two versions, send mine"),
        ("both", "of two versions, send the school's with mine below it, and the files of both"),
    ):
        inside(name, words).add_argument("item", help=_ITEM)
    made = inside("theirs", "of two versions, keep the school's")
    made.add_argument("item", help=_ITEM)
    made.add_argument("--post", type=int, metavar="ID", help="of several posts that may be mine, this one is")


def _looking(add: _Adder) -> None:
    add("status", "say where everything stands, without asking the school")
    made = add("clean-up", "take everything of StudyDesk off this computer, before the program is removed")
    _leaving(made)
    made.add_argument("--yes", action="store_true", help="do not ask; needed with --json and in scripts")
    made = add("doctor", "check this computer and the way to the school")
    how = made.add_mutually_exclusive_group()
    how.add_argument("--rescue", action="store_true", help="bring your work back from its journal and a copy")
    how.add_argument("--recover", nargs="?", const="", metavar="BACKUP", help="bring back a copy of your work alone")
    made.add_argument("--from", dest="backup", default="", metavar="BACKUP", help="with --rescue: use this copy")
    made.add_argument("--offline", action="store_true", help="do not ask the school")
