"""Whom a line tells next."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from display_app.signs.order import PROBE_EVERY, REFRESH_EVERY, RETRY_AFTER, SILENT_AFTER, Order
from display_app.signs.view import Face

SLOT = 0.05
"""Seconds of one exchange."""
CALL, STEADY, DASHES = Face("A012", blinks=True), Face("A012"), Face("--")


class Hand:
    """Speaks for an order on a line where only ``deaf`` displays do not answer."""

    def __init__(self, order: Order, deaf: set[int] = set()) -> None:  # noqa: B006 - only read
        self.order, self.deaf, self.now = order, deaf, 100.0
        self.log: list[tuple[float, int, str]] = []

    def until(self, moment: float) -> list[int]:
        """All exchanges that begin before then: whom."""
        before = len(self.log)
        while self.now < moment:
            turn = self.order.next(self.now)
            if turn is None:
                wait = self.order.wait(self.now)
                if wait is None:
                    break
                self.now = min(moment, self.now + max(wait, 0.001))
                continue
            self.now += SLOT
            self.log.append((self.now, turn.address, turn.face.text))
            self.order.told(turn, self.now, taken=turn.address not in self.deaf)
        return [address for _, address, _ in self.log[before:]]


def test_a_call_goes_before_all_that_is_no_call() -> None:
    order = Order([1, 2, 3])
    order.want({1: DASHES, 2: DASHES, 3: CALL})
    assert Hand(order).until(100.14) == [3, 1, 2]


def test_what_stands_there_already_is_not_said_again_before_it_is_time() -> None:
    order = Order([1])
    hand = Hand(order)
    order.want({1: STEADY})
    assert hand.until(100 + REFRESH_EVERY) == [1]
    order.want({1: STEADY})
    assert hand.until(100 + REFRESH_EVERY + 1) == [1]


def test_who_answers_nobody_is_asked_again_after_the_others() -> None:
    order = Order([1, 2])
    order.want({1: CALL, 2: CALL})
    assert Hand(order, deaf={1}).until(100 + RETRY_AFTER + 0.1) == [1, 2, 1]


def test_a_display_that_stays_silent_is_told_and_then_asked_seldom() -> None:
    order = Order([1])
    hand = Hand(order, deaf={1})
    order.want({1: CALL})
    assert len(hand.until(101)) == SILENT_AFTER
    assert order.silent() == {1}
    assert len(hand.until(101 + PROBE_EVERY)) == SILENT_AFTER - 2


def test_a_silent_display_whose_turn_has_come_waits_for_what_is_new_elsewhere() -> None:
    order = Order([1, 2])
    hand = Hand(order, deaf={1})
    order.want({1: CALL, 2: DASHES})
    hand.until(101)
    hand.now += PROBE_EVERY
    order.want({1: Face("A013", blinks=True), 2: STEADY})
    assert hand.until(hand.now + 0.09) == [2, 1]


def test_a_display_that_answers_again_shows_the_newest_and_is_no_longer_silent() -> None:
    order = Order([1])
    hand = Hand(order, deaf={1})
    order.want({1: CALL})
    hand.until(101)
    order.want({1: Face("A013")})
    hand.deaf = set()
    hand.until(103)
    assert order.silent() == set()
    assert hand.log[-1][2] == "A013"


def test_an_answer_that_came_late_counts_for_what_was_asked_and_for_nothing_newer() -> None:
    order = Order([1])
    order.want({1: CALL})
    turn = order.next(0)
    assert turn is not None
    order.told(turn, 0.05, taken=False)
    order.want({1: Face("A013")})
    order.taken(1, turn.number, 0.06)
    newer = order.next(1)
    assert newer is not None
    assert newer.face.text == "A013"
    order.taken(1, newer.number, 1.1)
    assert order.next(1.2) is None


def test_where_nobody_answers_all_is_said_once_before_it_is_said_twice() -> None:
    order = Order([1, 2], times=2)
    order.want({1: CALL, 2: CALL})
    assert Hand(order).until(101) == [1, 2, 1, 2]


def test_after_the_line_was_away_everything_is_told_anew() -> None:
    order = Order([1, 2])
    hand = Hand(order)
    order.want({1: STEADY, 2: DASHES})
    assert hand.until(101) == [1, 2]
    order.forget()
    assert hand.until(102) == [1, 2]
    assert order.next(hand.now) is None


def test_nothing_is_said_before_anything_is_wanted() -> None:
    order = Order([1])
    assert order.next(0) is None
    assert order.wait(0) is None


@given(st.sets(st.integers(1, 40), min_size=1), st.data())
def test_a_call_is_told_within_one_round_however_many_are_silent(addresses: set[int], data: st.DataObject) -> None:
    """The promise of all_told: one exchange that goes on, and then one for each display at most."""
    deaf = data.draw(st.sets(st.sampled_from(sorted(addresses))))
    order = Order(addresses)
    hand = Hand(order, deaf)
    order.want(dict.fromkeys(addresses, DASHES))
    hand.until(data.draw(st.floats(100.0, 130.0)))
    begun = hand.now - SLOT  # it may have been going on
    called = data.draw(st.sets(st.sampled_from(sorted(addresses)), min_size=1))
    order.want({address: Face(f"A{address}", blinks=True) for address in called})
    hand.until(begun + SLOT * (len(addresses) + 1))
    told = {address for at, address, text in hand.log if text == f"A{address}" and at <= hand.now}
    assert called - deaf <= told
