"""HTML from a site becomes safe to draw, and its addresses lead to this computer."""

import json
import re

import pytest

from studydesk.domain.courses import Media
from studydesk.domain.downloads import FileState, LocalFile
from studydesk.domain.ids import AccountId, ActivityId, CourseId
from studydesk.study.formulas import Formulas, tex_of
from studydesk.study.html import DROPPED, TAGS, Files, clean, plain
from tests.shared import shared

SITE = "https://school.example/moodle"
ROOT = f"{SITE}/webservice/pluginfile.php/21/mod_page/content"


def local(key: int, name: str, url: str, path: str = "/", sha256: str | None = "ab") -> LocalFile:
    """Return a file, on this computer unless `sha256` is None."""
    state = FileState.PRESENT if sha256 else FileState.ABSENT
    return LocalFile(
        key,
        AccountId("a"),
        CourseId(1),
        ActivityId(2),
        url,
        name,
        path,
        5,
        "image/png",
        Media.TEXT,
        state,
        sha256=sha256,
    )


FILES = Files(
    [
        local(1, "diagram.png", f"{ROOT}/3/diagram.png?forcedownload=1"),
        local(2, "field photo.jpg", f"{ROOT}/3/field%20photo.jpg?forcedownload=1"),
        local(3, "gone.png", f"{ROOT}/3/gone.png", sha256=None),
        local(4, "in.png", f"{ROOT}/3/sub/in.png", path="/sub/"),
    ]
)


def src(markup: str) -> list[str]:
    """Return the addresses of the pictures in cleaned HTML."""
    return re.findall(r'src="([^"]*)"', clean(markup, SITE, FILES).html)


@pytest.mark.parametrize(
    "address",
    [
        f"{ROOT}/3/diagram.png",
        f"{ROOT}/9/diagram.png",  # an older or newer revision is the same file
        f"{ROOT}/diagram.png",  # as texts say it
        f"{ROOT}/diagram.png?token=abc",
        "https://school.example/moodle/pluginfile.php/21/mod_page/content/diagram.png",
        "https://school.example/moodle/tokenpluginfile.php/" + "a" * 32 + "/21/mod_page/content/diagram.png",
        "diagram.png",  # as the served index.html says it
        "./diagram.png",
    ],
)
def test_a_picture_is_found_by_each_form_of_its_address(address: str) -> None:
    assert src(f'<img src="{address}" alt="x">') == ["sd:file/1"]


def test_escaped_names_and_folders_are_found() -> None:
    assert src(f'<img src="{ROOT}/field%20photo.jpg">') == ["sd:file/2"]
    assert src('<img src="field%20photo.jpg">') == ["sd:file/2"]
    assert src(f'<img src="{ROOT}/sub/in.png">') == ["sd:file/4"]
    assert src('<img src="sub/in.png">') == ["sd:file/4"]


def test_a_picture_that_is_not_here_says_so_in_words_and_is_listed() -> None:
    cleaned = clean(f'<img src="{ROOT}/gone.png" alt="A well">', SITE, FILES)
    assert "<img" not in cleaned.html
    assert "Picture not on this computer: A well" in cleaned.html
    assert cleaned.missing == ["gone.png"]


@pytest.mark.parametrize(
    "address",
    [
        "https://tracker.example/pixel.gif",
        "//tracker.example/pixel.gif",
        "https://school.example/moodle/theme/image.png",
        "https://evil.example/webservice/pluginfile.php/21/mod_page/content/diagram.png",
        "file:///etc/passwd",
        "/etc/passwd",
        "\\\\server\\share\\x.png",
        "javascript:alert(1)",
        "sd:tex/i/eA",
        "sd:file/1",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:text/html;base64,PHN2Zz4=",
        "https://[broken",
    ],
)
def test_a_picture_from_anywhere_else_is_never_asked_for(address: str) -> None:
    cleaned = clean(f'<img src="{address}" alt="words">', SITE, FILES)
    assert "<img" not in cleaned.html
    assert "words" in cleaned.html
    assert cleaned.missing == []


