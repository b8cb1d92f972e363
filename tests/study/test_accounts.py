"""Accounts: two schools side by side, tokens, choices, and what happens to unsent work."""

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import keyring
import keyring.backend
import keyring.errors
import pytest

from studydesk import paths
from studydesk.app.services import Options, build
from studydesk.campus.demo import Campus
from studydesk.credentials import Tokens
from studydesk.domain.changes import Change, Subject
from studydesk.domain.ids import AccountId
from studydesk.domain.link import LinkState
from studydesk.domain.outside import Cancel
from studydesk.errors import Invalid, NotFound, ProfileInUse, WrongPassword
from studydesk.settings import Settings
from tests.campus_content import LEARNER, OTHER_LEARNER, write_content
from tests.study.conftest import Learning


@pytest.fixture
def second(tmp_path: Path) -> Iterator[Campus]:
    """Give another school."""
    write_content(tmp_path / "content2")
    with Campus(tmp_path / "content2", tmp_path / "campus2") as made:
        yield made


def test_two_accounts_on_two_sites_live_side_by_side(learning: Learning, second: Campus) -> None:
    accounts = learning.services.accounts
    first = accounts.current()
    assert first is not None
    learning.desk.courses.set_done(learning.activity("reader"), True)
    other = accounts.sign_in(second.url, *OTHER_LEARNER)
    assert [account.full_name for account in accounts.all()] == ["Amina Okello", "Bojan Petrović"]
    assert accounts.current() == other
    assert learning.desk.courses.cards() == []
    learning.go()
    assert len(learning.desk.courses.cards()) == 1
    assert learning.desk.outbox.items() == []
    assert (accounts.unsent(first.id), accounts.unsent(other.id), accounts.unsent()) == (1, 0, 1)
    accounts.switch(first.id)
    assert learning.desk.courses.activity(learning.activity("reader")).is_done
    with pytest.raises(NotFound):
        accounts.switch(AccountId("nobody"))


def test_signing_out_forgets_the_token_and_nothing_else(learning: Learning) -> None:
    accounts, account = learning.services.accounts, learning.desk.account
    learning.desk.courses.set_done(learning.activity("reader"), True)
    accounts.sign_out(account.id)
    assert not accounts.is_signed_in(account.id)
    learning.campus.forget_requests()
    learning.sync.turn(Cancel())
    assert learning.services.link.current.state is LinkState.SIGNED_OUT
    assert learning.campus.requests == []
    assert learning.desk.reading.page(learning.activity("soil")).title
    again = accounts.sign_in(learning.campus.url, *LEARNER)
    assert again.id == account.id
    assert again.added_at == account.added_at or accounts.all()[0].added_at == account.added_at
    assert learning.go() == 0


def test_a_revoked_token_rests_until_the_learner_signs_in_again(learning: Learning) -> None:
    learning.campus.office.revoke_tokens("amina")
    learning.desk.courses.set_done(learning.activity("reader"), True)
    assert learning.go() == 1
    assert learning.services.link.current.state is LinkState.SIGNED_OUT
    learning.services.accounts.sign_in(learning.campus.url, *LEARNER)
    assert learning.go() == 0


def test_a_wrong_password_changes_nothing(learning: Learning) -> None:
    before = learning.services.accounts.all()
    with pytest.raises(WrongPassword):
        learning.services.accounts.sign_in(learning.campus.url, "amina", "wrong")
    assert learning.services.accounts.all() == before
    assert learning.go() == 0


def test_removing_an_account_asks_first_when_something_is_unsent(learning: Learning) -> None:
    accounts, account = learning.services.accounts, learning.desk.account
    learning.download()
    learning.desk.courses.set_done(learning.activity("reader"), True)
    with pytest.raises(Invalid, match="unsent"):
        accounts.remove(account.id)
    accounts.remove(account.id, even_unsent=True)
    assert accounts.all() == []
    assert accounts.current() is None
    assert learning.services.desk() is None
    assert learning.services.sync() is None
    blobs = [file for file in learning.services.paths.blobs.rglob("*") if file.is_file()]
    assert blobs == []


