"""What the outbox keeps, and how long."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.contract.codec import Sealer, decode
from hall_core.domain.facts import PaperPrinted, VoteCast
from hall_core.mqtt.outbox import KEPT_MS, Outbox
from tests.conftest import HandClock

FACT = PaperPrinted(ticket="00000000-0000-7000-8000-000000000001")


def open_box(folder: Path, clock: HandClock) -> Outbox:
    return Outbox(folder / "outbox.sqlite", Sealer(1, clock))


def test_facts_are_numbered_without_a_gap_also_across_restarts(tmp_path: Path, clock: HandClock) -> None:
    box = open_box(tmp_path, clock)
    assert [box.add(FACT) for _ in range(3)] == [1, 2, 3]
    stream = box.stream
    box.close()
    box = open_box(tmp_path, clock)
    assert (box.add(FACT), box.stream, box.waiting()) == (4, stream, 4)
    box.close()


def test_the_envelope_carries_the_sequence_the_stream_and_the_time_it_happened(
    tmp_path: Path, clock: HandClock
) -> None:
    box = open_box(tmp_path, clock)
    happened = clock.at
    box.add(FACT)
    clock.wait(60_000)
    [(seq, data)] = box.after(0, 20)
    envelope = decode("fact", data)
    assert (seq, envelope.seq, envelope.stream, envelope.at) == (1, 1, box.stream, happened)
    assert envelope.body == FACT
    box.close()


def test_what_was_told_is_known_by_its_kind_after_a_restart_though_the_hub_has_it(
    tmp_path: Path, clock: HandClock
) -> None:
    votes = [VoteCast(offer=f"00000000-0000-7000-8000-00000000000{n}", level="neutral") for n in (1, 2)]
    box = open_box(tmp_path, clock)
    for fact in (votes[0], FACT, votes[1]):
        box.add(fact)
    box.acknowledge(2, clock.at)
    box.close()
    box = open_box(tmp_path, clock)
    assert box.told(VoteCast) == votes
    box.close()


def test_a_disk_that_refuses_what_was_acknowledged_loses_nothing_and_it_waits_again_after_a_restart(
    tmp_path: Path, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    box = open_box(tmp_path, clock)
    for _ in range(3):
        box.add(FACT)
    with closing(sqlite3.connect(tmp_path / "outbox.sqlite", isolation_level=None)) as db:
        db.execute("CREATE TRIGGER full BEFORE UPDATE ON stream BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    box.acknowledge(2, clock.at)
    assert (box.waiting(), "disk is full" in caplog.text) == (1, True)
    box.close()
    box = open_box(tmp_path, clock)
    assert box.waiting() == 3
    box.close()


def test_what_is_acknowledged_is_not_waiting_and_stays_so_after_a_restart(tmp_path: Path, clock: HandClock) -> None:
    box = open_box(tmp_path, clock)
    for _ in range(5):
        box.add(FACT)
    box.acknowledge(3, clock.at)
    box.close()
    box = open_box(tmp_path, clock)
    assert (box.acked, box.waiting()) == (3, 2)
    assert [seq for seq, _ in box.after(box.acked, 20)] == [4, 5]
    box.close()


def test_a_hub_that_has_lost_facts_gets_them_again_for_two_days(tmp_path: Path, clock: HandClock) -> None:
    box = open_box(tmp_path, clock)
    for _ in range(3):
        box.add(FACT)
    box.acknowledge(3, clock.at)
    box.acknowledge(1, clock.at)
    assert [seq for seq, _ in box.after(box.acked, 20)] == [2, 3]
    clock.wait(KEPT_MS + 1)
    box.acknowledge(3, clock.at)
    assert (box.after(0, 20), box.oldest()) == ([], 4)
    box.close()


def test_an_acknowledgement_of_what_was_never_told_is_ignored(tmp_path: Path, clock: HandClock) -> None:
    box = open_box(tmp_path, clock)
    box.add(FACT)
    box.acknowledge(9, clock.at)
    assert box.waiting() == 1
    box.close()


def test_every_fact_is_flushed_to_the_disk_before_add_returns(tmp_path: Path, clock: HandClock) -> None:
    box = open_box(tmp_path, clock)
    box.add(FACT)
    assert box._db.execute("PRAGMA synchronous").fetchone() == (2,)
    with sqlite3.connect(tmp_path / "outbox.sqlite") as other:
        assert other.execute("SELECT count(*) FROM fact").fetchone() == (1,)
    other.close()
    box.close()
