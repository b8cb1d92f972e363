"""What one act of the tour is to do: who signs in, what is written, and where the pictures go."""

from dataclasses import dataclass, fields
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Order:
    """One act.

    Attributes:
        act: "studying" (sign in, download, study and write without a link) or "sending" (start again, send, settle).
        pictures: the folder; `first` is the number of the act's first picture.
        address, username, password: typed on the welcome page.
        reply, subject, opening, work: what is written; `reply_file` and `work_file` go with it.
        lecture_ms: "sending" only: where the lecture was left.
    """

    act: str
    pictures: str
    first: int
    address: str
    username: str
    password: str
    reply: str
    reply_file: str
    subject: str
    opening: str
    work: str
    work_file: str
    lecture_ms: int = 0

    @property
    def folder(self) -> Path:
        """Where the pictures go."""
        return Path(self.pictures)


def order(told: dict[str, object]) -> Order:
    """Return the order in a JSON object; what it does not know it does not look at. Raises TypeError, KeyError."""
    return Order(**{field.name: told[field.name] for field in fields(Order) if field.name in told})  # type: ignore[arg-type]  # written by our own command line
