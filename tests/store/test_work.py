"""Accounts, drafts, progress and settings."""

from dataclasses import replace
from datetime import timedelta

from studydesk.domain.accounts import Account
from studydesk.domain.changes import Change, Subject
from studydesk.domain.ids import AccountId, ActivityId, DiscussionId, UserId
from studydesk.domain.progress import Position
from studydesk.domain.work import Attachment
from studydesk.store import accounts, drafts, outbox, progress, settings
from studydesk.store.drafts import Draft
from studydesk.store.opening import Store
from tests.store import values as v
from tests.store.values import ANA, BEN, T0

HOUR = timedelta(hours=1)


def account(number: AccountId = ANA, **other: object) -> Account:
    told = Account(number, "https://x", "School", UserId(3), "ana", "Ana B", T0)
    return replace(told, **other)  # type: ignore[arg-type]  # fields by name


def test_accounts_come_back_oldest_first_and_one_is_current(store: Store) -> None:
    ana, ben = account(), account(BEN, added_at=T0 - HOUR, is_demo=True)
    with store.work.write() as w:
        accounts.add(w, ana)
        accounts.add(w, ben)
        assert accounts.current(w) is None
        accounts.set_current(w, ANA)
        accounts.set_current(w, BEN)
    with store.work.read() as r:
        assert accounts.all_accounts(r) == [ben, ana]
        assert accounts.current(r) == ben
        assert accounts.account(r, ANA) == ana
    with store.work.write() as w:
        accounts.set_current(w, None)
        assert accounts.current(w) is None


def test_signing_in_again_renews_names_and_keeps_the_rest(store: Store) -> None:
    with store.work.write() as w:
        accounts.add(w, account())
        accounts.set_current(w, ANA)
        accounts.add(w, account(full_name="Ana C", added_at=T0 + HOUR))
        assert accounts.current(w) == account(full_name="Ana C")


def test_removing_an_account_removes_its_work_and_nobody_elses(store: Store) -> None:
    with store.work.write() as w:
        for one in (ANA, BEN):
            accounts.add(w, account(one))
            outbox.add(w, v.item(one, account=one))
            drafts.put(w, Draft(one, "k", "", "words", T0))
            progress.put_position(w, one, Position(ActivityId(1), "", 0.5, 1.0, T0))
            progress.put_read(w, one, DiscussionId(1), T0)
    with store.work.write() as w:
        accounts.remove(w, ANA)
    with store.work.read() as r:
        assert [one.id for one in accounts.all_accounts(r)] == [BEN]
        assert (outbox.items(r, ANA), drafts.all_drafts(r, ANA), progress.positions(r, ANA)) == ([], [], [])
        assert progress.reads(r, ANA) == {}
        assert len(outbox.items(r, BEN)) == len(drafts.all_drafts(r, BEN)) == len(progress.positions(r, BEN)) == 1


def test_a_draft_is_kept_per_key_and_goes_only_when_told(store: Store, changes: list[Change]) -> None:
    first = Draft(ANA, "reply:9:90", "Re", "half", T0, (Attachment("a", 1, "f" * 64),), '{"final": true}')
    other = Draft(ANA, "discussion:5", "New", "", T0 + HOUR)
    with store.work.write() as w:
        drafts.put(w, first)
        drafts.put(w, other)
        drafts.put(w, replace(first, text="half a thought"))
    assert changes == [Change(Subject.DRAFTS, ANA)]
    changes.clear()
    with store.work.write() as w:
        drafts.put(w, other)
        drafts.delete(w, ANA, "reply:1:1")
    assert changes == []
    with store.work.read() as r:
        assert drafts.all_drafts(r, ANA) == [other, replace(first, text="half a thought")]
        assert drafts.get(r, BEN, "discussion:5") is None
    with store.work.write() as w:
        drafts.delete(w, ANA, "discussion:5")
        assert drafts.get(w, ANA, "discussion:5") is None


def test_positions_are_kept_per_item_the_last_touched_first(store: Store) -> None:
    film = Position(ActivityId(1), "a.mp4", 61_500, 600_000, T0)
    text = Position(ActivityId(1), "", 0.25, 1.0, T0 + HOUR)
    with store.work.write() as w:
        progress.put_position(w, ANA, film)
        progress.put_position(w, ANA, text)
        progress.put_position(w, ANA, replace(film, at=70_000.0))
    with store.work.read() as r:
        assert progress.position(r, ANA, ActivityId(1), "a.mp4") == replace(film, at=70_000.0)
        assert progress.position(r, ANA, ActivityId(1)) == text
        assert progress.position(r, ANA, ActivityId(2)) is None
        assert progress.positions(r, ANA) == [text, replace(film, at=70_000.0)]
        assert progress.positions(r, ANA, 1) == [text]


def test_what_was_read_never_becomes_unread(store: Store, changes: list[Change]) -> None:
    with store.work.write() as w:
        progress.put_read(w, ANA, DiscussionId(1), T0)
        progress.put_read(w, ANA, DiscussionId(1), T0 + HOUR)
    changes.clear()
    with store.work.write() as w:
        progress.put_read(w, ANA, DiscussionId(1), T0)
    assert changes == []
    with store.work.read() as r:
        assert progress.reads(r, ANA) == {1: T0 + HOUR}


def test_settings_are_kept(store: Store, changes: list[Change]) -> None:
    with store.work.write() as w:
        settings.put(w, "theme", "dark")
        settings.put(w, "theme", "light")
    assert changes == [Change(Subject.SETTINGS)]
    changes.clear()
    with store.work.write() as w:
        settings.put(w, "theme", "light")
    assert changes == []
    with store.work.read() as r:
        assert settings.get_all(r) == {"theme": "light"}
