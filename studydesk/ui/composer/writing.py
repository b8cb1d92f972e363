"""What a composer writes."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Writing:
    """What is being written.

    Attributes:
        key: of its draft.
        heading: "Answer to Amina Diallo".
        subject: None where there is none to write.
        text: what to begin with when there is no draft yet.
        send: queues it, from the draft of `key` and the subject and text on the screen; runs off the GUI thread.
        sent: what to say when it is queued.
    """

    key: str
    heading: str
    subject: str | None
    text: str
    takes_files: bool
    send: Callable[[str, str], object]
    sent: str
