"""The meter of what travelled."""

from datetime import date, timedelta

from studydesk.domain.courses import Media
from studydesk.domain.ids import CourseId
from studydesk.store import usage
from studydesk.store.opening import Store
from studydesk.store.usage import NO_COURSE, Subject
from tests.store.values import ANA, BEN, COURSE

MONDAY = date(2026, 11, 23)


def test_what_travelled_adds_up_by_day_course_and_kind(store: Store) -> None:
    tuesday = MONDAY + timedelta(days=1)
    with store.work.write() as w:
        usage.add(w, {})
        usage.add(w, {Subject(ANA, MONDAY, COURSE, Media.VIDEO): 500, Subject(ANA, MONDAY, NO_COURSE, Media.TEXT): 7})
        usage.add(w, {Subject(ANA, MONDAY, COURSE, Media.VIDEO): 500, Subject(BEN, MONDAY, COURSE, Media.TEXT): 20})
        usage.add(w, {Subject(ANA, tuesday, CourseId(8), Media.TEXT): 3})
    with store.work.read() as r:
        assert usage.total(r, MONDAY, MONDAY) == 1027
        assert usage.total(r, MONDAY, tuesday) == 1030
        assert usage.total(r, tuesday + timedelta(days=1), tuesday + timedelta(days=7)) == 0
        assert usage.by_course(r, MONDAY, tuesday) == {
            (ANA, COURSE): 1000,
            (ANA, NO_COURSE): 7,
            (BEN, COURSE): 20,
            (ANA, CourseId(8)): 3,
        }
        assert usage.by_media(r, MONDAY, tuesday) == {Media.VIDEO: 1000, Media.TEXT: 30}
