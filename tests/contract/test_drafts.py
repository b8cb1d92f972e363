"""Draft areas: an id and a name are the one key that a repeat runs into, and names come back cleaned."""

import secrets
from pathlib import Path

import pytest

from studydesk.domain.ids import DraftAreaId
from tests.contract.site import Site


def listed(campus: Site, area: int) -> list[tuple[str, int | None]]:
    """Return names and sizes of what a draft area holds, as the program asks for them."""
    return sorted((file.name, file.size_bytes) for file in campus.desk.writes.draft_files(DraftAreaId(area)))


def test_an_upload_without_an_area_gets_a_new_one_each_time(campus: Site) -> None:
    one, two = (campus.learner.upload("a.txt", b"a")[0]["itemid"] for _time in range(2))
    assert one
    assert one != two


def test_the_site_draws_a_number_that_nobody_used(campus: Site) -> None:
    drawn = campus.desk.writes.new_draft_area()
    assert drawn > 0
    assert listed(campus, drawn) == []
    assert campus.learner.upload("a.txt", b"abc", drawn)[0]["itemid"] == drawn
    assert listed(campus, drawn) == [("a.txt", 3)]


def test_a_number_of_our_own_choice_is_taken(campus: Site) -> None:
    chosen = 1 + secrets.randbelow(999_999_999)
    assert campus.learner.upload("a.txt", b"a", chosen)[0]["itemid"] == chosen
    assert campus.learner.upload("b.txt", b"bb", chosen)[0]["itemid"] == chosen
    assert listed(campus, chosen) == [("a.txt", 1), ("b.txt", 2)]


def test_the_same_name_twice_is_filenameexist_in_a_normal_answer_and_the_first_file_stays(campus: Site) -> None:
    area = campus.learner.draft(("a.txt", b"first"))
    (repeated,) = campus.learner.upload("a.txt", b"the second", area)
    assert (repeated["errortype"], repeated["filename"], repeated["size"]) == ("filenameexist", "a.txt", 10)
    assert "itemid" not in repeated
    assert "errorcode" not in repeated
    assert listed(campus, area) == [("a.txt", 5)]


def test_the_programs_own_repeat_of_an_upload_counts_as_done(campus: Site, tmp_path: Path) -> None:
    file = tmp_path / "sketch.csv"
    file.write_bytes(b"day,mm\n1,12\n")
    area = campus.desk.writes.new_draft_area()
    first = campus.desk.writes.upload(file, "sketch.csv", area)
    again = campus.desk.writes.upload(file, "sketch.csv", area)
    assert first == again
    assert listed(campus, area) == [("sketch.csv", 12)]


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ("Résumé – notes (1) & ü.txt", "Résumé – notes (1)  ü.txt"),
        ("../../evil.txt", "evil.txt"),
        ("README", "README"),
    ],
)
def test_names_come_back_cleaned_and_are_the_ones_to_look_for(
    campus: Site, tmp_path: Path, sent: str, stored: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"words")
    area = campus.desk.writes.new_draft_area()
    assert campus.desk.writes.upload(file, sent, area).name == stored
    assert listed(campus, area) == [(stored, 5)]


def test_an_area_that_never_was_is_empty_and_no_error(campus: Site) -> None:
    assert listed(campus, 1 + secrets.randbelow(999_999_999)) == []


def test_several_files_of_one_upload_share_an_area(campus: Site) -> None:
    data = {"token": campus.learner.token, "itemid": "0", "filearea": "draft"}
    files = {"file_1": ("a.txt", b"a"), "file_2": ("b.txt", b"b")}
    told = campus.learner.session.post(f"{campus.url}/webservice/upload.php", data=data, files=files, timeout=20).json()
    assert [file["filename"] for file in told] == ["a.txt", "b.txt"]
    assert told[0]["itemid"] == told[1]["itemid"]


def test_of_several_files_a_repeated_name_spoils_only_itself(campus: Site) -> None:
    area = campus.learner.draft(("a.txt", b"a"))
    data = {"token": campus.learner.token, "itemid": str(area), "filearea": "draft"}
    files = {"file_1": ("a.txt", b"again"), "file_2": ("b.txt", b"b")}
    told = campus.learner.session.post(f"{campus.url}/webservice/upload.php", data=data, files=files, timeout=20).json()
    assert sorted(file.get("errortype", "") for file in told) == ["", "filenameexist"]
    assert listed(campus, area) == [("a.txt", 1), ("b.txt", 1)]


def test_an_empty_file_is_accepted(campus: Site) -> None:
    assert campus.learner.upload("empty.txt", b"")[0]["filesize"] == 0


def test_a_file_taken_out_of_an_area_is_gone(campus: Site) -> None:
    area = campus.learner.draft(("a.txt", b"a"), ("b.txt", b"b"))
    files = [{"filepath": "/", "filename": "a.txt"}]
    campus.learner("core_files_delete_draft_files", draftitemid=area, files=files)
    assert listed(campus, area) == [("b.txt", 1)]
