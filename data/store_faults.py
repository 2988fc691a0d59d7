"""What went wrong with the store itself, put into one refusal a person can act on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from data.address import StoreAddress
from rules.refusal import Refusal

_BY_CODE = {
    "SQLITE_FULL": "store_full",
    "SQLITE_READONLY": "store_read_only",
    "SQLITE_PERM": "store_read_only",
    "SQLITE_CANTOPEN": "store_unreadable",
    "SQLITE_NOTADB": "store_not_ours",
    "SQLITE_CORRUPT": "store_damaged",
    "SQLITE_IOERR": "store_write_failed",
    "SQLITE_BUSY": "store_busy",
    "SQLITE_LOCKED": "store_busy",
}
_BY_STATE = {"53100": "store_full", "55P03": "store_busy", "40P01": "store_busy"}
"""disk_full, lock_not_available, deadlock_detected: https://www.postgresql.org/docs/current/errcodes-appendix.html"""


def refusal_of(error: BaseException, address: StoreAddress) -> Refusal | None:
    """The refusal that a driver's error amounts to, or None when it is a fault of the program."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        lost = error.connection_invalidated
        error_raised: BaseException = error.orig
    else:
        lost = False
        error_raised = error
    if isinstance(error_raised, sqlite3.Error):
        name = getattr(error_raised, "sqlite_errorname", None) or ""
        for prefix, code in _BY_CODE.items():
            if name.startswith(prefix):
                return Refusal(code, path=address.shown)
        return None
    if address.is_sqlite or not (lost or isinstance(error, OperationalError | InterfaceError)):
        return None
    state = getattr(error_raised, "sqlstate", None)
    if state in _BY_STATE:
        return Refusal(_BY_STATE[state], path=address.shown)
    if lost or state is None or state.startswith(("08", "57P", "53")):
        return Refusal("store_unreachable", path=address.shown)
    return None


@contextmanager
def faults_refused(address: StoreAddress) -> Iterator[None]:
    """Turn the store's own failures (full disk, read-only, lost server …) into refusals."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        refusal = refusal_of(error, address)
        if refusal is None:
            raise
        raise refusal from error
