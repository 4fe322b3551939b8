"""The whole way in with real touches, on the real app."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.device.pin import kept_of
from hall_core.ui.translate import Words
from kiosk_app.jobs.staff import pages as p
from kiosk_app.kiosk import Home
from kiosk_app.messages import Restart, Scanned
from kiosk_app.rules import SETTLE
from tests.conftest import HandClock
from tests.kiosk_app.test_app import Hall
from tests.screens_support import Glass

PIN = "4711"
KEPT = kept_of(PIN, b"salt of the test")


class StaffHall(Hall):
    """What the corner wants to have done, and no hands to do it."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.asked: list[Any] = []


@pytest.fixture
def hall(glass: Glass, clock: HandClock, english_too: Words) -> Iterator[StaffHall]:
    hall = StaffHall(glass, clock, english_too)
    glass.wait(lambda: hall.app.kiosk.hall is not None)
    setup = hall.app.kiosk.setup
    plan = replace(setup.plan, policy=replace(setup.plan.policy, staff_pin=KEPT))
    hall.app.kiosk = replace(hall.app.kiosk, setup=replace(setup, plan=plan, scanner=True))
    devices = hall.app._devices
    assert devices is not None
    for effect in (p.LookAtLock, p.CheckPin, p.LookAtBox):
        devices.quick[effect] = hall.asked.append
    yield hall
    hall.stop()


def touch_the_name(hall: Hall, times: int) -> None:
    from kiosk_app.screens.screen import PageHeader

    header = hall.glass.find(PageHeader)
    name = header.children[-1]
    for _ in range(times):
        hall.clock.wait(300)
        hall.glass.tap(name)


def type_keys(hall: Hall, keys: str) -> None:
    from hall_core.ui.widgets.keyboard.key import Key

    for key in keys:
        hall.glass.tap(hall.glass.find(Key, meaning=key))


def test_five_touches_four_digits_and_the_corner_is_open(hall: StaffHall) -> None:
    touch_the_name(hall, p.KNOCKS)
    assert isinstance(hall.app.kiosk.page, p.Pin)
    type_keys(hall, PIN)
    hall.touch("Mở")
    assert hall.asked[-1] == p.CheckPin(PIN)
    hall.hear(p.PinChecked(right=True))
    assert isinstance(hall.app.kiosk.page, p.Corner)
    hall.touch("Kiểm tra")
    hall.touch("Thử máy quét")
    hall.hear(Scanned("079203001234|272345678|Nguyễn Văn Thử|01011990|Nam|Số 1|01012021"))
    words = [getattr(widget, "text", "") for widget in hall.app.stage.walk()]
    assert "Loại: thẻ căn cước." in words
    assert not any("0792" in str(word) or "Nguyễn" in str(word) for word in words)


def test_four_touches_on_the_name_and_one_beside_it_do_nothing(hall: Hall) -> None:
    touch_the_name(hall, p.KNOCKS - 1)
    hall.clock.wait(300)
    hall.glass.finger().down(5, 5).up()
    hall.glass.frames()
    assert hall.app.kiosk.page == Home()


def test_the_digits_leave_with_the_page(hall: Hall) -> None:
    touch_the_name(hall, p.KNOCKS)
    type_keys(hall, "9")
    screens = hall.app.stage._screens
    assert any(type(screen).__name__ == "PinScreen" for screen in screens.values())
    hall.touch("Về trang đầu")
    assert hall.app.kiosk.page == Home()
    assert not any(type(screen).__name__ == "PinScreen" for screen in screens.values())


def test_a_restart_ends_the_program_with_an_error_so_that_it_is_started_again(hall: Hall) -> None:
    hall.clock.wait(SETTLE)
    hall.app._do(Restart())
    assert hall.ended == [True]
    assert hall.app.failed
