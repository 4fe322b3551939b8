"""Connections to PostgreSQL: every statement has an end, and every session says who it is."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import Connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from hall_core.errors import MotcuaError

if TYPE_CHECKING:
    from central_gateway.config import Config

CONNECT_WITHIN = 10
"""Seconds."""
LOCK_WITHIN = "10s"
"""Workers wait for one another for milliseconds; longer is somebody's forgotten transaction."""
IDLE_WITHIN = "60s"
"""A worker that has died in mid-transaction with its connection open holds its rows no longer than that."""
KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "tcp_user_timeout": 30_000}
"""A server that has lost its power is noticed within half a minute."""

_AWAY = (
    psycopg.OperationalError,
    # A standby that has not taken over yet; a machine that stood still in mid-transaction for longer than IDLE_WITHIN.
    psycopg.errors.ReadOnlySqlTransaction,
    psycopg.errors.IdleInTransactionSessionTimeout,
)
"""With these it may go well another time."""

VERIFIED = ("verify-full", "verify-ca")
_HERE = re.compile(r"[/@]|localhost$|127(\.[0-9]{1,3}){3}$|::1$")
"""A socket, or this machine."""

Db = Connection[tuple[Any, ...]]


class StoreError(MotcuaError):
    """PostgreSQL cannot be reached, or is not as this version needs it; the message says what to do."""

    key = "store"


class StoreAway(StoreError):
    """Nobody answers there just now; trying again may help."""


def connect(config: Config, program: str) -> Db:
    """A connection on which each statement counts at once, unless ``with db.transaction()`` says otherwise."""
    store = config.central.store
    if _trusts_anybody(store.url):
        raise StoreError(
            f"{config.name}: store.url: is on another machine, and nothing says whom to believe there; "
            "add sslmode=verify-full&sslrootcert=FILE"
        )
    password = None if store.password_file is None else config.secret(store.password_file)
    return open_(store.url, program, password, store.statement_timeout_s)


def open_(url: str, program: str, password: str | None = None, statement_timeout_s: int = 30) -> Db:
    """As :func:`connect`, of the parts of a configuration."""
    options = (
        f"-c statement_timeout={statement_timeout_s}s -c lock_timeout={LOCK_WITHIN} "
        f"-c idle_in_transaction_session_timeout={IDLE_WITHIN} -c timezone=UTC"
    )
    try:
        given = {"connect_timeout": CONNECT_WITHIN, **KEEPALIVE, **conninfo_to_dict(url)}
        given |= {"application_name": f"motcua {program}", "options": options}
        if password is not None:
            given["password"] = password
        return psycopg.connect(make_conninfo(**given), autocommit=True)
    except psycopg.ProgrammingError as error:
        raise StoreError(f"[store] url: {error}".strip()) from error
    except psycopg.OperationalError as error:
        raise StoreAway(f"PostgreSQL: {' '.join(str(error).split())}") from error


def _trusts_anybody(url: str) -> bool:
    """Whether who stands in the way to it could read and change everything. A url that is none is looked at later."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        return False
    hosts = f"{given.get('hostaddr') or given.get('host') or ''}".split(",")
    return given.get("sslmode") not in VERIFIED and any(host and not _HERE.match(host) for host in hosts)


@contextmanager
def store_errors() -> Generator[None]:
    """What psycopg raises inside becomes StoreAway, when it may go well another time, or StoreError."""
    try:
        yield
    except _AWAY as error:
        raise StoreAway(f"PostgreSQL: {' '.join(str(error).split())}") from error
    except psycopg.Error as error:
        # Only what it is: behind that PostgreSQL repeats what stood in the row, and this may come into a log.
        said = error.diag.message_primary or str(error)
        raise StoreError(f"PostgreSQL does not take it: {' '.join(said.split())}") from error


@contextmanager
def transaction(db: Db) -> Generator[None]:
    """All that is done inside counts once this ends, durably, or nothing of it does; with the errors of
    :func:`store_errors`."""
    with store_errors(), db.transaction():
        yield
