"""What downloads are doing, in words: one honest sentence for the head of the page, and one for each file."""

from datetime import datetime, tzinfo

from studydesk.domain.downloads import FileState
from studydesk.domain.link import LinkState
from studydesk.wording import units
from studydesk.wording.problems import problem
from studydesk.wording.speech import ntr, tr
from studydesk.wording.storage import of_total

ASKED_TO_WAIT = frozenset({"busy", "maintenance", "sitemaintenance", "database", "dbconnectionfailed"})


def progress(done: int, total: int, rate: float | None) -> str:
    """Return "1.2 of 8.4 MB here · 23 kB/s · about 6 min left"; `rate` in bytes per second, None = not known yet."""
    said = [tr("{part} here").format(part=of_total(done, total))]
    if rate:
        said.append(tr("{size}/s").format(size=units.size(round(rate))))
        said.append(tr("{span} left").format(span=units.duration((total - done) / rate)))
    return " · ".join(said)


def link_waits(state: LinkState) -> tuple[str, str]:
    """Return why downloads wait for a link that is of no use, and what that means, as two sentences."""
    by_itself = tr("It goes on by itself.")
    words = {
        LinkState.UNKNOWN: (tr("Looking for the school"), by_itself),
        LinkState.NO_LINK: (tr("No link"), tr("It goes on by itself when there is one.")),
        LinkState.PORTAL: (tr("This Wi-Fi wants you to sign in"), tr("Open a web browser, sign in and come back.")),
        LinkState.NO_CAMPUS: (tr("The school does not answer"), tr("We look again and go on by ourselves.")),
        LinkState.MAINTENANCE: (tr("School under maintenance"), tr("We look again and go on by ourselves.")),
        LinkState.SERVICES_OFF: (
            tr("The school does not let study programs in"),
            tr("Ask the school to switch on “web services for mobile devices”."),
        ),
        LinkState.SIGNED_OUT: (tr("You are signed out at the school"), tr("Sign in, then it goes on.")),
    }
    return words.get(state, (tr("Starting"), by_itself))


def server_waits(why: str | None, until: datetime, tz: tzinfo | None = None) -> str:
    """Return that everything waits for a time, and for whom; `why` is a code of `problem`, None = not known."""
    time = units.clock_time(until, tz)
    if why in ASKED_TO_WAIT:
        return tr("The school's server asks us to wait until {time}").format(time=time)
    return tr("Next try at {time}").format(time=time)


def file_state(
    state: FileState,
    done: int,
    total: int,
    *,
    why: str | None = None,
    next_try: datetime | None = None,
    held: str = "",
    tz: tzinfo | None = None,
) -> str:
    """Return where one file stands; `why` is a code of `problem`, `held` the sentence of what holds it."""
    left = units.size(max(0, total - done)) if total else ""  # what a page's text weighs is not told beforehand
    again = units.clock_time(next_try, tz) if next_try is not None else ""
    match state:
        case FileState.RUNNING if not total:
            return tr("Downloading")
        case FileState.RUNNING:
            share = units.percent(done / total if total else 0.0)
            return tr("Downloading {share}, {size} left").format(share=share, size=left)
        case FileState.PAUSED if not total:
            return tr("Paused")
        case FileState.PAUSED:
            return tr("Paused · {size} left").format(size=left)
        case FileState.FAILED:
            said = tr("Could not be downloaded: {why}").format(why=problem(why or ""))
            return f"{said} " + tr("Next try at {time}").format(time=again) if again else said
        case FileState.QUEUED if again and why:
            said = tr("Waiting: {why}").format(why=problem(why))
            said = f"{said} " + tr("Next try at {time}").format(time=again)
            return " · ".join(part for part in (said, left) if part)
        case FileState.QUEUED if again:
            said = tr("Next try at {time}").format(time=again)
            return " · ".join(part for part in (said, left) if part)
        case FileState.QUEUED if held:
            return " · ".join(part for part in (held.partition(". ")[0].removesuffix("."), left) if part)
        case FileState.QUEUED:
            return " · ".join(part for part in (tr("Waiting for its turn"), left) if part)
    return units.size(total)


def stopped_at(done: int, total: int) -> str:
    """Return how far a file is of which nobody fetches more now: the program was ended."""
    if not total:
        return tr("Stopped")
    said = tr("Stopped at {share}, {size} left")
    return said.format(share=units.percent(done / total), size=units.size(max(0, total - done)))


def course_queue(files: int, left: int, failed: int, seconds: float | None) -> str:
    """Return what of a course is on its way: "12 files · 34 MB left · about 25 min"."""
    said = [ntr("{n} file", "{n} files", files), tr("{size} left").format(size=units.size(left))]
    if seconds is not None and left:
        said.append(units.duration(seconds))
    if failed:
        said.append(ntr("{n} could not be downloaded", "{n} could not be downloaded", failed))
    return " · ".join(said)
