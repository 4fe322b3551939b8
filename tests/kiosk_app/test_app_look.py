"""A head looks at a kiosk's screen: the page that nobody has touched, and no other (docs/privacy.md)."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from hall_core.contract.doctor import Denial
from hall_core.ui.translate import Words
from kiosk_app.kiosk import Home, Manner
from tests.conftest import HandClock
from tests.kiosk_app.test_app import Hall
from tests.screens_support import Glass

pytestmark = pytest.mark.screens


@pytest.fixture
def hall(glass: Glass, clock: HandClock, english_too: Words) -> Iterator[Hall]:
    hall = Hall(glass, clock, english_too)
    glass.wait(lambda: hall.app.kiosk.hall is not None)
    yield hall
    hall.stop()


def looked(hall: Hall) -> bytes | Denial:
    given: list[bytes | Denial] = []
    hall.app.look(given.append)
    # The picture is made beside Kivy's loop, which has nothing to draw meanwhile and would be through its frames.
    hall.glass.wait(lambda: given or threading.Event().wait(0.01))
    return given[0]


def test_the_first_page_is_seen_as_it_stands_there(hall: Hall) -> None:
    assert isinstance(looked(hall), bytes)


def test_once_somebody_has_touched_it_nobody_sees_it_until_it_is_the_first_page_again(hall: Hall) -> None:
    hall.touch("Lấy số thứ tự")
    assert looked(hall) == "somebody-there"
    hall.touch("Quay lại")
    assert hall.app.kiosk.page == Home()
    assert isinstance(looked(hall), bytes)


def test_the_first_page_in_somebody_s_own_manner_is_not_seen_either(hall: Hall) -> None:
    """Somebody stands there who needs larger letters, or reads English."""
    hall.app.kiosk = replace(hall.app.kiosk, manner=Manner(larger=True))
    assert looked(hall) == "somebody-there"
