"""What the school would surely refuse is refused here, before it waits for a link."""

import pytest

from studydesk.errors import Invalid, NotFound
from studydesk.study.discussions import reply_key
from tests.study.conftest import Learning


def test_what_is_not_open_yet_is_not_ticked(learning: Learning) -> None:
    with pytest.raises(Invalid) as caught:
        learning.desk.courses.set_done(learning.activity("never"), True)
    assert caught.value.reason == "restricted"
    assert learning.desk.outbox.count() == 0


def test_an_answer_to_a_post_that_is_not_there_is_not_queued(learning: Learning) -> None:
    discussions = learning.desk.discussions
    place = learning.discussion("Our rain gauge")
    discussions.keep_draft(reply_key(place, "p99999"), "", "To nobody")
    with pytest.raises(NotFound):
        discussions.reply(place, "p99999")
    assert learning.desk.outbox.count() == 0
    kept = discussions.draft(reply_key(place, "p99999"))
    assert kept is not None
    assert kept.text == "To nobody"
