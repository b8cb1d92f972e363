"""Plain pages for reading outside the program, in any browser, without anything from the internet."""

import html
from collections.abc import Sequence

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:46em;margin:2em auto;padding:0 1em;color:#1b2330;background:#fff}"
    "h1{font-size:1.6em}h2{font-size:1.2em;margin-top:2em;border-top:1px solid #c9d0da;padding-top:1em}"
    "pre{white-space:pre-wrap;font:inherit;background:#f6f7f9;padding:1em;border-radius:6px}"
    "th{text-align:left;vertical-align:top;padding:.1em 1em .1em 0;font-weight:600}"
    "td{overflow-wrap:anywhere}"
)


def page(title: str, parts: Sequence[str]) -> str:
    """Return a whole HTML page; `parts` are HTML already."""
    head = f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
    body = "\n".join([f"<h1>{html.escape(title)}</h1>", *parts])
    return f"{head}<style>{_STYLE}</style></head>\n<body>\n{body}\n</body></html>\n"


def heading(text: str) -> str:
    """Return a heading."""
    return f"<h2>{html.escape(text)}</h2>"


def paragraph(text: str) -> str:
    """Return a paragraph."""
    return f"<p>{html.escape(text)}</p>"


def words(text: str) -> str:
    """Return what somebody wrote, with its line breaks; "" for nothing."""
    return f"<pre>{html.escape(text)}</pre>" if text else ""


def table(facts: Sequence[tuple[str, str]]) -> str:
    """Return facts as a table of names and values."""
    rows = (f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>" for name, value in facts)
    return f"<table>{''.join(rows)}</table>"


def links(places: Sequence[tuple[str, str]]) -> str:
    """Return a list of links: (address below this page, words)."""
    lines = (f'<li><a href="{html.escape(address)}">{html.escape(text)}</a></li>' for address, text in places)
    return f"<ul>{''.join(lines)}</ul>" if places else ""
