"""File names from outside become names that no file system misreads."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studydesk.domain.names import LIMIT_BYTES, safe


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "_._etc_passwd"),
        ("..\\..\\boot.ini", "_.._boot.ini"),
        ("a/b:c*d?.txt", "a_b_c_d_.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("con .txt", "_con.txt"),
        ("", "file"),
        ("...", "file"),
        ("ends with dots. . ", "ends with dots"),
        ("line\nbreak\x00.txt", "linebreak.txt"),
        ("عربي.pdf", "عربي.pdf"),
    ],
)
def test_a_hostile_name_becomes_a_plain_one(name: str, expected: str) -> None:
    assert safe(name) == expected


def test_a_name_of_255_characters_is_cut_and_keeps_its_ending() -> None:
    cut = safe("ж" * 250 + ".docx")
    assert len(cut.encode()) <= LIMIT_BYTES
    assert cut.endswith(".docx")
    assert "\ufffd" not in cut


@given(st.text(max_size=400))
def test_any_text_becomes_one_name_inside_its_folder(text: str) -> None:
    name = safe(text)
    assert name not in ("", ".", "..")
    assert len(name.encode()) <= LIMIT_BYTES
    assert Path("/folder", name).parent == Path("/folder")
    assert not set(name) & set('<>:"/\\|?*\0')
    assert name == name.rstrip(" .")
    assert safe(name) == name
