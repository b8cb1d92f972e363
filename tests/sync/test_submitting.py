"""Work is handed in once, complete, and never over somebody else's newer version."""

from datetime import timedelta

import pytest

from studydesk.domain.assignments import Assignment, Status
from studydesk.domain.forums import fingerprint
from studydesk.domain.outbox import State
from studydesk.domain.outside import Cancel
from studydesk.store import assignments
from studydesk.sync.deliver import Deliver
from tests.sync.conftest import Course
from tests.sync.fake_campus import Fault
from tests.sync.test_posting import GRACE, once
from tests.sync.world import AMINA, World


def handed(w: World, rules: Assignment) -> dict[str, bytes]:
    """Return what the school holds, by name."""
    files = w.school.submission(AMINA, rules.id).files
    return {file.name: w.school.state.handed[file.url] for file in files}


def version(w: World, rules: Assignment) -> str:
    """Return the version that the learner's screen shows."""
    with w.store.library.read() as r:
        seen = assignments.submission(r, w.account.id, rules.id)
    assert seen is not None
    return seen.version


def test_text_and_files_are_saved_read_back_and_submitted(w: World, course: Course) -> None:
    item = w.hand_in(course.essay, "My essay", w.attach("essay.pdf", b"%PDF"), final=True)
    w.deliver_once()
    held = w.school.submission(AMINA, course.essay.id)
    assert w.state(item) is State.SENT
    assert held.status is Status.SUBMITTED
    assert handed(w, course.essay) == {"essay.pdf": b"%PDF"}
    assert w.wire.calls == [
        "submission",
        "new_draft_area",
        "upload",
        "draft_files",
        "save_submission",
        "submission",
        "submit_for_grading",
        "submission",
    ]


def test_a_draft_is_saved_and_not_submitted(w: World, course: Course) -> None:
    w.hand_in(course.essay, "My essay")
    w.deliver_once()
    assert w.school.submission(AMINA, course.essay.id).status is Status.DRAFT


@pytest.mark.parametrize("call", ["save_submission", "submit_for_grading", "upload", "draft_files", "submission"])
@pytest.mark.parametrize("fault", [Fault.ANSWER_LOST, Fault.LOST, Fault.LATE, Fault.CUT, Fault.NEVER_SENT, Fault.BUSY])
def test_after_any_fault_it_is_handed_in_with_one_save(w: World, course: Course, call: str, fault: Fault) -> None:
    item = w.hand_in(course.essay, "My essay", w.attach("essay.pdf", b"%PDF"), final=True)
    w.wire.script = once(call, fault)
    w.deliver_once()
    w.clock.pass_time(GRACE)
    w.deliver_once()
    assert w.state(item) is State.SENT
    assert w.school.submission(AMINA, course.essay.id).status is Status.SUBMITTED
    assert handed(w, course.essay) == {"essay.pdf": b"%PDF"}
    assert w.school.state.saves == 1


def test_files_already_handed_in_are_kept_when_one_is_added(w: World, course: Course) -> None:
    w.hand_in(course.essay, "one", w.attach("a.txt", b"aaa"), w.attach("photo.jpg", b"jpeg"))
    w.deliver_once()
    keep = ("a.txt", "photo.jpg")
    w.hand_in(course.essay, "two", w.attach("b.txt", b"bb"), keep=keep, base=version(w, course.essay))
    w.deliver_once()
    assert set(handed(w, course.essay)) == {"a.txt", "photo.jpg", "b.txt"}
    assert handed(w, course.essay)["photo.jpg"] == b"jpegrewritten"  # from our own original, not rewritten twice
    assert "file" not in w.wire.calls


def test_kept_files_of_another_computer_are_fetched_for_the_new_draft_area(w: World, course: Course) -> None:
    area = w.campus.writes.new_draft_area()
    w.school.upload(AMINA, area, "web.txt", b"from the web")
    w.school.save(AMINA, course.essay.id, "<p>web</p>", area)
    w.clock.pass_time(60)
    w.refresh_once()
    w.hand_in(course.essay, "two", w.attach("b.txt", b"bb"), keep=("web.txt",), base=version(w, course.essay))
    w.deliver_once()
    assert handed(w, course.essay) == {"web.txt": b"from the web", "b.txt": b"bb"}
    assert w.store.blobs.used() == frozenset()


def test_the_bytes_of_kept_files_that_had_to_travel_are_counted(w: World, course: Course) -> None:
    area = w.campus.writes.new_draft_area()
    w.school.upload(AMINA, area, "web.txt", b"from the web")
    w.school.save(AMINA, course.essay.id, "<p>web</p>", area)
    w.clock.pass_time(60)
    w.refresh_once()
    w.hand_in(course.essay, "two", w.attach("b.txt", b"bb"), keep=("web.txt",), base=version(w, course.essay))
    counted: list[int] = []
    Deliver(w.account, w.campus, w.store, w.at_school, w.chance, w.policy, count=counted.append).run(Cancel())
    assert sum(counted) == len(b"from the web")


def test_only_the_text_changes_and_the_files_stay_without_travelling(w: World, course: Course) -> None:
    w.hand_in(course.essay, "one", w.attach("a.txt", b"aaa"))
    w.deliver_once()
    w.wire.calls.clear()
    w.hand_in(course.essay, "two", keep=("a.txt",), base=version(w, course.essay))
    w.deliver_once()
    assert handed(w, course.essay) == {"a.txt": b"aaa"}
    assert w.wire.calls == ["submission", "save_submission", "submission"]


