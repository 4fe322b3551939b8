"""When something on a device really happened, whatever its clock says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hall_hub.when import BOOTS, COUNTS_MOST, KEEP_FROM, Kept, Now, Stamp, When

NOON = 1_795_237_200_000
HOUR = 3_600_000


def now(ms: int = 0, *, at: int = NOON, mono: int = 5 * HOUR) -> Now:
    """The hub ``ms`` after noon."""
    return Now(at + ms, mono + ms, True)


def sealed(mono: int, *, boot: int = 7, at: int = 0, trusted: bool = False) -> Stamp:
    return Stamp(at, mono, boot, trusted)


def heard(*messages: tuple[int, int]) -> When:
    """Fresh messages: (the device's count, milliseconds after noon)."""
    when = When([], now())
    for mono, ms in messages:
        when.heard("kiosk-1", sealed(mono), now(ms))
    return when


def test_a_fact_is_as_old_as_the_box_has_counted_since() -> None:
    when = heard((60_000, 0))
    assert when.true_at("kiosk-1", "s", sealed(50_000), now(2_000)) == NOON - 10_000


def test_a_box_that_woke_up_in_1970_is_told_by_its_count_alone() -> None:
    when = heard((60_000, 0))
    wrong = sealed(59_000, at=86_400_000, trusted=True)
    assert when.true_at("kiosk-1", "s", wrong, now()) == NOON - 1_000


def test_the_least_delayed_message_tells_best() -> None:
    when = heard((60_000, 4_000), (70_000, 10_000), (80_000, 25_000))
    assert when.true_at("kiosk-1", "s", sealed(65_000), now(30_000)) == NOON + 5_000


def test_the_hubs_clock_may_be_set_meanwhile() -> None:
    """The age is of the counters; what the clock says now is what all else of today is said in."""
    when = heard((60_000, 0))
    put_on = Now(NOON + HOUR + 20_000, 5 * HOUR + 20_000, True)
    assert when.true_at("kiosk-1", "s", sealed(70_000), put_on) == NOON + HOUR + 10_000


def test_what_was_written_before_a_power_cut_is_told_by_the_counters_of_that_time() -> None:
    when = heard((60_000, 0))
    when.heard("kiosk-1", sealed(20_000, boot=8), now(200_000))
    assert when.true_at("kiosk-1", "s", sealed(90_000, boot=7), now(210_000)) == NOON + 30_000


def test_counters_of_starts_long_ago_are_forgotten() -> None:
    when = heard((60_000, 0))
    when.heard("kiosk-1", sealed(20_000, boot=7 + BOOTS), now(200_000))
    assert when.true_at("kiosk-1", "s", sealed(90_000, boot=7), now(210_000)) == NOON + 210_000


def test_what_was_written_in_a_start_nobody_heard_of_is_told_by_its_clock_if_that_is_right() -> None:
    when = heard((60_000, 0))
    before = sealed(9_999_999, boot=6, at=NOON - HOUR, trusted=True)
    assert when.true_at("kiosk-1", "s", before, now()) == NOON - HOUR


def test_without_any_right_clock_it_is_now() -> None:
    assert When([], now()).true_at("kiosk-1", "s", sealed(60_000, at=1_000), now()) == NOON


def test_nothing_is_of_the_future() -> None:
    when = When([], now())
    assert when.true_at("kiosk-1", "s", sealed(1, at=NOON + HOUR, trusted=True), now()) == NOON


def test_what_a_device_tells_later_was_not_before_what_it_told_earlier() -> None:
    when = When([], now())
    first = when.true_at("kiosk-1", "s", sealed(1), now())
    assert when.true_at("kiosk-1", "s", sealed(2, at=NOON - HOUR, trusted=True), now(500)) == first
    assert when.true_at("kiosk-1", "other", sealed(3, at=NOON - HOUR, trusted=True), now(500)) == NOON - HOUR


def test_a_restarted_hub_goes_on_with_what_it_knew() -> None:
    when = heard((60_000, 0))
    assert when.unsaved == [Kept("kiosk-1", 7, NOON - 60_000)]
    again = When(when.unsaved, now(9_000, mono=HOUR))
    assert again.true_at("kiosk-1", "s", sealed(50_000), now(9_000, mono=HOUR)) == NOON - 10_000


def test_the_first_fresh_message_knows_better_than_what_was_kept() -> None:
    again = When([Kept("kiosk-1", 7, NOON - 2 * HOUR)], now())
    again.heard("kiosk-1", sealed(60_000), now())
    assert again.true_at("kiosk-1", "s", sealed(50_000), now()) == NOON - 10_000


def test_only_a_better_measurement_is_written_again() -> None:
    when = heard((60_000, 0))
    when.unsaved.clear()
    for mono, ms in ((61_000, 1_500), (62_000, 1_900), (63_000, 2_900)):
        when.heard("kiosk-1", sealed(mono), now(ms))
    assert when.unsaved == []
    when.heard("kiosk-1", sealed(64_000 + KEEP_FROM), now(2_900))
    assert len(when.unsaved) == 1


@given(
    st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 5_000)), min_size=1, max_size=20),
    st.integers(0, 3_000),
    st.integers(-HOUR, HOUR),
)
def test_the_error_is_never_more_than_the_least_delay(gaps: list[tuple[int, int]], age: int, wrong: int) -> None:
    """Messages come with any delays; the device's count began at any moment and its wall clock is off."""
    when = When([], now())
    true = 0
    for gap, delay in gaps:
        true += gap
        when.heard("kiosk-1", Stamp(max(0, NOON + true + wrong), true + 1_000, 1, True), now(true + delay))
    told = true + 10_000
    fact = Stamp(max(0, NOON + told - age + wrong), told - age + 1_000, 1, True)
    error = when.true_at("kiosk-1", "s", fact, now(told)) - (NOON + told - age)
    assert 0 <= error <= min(delay for _, delay in gaps)


def test_a_box_that_counts_its_starts_in_any_way_it_likes_fills_no_memory() -> None:
    when = When([], now())
    for boot in range(1_000, 0, -1):
        when.heard("kiosk-1", sealed(60_000, boot=boot), now())
        when.true_at("kiosk-1", f"s-{boot}", sealed(60_000, boot=boot), now())
    assert sum(map(len, when._counts.values())) <= COUNTS_MOST
    assert len(when._last) == 1
