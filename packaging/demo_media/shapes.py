"""Small constructors for the parts of campus.json, so that the course files read like a table of contents."""

from __future__ import annotations

import re

Json = dict[str, object]
_MINUTES = {"d": 24 * 60, "h": 60, "m": 1}


def activity(kind: str, key: str, title: str, intro: str, completion: str = "manual", **more: object) -> Json:
    """An activity; `more` holds what its kind needs (see the format of the demo campus)."""
    return {
        "kind": kind,
        "key": key,
        "title": title,
        "intro_html": paragraphs(intro),
        "completion": completion,
        "restriction_html": None,
        "hidden": False,
        **more,
    }


def page(
    key: str, title: str, intro: str, html: str, *pictures: str, completion: str = "manual", **more: object
) -> Json:
    """A page whose text is the hand-written file `html`."""
    return activity("page", key, title, intro, completion, html_file=html, files=list(pictures), **more)


def section(title: str, summary: str, *activities: Json) -> Json:
    return {"title": title, "summary_html": paragraphs(summary), "activities": list(activities)}


def discussion(by: str, at: str, subject: str, text: str, *replies: Json, **more: object) -> Json:
    """An opening post with its answers; `text` is plain paragraphs or HTML."""
    return {
        "by": by,
        "subject": subject,
        "html": paragraphs(text),
        "at": moment(at),
        "pinned": False,
        "locked": False,
        "attachments": [],
        "replies": list(replies),
        **more,
    }


def reply(by: str, at: str, text: str, *replies: Json, files: tuple[str, ...] = ()) -> Json:
    return {
        "by": by,
        "subject": None,
        "html": paragraphs(text),
        "at": moment(at),
        "attachments": list(files),
        "replies": list(replies),
    }


def moment(text: str) -> str:
    """`text` as one signed span of days, hours and minutes: "-9d+3h" (nine days ago, three hours later) is "-8d21h"."""
    total = sum(int(number) * _MINUTES[unit] for number, unit in re.findall(r"([+-]?\d+)([dhm])", text))
    days, rest = divmod(abs(total), 24 * 60)
    hours, minutes = divmod(rest, 60)
    parts = [f"{number}{unit}" for number, unit in ((days, "d"), (hours, "h"), (minutes, "m")) if number]
    return ("-" if total < 0 else "+") + ("".join(parts) or "0d")


def paragraphs(text: str) -> str:
    """`text` as HTML: what starts with a tag stays, other blocks (parted by an empty line) become paragraphs."""
    blocks = [" ".join(block.split()) for block in text.split("\n\n")]
    return "\n".join(block if block.startswith("<") else f"<p>{block}</p>" for block in blocks if block)
