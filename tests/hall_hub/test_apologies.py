"""Apologies on a board: the hub learns that they were shown, and whose they are stands in the ledger alone."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.dossier import Dossier
from hall_core.domain.dossier_board import LateRow
from hall_core.domain.events_apart import ShownApology
from hall_core.domain.names import Name
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board
from hall_hub.keeping.forget import _copies
from hall_hub.store.apologies import KNOWN, refs_of
from hall_hub.store.copies import Copies
from hall_hub.store.schema import connect
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench, taken, uid
from tests.hall_hub.test_dossier_boards import told

HEAD = "# as_of=2026-11-21T08:30\ncode,procedure_vi,agency_vi,state,received,due,new_due"
SORRY = "H41.16-261105-0001,Cấp phép,Sở Y tế,processing,2026-11-05,2026-11-19,2026-12-04"
SILENT = "H41.16-261105-0002,Cấp phép,Sở Y tế,processing,2026-11-05,2026-11-19,"
SHOWN = ShownApology(code="H41.16-261105-0001", agency="Sở Y tế", due="2026-11-19", new_due="2026-12-04")
DAY = 86_400_000


@pytest.fixture
def bench(plan: Plan, clock: HandClock, tmp_path: Path) -> Iterator[Bench]:
    boards = [Board(id=id, zone="sanh", shows=["dossiers"]) for id in ("bang-2", "bang-3")]
    bench = Bench(replace(plan, devices=[*plan.devices, *boards]), tmp_path / "ledger.sqlite", clock)
    yield bench
    bench.close()


def late(bench: Bench, *rows: str) -> list[LateRow]:
    """As boards have them."""
    (bench.feeds / "dossiers.csv").write_text("\n".join([HEAD, *rows]) + "\n", "utf-8")
    taken(bench)
    return told(bench).late


def shown(bench: Bench) -> list[e.ApologiesShown]:
    return [event for event, _ in bench.ledger.today() if isinstance(event, e.ApologiesShown)]


def test_only_an_apology_has_something_to_be_told_by(bench: Bench) -> None:
    assert [bool(row.ref) for row in late(bench, SORRY, SILENT)] == [True, False]


def test_what_a_board_tells_stands_in_the_ledger_with_the_whole_code(bench: Bench) -> None:
    [row] = late(bench, SORRY)
    assert row.code == "•••001"
    at = bench.clock()[0]
    assert bench.tell("bang-2", 1, f.ApologiesShown(refs=[row.ref])) == 1
    assert shown(bench) == [e.ApologiesShown(apologies=[SHOWN], board="bang-2", at=at)]


def test_each_is_recorded_once_a_day_whatever_board_was_the_first(bench: Bench) -> None:
    [row] = late(bench, SORRY)
    bench.tell("bang-2", 1, f.ApologiesShown(refs=[row.ref]))
    bench.tell("bang-3", 1, f.ApologiesShown(refs=[row.ref]), stream=uid(501))
    bench.restart()
    bench.tell("bang-3", 2, f.ApologiesShown(refs=[row.ref]), stream=uid(501))
    assert len(shown(bench)) == 1


def test_an_apology_that_is_over_by_now_is_still_known_when_a_board_tells_of_it(bench: Bench) -> None:
    [row] = late(bench, SORRY)
    assert late(bench, SORRY.replace("processing", "returned")) == []
    bench.tell("bang-2", 1, f.ApologiesShown(refs=[row.ref]))
    assert [event.apologies for event in shown(bench)] == [[SHOWN]]


def test_what_nobody_knows_any_more_is_acknowledged_and_said_without_a_code(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    [row] = late(bench, SORRY)
    assert bench.tell("bang-2", 1, f.ApologiesShown(refs=["0" * 16])) == 1
    assert bench.tell("bang-2", 2, f.ApologiesShown(refs=[row.ref])) == 2
    assert "1 apologies were shown of which nothing is known" in caplog.text
    assert "261105" not in caplog.text


def test_a_board_of_calls_cannot_tell_of_apologies(bench: Bench) -> None:
    [row] = late(bench, SORRY)
    assert bench.tell("bang-1", 1, f.ApologiesShown(refs=[row.ref])) == 1
    assert shown(bench) == []
    assert bench.hub.complaints.counted["not-yours"] == 1


def test_a_name_lasts_as_long_as_the_apology_reads_the_same(bench: Bench) -> None:
    [first] = late(bench, SORRY)
    [again] = late(bench, SORRY, "H41.16-261105-0003,Khai sinh,Sở Tư pháp,finished,,,")
    [other] = late(bench, SORRY.replace("2026-12-04", "2026-12-18"))
    assert first.ref == again.ref != other.ref


def test_names_go_when_no_board_can_still_have_them_in_its_outbox(tmp_path: Path) -> None:
    file = tmp_path / "copies.sqlite"
    Copies(file).close()
    name = Name(vi="A", en="A")
    one, other = (
        Dossier(code=f"H41-00000{n}", procedure=name, agency=name, state="processing", due="2026-01-02", new_due=new)
        for n, new in ((1, "2026-02-01"), (2, "2026-03-01"))
    )
    with closing(connect(file)) as db:
        [old] = refs_of(db, [one], "2026-11-01").values()
        refs_of(db, [other], "2026-11-01")
        refs_of(db, [other], "2026-11-21")
        assert KNOWN == 40
        [young] = refs_of(db, [other], "2026-12-12").values()
    with closing(Copies(file)) as copies:
        assert [x.code for x in copies.apologies([old, young])] == ["H41-000002"]


def test_a_disk_that_does_not_read_keeps_no_outbox_waiting(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    def refuses(refs: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    bench.knowledge.copies.apologies = refuses  # type: ignore[method-assign, assignment]
    assert bench.tell("bang-2", 1, f.ApologiesShown(refs=["0" * 16])) == 1
    assert "cannot be looked at" in caplog.text


def test_with_an_old_list_the_names_of_its_apologies_go_too(bench: Bench) -> None:
    [row] = late(bench, SORRY)
    bench.close()
    _copies(bench.file.parent / "copies.sqlite", "2026-12-30")
    with closing(Copies(bench.file.parent / "copies.sqlite")) as copies:
        assert copies.apologies([row.ref]) == []
    bench.start()
