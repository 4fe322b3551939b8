"""One effect with a slow hand and a quick one."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from hall_core.ui.translate import Words
from kiosk_app.messages import Report
from tests.conftest import HandClock
from tests.kiosk_app.test_app import Hall
from tests.screens_support import Glass

WAIT = 8.0


@pytest.fixture
def hall(glass: Glass, clock: HandClock, english_too: Words) -> Iterator[Hall]:
    made = Hall(glass, clock, english_too)
    glass.wait(lambda: made.app._devices is not None)
    yield made
    made.stop()


def test_the_slow_hand_is_at_work_while_the_quick_one_is(hall: Hall) -> None:
    from kiosk_app.app import Devices

    begun = threading.Event()
    seen: list[bool] = []
    hall.app._devices = Devices(
        slow={Report: lambda _: begun.set()},
        quick={Report: lambda _: seen.append(begun.wait(WAIT))},
        stop_devices=lambda: None,
        stop_line=lambda: None,
    )
    hall.app._do(Report("storage", True))
    assert seen == [True]
