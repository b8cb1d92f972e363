"""A text below its title, said once."""

import re
from html import escape, unescape

from studydesk.study.views.reading import Document

_FIRST_HEADING = re.compile(r"\A(?:\s|</?(?:div|section|article)\b[^>]*>)*<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


def with_title(document: Document) -> str:
    """Return the text below its title: the chapter's in a book, the activity's else.

    Many texts begin with their own title (Moodle's book chapters do, with a number): it then takes the place of ours.
    """
    titles = [chapter.title for chapter in document.chapters if chapter.index == document.chapter]
    title, body = (titles[0] if titles else document.title), document.html
    first = _FIRST_HEADING.match(body)
    if first:
        own = " ".join(unescape(_TAG.sub("", first.group(2))).split())
        if own.endswith(title):
            title, body = own, body[: first.start(1) - 2] + body[first.end() :]
    return f"<h1>{escape(title)}</h1>{body}"
