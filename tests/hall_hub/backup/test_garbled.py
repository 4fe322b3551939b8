"""An event that goes bad on the card, where SQLite finds nothing wrong: real files, some bytes of a row changed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.domain import commands as c
from hall_hub.backup.copy import NEW
from hall_hub.backup.keeping import ANEW_EVERY, REFUSED_EVERY
from hall_hub.backup.portion import Source
from hall_hub.keeping.ledger import keeper
from hall_hub.store.ledger import LedgerError
from hall_hub.store.sound import unsound
from tests.hall_hub.backup.copied import AT, ISSUE, Copied, restored, rows, work

EVENT = 5
"""The one that goes bad."""


def change(file: Path, change: Callable[[bytes], bytes]) -> None:
    """SQLite keeps whatever bytes stand in a row, and finds nothing wrong: as when the card itself changes some."""
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        query = "SELECT CAST(body AS BLOB) FROM event WHERE seq = ?"
        (body,) = db.execute(query, (EVENT,)).fetchone()
        db.execute("UPDATE event SET body = CAST(? AS TEXT) WHERE seq = ?", (change(body), EVENT))
        assert db.execute(query, (EVENT,)).fetchone() == (change(body),) != (body,)
        assert unsound(db) is None


def zeroed(body: bytes) -> bytes:
    return body[:10] + bytes(60) + body[70:]


def no_text(body: bytes) -> bytes:
    """One bit of a letter: quotes and braces stand, and it is UTF-8 no more."""
    return body[:12] + bytes([body[12] | 0x80]) + body[13:]


def still_json(body: bytes) -> bytes:
    digit = next(place for place, byte in enumerate(body) if byte in b"12345678")
    changed = body[:digit] + b"9" + body[digit + 1 :]
    json.loads(changed)
    return changed


def keeping_has_been_there(copied: Copied) -> None:
    """A rule of keeping has gone over the ledger, and the copy is to be made anew."""
    with closing(sqlite3.connect(copied.bench.file, isolation_level=None)) as db:
        db.execute("INSERT OR REPLACE INTO meta VALUES ('wordless_events', 3)")


@pytest.mark.usefixtures("hall_file")
@pytest.mark.parametrize("went_bad", [zeroed, no_text])
def test_a_garbled_event_is_named_and_of_the_running_day_not_run_on_and_the_copy_takes_the_ledgers_place(
    copied: Copied, went_bad: Callable[[bytes], bytes]
) -> None:
    work(copied.bench)
    copied.follow()
    before = rows(copied.bench.file)["event"]
    copied.close()
    copied.bench.close()
    change(copied.bench.file, went_bad)
    with closing(Source(copied.bench.file)) as source:
        assert source.fault(lambda: None) == f"event {EVENT} is garbled"
    with pytest.raises(LedgerError, match="motcua restore"):
        copied.bench.start()
    copied.bench.close()
    assert restored(copied) == 0
    assert rows(copied.bench.file)["event"][:-1] == before
    copied.bench.start()


def test_a_garbled_event_of_an_earlier_day_is_told_and_stops_no_hall(copied: Copied) -> None:
    work(copied.bench)
    copied.bench.clock.at += 86_400_000
    copied.bench.hub.tick()
    copied.bench.close()
    change(copied.bench.file, zeroed)
    copied.bench.start()
    assert copied.bench.ask("kiosk-1", ISSUE).ticket is not None
    assert copied.source.fault(lambda: None) == f"event {EVENT} is garbled"


@pytest.mark.parametrize(
    ("went_bad", "why"),
    [(zeroed, f"event {EVENT} is garbled"), (still_json, f"event {EVENT} is another one in the ledger than in its")],
)
def test_a_garbled_event_does_not_push_out_the_last_good_copy_which_goes_on_with_what_comes(
    copied: Copied, went_bad: Callable[[bytes], bytes], why: str
) -> None:
    work(copied.bench)
    copied.follow()
    good = rows(copied.good().path)["event"][EVENT - 1]
    change(copied.bench.file, went_bad)
    keeping_has_been_there(copied)
    copied.anew()
    assert why in copied.keeping.trouble
    work(copied.bench, 2)
    copied.follow()
    assert copied.good().seq == copied.bench.ledger.head, "what comes is copied"
    assert rows(copied.good().path)["event"][EVENT - 1] == good


def test_while_nobody_decides_the_stick_is_not_written_all_day_for_a_copy_that_is_refused(copied: Copied) -> None:
    work(copied.bench)
    copied.follow()
    change(copied.bench.file, still_json)
    keeping_has_been_there(copied)
    copied.anew()
    for after, begun in ((REFUSED_EVERY - 2 * ANEW_EVERY, False), (2 * ANEW_EVERY, True)):
        copied.now += after
        copied.keeping.turn(AT, copied.now)
        assert any(copied.folder.glob(f"*{NEW}")) is begun


def test_the_copy_gives_way_when_it_is_the_copy_that_is_garbled(copied: Copied) -> None:
    work(copied.bench)
    copied.follow()
    change(copied.good_path(), zeroed)
    keeping_has_been_there(copied)
    copied.anew()
    assert not copied.keeping.trouble
    assert rows(copied.good().path) == rows(copied.bench.file)


def test_a_copy_of_which_one_event_is_garbled_is_put_aside_by_night_and_made_anew(copied: Copied) -> None:
    work(copied.bench)
    copied.follow()
    change(copied.good_path(), zeroed)
    copied.keeping.look_through()
    copied.follow()
    assert rows(copied.good().path) == rows(copied.bench.file)


def test_words_that_a_rule_of_keeping_has_taken_out_of_the_ledger_hold_up_no_copy(copied: Copied) -> None:
    copied.bench.ask("goi-1", c.OpenCounter(counter="quay-1", officer="can-bo-1"))
    copied.bench.ask("goi-1", c.AskHelp(counter="quay-1", note="một câu riêng"))
    copied.follow()
    with keeper(copied.bench.file, pause=0) as ledger:
        ledger._events(copied.bench.ledger.head + 1)
    copied.anew()
    assert not copied.keeping.trouble
    assert rows(copied.good().path) == rows(copied.bench.file)
    assert "một câu riêng" not in str(rows(copied.good().path)["event"])


def test_a_copy_that_has_words_still_does_not_say_that_they_are_gone(copied: Copied) -> None:
    work(copied.bench)
    copied.follow()
    keeping_has_been_there(copied)
    work(copied.bench, 2)
    copied.follow()
    assert copied.good().seq == copied.bench.ledger.head
    assert "wordless_events" not in dict(rows(copied.good().path)["meta"])
    copied.anew()
    assert dict(rows(copied.good().path)["meta"])["wordless_events"] == 3
