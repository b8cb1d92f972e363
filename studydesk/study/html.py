"""HTML from a site made safe to draw: nothing runs, nothing is fetched, addresses lead to this computer.

Every picture and link in the result has an `sd:` address, an in-page anchor, or an http(s)/mailto link that is opened
only on the learner's click.
"""

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from html import escape, unescape
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from studydesk.domain.downloads import FileState, LocalFile
from studydesk.study import formulas
from studydesk.wording import tr

TAGS = frozenset(
    re.findall(
        r"\w+",
        "a abbr address article b big blockquote br caption center cite code col colgroup dd del details dfn div dl dt"
        " em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp"
        " section small span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var",
    )
)
# What stands between these tags is code, not words.
DROPPED = frozenset(
    re.findall(r"\w+", "script style template noscript iframe object embed applet frame frameset title head svg math")
)
ATTRIBUTES = {
    "*": {"dir", "lang", "class", "id", "align", "style", "title"},
    "a": {"href", "name"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start", "type"},
    "li": {"value"},
    "table": {"border", "cellpadding", "cellspacing", "width"},
    "td": {"colspan", "rowspan", "valign", "width"},
    "th": {"colspan", "rowspan", "valign", "width"},
    "col": {"span", "width"},
}
# Colours and sizes stay out: they break dark and high-contrast themes; backgrounds can name files.
STYLES = frozenset({"text-align", "font-weight", "font-style", "text-decoration", "vertical-align", "direction"})

_PLUGINFILE = re.compile(r"^(?:/webservice)?/(?:token)?pluginfile\.php(/.*)$")
_ACTIVITY = re.compile(r"^/mod/([a-z0-9]+)/view\.php$")
_DATA_IMAGE = re.compile(r"^data:image/(?:png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]+)$")
_LARGEST_DATA = 2_000_000  # characters


@dataclass(frozen=True, slots=True)
class Files:
    """The files an activity's text can name, by each of the forms of moodle.md section 3.

    Attributes:
        folder: where the text itself lies ("/2/" for a book's second chapter), for relative addresses.
    """

    files: Sequence[LocalFile]
    folder: str = "/"

    def by_key(self, key: int) -> LocalFile | None:
        """Return the file of this key."""
        return next((file for file in self.files if file.key == key), None)

    def file(self, address: SplitResult) -> LocalFile | None:
        """Return the file that an absolute (with or without revision) or relative address means."""
        if not address.netloc and not address.path.startswith("/"):
            return self._relative(unquote(address.path))
        wanted = _area(address.path)
        return next((file for file in self.files if wanted and _area(urlsplit(file.url).path) == wanted), None)

    def _relative(self, path: str) -> LocalFile | None:
        whole = self.folder + path.removeprefix("./")
        return next((file for file in self.files if path and file.path + file.name == whole), None)


_AREA = re.compile(r"/(?:token)?pluginfile\.php/(?:[0-9a-f]{32}/)?(\d+)/([a-z_]+)/([a-z_]+)/(.+)$")


def _area(path: str) -> tuple[str, str, str, str] | None:
    """Return (context, component, area, path without the revision) of a file address.

    get_contents lists ".../mod_page/content/3/diagram.png" where texts say ".../mod_page/content/diagram.png".
    """
    match = _AREA.search(path)
    if not match:
        return None
    context, component, area, rest = match.groups()
    first, slash, more = rest.partition("/")
    if area == "content" and slash and first.isdigit():
        rest = more
    return context, component, area, unquote(rest)


@dataclass(slots=True)
class Cleaned:
    """Safe HTML, the names of pictures in it that are not on this computer, and its formulas by address."""

    html: str = ""
    missing: list[str] = field(default_factory=list)


def clean(markup: str, site_url: str, files: Files | None = None, maths: formulas.Formulas | None = None) -> Cleaned:
    """Return a site's HTML safe to draw; `files` finds files, `maths` draws TeX (None: it stays as written)."""
    import nh3  # native and only needed when a text is opened; the window paints before

    cleaned = Cleaned()
    carded = _cards(markup, site_url, files)
    safe = nh3.clean(
        carded,
        tags=set(TAGS),
        clean_content_tags=set(DROPPED),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=partial(_attribute, site_url, files),
        url_schemes={"http", "https", "mailto", "sd", "data"},  # data: only as `_source` lets it through
        filter_style_properties=set(STYLES),
        link_rel=None,
    )
    shown = _IMG.sub(lambda match: _picture(match.group(), files, cleaned.missing), safe)
    cleaned.html = formulas.draw(shown, maths) if maths else shown
    return cleaned


def plain(markup: str) -> str:
    """Return the words of a site's HTML as plain text."""
    import nh3  # native and only needed when a text is shown; the window paints before

    broken = re.sub(r"(?i)<br\s*/?>|</(?:p|div|li|h[1-6]|tr)>", lambda m: m.group() + "\n", markup)
    broken = re.sub(r"(?i)</(?:td|th)>", lambda m: m.group() + "\t", broken)
    text = unescape(nh3.clean(broken, tags=set(), clean_content_tags=set(DROPPED)))
    return re.sub(r"[ \t\xa0]*\n\s*", "\n", text).strip()


# -- what cannot be shown becomes a card that says so -----------------------------------------------------------------

_CARD_TAG = re.compile(
    r"<(iframe|video|audio|object|embed)\b((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>(?:(.{0,20000}?)</\1\s*>)?",
    re.IGNORECASE | re.DOTALL,
)
_SOURCE = re.compile(r"(?i)\b(?:src|data)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+))")


def _cards(markup: str, site_url: str, files: Files | None) -> str:
    """Replace players and frames by a paragraph with their address; it is cleaned like everything else afterwards."""
    return _CARD_TAG.sub(lambda match: _card(match, site_url, files), markup)


def _card(match: re.Match[str], site_url: str, files: Files | None) -> str:
    tag, inner = match.group(1).lower(), match.group(3) or ""
    found = _SOURCE.search(match.group(2)) or _SOURCE.search(inner)
    address = unescape(next((g for g in found.groups() if g is not None), "")) if found else ""
    if not address:
        return ""
    link = _link(address, site_url, files)
    if not link:
        return ""
    if link.startswith("sd:"):
        words = tr("Play {name}") if tag in ("video", "audio") else tr("Open {name}")
        name = unquote(urlsplit(address).path.rsplit("/", 1)[-1])
        return f'<p class="sd-card"><a href="{escape(address)}">{escape(words.format(name=name))}</a></p>'
    words = tr("On the web, needs the internet: {address}").format(address=address)
    # The address as it came: cleaning makes ours of it, and lets none of our own through that a page brings along.
    return f'<p class="sd-card"><a href="{escape(address)}">{escape(words)}</a></p>'


def _by_address(files: Files | None, address: str) -> LocalFile | None:
    number = address.removeprefix("sd:file/")
    return files.by_key(int(number)) if files and address.startswith("sd:file/") and number.isdigit() else None


# -- addresses --------------------------------------------------------------------------------------------------------


def _attribute(site_url: str, files: Files | None, tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return _source(value, site_url, files)
    if tag == "a" and name == "href":
        return _link(value, site_url, files)
    if name in ("width", "height", "border", "cellpadding", "cellspacing"):
        return value if re.fullmatch(r"\d{1,4}%?", value.strip()) else None
    return value


def _source(value: str, site_url: str, files: Files | None) -> str:
    """Return the address a picture is asked for by; "sd:remote" for one that would have to come from the network."""
    inline = _DATA_IMAGE.match(value.strip()) if len(value) < _LARGEST_DATA else None
    if inline:
        data = re.sub(r"\s", "", inline.group(1)).replace("+", "-").replace("/", "_").rstrip("=")
        return f"sd:data/{data}"
    if value.startswith("sd:tex/"):
        return "sd:remote"  # only our own drawing makes these
    found = _file(value, site_url, files)
    return f"sd:file/{found.key}" if found else "sd:remote"


def _link(value: str, site_url: str, files: Files | None) -> str | None:
    """Return where a link leads: inside, to a place in the text, or to the web; None for anything else."""
    value = value.strip()
    if value.startswith("#"):
        return value
    parts = _split(value)
    if parts is None:
        return None
    found = _file(value, site_url, files)
    if found:
        return f"sd:file/{found.key}"
    if parts.scheme == "mailto":
        return value
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    inside = _within(parts, site_url)
    return (_inside(inside, parts) if inside else None) or value


def _inside(path: str, parts: SplitResult) -> str | None:
    """Return our address for the site's pages that open here."""
    query = parse_qs(parts.query)
    kind = _ACTIVITY.match(path)
    number = next(iter(query.get("id", []) if kind else query.get("d", [])), "")
    if not re.fullmatch(r"[0-9]{1,18}", number):
        return None
    if kind:
        return f"sd:activity/{number}/{kind.group(1)}"
    if path == "/mod/forum/discuss.php":
        post = re.fullmatch(r"p([0-9]{1,18})", parts.fragment)
        return f"sd:discussion/{number}" + (f"/{post.group(1)}" if post else "")
    return None


def _split(value: str) -> SplitResult | None:
    try:
        return urlsplit(value)
    except ValueError:  # "https://[" and other addresses that are none
        return None


def _within(parts: SplitResult, site_url: str) -> str | None:
    """Return the path below the site's own address, None for other sites; http and https count as the same site."""
    site = urlsplit(site_url)
    if parts.netloc.lower() != site.netloc.lower() or not parts.path.startswith(site.path.rstrip("/") + "/"):
        return None
    return parts.path[len(site.path.rstrip("/")) :]


def _file(value: str, site_url: str, files: Files | None) -> LocalFile | None:
    parts = _split(value)
    if files is None or parts is None or parts.scheme not in ("", "http", "https"):
        return None
    if parts.netloc and not _PLUGINFILE.match(_within(parts, site_url) or ""):
        return None
    return files.file(parts)


# -- pictures that are not here ---------------------------------------------------------------------------------------

# nh3 writes attributes in double quotes and escapes those inside, so a tag ends at the first ">" outside of them.
_IMG = re.compile(r'<img\b(?:[^">]|"[^"]*")*>')
_ALT = re.compile(r'\balt="([^"]*)"')
_SRC = re.compile(r'\bsrc="([^"]*)"')


def _picture(tag: str, files: Files | None, missing: list[str]) -> str:
    """Return the tag of a picture that is here, or words in its place."""
    source = _SRC.search(tag)
    address = unescape(source.group(1)) if source else ""
    alt = _ALT.search(tag)
    words = unescape(alt.group(1)).strip() if alt else ""
    if address.startswith("sd:data/"):
        return tag
    file = _by_address(files, address)
    if file and file.sha256 and file.state in (FileState.PRESENT, FileState.STALE):
        return tag
    if file:
        missing.append(file.name)
        note = tr("Picture not on this computer: {words}").format(words=words or file.name)
    elif words:
        note = tr("Picture on the web: {words}").format(words=words)
    else:
        note = tr("Picture on the web")
    return f'<span class="sd-missing">[{escape(note)}]</span>'


def data_bytes(address: str) -> bytes | None:
    """Return the bytes of an `sd:data/` address, None when they are none."""
    text = address.removeprefix("sd:data/")
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
