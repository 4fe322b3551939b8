from __future__ import annotations

import pytest
from msgspec.structs import replace

from display_app.led import letters
from display_app.led.layout import LED_CALL, capital_mm, place
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Matrix
from hall_core.ui.tokens import IllegibleError
from tests.conftest import make_plan
from tests.display_app.led.matrices import MATRICES, led_of


def test_coarse_lamps_want_167_mm_at_10_m():
    assert round(10_000 * LED_CALL) == 167


@pytest.mark.parametrize("size", MATRICES)
def test_what_is_placed_can_be_read_from_where_people_stand(plan: Plan, size: str):
    led = led_of(size)
    assert capital_mm(led, place(plan, led).call) >= led.distance_m * 1000 * LED_CALL


def test_a_number_that_could_not_be_read_is_refused_with_what_it_would_take(plan: Plan):
    with pytest.raises(IllegibleError) as refused:
        place(plan, led_of("192x32", distance_m=20.0))
    words = str(refused.value)
    assert "192 x 32 lamps, 4 mm apart" in words
    assert "to be read at 20 m they must be 333 mm" in words
    assert "lamps 12" in words


def test_what_the_refusal_proposes_is_enough(plan: Plan):
    led = led_of("192x32", distance_m=20.0)
    with pytest.raises(IllegibleError):
        place(plan, replace(led, matrix=replace(led.matrix, pitch_mm=11.0)))
    assert place(plan, replace(led, matrix=replace(led.matrix, pitch_mm=12.0))).call


def test_letters_of_too_few_lamps_are_refused_however_far_apart_they_are(plan: Plan):
    small = Matrix(rows=16, columns=32, chain=1, pitch_mm=20)
    with pytest.raises(IllegibleError, match="32 x 16 lamps"):
        place(plan, led_of(distance_m=1.0, matrix=small))


def test_one_counter_leaves_more_room_for_its_number(plan: Plan):
    assert place(plan, led_of("96x32", counter="quay-3")).call > place(plan, led_of("96x32")).call


def test_the_widest_number_and_counter_of_the_hall_decide():
    few, many = (place(make_plan(counters), led_of("96x32")).call for counters in (3, 34))
    assert many < few


def test_two_lines_of_vietnamese_need_64_rows(plan: Plan):
    assert [place(plan, led_of(size)).word_rows for size in ("64x16", "192x32", "192x64", "128x64")] == [0, 1, 2, 2]


def test_words_and_lists_take_fewer_rows_the_farther_people_stand(plan: Plan):
    wall = Matrix(rows=64, columns=128, chain=3, parallel=3, pitch_mm=4)
    near, far = (place(plan, led_of(matrix=wall, distance_m=metres)) for metres in (6.0, 16.0))
    assert (near.rows, near.word_rows) == (6, 6)
    assert (far.rows, far.word_rows) == (4, 2)


def test_every_size_that_fits_is_the_largest():
    def taken(size: int) -> int:
        return letters.width("A444", size)

    for lamps in range(20, 200, 7):
        size = letters.largest(lamps, taken)
        assert taken(size) <= lamps < taken(size + 1)
