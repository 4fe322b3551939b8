"""What a batch has brought is told to people once it is committed: all of it, in order, and nothing else."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from hall_core.domain import commands as c
from hall_hub import hub as hub_module
from hall_hub.outcome import LINE
from tests.hall_hub.conftest import Bench

ISSUE = c.IssueTicket(service="khai-sinh")


def issued(count: int) -> str:
    return "; ".join(f"kiosk-1 issue: A{n:03d} issued for khai-sinh" for n in range(1, count + 1))


@pytest.fixture(autouse=True)
def every_line(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def test_each_command_alone_has_a_line_of_its_own(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.ask("kiosk-1", ISSUE)
    bench.ask("goi-1", c.CallNext(counter="quay-1"))
    assert caplog.messages[-2:] == [issued(1), "goi-1 next: refused, counter-closed quay-1"]


def test_in_a_rush_several_share_a_line(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.clear()
    bench.hub.handle([bench.message("command", "kiosk-1", ISSUE) for _ in range(LINE + 2)])
    assert "; ".join(caplog.messages) == issued(LINE + 2)
    assert [line.count(";") + 1 for line in caplog.messages] == [LINE, 2]


def test_what_was_rolled_back_is_not_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    decide = hub_module.decide

    def stumbles(hall: Any, command: Any, asked: Any) -> Any:
        if isinstance(command, c.CancelTicket):
            raise ZeroDivisionError
        return decide(hall, command, asked)

    monkeypatch.setattr(hub_module, "decide", stumbles)
    mistake = c.CancelTicket(ticket=bench.new_id())
    bench.hub.handle([bench.message("command", "kiosk-1", command) for command in (ISSUE, mistake)])
    assert [text for text in caplog.messages if "issued" in text] == [issued(1)]
