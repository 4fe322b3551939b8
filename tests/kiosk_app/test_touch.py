"""A finger on the panel ends the wait between two frames."""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest


class Panel:
    """As Kivy's reader of kernel panels: what it hears goes into the queue that its thread was given."""

    queue: deque[tuple[str, Any]]

    def _thread_run(self, *, queue: deque[tuple[str, Any]], device: str, input_fn: str) -> None:
        for event in ("begin", "update", "update", "end"):
            queue.append((event, device))


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch, glass: object) -> list[str]:
    """How often the loop was woken."""
    from kiosk_app import touch

    calls: list[str] = []
    monkeypatch.setattr(touch.Clock, "create_trigger", lambda *_: lambda: calls.append("woken"))
    return calls


@pytest.fixture
def providers(monkeypatch: pytest.MonkeyPatch, glass: object) -> dict[str, Any]:
    from kiosk_app.touch import MotionEventFactory

    known: dict[str, Any] = {}
    monkeypatch.setattr(MotionEventFactory, "get", known.get)
    monkeypatch.setattr(MotionEventFactory, "register", known.__setitem__)
    return known


def test_a_finger_that_comes_or_goes_wakes_the_loop_and_one_that_moves_does_not(
    woken: list[str], providers: dict[str, Any]
) -> None:
    from kiosk_app.touch import take_touch

    providers["mtdev"] = Panel
    take_touch()
    panel = providers["mtdev"]()
    panel._thread_run(queue=deque(), device="finger", input_fn="/dev/null")
    assert woken == ["woken", "woken"]
    assert list(panel.queue) == [(event, "finger") for event in ("begin", "update", "update", "end")]


def test_a_box_that_cannot_read_touch_panels_has_nothing_to_wake(woken: list[str], providers: dict[str, Any]) -> None:
    from kiosk_app.touch import take_touch

    take_touch()
    assert providers == {}
    assert woken == []