def test_a_small_picture_inside_the_text_is_kept() -> None:
    assert src('<img src="data:image/png;base64,iVBO+/8=">') == ["sd:data/iVBO-_8"]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (f"{SITE}/mod/page/view.php?id=17", "sd:activity/17/page"),
        ("http://school.example/moodle/mod/quiz/view.php?id=3&amp;x=1", "sd:activity/3/quiz"),
        (f"{SITE}/mod/forum/discuss.php?d=5#p9", "sd:discussion/5/9"),
        (f"{SITE}/mod/forum/discuss.php?d=5", "sd:discussion/5"),
        (f"{ROOT}/diagram.png", "sd:file/1"),
        ("#part", "#part"),
        ("https://example.org/a?b=1", "https://example.org/a?b=1"),
        ("mailto:ruth@school.example", "mailto:ruth@school.example"),
        (f"{SITE}/mod/page/view.php?id=17x", f"{SITE}/mod/page/view.php?id=17x"),
        ("https://other.example/mod/page/view.php?id=17", "https://other.example/mod/page/view.php?id=17"),
        ("javascript:alert(1)", None),
        ("vbscript:x", None),
        ("file:///etc/passwd", None),
        ("data:text/html,x", None),
        ("sd:activity/1/page", None),
        ("other.html", None),
        ("//evil.example/x", None),
    ],
)
def test_a_link_leads_inside_or_to_the_web_or_nowhere(address: str, expected: str | None) -> None:
    found = re.findall(r'href="([^"]*)"', clean(f'<a href="{address}">x</a>', SITE, FILES).html)
    assert found == ([expected] if expected else [])


def test_frames_and_players_become_cards_with_their_address() -> None:
    framed = clean('<iframe src="https://www.youtube.com/embed/abc"></iframe>', SITE, FILES).html
    assert "needs the internet: https://www.youtube.com/embed/abc" in framed
    played = clean('<video controls><source src="diagram.png"></video>', SITE, FILES).html
    assert '<a href="sd:file/1">Play diagram.png</a>' in played


_ACTIVE = re.compile(r"<\s*/?\s*([a-z0-9]+)((?:[^\">]|\"[^\"]*\")*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')


def hostile() -> list[tuple[str, str]]:
    """Return (title, payload) of public attack samples; none in a plain clone."""
    try:
        file = shared("samples/xss") / "vectors.json"
    except pytest.skip.Exception:
        return []
    return [(vector["title"], vector["payload"]) for vector in json.loads(file.read_text("utf-8"))]


def test_attack_samples_are_there_or_the_reason_is_told() -> None:
    assert len(hostile()) > 100 or shared("samples/xss")


@pytest.mark.parametrize(("title", "payload"), hostile())
def test_nothing_active_and_nothing_remote_survives(title: str, payload: str) -> None:
    shown = clean(payload, SITE, FILES, Formulas()).html
    for tag, attributes in _ACTIVE.findall(shown):
        assert tag.lower() in TAGS
        assert tag.lower() not in DROPPED
        for name, value in _ATTRIBUTE.findall(attributes):
            assert not name.startswith("on")
            if name == "src":
                assert re.match(r"sd:(file|tex|data)/", value)
            if name == "href":
                assert re.match(r"(https?:|mailto:|sd:|#)", value)
            if name == "style":
                assert "url" not in value
                assert "(" not in value


def test_a_formula_becomes_a_picture_with_its_words() -> None:
    shown = clean(r"<p>Darcy: $$q = -K \frac{dh}{dl}$$ and \(x &lt; 1\)</p>", SITE, FILES, Formulas()).html
    addresses = re.findall(r'src="(sd:tex/[^"]*)" alt="([^"]*)"', shown)
    assert [tex_of(address) for address, _ in addresses] == [(r"q = -K \frac{dh}{dl}", True), ("x < 1", False)]
    assert addresses[1][1] == "x &lt; 1"
    assert (Formulas().svg("x < 1", False) or b"").startswith(b"<svg")


@pytest.mark.parametrize("tex", [r"\frac{", r"\begin{x}", "{" * 5000])
def test_a_formula_that_cannot_be_drawn_shows_its_source(tex: str) -> None:
    shown = clean(f"<p>\\({tex}\\)</p>", SITE, FILES, Formulas()).html
    assert "<img" not in shown
    assert f"<code>\\({tex}\\)</code>" in shown


def test_code_keeps_its_dollars() -> None:
    assert "<img" not in clean("<pre>$$x$$</pre><code>\\(y\\)</code>", SITE, FILES, Formulas()).html


def test_a_flood_of_open_frames_is_cleaned_in_time() -> None:
    assert "<" not in plain("<iframe " * 20_000)
    assert clean("<video>" * 5_000, SITE, FILES).html.strip() == ""


def test_plain_words_have_no_tags_and_no_scripts() -> None:
    assert (
        plain("<p>One<br>two &amp; <b>three</b></p><script>x()</script><td>a</td><td>b</td>")
        == "One\ntwo & three\na\tb"
    )
