"""What a profile tells of its accounts when the work database does not: who was signed in, and whose work is here."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from studydesk.domain.ids import UserId, account_id
from studydesk.errors import Corrupt, DatabaseTooNew
from studydesk.paths import Paths
from studydesk.store import schema
from studydesk.store.columns import microseconds
from studydesk.store.database import Database
from studydesk.store.replaying import Row


def was_used(paths: Paths) -> bool:
    """Whether somebody was signed in here or attached files: then a work database was here once."""
    if paths.tokens.exists() or next(paths.attachments.glob("*"), None) is not None:
        return True
    return bool(_sites(paths))


def accounts_of(paths: Paths, owners: Iterable[str], now: datetime, known: Collection[Row]) -> list[Row]:
    """Return rows of the work database for those owners whose school and name the library knows for sure.

    An id is made of address and user, so it proves them: a key must never go to an address that damage made.
    """
    sites = _sites(paths)
    found: list[Row] = []
    has_current = any(row["is_current"] for row in known)
    for owner in sorted(owners):
        site = sites.get(owner)
        if site is None or account_id(str(site["url"]), UserId(int(str(site["user"])))) != owner:
            continue
        names = {"user": site["user"], "username": site["username"], "full_name": site["full_name"]}
        place = {"id": owner, "site_url": str(site["url"]).rstrip("/"), "site_name": site["name"]}
        is_current = int(not has_current)
        found.append({**place, **names, "added_at": microseconds(now), "is_demo": 0, "is_current": is_current})
        has_current = True
    return found


def _sites(paths: Paths) -> dict[str, Row]:
    """Return what the library has of each account's school; nothing where it cannot be read."""
    if not paths.library.exists() or not paths.library.stat().st_size:
        return {}
    library = Database(paths.library, durable=False)
    table = schema.site
    try:
        with library.read() as r:
            columns = (table.c.account, table.c.url, table.c.name, table.c.user, table.c.username, table.c.full_name)
            return {str(row["account"]): dict(row) for row in r.execute(select(*columns)).mappings()}
    except (Corrupt, DatabaseTooNew, DBAPIError, UnicodeDecodeError):  # damaged too: then it proves nothing
        return {}
    finally:
        library.close()
