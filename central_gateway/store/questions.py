"""Dossiers that somebody waits for and no set has. Who hears the halls puts the questions here, and who speaks with
dossier systems the answers; neither needs to know who the other is, or whether it runs."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

import msgspec
from msgspec import Struct

from central_gateway.store.connection import Db
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import DossierCode

ASKED = "dossier_asked"
"""Notified when there is a question."""
OPEN_FOR = 2.4
"""Seconds that somebody waits: a hall gives up after 2.5, and the answer is to get there."""
KNOWN_FOR = 60.0
"""Seconds that an answer counts for others who ask the same: a code that nobody knows is tried again and again."""
OPEN_MOST = 64
"""Questions of all halls that wait at once; of more none would be answered in time."""

What = Literal["found", "none", "away"]
"""``none``: no system has it. ``away``: nobody can say just now."""


class Answer(Struct, frozen=True):
    what: What
    dossier: Dossier | None = None
    """Without its owner."""


AWAY = Answer("away")
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Dossier).decode


class Begun(Struct, frozen=True):
    code: DossierCode
    age: float
    """Seconds since it was asked."""


def ask(db: Db, code: DossierCode) -> Answer | None:
    """What is known already; None: it is asked from now on, or was before. Not within a transaction that holds
    anything: it may wait for another who asks the same."""
    asked = db.execute(
        "WITH q AS (INSERT INTO question AS q (code) SELECT %(code)s"
        " WHERE (SELECT count(*) FROM question WHERE answer IS NULL AND at > now() - make_interval(secs => %(open)s))"
        " < %(most)s ON CONFLICT (code) DO UPDATE SET at = now(), begun = false, answer = NULL, body = NULL"
        " WHERE q.answer = 'away' OR q.at < now() - make_interval(secs => CASE WHEN q.answer IS NULL THEN %(open)s"
        " ELSE %(known)s END) RETURNING 1) SELECT pg_notify(%(channel)s, '') FROM q",
        {"code": code, "open": OPEN_FOR, "known": KNOWN_FOR, "most": OPEN_MOST, "channel": ASKED},
    ).fetchone()
    if asked is not None:
        return None
    row = db.execute("SELECT answer, body FROM question WHERE code = %s", (code,)).fetchone()
    return AWAY if row is None else _answer(*row)


def answers(db: Db, codes: Collection[DossierCode]) -> dict[DossierCode, Answer]:
    """Of these, to those that are answered."""
    rows = db.execute(
        "SELECT code, answer, body FROM question WHERE code = ANY(%s) AND answer IS NOT NULL", (list(codes),)
    )
    return {code: answer for code, *told in rows if (answer := _answer(*told)) is not None}


def listen(db: Db) -> None:
    db.execute(f"LISTEN {ASKED}".encode())


def wait(db: Db, seconds: float) -> None:
    """Until something is asked, so long at most."""
    for _ in db.notifies(timeout=seconds, stop_after=1):
        pass


def begin(db: Db) -> Begun | None:
    """The oldest of those for which somebody still waits, and which nobody else begins with."""
    row = db.execute(
        "UPDATE question SET begun = true WHERE code = ANY (ARRAY (SELECT code FROM question WHERE NOT begun"
        " AND answer IS NULL AND at > now() - make_interval(secs => %s) ORDER BY at LIMIT 1 FOR UPDATE SKIP LOCKED))"
        " RETURNING code, extract(epoch FROM clock_timestamp() - at)::float8",
        (OPEN_FOR,),
    ).fetchone()
    return None if row is None else Begun(*row)


def answer(db: Db, code: DossierCode, answer: Answer) -> None:
    """Also too late: who asks next has it. What was found is never unsaid."""
    body = None if answer.dossier is None else _encode(answer.dossier).decode()
    db.execute(
        "UPDATE question SET answer = %(what)s, body = %(body)s"
        " WHERE code = %(code)s AND (answer IS DISTINCT FROM 'found' OR %(what)s = 'found')",
        {"what": answer.what, "body": body, "code": code},
    )


def forget(db: Db) -> None:
    """Those that are over."""
    db.execute("DELETE FROM question WHERE at < now() - make_interval(secs => %s)", (KNOWN_FOR,))


def _answer(what: What | None, body: str | None) -> Answer | None:
    return None if what is None else Answer(what, None if body is None else _decode(body))
