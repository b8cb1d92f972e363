"""Plain words become a post's HTML and come back; fingerprints survive what a site does to HTML."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studydesk.domain.forums import SUBJECT_LIMIT, as_html, as_text, fingerprint, reply_subject
from studydesk.domain.outbox import marked

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\n\n <>&\"'"), max_size=200)


def tidy(text: str) -> str:
    """Return what is meant to come back: runs of blanks are one, blank lines part paragraphs, no blank edges."""
    lines = "\n".join(" ".join(line.split()) for line in re.split(r"\n", text))
    return re.sub(r"\n{2,}", "\n\n", lines).strip()


@given(WORDS)
def test_words_come_back_through_html(text: str) -> None:
    assert as_text(as_html(text)) == tidy(text)


@given(WORDS)
def test_html_of_words_has_only_paragraphs_and_breaks(text: str) -> None:
    tags = set(re.findall(r"<[^>]*>", as_html(text)))
    assert tags <= {"<p>", "</p>", "<br>"}


@given(WORDS)
def test_no_word_is_lost(text: str) -> None:
    assert as_text(as_html(text)).split() == text.split()


@given(WORDS)
def test_the_fingerprint_is_the_same_with_the_marker_and_after_cleaning(text: str) -> None:
    """A site may drop the wrapper's class, rewrite breaks, escape differently and wrap lines."""
    plain = as_html(text)
    same = fingerprint(plain)
    assert fingerprint(marked(plain, "sd-" + "a" * 26)) == same
    assert fingerprint(f"<div>{plain}</div>") == same
    assert fingerprint(plain.replace("<br>", "<br />").replace("</p><p>", "</p>\r\n<p>")) == same
    assert fingerprint(plain.replace("&amp;", "&#38;").replace("&lt;", "&#60;")) == same


@given(WORDS)
def test_the_fingerprint_of_a_fingerprint_is_itself(text: str) -> None:
    once = fingerprint(as_html(text))
    assert fingerprint(as_html(once)) == once


@pytest.mark.parametrize(
    ("one", "other"), [("a", "b"), ("a b", "ab"), ("", "a"), ("Yes", "yes"), ("1 < 2", "1 > 2"), ("a & b", "a b")]
)
def test_other_words_have_another_fingerprint(one: str, other: str) -> None:
    assert fingerprint(as_html(one)) != fingerprint(as_html(other))


def test_what_looks_like_html_stays_the_learners_words() -> None:
    written = "<script>alert(1)</script> & <b>5 < 6</b>\n&lt;p&gt;"
    assert "<script" not in as_html(written)
    assert as_text(as_html(written)) == written


def test_paragraphs_and_lines_are_kept_apart() -> None:
    assert as_html("a\nb\r\n\r\n\n c\n") == "<p>a<br>b</p><p> c</p>"
    assert as_text("<p>a<br>b</p><p>c</p><ul><li>d</li><li>e</li></ul>") == "a\nb\n\nc\n\nd\n\ne"


@pytest.mark.parametrize("empty", ["", "\n", " \n\n \n"])
def test_nothing_written_is_no_html(empty: str) -> None:
    assert as_html(empty) == ""


def test_entities_of_a_site_become_characters() -> None:
    assert as_text("<p>caf&eacute;&nbsp;&mdash; 2&nbsp;&euro;</p>") == html.unescape("caf&eacute; &mdash; 2 &euro;")


def test_an_answer_gets_one_prefix_within_the_sites_limit() -> None:
    assert reply_subject("Rain") == "Re: Rain"
    assert reply_subject("Re: Rain") == "Re: Rain"
    assert len(reply_subject("x" * 400)) == SUBJECT_LIMIT


def test_cells_and_terms_do_not_run_into_each_other() -> None:
    assert as_text("<dl><dt><strong>Compost</strong></dt><dd>Plant waste</dd></dl>") == "Compost\n\nPlant waste"
    assert as_text("<table><tr><td>May</td><td>92</td></tr></table>") == "May 92"