def test_a_file_that_is_not_kept_goes(w: World, course: Course) -> None:
    w.hand_in(course.essay, "one", w.attach("a.txt", b"aaa"))
    w.deliver_once()
    w.hand_in(course.essay, "two", base=version(w, course.essay))
    w.deliver_once()
    assert handed(w, course.essay) == {}


def test_a_new_file_of_the_same_name_replaces_the_old_one(w: World, course: Course) -> None:
    w.hand_in(course.essay, "one", w.attach("a.txt", b"aaa"))
    w.deliver_once()
    second = w.hand_in(course.essay, "one", w.attach("a.txt", b"bbb"), keep=("a.txt",), base=version(w, course.essay))
    w.deliver_once()
    assert w.state(second) is State.SENT
    assert handed(w, course.essay) == {"a.txt": b"bbb"}


def test_a_replaced_photo_travels_although_its_size_says_nothing(w: World, course: Course) -> None:
    w.hand_in(course.essay, "one", w.attach("p.jpg", b"old"))
    w.deliver_once()
    w.hand_in(course.essay, "one", w.attach("p.jpg", b"new"), base=version(w, course.essay))
    w.deliver_once()
    assert handed(w, course.essay) == {"p.jpg": b"newrewritten"}


def test_the_same_bytes_at_the_school_are_not_saved_again(w: World, course: Course) -> None:
    w.hand_in(course.essay, "one", w.attach("a.txt", b"aaa"))
    w.deliver_once()
    again = w.hand_in(course.essay, "one", w.attach("a.txt", b"aaa"), base=version(w, course.essay))
    w.deliver_once()
    assert w.state(again) is State.SENT
    assert w.school.state.saves == 1


def test_a_newer_version_of_another_computer_is_a_conflict(w: World, course: Course) -> None:
    item = w.hand_in(course.essay, "mine")
    w.school.save(AMINA, course.essay.id, "<p>theirs</p>", None)
    w.deliver_once()
    assert w.state(item) is State.CONFLICT
    assert fingerprint(w.school.submission(AMINA, course.essay.id).text_html) == "theirs"


def test_the_same_work_handed_in_elsewhere_is_adopted(w: World, course: Course) -> None:
    item = w.hand_in(course.essay, "the same", w.attach("a.txt", b"aaa"))
    area = w.campus.writes.new_draft_area()
    w.school.upload(AMINA, area, "a.txt", b"aaa")
    w.school.save(AMINA, course.essay.id, "<p>the same</p>", area)
    w.deliver_once()
    assert w.state(item) is State.SENT
    assert w.school.state.saves == 1


def test_equal_names_and_sizes_of_other_bytes_are_a_conflict(w: World, course: Course) -> None:
    item = w.hand_in(course.essay, "the same", w.attach("a.txt", b"aaa"))
    area = w.campus.writes.new_draft_area()
    w.school.upload(AMINA, area, "a.txt", b"bbb")
    w.school.save(AMINA, course.essay.id, "<p>the same</p>", area)
    w.deliver_once()
    assert w.state(item) is State.CONFLICT


def test_two_hand_ins_in_a_row_are_no_conflict_with_themselves(w: World, course: Course) -> None:
    first = w.hand_in(course.essay, "one")
    second = w.hand_in(course.essay, "two")
    w.deliver_once()
    assert (w.state(first), w.state(second)) == (State.SENT, State.SENT)
    assert fingerprint(w.school.submission(AMINA, course.essay.id).text_html) == "two"


def test_a_dropped_file_is_told_and_not_called_handed_in(w: World, course: Course) -> None:
    small = w.school.add_assignment(course.essay.course, "Small", max_bytes=4)
    item = w.hand_in(small, "text", w.attach("big.bin", b"12345"), final=True)
    w.clock.pass_time(10)
    w.refresh_once()
    w.deliver_once()
    problem = w.item(item).problem
    assert problem is not None
    assert (w.state(item), problem.code) == (State.REJECTED, "not_all_kept")
    assert w.school.submission(AMINA, small.id).status is Status.DRAFT


def test_nothing_is_submitted_when_saving_was_refused(w: World, course: Course) -> None:
    item = w.hand_in(course.essay, "text", final=True)
    w.wire.script = once("save_submission", Fault.REFUSED)
    w.deliver_once()
    assert w.state(item) is State.REJECTED
    assert "submit_for_grading" not in w.wire.calls


def test_a_stale_draft_area_never_wipes_what_is_handed_in(w: World, course: Course) -> None:
    item = w.hand_in(course.essay, "text", w.attach("a.txt", b"aaa"))
    w.wire.script = once("save_submission", Fault.NEVER_SENT)
    w.deliver_once()
    w.school.state.drafts.clear()
    w.clock.pass_time(timedelta(minutes=1))
    w.deliver_once()
    assert w.state(item) is State.SENT
    assert handed(w, course.essay) == {"a.txt": b"aaa"}


def test_a_missing_attachment_is_told_and_nothing_is_sent(w: World, course: Course) -> None:
    file = w.attach("a.txt", b"aaa")
    item = w.hand_in(course.essay, "text", file)
    w.store.attachments.path(file).unlink()
    w.deliver_once()
    problem = w.item(item).problem
    assert problem is not None
    assert (w.state(item), problem.code) == (State.REJECTED, "attachment_damaged")
    assert "save_submission" not in w.wire.calls
