"""What a replay says of a ledger that a real hub has written, and in which somebody has written since."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hall_core.domain import commands as c
from hall_sim.replay import main as replay
from tests.conftest import HandClock
from tests.hall_hub.conftest import Bench
from tests.hall_sim.days import MONDAY, WARD, ward

HOUR = 3_600_000


@pytest.fixture
def ledger(tmp_path: Path, clock: HandClock) -> Path:
    """Of two days, of which the first is over: on it one is served, one waits until the night, and one gives up."""
    file = tmp_path / "ledger.sqlite"
    clock.wait(48 * HOUR)  # to the Monday
    bench = Bench(ward(), file, clock)
    bench.ask("caller-1", c.OpenCounter(counter="quay-1", officer="ht-01"))
    bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh"))
    bench.ask("kiosk-1", c.IssueTicket(service="khai-sinh"))
    gone = bench.ask("kiosk-1", c.IssueTicket(service="sao-y")).ticket.id
    for command in (c.CallNext, c.StartService, c.CompleteService):
        clock.wait(60_000)
        assert bench.ask("caller-1", command(counter="quay-1")).refusal is None
    bench.ask("kiosk-1", c.CancelTicket(ticket=gone))
    clock.wait(24 * HOUR)
    bench.hub.tick()
    bench.close()
    return file


def written(ledger: Path, statement: str) -> None:
    with closing(sqlite3.connect(ledger)) as db, db:
        assert db.execute(statement).rowcount > 0


def replayed(ledger: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, str]:
    status = replay([str(ledger), "--hall", str(WARD), "--day", MONDAY, *more])
    return status, capsys.readouterr().out


def found_after(ledger: Path, capsys: pytest.CaptureFixture[str], statement: str) -> str:
    """What a replay finds in a ledger in which somebody has written this."""
    written(ledger, statement)
    status, said = replayed(ledger, capsys)
    assert status == 1
    return said


def test_a_day_that_a_hub_has_recorded_holds_and_gives_its_answers_again(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = replayed(ledger, capsys)
    assert status == 0, said
    assert "every check holds; the replay gives 8 answers of the hub again" in said


def test_up_to_a_moment_nobody_is_forgotten_and_only_earlier_answers_count(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, said = replayed(ledger, capsys, "--at", "09:01")
    assert status == 0, said
    assert "gives 5 answers" in said


def test_who_is_forgotten_on_a_day_that_is_over_is_found_though_only_that_day_is_read(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Nothing is missing: another event stands in the place of that which ended it.
    issued = "json_extract(body, '$.ticket') FROM event WHERE body LIKE '%\"ticket-expired\"%'"
    other = f"json_object('type', 'ticket-printed', 'ticket', (SELECT {issued}))"
    said = found_after(ledger, capsys, f"UPDATE event SET body = {other} WHERE body LIKE '%\"ticket-expired\"%'")
    assert "the day ended, and nothing tells what became of" in said


def test_an_event_that_was_taken_out_is_missed_by_its_place(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = found_after(ledger, capsys, "DELETE FROM event WHERE body LIKE '%\"ticket-cancelled\"%'")
    assert "after event 8 of the ledger number 9 is missing" in said
    assert "day-began 1" in said, "nothing of the next day is taken in for it"


def test_events_that_were_taken_out_at_the_end_of_a_day_are_missed(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = found_after(ledger, capsys, "DELETE FROM event WHERE seq >= 9 AND seq < (SELECT max(first) FROM day)")
    assert "after event 8 of the ledger numbers 9 to 11 are missing" in said


def test_an_event_that_was_changed_is_found_by_what_the_hub_had_answered(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = "UPDATE event SET body = json_set(body, '$.priority', 'cao-tuoi') WHERE body LIKE '%\"C001\"%'"
    said = found_after(ledger, capsys, older)
    assert "differs from the replay in ticket.priority; so do 1 later ones" in said
