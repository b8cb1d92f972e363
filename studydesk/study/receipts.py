"""The history as files to keep: a table for programs, or pages for people."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC
from pathlib import Path

from studydesk import wording
from studydesk.store.disk import translated
from studydesk.study import paper
from studydesk.study.views.outbox import ItemView
from studydesk.wording import tr

_COLUMNS = (
    *("kind", "title", "where", "state", "written_by_this_clock", "written_by_school_clock", "received_by_school"),
    *("size_bytes", "sha256", "number_at_school", "files", "text"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def save(items: Sequence[ItemView], file: Path) -> None:
    """Write the history to a file: `.csv` a table, `.html` a page, any other ending plain text (Markdown).

    A file of that name is replaced: the learner chose it. Raises StorageFull, StorageFailed.
    """
    make = {".csv": as_csv, ".html": as_html, ".htm": as_html}.get(file.suffix.lower(), as_markdown)
    with translated(file):
        file.write_text(make(items), "utf-8-sig" if make is as_csv else "utf-8", newline="")


def as_csv(items: Sequence[ItemView]) -> str:
    """Return the history as a table; instants are UTC."""
    made = io.StringIO()
    table = csv.writer(made)
    table.writerow(_COLUMNS)
    for item in items:
        table.writerow([_harmless(value) for value in _row(item)])
    return made.getvalue()


def as_html(items: Sequence[ItemView]) -> str:
    """Return the history as a page."""
    parts = [paper.paragraph(wording.how_to_check())]
    for item in items:
        parts += [paper.heading(item.title), paper.table(wording.receipt(item)), paper.words(item.text)]
    return paper.page(tr("What was sent to the school"), parts)


def as_markdown(items: Sequence[ItemView]) -> str:
    """Return the history as plain text that is Markdown as well."""
    parts = [f"# {tr('What was sent to the school')}", wording.how_to_check()]
    for item in items:
        facts = "\n".join(f"* {name}: {value}" for name, value in wording.receipt(item))
        said = "\n".join(f"> {line}".rstrip() for line in item.text.split("\n")) if item.text else ""
        parts += [f"## {item.title}", facts, said]
    return "\n\n".join(part for part in parts if part) + "\n"


def _row(item: ItemView) -> list[str]:
    receipt = item.receipt
    return [
        item.kind,
        item.title,
        item.where,
        item.state,
        item.created_at.astimezone(UTC).isoformat(),
        item.created_server_at.astimezone(UTC).isoformat() if item.created_server_at else "",
        receipt.server_time.astimezone(UTC).isoformat() if receipt else "",
        str(item.size_bytes),
        receipt.sha256 if receipt and item.size_bytes else "",
        str(receipt.server_id) if receipt else "",
        "; ".join(f"{file.name} ({file.sha256})" for file in item.attachments),
        item.text,
    ]


def _harmless(value: str) -> str:
    """Return a value that no table program takes for a formula: others wrote titles, and a formula can send data."""
    return f"'{value}" if value.startswith(_FORMULA) else value
