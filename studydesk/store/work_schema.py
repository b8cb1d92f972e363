"""The tables of the work database: what the learner did. Only the learner's actions write it."""

from sqlalchemy import Boolean, Column, Float, Index, Integer, MetaData, Table, Text, text

from studydesk.domain.courses import Media
from studydesk.domain.outbox import Problem, Receipt, State
from studydesk.domain.work import Attachment, IntentKind
from studydesk.store.columns import Instant, Json, Word, one_of, owner

work = MetaData()

account = Table(
    "account",
    work,
    Column("id", Text, primary_key=True),
    Column("site_url", Text, nullable=False),
    Column("site_name", Text, nullable=False),
    Column("user", Integer, nullable=False),
    Column("username", Text, nullable=False),
    Column("full_name", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
    Column("is_demo", Boolean, nullable=False),
    Column("is_current", Boolean, nullable=False, server_default=text("0")),
)

outbox = Table(
    "outbox",
    work,
    Column("number", Integer, primary_key=True),  # the order in which the learner wrote
    Column("id", Text, nullable=False, unique=True),
    Column("account", Text, nullable=False),
    Column("kind", Word(IntentKind), nullable=False),
    Column("intent", Text, nullable=False),  # JSON of the value of this kind
    Column("queue", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("state", Word(State), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_server_at", Instant, nullable=False),
    Column("attachments", Json(tuple[Attachment, ...]), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant),
    Column("first_sent_at", Instant),
    Column("uncertain_since", Instant),
    Column("problem", Json(Problem)),
    Column("receipt", Json(Receipt)),
    one_of("state", State),
    one_of("kind", IntentKind),
    Index("outbox_by_state", "account", "state"),
    sqlite_autoincrement=True,
)

draft = Table(
    "draft",
    work,
    owner(),
    Column("key", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("attachments", Json(tuple[Attachment, ...]), nullable=False),
    Column("extra", Text, nullable=False),
)

position = Table(
    "position",
    work,
    owner(),
    Column("activity", Integer, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("at", Float, nullable=False),
    Column("length", Float, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Index("position_by_time", "account", "updated_at"),
)

read_mark = Table(
    "read_mark",
    work,
    owner(),
    Column("discussion", Integer, primary_key=True),
    Column("at", Instant, nullable=False),
)

# What the learner keeps on this computer whatever is freed; activity 0 = the whole course.
pin = Table(
    "pin",
    work,
    owner(),
    Column("course", Integer, primary_key=True),
    Column("activity", Integer, primary_key=True),
)

# Bytes that travelled and may have been paid for: nobody could tell them again.
usage = Table(
    "usage",
    work,
    owner(),
    Column("day", Text, primary_key=True),  # of the learner's own calendar, 2026-11-25
    Column("course", Integer, primary_key=True),  # 0 = news, posts and hand-ins
    Column("media", Word(Media), primary_key=True),
    Column("bytes", Integer, nullable=False),
    one_of("media", Media),
    Index("usage_by_day", "day"),
)

setting = Table(
    "setting",
    work,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
