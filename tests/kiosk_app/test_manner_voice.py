"""What is read aloud and when: the real app on a real window with real touches, and a voice that keeps a record."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hall_core.contract.messages import Reply
from hall_core.mqtt.heard import Answered, LinkUp
from hall_core.ui.translate import Words
from kiosk_app.jobs.tickets.pages import Paper
from kiosk_app.kiosk import IDLE, LEAVE, Home
from tests.conftest import HandClock
from tests.kiosk_app.conftest import heard, service_state, ticket
from tests.kiosk_app.test_app import Hall
from tests.screens_support import Glass


@pytest.fixture
def hall(glass: Glass, clock: HandClock, english_too: Words) -> Iterator[Hall]:
    hall = Hall(glass, clock, english_too)
    glass.wait(lambda: hall.app.kiosk.hall is not None)
    yield hall
    hall.stop()


@pytest.fixture
def spoken_hall(hall: Hall) -> Hall:
    """Whose voice is on, and has read the first page."""
    hall.touch("Đọc thành tiếng")
    hall.voice.said.clear()
    return hall


def pass_by(hall: Hall, milliseconds: int) -> None:
    """Time goes by; a message that says nothing new makes the kiosk look at the clock, as its timer would."""
    hall.clock.wait(milliseconds)
    hall.hear(LinkUp())


def newest(hall: Hall) -> str:
    said = hall.voice.said[-1]
    assert said is not None
    return said[0]


def test_without_the_voice_nothing_is_said_and_nothing_is_hushed(hall: Hall) -> None:
    hall.touch("Lấy số thứ tự")
    hall.touch("Hộ tịch")
    assert hall.voice.said == []


def test_the_page_on_which_it_is_switched_on_is_read_at_once(hall: Hall) -> None:
    hall.touch("Đọc thành tiếng")
    (said,) = hall.voice.said
    assert said is not None
    assert said[0].startswith("Xin kính chào quý vị. ")
    assert "Lấy số thứ tự." in said[0]
    assert said[1:] == ("vi", True)


def test_a_tap_that_leads_on_takes_the_next_page_in_place_of_the_last(spoken_hall: Hall) -> None:
    spoken_hall.touch("Lấy số thứ tự")
    assert newest(spoken_hall).startswith("Quý vị cần lĩnh vực nào?")
    spoken_hall.touch("Hộ tịch")
    assert newest(spoken_hall).startswith("Quý vị cần dịch vụ nào?")
    assert len(spoken_hall.voice.said) == 2


def test_neither_the_clock_nor_who_waits_is_read_anew(spoken_hall: Hall) -> None:
    spoken_hall.touch("Lấy số thứ tự")
    spoken_hall.touch("Hộ tịch")
    before = len(spoken_hall.voice.said)
    for waiting in range(3, 9):
        spoken_hall.hear(heard(service_state("sao-y", waiting)))
    pass_by(spoken_hall, 40_000)
    assert len(spoken_hall.voice.said) == before


def test_the_question_is_read_once_and_not_its_seconds(spoken_hall: Hall) -> None:
    spoken_hall.touch("Lấy số thứ tự")
    pass_by(spoken_hall, IDLE)
    assert newest(spoken_hall) == "Quý vị cần thêm thời gian? Tôi vẫn ở đây."
    before = len(spoken_hall.voice.said)
    for _ in range(5):
        pass_by(spoken_hall, 1_000)
    assert len(spoken_hall.voice.said) == before
    assert spoken_hall.voice.chimes == 0


def test_when_nobody_answers_it_falls_silent_with_the_way_home(spoken_hall: Hall) -> None:
    spoken_hall.touch("Lấy số thứ tự")
    pass_by(spoken_hall, IDLE)
    pass_by(spoken_hall, LEAVE)
    assert spoken_hall.app.kiosk.page == Home()
    assert spoken_hall.voice.said[-1] is None


def test_without_the_voice_a_chime_asks_whether_somebody_is_there(hall: Hall) -> None:
    hall.touch("Lấy số thứ tự")
    pass_by(hall, IDLE)
    pass_by(hall, 1_000)
    assert (hall.voice.chimes, hall.voice.said) == (1, [])


def test_a_number_is_said_at_once_and_again_with_its_paper_and_leaves_nothing_on_the_disk(spoken_hall: Hall) -> None:
    hall = spoken_hall
    for title in ("Lấy số thứ tự", "Hộ tịch", "Sao y"):
        hall.touch(title)
    id, _ = hall.station.asked[0]
    hall.hear(Answered(Reply(to=id, ticket=ticket("sao-y", id=id))))
    assert newest(hall) == "Số của quý vị: A012. Sao y."
    hall.hear(Paper(id, None))
    assert newest(hall).startswith("Đã in xong. Mời quý vị lấy phiếu. Số của quý vị: A012.")
    assert [said[2] for said in hall.voice.said[-2:] if said is not None] == [False, False]


def test_it_speaks_the_language_of_the_screen(spoken_hall: Hall) -> None:
    spoken_hall.touch("English")
    said = spoken_hall.voice.said[-1]
    assert said is not None
    assert said[0].startswith("Welcome.")
    assert said[1] == "en"


def test_switched_off_it_stops_at_once(spoken_hall: Hall) -> None:
    spoken_hall.touch("Đọc thành tiếng")
    assert spoken_hall.voice.said == [None]
    assert not spoken_hall.app.kiosk.manner.spoken
