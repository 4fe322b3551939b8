"""A finger on the panel ends the wait between two frames."""

from __future__ import annotations

from collections import deque
from typing import Any, ClassVar

import pytest


class Panel:
    """As Kivy's reader of kernel panels: what it hears goes into the queue that its thread was given. It is refused as
    often as ``refusals`` says, once silently and then aloud, and is over after its touches."""

    queue: deque[tuple[str, Any]]
    refusals: ClassVar[list[OSError | None]] = []

    def _thread_run(self, *, queue: deque[tuple[str, Any]], device: str, input_fn: str) -> None:
        if self.refusals:
            refusal = self.refusals.pop()
            if refusal is not None:
                raise refusal
            return
        for event in ("begin", "update", "update", "end"):
            queue.append((event, device))
        raise SystemExit


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
    with pytest.raises(SystemExit):
        panel._thread_run(queue=deque(), device="finger", input_fn="/dev/null")
    assert woken == ["woken", "woken"]
    assert list(panel.queue) == [(event, "finger") for event in ("begin", "update", "update", "end")]


def test_a_panel_that_was_refused_is_opened_again(
    woken: list[str], providers: dict[str, Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from kiosk_app import touch

    monkeypatch.setattr(touch, "LOOK_AGAIN", 0.001)
    monkeypatch.setattr(Panel, "refusals", [OSError(19, "No such device"), None])
    providers["mtdev"] = Panel
    touch.take_touch()
    panel = providers["mtdev"]()
    with pytest.raises(SystemExit):
        panel._thread_run(queue=deque(), device="finger", input_fn="/dev/null")
    assert len(panel.queue) == 4
    assert "No such device; it is opened again" in caplog.text


def test_a_panel_is_not_opened_before_this_program_may_read_it(
    woken: list[str], providers: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kiosk_app import touch

    monkeypatch.setattr(touch, "LOOK_AGAIN", 0.001)
    answers = [False, False, True]
    monkeypatch.setattr(touch.os, "access", lambda *_: answers.pop(0))
    providers["mtdev"] = Panel
    touch.take_touch()
    with pytest.raises(SystemExit):
        providers["mtdev"]()._thread_run(queue=deque(), device="finger", input_fn="/dev/input/event9")
    assert not answers


def test_a_box_that_cannot_read_touch_panels_has_nothing_to_wake(woken: list[str], providers: dict[str, Any]) -> None:
    from kiosk_app.touch import take_touch

    take_touch()
    assert providers == {}
    assert woken == []
