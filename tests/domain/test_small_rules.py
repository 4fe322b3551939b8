"""Rules of a few lines that many lean on."""

from __future__ import annotations

import pytest

from hall_core.domain.bucket import REMEMBERED, Rate, Rates
from hall_core.domain.business_day import level_at
from hall_core.domain.button_box import Duty
from hall_core.domain.dossier import shortened
from hall_core.domain.plan_devices import Board, Caller, Console, Device, Kiosk, Led, Pad, Sign, SignDisplay
from hall_core.domain.plan_times import Level
from hall_core.domain.rollout import group_of
from hall_core.domain.runs import runs
from hall_core.domain.table import DIGITS_MOST, whole
from hall_core.domain.this_machine import is_this_machine
from tests.conftest import NINE_IN_THE_MORNING

HOUR = 3_600_000


@pytest.mark.parametrize(
    ("numbers", "written"),
    [
        ([], ""),
        ([7], "7"),
        ([1, 2], "1, 2"),
        ([1, 2, 3, 4, 7, 8], "1–4, 7, 8"),
        ([1, 3, 5, 6, 7], "1, 3, 5–7"),
    ],
)
def test_three_numbers_in_a_row_are_drawn_together(numbers: list[int], written: str) -> None:
    assert runs(numbers) == written


@pytest.mark.parametrize(
    ("cell", "number"),
    [("0", 0), ("007", 7), ("9" * DIGITS_MOST, 10**DIGITS_MOST - 1), ("0" * 5_000 + "1", 1)],
)
def test_a_whole_number_is_its_digits_whatever_zeros_stand_before_them(cell: str, number: int) -> None:
    assert whole(cell) == number


@pytest.mark.parametrize("cell", ["", "-1", "1.0", "1e3", "٣", "²", " 1", "9" * (DIGITS_MOST + 1), "9" * 5_000])
def test_nothing_else_is_a_whole_number(cell: str) -> None:
    assert whole(cell) is None


def test_each_who_asks_has_a_measure_of_his_own() -> None:
    rates = Rates(Rate(per_second=1, at_once=2))
    assert [rates.one_more("one", 0.0) for _ in range(3)] == [True, True, False]
    assert rates.one_more("another", 0.0)
    assert not rates.one_more("one", 0.9995)
    assert rates.one_more("one", 1.0)


def test_who_has_rested_is_forgotten_first_and_who_asks_too_much_is_not() -> None:
    rates = Rates(Rate(per_second=1, at_once=1))
    for n in range(REMEMBERED - 1):
        rates.one_more(f"rested {n}", 0.0)
    assert rates.one_more("in a hurry", 9.5)
    assert rates.one_more("one more", 10.0), "there is room for it: the others have rested"
    assert not rates.one_more("in a hurry", 10.0)


def test_when_nobody_has_rested_all_begin_anew_so_that_strangers_fill_no_memory() -> None:
    rates = Rates(Rate(per_second=1, at_once=1))
    for n in range(REMEMBERED):
        rates.one_more(f"{n}", 0.0)
    assert rates.one_more("one more", 0.0) and rates.one_more("0", 0.0)


def test_brightness_goes_on_from_the_evening_before_until_the_first_time_of_the_day() -> None:
    levels = [Level(at="18:00", percent=40), Level(at="07:00", percent=90)]
    assert level_at([], NINE_IN_THE_MORNING) == 100
    assert level_at(levels, NINE_IN_THE_MORNING) == 90
    assert level_at(levels, NINE_IN_THE_MORNING - 3 * HOUR) == 40
    assert level_at(levels, NINE_IN_THE_MORNING + 9 * HOUR) == 40


def test_a_key_says_what_it_is_for() -> None:
    assert str(Duty("next")) == "next"
    assert str(Duty("transfer", service="sao-y")) == "transfer to the service sao-y"
    assert str(Duty("transfer", counter="quay-2")) == "transfer to the counter quay-2"


def test_what_is_too_long_ends_at_a_word_or_within_one_that_has_no_end() -> None:
    assert shortened("Đăng  ký\nkhai sinh", 40) == "Đăng ký khai sinh"
    assert shortened("Đăng ký khai sinh", 12) == "Đăng ký …"
    assert shortened("x" * 50, 12) == "x" * 10 + " …"
    assert shortened("Đăng ký khai sinh", 17) == "Đăng ký khai sinh"
    assert shortened("một hai ba bốn", 12) == "một hai …", "the last word is whole, or not there"
    assert shortened("một hai ba bốn", 10) == "một hai …"


SIGN = Sign(id="bien-1", zone="sanh", line="serial:/dev/ttyUSB0", displays=[SignDisplay(address=3, counter="quay-1")])


@pytest.mark.parametrize(
    ("device", "group"),
    [
        (Board(id="bang-1", zone="sanh"), "zone sanh"),
        (Led(id="led-1", zone="sanh"), "zone sanh"),
        (SIGN, "zone sanh"),
        (Kiosk(id="kiosk-1"), "kiosks"),
        (Pad(id="pad-1", counter="quay-1"), "pads"),
        (Caller(id="goi-1", counter="quay-1", officer="can-bo-1"), "callers"),
        (Console(id="dieu-hanh"), "consoles"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.id,
)
def test_boxes_that_stand_in_for_one_another_are_updated_apart(device: Device, group: str) -> None:
    assert group_of(device) == group


@pytest.mark.parametrize(
    ("host", "here"), [("localhost", True), ("127.0.0.1", True), ("::1", True), ("192.168.1.10", False), ("hub", False)]
)
def test_this_machine_is_known_by_its_own_names_alone(host: str, here: bool) -> None:
    assert is_this_machine(host) == here
