"""Every recorded answer of a real Moodle goes through a decoder, and which one is told here."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from studydesk.campus.moodle import border, site_wire
from studydesk.campus.moodle.service import decoded
from studydesk.errors import NotProcessed, Refused, SignedOut, StudyDeskError
from tests.campus.recordings import BATCH, Recording, recording, recordings
from tests.campus.school import Json
from tests.campus.test_moodle_recorded import NOT_USED, OK, REFUSALS, TYPES, judged
from tests.contract import logs
from tests.contract.replay import READINGS, WRITINGS, replayed
from tests.shared import shared

# Recordings of functions that the program calls, by what is done with them; how many files go there is written below.
PROGRAM, BATCHED, REFUSED, SIGN_IN, PROBE, UPLOAD, LOG = (
    "the program's own client, into domain values", "the batch, and each answer inside it", "the error border",
    "signing in", "the probe of the link", "the upload", "a log of measurements",
)  # fmt: skip
# The functions that the program never calls: their answers pass the error border, as any answer does, and no more.
ONLY_THE_BORDER = {name: reason for reason, names in NOT_USED.items() for name in names.split()}
EXPECTED = {PROGRAM: 113, BATCHED: 5, REFUSED: 46, SIGN_IN: 3, PROBE: 2, UPLOAD: 7, LOG: 15}


def decoder_of(told: Recording) -> str | None:
    """Return which decoder a recording goes through, None for none."""
    if told.name.startswith("upload__"):
        return UPLOAD
    if told.name.startswith(("login_", "err__login_")) and REFUSALS.get(told.name, OK) is OK:
        return SIGN_IN
    if told.name.startswith("tool_mobile_get_public_config"):
        return PROBE
    if REFUSALS.get(told.name, OK) is not OK:
        return REFUSED
    if told.function == BATCH:
        return BATCHED
    if told.function in READINGS or told.function in WRITINGS:
        return PROGRAM
    return ONLY_THE_BORDER.get(told.function)


def _program(told: Recording) -> None:
    decoded(told.body, TYPES[told.function])
    replayed(told.function, told.name, json.loads(told.body))


def _batched(told: Recording) -> None:
    whole = decoded(told.body, site_wire.Batch)
    names = [call["function"] for call in _request(told)["args"]["requests"]]
    assert 0 < len(whole.responses) <= len(names), told.name
    for name, item in zip(names, whole.responses, strict=False):
        if item.error:
            trouble = border.trouble((item.exception or "").encode())
            assert trouble is not None, told.name
            assert isinstance(border.refusal(trouble, name), StudyDeskError)
        else:
            body = (item.data or "").encode()
            assert border.trouble(body) is None, told.name
            decoded(body, TYPES.get(name, object))
    assert all(not item.error for item in whole.responses[:-1]), "a batch is over at its first error"


def _request(told: Recording) -> Json:
    return json.loads((shared("moodle-wire") / f"{told.name}.json").read_text(encoding="utf-8"))["request"]


def _refused(told: Recording) -> None:
    expected, problem = REFUSALS[told.name], judged(told)
    if isinstance(expected, str):
        assert isinstance(problem, Refused), told.name
        assert problem.code == expected, told.name
    else:
        assert type(problem) is expected, told.name


def _sign_in(told: Recording) -> None:
    assert decoded(told.body, site_wire.Token).token, told.name


def _probe(told: Recording) -> None:
    if told.body.startswith(b"["):
        (item,) = decoded(told.body, list[site_wire.AjaxItem])
        assert item.data is not None, told.name
        assert item.data.wwwroot, told.name
    else:
        assert decoded(told.body, site_wire.PublicConfig).wwwroot, told.name


def _upload(told: Recording) -> None:
    for file in decoded(told.body, list[site_wire.UploadedFile]):
        assert file.filename, told.name
        assert (file.itemid is None) is (file.errortype is not None), told.name


DECODERS: dict[str, Callable[[Recording], None]] = {
    PROGRAM: _program, BATCHED: _batched, REFUSED: _refused, SIGN_IN: _sign_in, PROBE: _probe, UPLOAD: _upload,
}  # fmt: skip


def _files() -> list[Path]:
    return sorted(path for path in shared("moodle-wire").iterdir() if path.suffix == ".json")


def test_every_recorded_file_is_covered_by_a_decoder_and_none_is_forgotten() -> None:
    covered: dict[str, str | None] = {}
    for path in _files():
        covered[path.stem] = LOG if path.stem in logs.LOGS else decoder_of(recording(path))
    assert [name for name, decoder in covered.items() if decoder is None] == []
    assert [path.name for path in shared("moodle-wire").iterdir() if path.suffix != ".json"] == []
    assert {name for name in covered if name.startswith("_")} == set(logs.LOGS)
    counts = Counter(decoder for decoder in covered.values() if decoder in EXPECTED)
    assert counts == EXPECTED
    assert len(covered) - counts.total() == sum(decoder in NOT_USED for decoder in covered.values())


@pytest.mark.parametrize("decoder", list(DECODERS))
def test_each_recording_is_read_by_its_decoder(decoder: str) -> None:
    own = [told for told in recordings() if decoder_of(told) == decoder]
    assert own
    for told in own:
        DECODERS[decoder](told)


def test_what_is_never_called_passes_the_error_border_all_the_same() -> None:
    own = [told for told in recordings() if decoder_of(told) in NOT_USED]
    assert own
    for told in own:
        assert judged(told) is None, told.name
        json.loads(told.body)


def test_an_unknown_recording_would_be_noticed() -> None:
    unknown = Recording("mod_wiki_get_wikis", "mod_wiki_get_wikis", 200, {}, b'{"wikis":[]}')
    assert decoder_of(unknown) is None


def test_the_program_reads_every_function_it_uses_that_was_recorded() -> None:
    named = {told.function for told in recordings()}
    assert (set(TYPES) & named) - set(READINGS) - set(WRITINGS) == {BATCH}


@pytest.mark.parametrize("name", sorted(logs.LOGS))
def test_the_answers_inside_a_log_are_read_too(name: str) -> None:
    told = json.loads((shared("moodle-wire") / f"{name}.json").read_text(encoding="utf-8"))
    check = logs.LOGS[name]
    if isinstance(check, str):
        assert not _has_an_answer(told), f"{name}: {check}"
    else:
        check(told)


def _has_an_answer(told: Json) -> bool:
    """Return whether there is something in a log that a site answered: a status, or the names of its errors."""
    if isinstance(told, dict):
        return bool({"status", "body", "errorcode"} & set(told)) or any(map(_has_an_answer, told.values()))
    return isinstance(told, list) and any(map(_has_an_answer, told))


def test_a_refusal_is_told_apart_in_its_three_ways() -> None:
    """What the outbox does next hangs on these three: wait for the learner, wait for the site, or say no."""
    found = {name: judged(told) for told in recordings() if (name := told.name) in REFUSALS}
    kinds = Counter(type(problem) for problem in found.values() if problem is not None)
    assert {SignedOut, NotProcessed, Refused} <= set(kinds)
