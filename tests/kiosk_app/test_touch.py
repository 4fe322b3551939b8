"""A finger on the panel ends the wait between two frames."""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Callable
from types import SimpleNamespace
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


class Kernel:
    """A panel of two slots, in the first of which a finger was lifted at 30, 40 of 100 before anybody read it, while
    another leans at 50, 60. From then on it tells of what changes alone, as the kernel does."""

    STOOD: ClassVar[dict[int, tuple[int, int]]] = {0x35: (30, 50), 0x36: (40, 60), 0x39: (-1, 7)}
    tells: ClassVar[list[tuple[int, int]]] = []
    caps = SimpleNamespace(has_slot=1, slot=SimpleNamespace(maximum=1, value=0))

    def __init__(self, filename: str) -> None:
        self._fd, self._device = 9, SimpleNamespace(caps=self.caps)

    def get_abs(self, _code: int) -> SimpleNamespace:
        return SimpleNamespace(minimum=0, maximum=100)

    def idle(self, _ms: int) -> bool:
        if not self.tells:
            raise SystemExit
        return False

    def get(self) -> SimpleNamespace | None:
        if not self.tells:
            return None
        code, value = self.tells.pop(0)
        return SimpleNamespace(type=3 if code else 0, code=code, value=value)

    def close(self) -> None:
        pass

    @classmethod
    def ioctl(cls, _panel: int, _asked: int, given: Any) -> bytes:
        if given == 1:
            return b""  # the grab
        code, *_ = struct.unpack("I2i", given)
        return struct.pack("I2i", code, *cls.STOOD[code])


@pytest.fixture
def heard(
    woken: list[str], providers: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> Callable[[], list[tuple[str, tuple[float, float]]]]:
    """What Kivy's own reader makes of what the kernel tells."""
    from kivy.input.providers import mtdev

    from kiosk_app import touch

    monkeypatch.setattr(mtdev, "Device", Kernel)
    monkeypatch.setattr(touch.fcntl, "ioctl", Kernel.ioctl)
    providers["mtdev"] = mtdev.MTDMotionEventProvider
    touch.take_touch()

    def run() -> list[tuple[str, tuple[float, float]]]:
        panel = providers["mtdev"]("panel", "/dev/null")
        with pytest.raises(SystemExit):
            panel._thread_run(queue=deque(), device="panel", input_fn="/dev/null", default_ranges={})
        return [(what, (round(touch.sx, 2), round(touch.sy, 2))) for what, touch in panel.queue]

    return run


def test_a_finger_that_comes_down_where_one_was_lifted_before_the_program_read_the_panel_is_where_it_is(
    heard: Callable[[], list[tuple[str, tuple[float, float]]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Kernel, "tells", [(0x39, 8), (0, 0), (0x39, -1), (0, 0)])
    assert ("begin", (0.3, 0.6)) in heard(), "0.6 from below is 40 of 100 from above"


def test_a_finger_that_was_on_the_glass_before_the_program_read_the_panel_is_lifted_once(
    heard: Callable[[], list[tuple[str, tuple[float, float]]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Kernel, "tells", [(0x2F, 1), (0x39, -1), (0, 0)])
    assert heard() == [("begin", (0.5, 0.4)), ("end", (0.5, 0.4))]


def test_a_panel_that_does_not_say_where_it_was_touched_last_is_read_all_the_same(
    heard: Callable[[], list[tuple[str, tuple[float, float]]]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    from kiosk_app import touch

    def refuses(*_: object) -> bytes:
        raise OSError(25, "Inappropriate ioctl for device")

    monkeypatch.setattr(touch.fcntl, "ioctl", refuses)
    monkeypatch.setattr(Kernel, "tells", [(0x35, 10), (0x36, 20), (0x39, 8), (0, 0), (0x39, -1), (0, 0)])
    assert heard() == [("begin", (0.1, 0.8)), ("end", (0.1, 0.8))]
    assert "does not say where it was touched last" in caplog.text
