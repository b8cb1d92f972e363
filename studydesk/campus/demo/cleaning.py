"""How Moodle changes what a learner writes: its HTML cleaning and its cleaning of file names, measured (moodle.md)."""

import html
import re

import nh3

_STYLED = {"class", "style", "title", "lang", "dir"}
_TAGS = [
    "a",
    "abbr",
    "acronym",
    "address",
    "b",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "nolink",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "track",
    "tt",
    "u",
    "ul",
    "var",
    "video",
    "audio",
]
_ATTRIBUTES: dict[str, set[str]] = {tag: set(_STYLED) for tag in _TAGS}
for _tag, _names in {
    "a": "href target name",
    "img": "src alt width height border align",
    "table": "border cellpadding cellspacing summary width align",
    "td": "colspan rowspan align valign width height",
    "th": "colspan rowspan align valign width height scope",
    "ol": "start type",
    "ul": "type",
    "video": "src controls width height poster loop muted autoplay",
    "audio": "src controls loop muted autoplay",
    "source": "src type",
    "track": "src kind srclang label default",
    "font": "color size face",
    "blockquote": "cite",
}.items():
    _ATTRIBUTES[_tag] |= set(_names.split())

# `id` is kept: it survives Moodle's cleaning on web services (sync.md, step 5); comments and data-* are not.
for _tag in _TAGS:
    _ATTRIBUTES[_tag].add("id")

_VOID = re.compile(r"<(br|hr|img|source|track|col)\b([^<>]*?)\s*/?>", re.IGNORECASE)
_SHOWS_NOTHING = re.compile(r"(display\s*:\s*none|visibility\s*:\s*hidden)\s*;?", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]*>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_FORBIDDEN_IN_NAMES = re.compile(r'[&<>"`|\':\\/]|[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]')
LONGEST_NAME = 255


def cleaned_html(written: str) -> str:
    """Return the HTML as Moodle shows it again: scripts, handlers, comments and `data-*` gone, `<br>` as `<br />`."""
    return _VOID.sub(r"<\1\2 />", _CLEANER.clean(written))


def _without_hiding(_tag: str, name: str, value: str) -> str | None:
    """Drop styles that hide text: Moodle's cleaning makes it visible."""
    if name != "style":
        return value
    return _SHOWS_NOTHING.sub("", value).strip() or None


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags={"script", "style"},
    attributes=_ATTRIBUTES,
    attribute_filter=_without_hiding,
    link_rel=None,
    url_schemes={"http", "https", "mailto", "ftp", "tel"},
    url_relative="pass_through",
)


def plain_as_html(written: str) -> str:
    """Return a text of messageformat 2 (plain) as the HTML that Moodle answers in its place."""
    lines = html.escape(written, quote=False).replace("\r\n", "\n")
    return lines.replace("\n", "<br />\n")


def cleaned_line(written: str) -> str:
    """Return a one-line text (a subject) without markup and control characters (Moodle's PARAM_TEXT)."""
    return _CONTROL.sub("", _MARKUP.sub("", written)).strip()


def cleaned_name(sent: str) -> str:
    """Return a file name as Moodle stores it (PARAM_FILE): no path, no `&` and other marks; spaces stay doubled."""
    base = re.split(r"[\\/]", sent)[-1]
    name = _FORBIDDEN_IN_NAMES.sub("", base)
    name = re.sub(r"\.\.+", "", name) if name.strip(".") == "" else re.sub(r"\.\.+", ".", name)
    return name.strip()


def words_in(markup: str) -> int:
    """Return how many words a text has, markup apart (Moodle: count_words)."""
    return len(html.unescape(_MARKUP.sub(" ", markup)).split())


def is_blank(markup: str) -> bool:
    """Return whether the text shows nothing (Moodle: an empty online text)."""
    bare = html.unescape(_MARKUP.sub("", markup)).replace("\xa0", " ").strip()
    return not bare and not re.search(r"<(img|video|audio|object)\b", markup, re.IGNORECASE)
