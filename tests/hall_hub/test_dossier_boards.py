"""The board of dossiers in the hub: when it is made, what is announced, and what never leaves."""

from __future__ import annotations

import base64
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.contract.dossier_edition import DOSSIER_BOARD, unpack
from hall_core.contract.questions import AskPart, CannotTell, Part
from hall_core.domain.dossier_board import DossierBoard
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board
from hall_hub.feeds import worker
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench, taken

HEAD = "code,procedure_vi,agency_vi,state,received,due,ended"
LATE = "H41.16-261105-0001,Cấp phép,Sở Y tế,processing,2026-11-05,2026-11-19,"
READY = "H41.16-261105-0002,Khai sinh,Sở Tư pháp,finished,2026-11-05,2026-11-19,2026-11-20"
DAY = 86_400_000


@pytest.fixture
def bench(plan: Plan, clock: HandClock, tmp_path: Path) -> Iterator[Bench]:
    """A hall with a board that shows dossiers."""
    board = Board(id="bang-2", zone="sanh", shows=["dossiers"])
    bench = Bench(replace(plan, devices=[*plan.devices, board]), tmp_path / "ledger.sqlite", clock)
    yield bench
    bench.close()


def drop(bench: Bench, *rows: str, as_of: str = "2026-11-21T08:30") -> None:
    (bench.feeds / "dossiers.csv").write_text("\n".join([f"# as_of={as_of}", HEAD, *rows]) + "\n", "utf-8")
    taken(bench)


def announced(bench: Bench) -> str | None:
    """The digest that the hub tells of."""
    heads = {bench.topics.to("catalogue", DOSSIER_BOARD): None}
    said = [p for p in bench.hub.announcement() if p.topic in heads]
    return bench.sent(said, "catalogue")[0].body.digest if said else None


def told(bench: Bench) -> DossierBoard:
    """The board as a device fetches it."""
    digest, data, index, count = announced(bench), b"", 0, 1
    assert digest is not None
    while index < count:
        part = bench.wonder("bang-2", AskPart(catalogue=DOSSIER_BOARD, digest=digest, index=index))
        assert isinstance(part, Part)
        data, index, count = data + base64.b64decode(part.data), index + 1, part.count
    return unpack(data)


def test_there_is_none_before_the_centre_has_told_anything(bench: Bench) -> None:
    taken(bench)
    assert announced(bench) is None


def test_it_is_made_of_the_file_that_was_taken_and_told_in_parts(bench: Bench) -> None:
    drop(bench, LATE, READY)
    board = told(bench)
    assert [row.code for row in (*board.ready, *board.late)] == ["•••002", "•••001"]


def test_the_next_file_makes_the_next_one_and_the_one_before_is_told_no_more(bench: Bench) -> None:
    drop(bench, LATE, READY)
    before = announced(bench)
    assert before is not None
    drop(bench, READY, as_of="2026-11-21T08:45")
    assert announced(bench) not in (None, before)
    assert told(bench).late == []
    answer = bench.wonder("bang-2", AskPart(catalogue=DOSSIER_BOARD, digest=before, index=0))
    assert answer == CannotTell(reason="other-edition")


def test_when_the_business_day_turns_nothing_is_late_any_more_until_the_centre_tells_it_anew(
    bench: Bench, clock: HandClock
) -> None:
    drop(bench, LATE, READY)
    assert len(told(bench).late) == 1
    clock.wait(DAY)
    bench.hub.tick()
    taken(bench)
    assert (told(bench).late, told(bench).figures) == ([], None)
    drop(bench, LATE, READY, as_of="2026-11-22T07:30")
    assert len(told(bench).late) == 1


def test_of_a_copy_that_the_hall_keeps_no_longer_boards_list_nothing(bench: Bench, clock: HandClock) -> None:
    drop(bench, "H41.16-261105-0003,Khai sinh,Sở Tư pháp,finished,2026-11-05,2026-11-19,")
    for days, listed in ((bench.plan.keep.dossiers, 1), (1, 0)):
        clock.wait(days * DAY)
        bench.hub.tick()
        taken(bench)
        assert len(told(bench).ready) == listed


def test_while_the_clock_is_not_trusted_nothing_is_late(plan: Plan, clock: HandClock, tmp_path: Path) -> None:
    clock.trusted = False
    board = Board(id="bang-2", zone="sanh", shows=["dossiers"])
    bench = Bench(replace(plan, devices=[*plan.devices, board]), tmp_path / "ledger.sqlite", clock)
    drop(bench, LATE, READY)
    assert told(bench).late == []
    clock.trusted = True
    bench.hub.tick()
    taken(bench)
    assert len(told(bench).late) == 1
    bench.close()


def test_after_a_restart_it_is_made_anew_with_the_same_bytes(bench: Bench) -> None:
    drop(bench, LATE, READY)
    before = announced(bench)
    (bench.feeds / "dossiers.csv").unlink()
    bench.restart()
    taken(bench)
    assert announced(bench) == before


def test_a_file_that_is_refused_changes_nothing(bench: Bench) -> None:
    drop(bench, LATE, READY)
    before = announced(bench)
    drop(bench, "no,such,row,at,all,,")
    assert announced(bench) == before


def test_one_that_could_not_be_made_is_tried_again_and_the_one_before_stays_meanwhile(
    bench: Bench, clock: HandClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    drop(bench, LATE, READY)
    before = announced(bench)
    monkeypatch.setattr(worker, "AGAIN", 0.0)
    with monkeypatch.context() as broken:
        broken.setattr(worker, "_WORK", [sys.executable, "-c", "raise SystemExit(3)"])
        clock.wait(DAY)
        bench.hub.tick()
        look_until(bench, lambda: "could not be made" in caplog.text)
        assert announced(bench) == before
    look_until(bench, lambda: announced(bench) != before)
    assert told(bench).late == []


def look_until(bench: Bench, such: Callable[[], bool]) -> None:
    """The test's own time limit ends it otherwise."""
    while not such():
        threading.Event().wait(0.005)
        bench.hub.look()


def test_a_hall_without_a_board_for_them_makes_none(plan: Plan, clock: HandClock, tmp_path: Path) -> None:
    bench = Bench(plan, tmp_path / "ledger.sqlite", clock)
    drop(bench, LATE, READY)
    assert announced(bench) is None
    bench.close()
