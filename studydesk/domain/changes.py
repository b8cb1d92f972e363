"""What kind of thing changed, so that a screen can ask "is it mine?" and read again."""

from dataclasses import dataclass
from enum import StrEnum

from studydesk.domain.ids import AccountId


class Subject(StrEnum):
    """The kinds of things screens show."""

    ACCOUNTS = "accounts"
    COURSES = "courses"
    FILES = "files"
    FORUMS = "forums"
    ASSIGNMENTS = "assignments"
    EVENTS = "events"
    GRADES = "grades"
    OUTBOX = "outbox"
    PROGRESS = "progress"
    DRAFTS = "drafts"
    SETTINGS = "settings"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Change:
    """Something of one account was written. `account` None: of the whole profile."""

    subject: Subject
    account: AccountId | None = None
