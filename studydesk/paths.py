"""Where every file of the program is."""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP = "StudyDesk"


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders and files of one profile.

    Attributes:
        home: the root that `--home` and STUDYDESK_HOME move; everything the program writes lies below it.
        profile: one learner's own folder.
        blobs: course files, shared by all profiles of this operating-system account.
        attachments: files of the learner's own work; never touched by the sweep of `blobs`.
    """

    home: Path
    profile: Path

    @property
    def library(self) -> Path:
        """The database of what can be fetched again."""
        return self.profile / "library.db"

    @property
    def work(self) -> Path:
        """The database of what the learner did."""
        return self.profile / "work.db"

    @property
    def journal(self) -> Path:
        """The folder of the journal: what the learner did, once more, as plain lines."""
        return self.profile / "work-journal"

    @property
    def attachments(self) -> Path:
        return self.profile / "attachments"

    @property
    def backups(self) -> Path:
        return self.profile / "backups"

    @property
    def lock(self) -> Path:
        return self.profile / "lock"

    @property
    def beside(self) -> Path:
        """Written to by a process that changed something while another one holds the profile; that one watches it."""
        return self.profile / "written-beside"

    @property
    def tokens(self) -> Path:
        """Tokens, readable by the owner alone, where the system has no keyring."""
        return self.profile / "tokens.json"

    @property
    def uses(self) -> Path:
        """The plain list of blobs this profile uses."""
        return self.profile / "blobs-in-use.txt"

    @property
    def opened(self) -> Path:
        """Copies of files that were opened in the learner's own programs."""
        return self.profile / "opened"

    @property
    def home_blobs(self) -> Path:
        """Where course files are as long as the learner has not moved them."""
        return self.home / "blobs"

    @property
    def moved(self) -> Path:
        """The file that names the folder courses were moved to; not there while they are at home."""
        return self.home / "courses-are-in.txt"

    @property
    def blobs(self) -> Path:
        """Where course files are now; on a drive that may not be here."""
        return moved_to(self.moved)[0] or self.home_blobs

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def demo(self) -> Path:
        """The embedded campus' own state."""
        return self.home / "demo-campus"


def moved_to(file: Path) -> tuple[Path | None, str]:
    """Return the folder that courses were moved to (None: they are at home), and the mark that lies in it.

    A file that cannot be understood names a folder that is nowhere: better no courses for now than a second place.
    """
    try:
        mark, _, folder = file.read_text("utf-8", "replace").strip().partition("\n")
    except FileNotFoundError:
        return None, ""
    return Path(folder or mark or file.name), mark


def of(home: Path | None = None, profile: str = "default") -> Paths:
    """Return the paths below `home`, else below STUDYDESK_HOME, else below the system's place for user data."""
    chosen = home or (Path(os.environ["STUDYDESK_HOME"]) if os.environ.get("STUDYDESK_HOME") else None)
    root = chosen or Path(platformdirs.user_data_dir(APP, appauthor=False))
    return Paths(home=root.absolute(), profile=root.absolute() / "profiles" / profile)


def resources() -> Path:
    """Return the folder of icons, styles, translations and the demo course."""
    return Path(__file__).resolve().parent.parent / "resources"
