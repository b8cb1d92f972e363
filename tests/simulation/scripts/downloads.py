"""Stories of files that are fetched."""

from datetime import timedelta

from tests.simulation.faults import Fault
from tests.simulation.scripts.seen import offered, words
from tests.simulation.telling import Story, Telling

BOTH = ["Film.bin", "Video.bin"]


def _fetch(t: Telling) -> None:
    t.amina.fetch()


def _fetch_and_write(t: Telling) -> None:
    t.amina.want()
    t.amina.reply("one")
    t.amina.turn()
    t.amina.fetch()


def _fetch_in_pieces(t: Telling) -> None:
    t.amina.fetch()
    t.wait(timedelta(hours=1))
    t.amina.fetch()


def _library_lost(t: Telling) -> None:
    t.amina.fetch()
    t.lose_library(t.amina)
    t.amina.refresh()
    t.amina.fetch()


DOWNLOADS = (
    Story("fetch the files of a course", _fetch, offered, BOTH, has_downloads=True),
    Story("fetch and write", _fetch_and_write, lambda t: (offered(t), words(t)), (BOTH, ["one"]), has_downloads=True),
    Story("a line that is cut again and again", _fetch_in_pieces, offered, BOTH, has_downloads=True,
          faults=dict.fromkeys((2, 3, 5), Fault.FILE_CUT)),
    Story("library lost after files were fetched", _library_lost, offered, BOTH, has_downloads=True),
)  # fmt: skip
