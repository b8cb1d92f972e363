"""What the learner sent, as a list of facts: when, what, how large, and the school's own number for it."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Protocol

from studydesk.domain.outbox import Problem, Receipt, State
from studydesk.domain.work import Attachment, IntentKind
from studydesk.wording import states, units
from studydesk.wording.speech import ntr, tr

_IN_WORDS = 1000  # smaller sizes are told to the byte as it is


class Sent(Protocol):
    """What `receipt` needs of a thing in the outbox."""

    @property
    def kind(self) -> IntentKind: ...
    @property
    def title(self) -> str: ...
    @property
    def where(self) -> str: ...
    @property
    def attachments(self) -> tuple[Attachment, ...]: ...
    @property
    def state(self) -> State: ...
    @property
    def problem(self) -> Problem | None: ...
    @property
    def created_at(self) -> datetime: ...
    @property
    def created_server_at(self) -> datetime | None: ...
    @property
    def receipt(self) -> Receipt | None: ...
    @property
    def size_bytes(self) -> int: ...
    @property
    def is_final(self) -> bool: ...
    @property
    def done(self) -> bool | None: ...


def receipt(item: Sent, tz: tzinfo | None = None) -> list[tuple[str, str]]:
    """Return the facts as (name, value), for a table or for lines of text."""
    facts = [
        (tr("What"), states.intent_kind(item.kind, item.done, item.is_final)),
        (tr("Title"), item.title),
        (tr("Where"), item.where),
        *times(item, tz),
    ]
    if item.size_bytes:
        exact = tr("{size} ({n} bytes)").format(size=units.size(item.size_bytes), n=item.size_bytes)
        facts.append((tr("Size"), exact if item.size_bytes >= _IN_WORDS else units.size(item.size_bytes)))
    for file in item.attachments:
        facts.append((tr("Attached file"), f"{file.name} · {units.size(file.size_bytes)} · SHA-256 {file.sha256}"))
    if item.receipt is not None:
        facts.append((tr("Number at the school"), str(item.receipt.server_id)))
        if item.size_bytes:
            facts.append(("SHA-256", item.receipt.sha256))
    return [(name, value) for name, value in facts if value]


def times(item: Sent, tz: tzinfo | None = None) -> list[tuple[str, str]]:
    """Return when it was written, by both clocks, and when the school received it."""
    facts = [(tr("Written, by your clock"), moment(item.created_at, tz))]
    if item.created_server_at is not None:
        facts.append((tr("Written, school's clock"), moment(item.created_server_at, tz)))
    if item.receipt is not None:
        facts.append((tr("Received, school's clock"), moment(item.receipt.server_time, tz)))
    return facts


def as_text(facts: Sequence[tuple[str, str]]) -> str:
    """Return facts as lines "Name: value"."""
    return "\n".join(f"{name}: {value}" for name, value in facts)


def moment(at: datetime, tz: tzinfo | None = None) -> str:
    """Return an instant to the second: "Wed 25 Nov 2026, 14:02:09"."""
    return f"{units.date(at, tz)}, {at.astimezone(tz).strftime('%H:%M:%S')}"


def how_to_check() -> str:
    """Return how anybody can compute the SHA-256 of a receipt again."""
    return tr(
        "The SHA-256 is a fingerprint of what was sent. To check it: put the text into a file that ends with its last "
        "letter, with no space and no new line after it. For each attached file add a new line with that file's own "
        "SHA-256. Then let a program compute the "
        "SHA-256 of this file: it is the same as long as nothing was changed."
    )


def standing(code: str) -> str:
    """Return how a file of one version stands to those of the other: "only here", "the same in both", …

    Nothing is called the same that was not compared byte by byte.
    """
    words = {
        "same": tr("the same in both"),
        "alike": tr("the same name and size; what is in them was not compared"),
        "named": tr("the same name; what is in them was not compared"),
        "other": tr("another content under the same name"),
        "alone": tr("only in this version"),
    }
    return words[code]


def restored(count: int, *, is_sure: bool) -> tuple[str, str, str]:
    """Return in sentences that the school seems to have gone back in time: what happened, what is lost and safe."""
    seems = tr("The school seems to have gone back to an older copy of its data.")
    sure = tr("The school has gone back to an older copy of its data.")
    lost = ntr(
        "{n} thing that it had received from you is not there any more.",
        "{n} things that it had received from you are not there any more.",
        count,
    )
    safe = tr("Your words and files are safe here, and nothing is sent again until you say so.")
    return sure if is_sure else seems, lost, safe