def test_a_move_that_is_killed_leaves_the_new_key_to_no_old_address(
    learning: Learning, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts, before = learning.services.accounts, learning.desk.account
    with monkeypatch.context() as killed:
        killed.setattr("studydesk.store.accounts.add", lambda *_all: 1 / 0)  # the first word about the account
        with pytest.raises(ZeroDivisionError):
            accounts.move(before.id, learning.campus.url, LEARNER[1])
    assert accounts.all() == [before]
    assert not accounts.is_signed_in(before.id)
    assert accounts.move(before.id, learning.campus.url, LEARNER[1]).id == before.id
    assert accounts.is_signed_in(before.id)
    assert learning.go() == 0


def test_beside_another_window_no_account_is_removed(learning: Learning, tmp_path: Path) -> None:
    learning.download()
    beside = build(paths.of(tmp_path / "home"), Options(use_keyring=False))
    try:
        with pytest.raises(ProfileInUse):
            beside.accounts.remove(learning.desk.account.id)
    finally:
        beside.close()
    assert learning.services.accounts.all() == [learning.desk.account]
    assert learning.desk.courses.cards()[0].share_present == 1.0


def test_removing_an_account_whose_downloads_run_holds_them_first(learning: Learning) -> None:
    learning.services.preferences.put(rate_limit_kb=40.0)
    sync, account = learning.sync, learning.desk.account
    learning.desk.downloads.want(learning.course)
    running = Event()
    with ThreadPoolExecutor() as pool:
        fetching = pool.submit(sync.fetch, Cancel(), lambda _step: running.set())
        assert running.wait(10)
        learning.services.accounts.remove(account.id)
        fetching.result(10)  # raises what it met
    assert [file for file in learning.services.paths.blobs.rglob("*") if file.is_file()] == []


def test_changes_are_told_after_they_are_on_disk(learning: Learning) -> None:
    heard: list[Change] = []
    end = learning.services.feed.subscribe(heard.extend)
    learning.desk.courses.set_done(learning.activity("reader"), True)
    assert {change.subject for change in heard} == {Subject.OUTBOX}
    learning.go()
    assert Subject.COURSES in {change.subject for change in heard}
    end()
    heard.clear()
    learning.desk.courses.set_done(learning.activity("reader"), False)
    assert heard == []


def test_a_second_profile_opening_reads_and_queues_until_the_first_is_gone(learning: Learning) -> None:
    where = learning.services.paths
    beside = build(where, Options(use_keyring=False))
    assert [beside.holds_lock, learning.services.holds_lock] == [False, True]
    sync, desk = beside.sync(), beside.desk()
    assert sync is not None
    assert desk is not None
    learning.campus.forget_requests()
    desk.courses.set_done(learning.activity("reader"), True)
    sync.turn(Cancel())
    assert learning.campus.requests == []
    learning.services.close()
    sync.turn(Cancel())
    assert [beside.holds_lock, learning.services.holds_lock] == [True, False]
    assert desk.outbox.items() == []
    beside.close()


def test_choices_are_kept_and_nonsense_is_refused(learning: Learning) -> None:
    preferences = learning.services.preferences
    assert preferences.get() == Settings()
    changed = preferences.put(theme="dark", text_scale=1.5, reduce_motion=True, markers=False)
    assert changed == Settings(theme="dark", text_scale=1.5, reduce_motion=True, markers=False)
    for name, value in (("theme", "pink"), ("text_scale", 9.0), ("no_such", "x"), ("markers", "yes")):
        with pytest.raises(Invalid):
            preferences.put(**{name: value})
    preferences.keep_window("size", "800x600")
    assert preferences.window("size") == "800x600"
    assert preferences.get() == changed


def test_choices_survive_a_restart(tmp_path: Path) -> None:
    where = paths.of(tmp_path)
    first = build(where, Options(use_keyring=False))
    first.preferences.put(language="es", price_per_mb=1)
    first.close()
    second = build(where, Options(use_keyring=False))
    assert second.preferences.get() == Settings(language="es", price_per_mb=1.0)
    second.close()


class Chain(keyring.backend.KeyringBackend):
    """A keyring in memory, as a system with one has it."""

    priority = 5

    def __init__(self, forgets: bool = False) -> None:
        self.kept: dict[tuple[str, str], str] = {}
        self.forgets = forgets
        self.is_locked = False

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password, or only say so."""
        if not self.forgets:
            self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        """Return a password."""
        if self.is_locked:
            raise keyring.errors.KeyringLocked
        return self.kept.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        """Forget a password."""
        if self.kept.pop((service, username), None) is None:
            raise keyring.errors.PasswordDeleteError


def test_tokens_go_to_the_systems_keyring_where_there_is_one(tmp_path: Path) -> None:
    before, chain = keyring.get_keyring(), Chain()
    keyring.set_keyring(chain)
    try:
        tokens = Tokens(tmp_path / "tokens.json")
        tokens.put(AccountId("a"), "secret")
        assert tokens.are_in_keyring()
        assert not (tmp_path / "tokens.json").exists()
        assert Tokens(tmp_path / "tokens.json").get(AccountId("a")) == "secret"
        tokens.forget(AccountId("a"))
        assert chain.kept == {}
        assert tokens.get(AccountId("a")) is None
    finally:
        keyring.set_keyring(before)


def test_a_keyring_that_forgets_is_not_trusted(tmp_path: Path) -> None:
    before = keyring.get_keyring()
    keyring.set_keyring(Chain(forgets=True))
    try:
        tokens = Tokens(tmp_path / "tokens.json")
        tokens.put(AccountId("a"), "secret")
        assert not tokens.are_in_keyring()
        assert Tokens(tmp_path / "tokens.json").get(AccountId("a")) == "secret"
        if os.name == "posix":
            assert stat.S_IMODE((tmp_path / "tokens.json").stat().st_mode) == 0o600
        tokens.forget(AccountId("a"))
        assert not (tmp_path / "tokens.json").exists()
    finally:
        keyring.set_keyring(before)


def test_signing_out_leaves_no_older_token_in_a_keyring_that_failed_in_between(tmp_path: Path) -> None:
    before, chain = keyring.get_keyring(), Chain()
    keyring.set_keyring(chain)
    try:
        Tokens(tmp_path / "tokens.json").put(AccountId("a"), "old")
        chain.forgets = True
        tokens = Tokens(tmp_path / "tokens.json")
        tokens.put(AccountId("a"), "new")
        tokens.forget(AccountId("a"))
        assert Tokens(tmp_path / "tokens.json").get(AccountId("a")) is None
    finally:
        keyring.set_keyring(before)


def test_a_keyring_that_is_unlocked_later_is_asked_again(tmp_path: Path) -> None:
    before, chain = keyring.get_keyring(), Chain()
    keyring.set_keyring(chain)
    try:
        Tokens(tmp_path / "tokens.json").put(AccountId("a"), "secret")
        chain.is_locked = True
        tokens = Tokens(tmp_path / "tokens.json")
        assert tokens.get(AccountId("a")) is None
        chain.is_locked = False
        assert tokens.get(AccountId("a")) == "secret"
    finally:
        keyring.set_keyring(before)


def test_a_damaged_token_file_means_signed_out_and_no_more(tmp_path: Path) -> None:
    file = tmp_path / "tokens.json"
    file.write_text("{half")
    tokens = Tokens(file, use_keyring=False)
    assert tokens.get(AccountId("a")) is None
    tokens.put(AccountId("a"), "new")
    assert Tokens(file, use_keyring=False).get(AccountId("a")) == "new"
