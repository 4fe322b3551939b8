"""A box goes back to its former release: its outbox, and the answers it holds, as the newer one has left them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hall_core.contract.codec import Sealer, decode
from hall_core.contract.messages import Reply, Restored
from hall_core.domain.commands import CallNext
from hall_core.domain.facts import IssuedHere, PaperPrinted, VoteCast
from hall_core.domain.held import Recorded
from hall_core.errors import MotcuaError
from hall_core.migrations import NewerFileError
from hall_core.mqtt import memory, outbox
from hall_core.mqtt.memory import Memory
from hall_core.mqtt.outbox import Outbox
from tests.conftest import HandClock
from tests.newer import NEXT, every_row, rebuilt, widened

BAND = (901, 903)
DAY = "2026-11-21"


def uid(n: int) -> str:
    return f"00000000-0000-7000-8000-{n:012x}"


def opened(file: Path, clock: HandClock) -> Outbox:
    return Outbox(file, Sealer(1, clock))


def take(box: Outbox, n: int) -> int | None:
    def fact(value: int, day: str) -> IssuedHere:
        return IssuedHere(ticket=uid(n), number=f"A{value}", value=value, service="khai-sinh", day=day)

    return box.take("khai-sinh", DAY, BAND, fact, lambda value: (uid(n), f"note {value}".encode()))


def test_nothing_that_it_has_not_told_is_lost_and_no_number_is_given_twice(tmp_path: Path, clock: HandClock) -> None:
    file = tmp_path / "outbox.sqlite"
    box = opened(file, clock)
    stream, first = box.stream, take(box, 1)
    box.add(PaperPrinted(ticket=uid(7)))
    told, kept = box.after(0, 9), box.kept()
    box.close()
    widened(file, outbox.MIGRATIONS)
    box = opened(file, clock)
    assert (box.stream, box.waiting(), box.after(0, 9), box.kept()) == (stream, 2, told, kept)
    assert (first, take(box, 2), box.left("khai-sinh", DAY, BAND)) == (901, 902, 1)
    assert box.add(PaperPrinted(ticket=uid(1))) == 4
    assert box.kept() == [b"note 902"], "its paper is told of"
    box.acknowledge(4, clock.at)
    box.close()
    box = opened(file, clock)
    assert (box.acked, box.last, box.stream) == (4, 4, stream)
    box.close()


def test_a_fact_in_words_of_the_newer_release_goes_to_the_hub_as_it_is(tmp_path: Path, clock: HandClock) -> None:
    file = tmp_path / "outbox.sqlite"
    vote = VoteCast(offer=uid(3), level="neutral")
    box = opened(file, clock)
    for fact in (vote, PaperPrinted(ticket=uid(7)), vote):
        box.add(fact)
    box.close()
    with closing(sqlite3.connect(file)) as db, db:
        changed = "UPDATE fact SET envelope = CAST(replace(CAST(envelope AS TEXT), ?, ?) AS BLOB) WHERE seq = 2"
        assert db.execute(changed, ('"printed"', '"folded"')).rowcount == 1
    box = opened(file, clock)
    assert box.told(VoteCast) == [vote, vote]
    assert [b"folded" in envelope for _, envelope in box.after(0, 9)] == [False, True, False]
    box.close()


def test_the_answers_that_it_holds_are_still_told_but_for_what_it_cannot_say(
    tmp_path: Path, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "outbox-answers.sqlite"

    def hold(n: int) -> None:
        mine = Memory(file)
        mine.asks(uid(n), CallNext(counter="quay-1"))
        recorded = Recorded(epoch=5, seq=n, at=clock.at, day=DAY, officer=None, events=[], tickets=[])
        mine.take(Reply(to=uid(n), recorded=recorded), clock.at)
        mine.close()

    hold(1)
    widened(file, memory.MIGRATIONS)
    hold(2)
    mine = Memory(file)
    [portion] = mine.portions(6, Restored(epoch=5, seq=0, recovering=True))
    assert [held.id for held in portion.held] == [uid(1), uid(2)]
    mine.close()
    with closing(sqlite3.connect(file)) as db, db:
        db.execute("UPDATE held SET body = replace(body, ?, ?) WHERE seq = 1", ('"next"', '"two"'))
    mine = Memory(file)
    [portion] = mine.portions(6, Restored(epoch=5, seq=0, recovering=True))
    assert ([held.id for held in portion.held], portion.last) == ([uid(2)], True)
    assert "1 answers are of a newer release" in caplog.text
    mine.close()


@pytest.mark.parametrize(
    ("migrations", "make", "table", "column"),
    [
        (outbox.MIGRATIONS, opened, "fact", "envelope"),
        (memory.MIGRATIONS, lambda file, _: Memory(file), "held", "body"),
    ],
)
def test_one_with_which_it_cannot_work_is_left_as_it_is(
    tmp_path: Path, clock: HandClock, migrations: Any, make: Any, table: str, column: str
) -> None:
    """Another one in its place would give the same numbers again."""
    file = tmp_path / "outbox.sqlite"
    make(file, clock).close()
    rebuilt(file, migrations, table, column)
    before = every_row(file)
    with pytest.raises(NewerFileError, match=f"start {NEXT} or a later one on this box") as refused:
        make(file, clock)
    assert isinstance(refused.value, MotcuaError), "by which programs end with a sentence"
    assert every_row(file) == before


def test_an_outbox_of_before_there_were_migrations_goes_on(tmp_path: Path, clock: HandClock) -> None:
    file = tmp_path / "outbox.sqlite"
    with closing(sqlite3.connect(file)) as db:
        db.executescript(outbox.MIGRATIONS[0].script)
        db.execute("INSERT INTO stream VALUES (?, 0)", (uid(5),))
        db.commit()
    box = opened(file, clock)
    assert (box.stream, box.add(PaperPrinted(ticket=uid(7)))) == (uid(5), 1)
    assert decode("fact", box.after(0, 1)[0][1]).body == PaperPrinted(ticket=uid(7))
    box.close()
