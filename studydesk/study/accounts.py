"""Accounts: signing in, switching, following a school that moved, signing out, removing."""

from collections.abc import Sequence
from dataclasses import replace

from studydesk.credentials import Tokens
from studydesk.domain.accounts import Account, Network, SiteFacts
from studydesk.domain.campus import Site
from studydesk.domain.changes import Subject
from studydesk.domain.ids import AccountId, UserId, account_id
from studydesk.domain.outside import Cancel, Clock
from studydesk.errors import Invalid, NotFound, ProfileInUse
from studydesk.store import accounts, courses, outbox, sites
from studydesk.store.address import move_site
from studydesk.store.opening import Store
from studydesk.study.storage import Outside


class Accounts:
    """The learner's accounts in this profile."""

    def __init__(self, store: Store, tokens: Tokens, network: Network, clock: Clock, outside: Outside) -> None:
        self._store = store
        self._tokens = tokens
        self._network = network
        self._clock = clock
        self._outside = outside

    def all(self) -> list[Account]:
        """Return all accounts, oldest first."""
        with self._store.work.read() as r:
            return accounts.all_accounts(r)

    def current(self) -> Account | None:
        """Return the account the screens show, None before the first sign-in."""
        with self._store.work.read() as r:
            return accounts.current(r)

    def look(self, address: str) -> SiteFacts:
        """Return what is behind an address. NETWORK. Raises Invalid, NotACampus, UntrustedSite, NeverSent, NoAnswer."""
        return self._network.look(address)

    def sign_in(self, address: str, username: str, password: str) -> Account:
        """Sign in and make the account current; also signs an existing account in again. NETWORK.

        Raises:
            WrongPassword, and what `look` raises.
        """
        facts = self._network.look(address)
        return self._enter(facts, self._network.token(facts.url, username, password))

    def sign_in_with_token(self, address: str, pasted: str) -> Account:
        """Sign in with a pasted token or `…://token=` address. NETWORK. Raises SignedOut for one that is not valid."""
        token = self._network.token_in(pasted)
        return self._enter(self._network.look(address), token)

    def move(self, account: AccountId, address: str, password: str) -> Account:
        """Follow a school to its new address and keep everything: what is here, what waits, what is half downloaded.

        NETWORK. The learner signs in there anew: the key of the old address is never shown to another one.

        Raises:
            Invalid: `other_user`, `other_site` when it is not the same school and person; `already_there` when that
                person is signed in at the new address by another account. NotFound. WrongPassword, and what `look`
                raises.
        """
        known = self._known(account)
        facts = self._network.look(address)
        return self._move(known, facts, self._network.token(facts.url, known.username, password))

    def move_with_token(self, account: AccountId, address: str, pasted: str) -> Account:
        """Follow a school as `move` does, with a pasted token. NETWORK. Raises as it, and SignedOut."""
        token = self._network.token_in(pasted)
        return self._move(self._known(account), self._network.look(address), token)

    def switch(self, account: AccountId) -> None:
        """Make another account current. Raises NotFound."""
        with self._store.work.write() as w:
            if accounts.account(w, account) is None:
                raise NotFound(account)
            accounts.set_current(w, account)
            w.changed(Subject.ACCOUNTS)

    def sign_out(self, account: AccountId) -> None:
        """Forget the token; everything else stays and can be read offline."""
        self._tokens.forget(account)
        with self._store.work.write() as w:
            w.changed(Subject.ACCOUNTS, account)

    def is_signed_in(self, account: AccountId) -> bool:
        """Whether a token is kept."""
        return self._tokens.get(account) is not None

    def unsent(self, account: AccountId | None = None) -> int:
        """Return how many things wait to be sent, of one account or of all."""
        with self._store.work.read() as r:
            return outbox.unsent_count(r, account)

    def remove(self, account: AccountId, *, even_unsent: bool = False) -> None:
        """Remove the account and all it has here.

        Raises Invalid("unsent") unless `even_unsent`, NotFound, and ProfileInUse beside another window: its downloads
        would be pulled away under it. Those of this process are held meanwhile.
        """
        if not self._outside.holds():
            raise ProfileInUse
        if not even_unsent and self.unsent(account):
            raise Invalid("unsent")
        known = self.all()
        if all(other.id != account for other in known):
            raise NotFound(account)
        with self._outside.rest():
            self._remove(account, [other for other in known if other.id != account])

    def tokens_are_in_keyring(self) -> bool:
        """Whether the system's keyring keeps the tokens; False: a file readable by the owner alone does."""
        return self._tokens.are_in_keyring()

    def _remove(self, account: AccountId, left: Sequence[Account]) -> None:
        with self._store.work.write() as w:
            was_current = accounts.current(w)
            accounts.remove(w, account)
            if was_current and was_current.id == account:
                accounts.set_current(w, left[0].id if left else None)
            w.changed(Subject.ACCOUNTS)
        self._tokens.forget(account)
        with self._store.library.write() as w:
            sites.forget(w, account)
        self._store.sweep()

    def _enter(self, facts: SiteFacts, token: str) -> Account:
        site = self._network.welcome(facts.url, token)
        account = Account(
            id=self._id_of(facts.url, site.user),
            site_url=facts.url,
            site_name=site.name or facts.name,
            user=site.user,
            username=site.username,
            full_name=site.full_name,
            added_at=self._clock.now(),
            is_demo=facts.is_demo,
        )
        # The token first: an account without one asks to sign in, a token without an account is merely unused.
        self._tokens.put(account.id, token)
        with self._store.work.write() as w:
            accounts.add(w, account)
            accounts.set_current(w, account.id)
            w.changed(Subject.ACCOUNTS)
        with self._store.library.write() as w:
            sites.put_site(w, account.id, site)
        return account

    def _known(self, account: AccountId) -> Account:
        found = next((one for one in self.all() if one.id == account), None)
        if found is None:
            raise NotFound(account)
        return found

    def _id_of(self, url: str, user: UserId) -> AccountId:
        """Return the id of a person at a site: the one they have here, or a new one.

        A school that moved kept its id. Whoever has its old address now is another school.
        """
        known = self.all()
        here = next((one.id for one in known if (one.site_url, one.user) == (url, user)), None)
        taken, name = {one.id for one in known}, url
        while here is None and account_id(name, user) in taken:
            name += "#"  # in no address of a site
        return here or account_id(name, user)

    def _move(self, known: Account, facts: SiteFacts, token: str) -> Account:
        site = self._network.welcome(facts.url, token)
        if (site.user, site.username) != (known.user, known.username):
            raise Invalid("other_user")
        if any(one.site_url == facts.url and one.user == known.user and one.id != known.id for one in self.all()):
            raise Invalid("already_there")
        if not self._is_same_site(known, facts, token, site):
            raise Invalid("other_site")
        moved = replace(known, site_url=facts.url, site_name=site.name or facts.name, is_demo=facts.is_demo)
        # No token is here until the account is at the new address: a kill must not leave the new key to the old one,
        # which may be anybody's by now. Until then moving it again does the same again.
        self._tokens.forget(known.id)
        with self._store.library.write() as w:
            move_site(w, known.id, known.site_url, facts.url)
            sites.put_site(w, known.id, site)
        with self._store.work.write() as w:
            accounts.add(w, moved)
        self._tokens.put(known.id, token)
        with self._store.work.write() as w:
            w.changed(Subject.ACCOUNTS, known.id)
        return moved

    def _is_same_site(self, known: Account, facts: SiteFacts, token: str, site: Site) -> bool:
        """Whether the site has the courses that are known here, by number and name; without any, its own name tells.

        Sites have no name of their own that would come along, and a post must never go to another school's forum.
        """
        with self._store.library.read() as r:
            before = {course.id: course.short_name for course in courses.courses(r, known.id)}
        if not before:
            return (site.name or facts.name) == known.site_name
        closing = Cancel()
        try:
            campus = self._network.campus(facts.url, token, cancel=closing, known=site)
            now = {course.id: course.short_name for course in campus.reads.courses()}
        finally:
            closing.stop()
        shared = before.keys() & now.keys()
        return bool(shared) and all(before[course] == now[course] for course in shared)
