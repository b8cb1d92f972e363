"""One section of a course alone: the same as in the whole, on the recorded site and on the embedded one."""

from collections.abc import Iterator

import pytest

from studydesk.campus.demo import Campus
from studydesk.campus.moodle import signin
from studydesk.campus.moodle.campus import MoodleCampus, connect
from studydesk.domain.courses import OUTSIDE, Contents
from studydesk.domain.ids import CourseId
from studydesk.domain.outside import Cancel
from studydesk.policy import DEMO
from tests.campus.recordings import recorded, replaying
from tests.campus_content import LEARNER

BIG200 = CourseId(3)
CONTENTS = "core_course_get_contents"


@pytest.fixture
def desk(campus: Campus) -> Iterator[MoodleCampus]:
    """Return the embedded campus as a learner's client sees it."""
    token = signin.sign_in(campus.url, *LEARNER, DEMO, Cancel())
    connected = connect(campus.url, token, policy=DEMO, cancel=Cancel())
    yield connected
    connected.close()


def part(whole: Contents, number: int) -> Contents:
    """Return one section cut out of a whole course."""
    sections = tuple(section for section in whole.sections if section.position == number)
    activities = tuple(one for one in whole.activities if one.section in {section.id for section in sections})
    ids = {activity.id for activity in activities}
    return Contents(whole.course, sections, activities, tuple(file for file in whole.files if file.activity in ids))


def test_a_recorded_section_is_the_same_as_in_the_whole_course() -> None:
    with replaying({CONTENTS: f"{CONTENTS}__BIG200"}) as (campus, _):
        whole = campus.reads.contents(BIG200)
    with replaying({CONTENTS: f"{CONTENTS}__option_section"}) as (campus, server):
        one = campus.reads.contents(BIG200, 1)
        asked = server.requests[-1].form
    cut = part(whole, 1)
    assert one.sections == cut.sections
    assert [each.id for each in one.activities] == [each.id for each in cut.activities]
    assert [each.position for each in one.activities] == list(range(10))
    # A teacher put another version of the first document there between the two recordings.
    assert (one.activities[1:], one.files[1:]) == (cut.activities[1:], cut.files[1:])
    assert (asked["options[0][name]"], asked["options[0][value]"]) == ("sectionnumber", "1")
    assert len(recorded(f"{CONTENTS}__option_section")) < len(recorded(f"{CONTENTS}__BIG200")) / 25


def test_the_recorded_outline_names_the_sections_of_the_whole_course() -> None:
    with replaying({CONTENTS: f"{CONTENTS}__BIG200"}) as (campus, _):
        whole = campus.reads.contents(BIG200)
    with replaying({CONTENTS: f"{CONTENTS}__option_excludemodules"}) as (campus, server):
        outline = campus.reads.sections(BIG200)
        asked = server.requests[-1].form
    assert tuple(outline) == whole.sections
    assert (asked["options[0][name]"], asked["options[0][value]"]) == ("excludemodules", "1")


def test_past_the_last_section_there_is_nothing() -> None:
    with replaying({CONTENTS: b"[]"}) as (campus, _):
        assert campus.reads.contents(BIG200, 31) == Contents(BIG200, (), (), ())


def test_what_is_outside_of_all_sections_stands_at_the_end() -> None:
    hidden = b'[{"id": 7, "name": "One", "section": 3, "modules": []}, {"id": -1, "name": "", "modules": []}]'
    with replaying({CONTENTS: hidden}) as (campus, _):
        assert [section.position for section in campus.reads.contents(BIG200, 3).sections] == [3, OUTSIDE]


def test_the_embedded_campus_gives_its_course_in_parts(desk: MoodleCampus) -> None:
    (course,) = desk.reads.courses()
    whole = desk.reads.contents(course.id)
    numbers = [section.position for section in desk.reads.sections(course.id)]
    assert numbers == [section.position for section in whole.sections]
    for number in numbers:
        assert desk.reads.contents(course.id, number) == part(whole, number)
    assert desk.reads.contents(course.id, numbers[-1] + 1).sections == ()
