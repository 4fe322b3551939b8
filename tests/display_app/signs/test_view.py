"""What stands on the displays of a sign, from what the board has heard."""

from __future__ import annotations

from typing import Literal

import pytest
from msgspec.structs import replace

from display_app.board import Board, Message
from display_app.signs.view import BLINKS, DARK, DASHES, Face, view_of
from display_app.state import step
from hall_core.contract.limits import STALE_AFTER
from hall_core.contract.messages import CallMade, CounterState, HallState, TicketInHand
from hall_core.domain.plan_devices import Sign, SignDisplay
from hall_core.domain.plan_times import Level
from hall_core.mqtt.heard import CallHeard, HubBack, HubQuiet, LinkDown, LinkUp, StateHeard
from tests.conftest import NINE_IN_THE_MORNING as NINE

SIGN = Sign(
    id="bien-1",
    zone="sanh",
    line="serial:/dev/ttyUSB0",
    displays=[SignDisplay(address=3, counter="quay-1"), SignDisplay(address=4, counter="quay-2")],
)


class Hand:
    """A sign's board to which things are said; its own clock began at 0 when the hub's said nine."""

    def __init__(self) -> None:
        self.board, self.now, self.version, self.sign = Board(id="bien-1", voice=False), 0, 0, SIGN

    def hear(self, message: Message) -> None:
        self.board, _ = step(self.board, message, self.now)

    def beat(self, trusted: bool = True) -> None:
        hall = HallState(epoch=1, version=1, day="2026-11-21", open=True, changes_at=None)
        self.hear(StateHeard(hall, NINE + self.now, trusted))

    def counter(
        self,
        status: Literal["closed", "open", "paused"] = "open",
        number: str | None = None,
        state: Literal["called", "serving"] = "called",
        id: str = "quay-1",
    ) -> None:
        self.version += 1
        since = NINE + self.now
        ticket = None
        if number is not None:
            ticket = TicketInHand(
                id="t" * 26, number=number, state=state, since=since, calls=1, service="khai-sinh", priority=None
            )
        told = CounterState(
            epoch=1, version=self.version, counter=id, revision=1, status=status, reason="", since=since,
            ticket=ticket, seen=None,
        )  # fmt: skip
        self.hear(StateHeard(told, since, True))

    def call(self, number: str, counter: str = "quay-1", *, again: bool = False) -> None:
        self.version += 1
        made = CallMade(
            id=f"{self.version:026}", zone="sanh", sequence=self.version, number=number, counter=counter,
            counter_number=1, language="vi", at=NINE + self.now, again=again,
        )  # fmt: skip
        self.hear(CallHeard(made, 0.0))

    def faces(self) -> list[Face]:
        return list(view_of(self.board, self.sign, self.now).faces)

    def text(self) -> str:
        """Of the first display, with ``!`` when it blinks."""
        face = self.faces()[0]
        return face.text + ("!" if face.blinks else "")


@pytest.fixture
def hand() -> Hand:
    hand = Hand()
    hand.hear(LinkUp())
    hand.beat()
    hand.beat()
    return hand


def test_a_call_blinks_at_its_counter_alone_and_then_stands_steady(hand: Hand) -> None:
    hand.counter()
    hand.now += 60_000
    hand.call("A012")
    hand.counter(number="A012")
    assert hand.text() == "A012!"
    assert hand.faces()[1].text == DASHES
    until = view_of(hand.board, hand.sign, hand.now).until
    assert until == hand.now + BLINKS
    hand.now = until
    assert hand.text() == "A012"


def test_a_call_is_shown_before_the_counters_state_comes(hand: Hand) -> None:
    hand.counter()
    hand.now += 60_000
    hand.call("A012")
    assert hand.text() == "A012!"


def test_a_call_blinks_before_the_hubs_clock_is_known() -> None:
    hand = Hand()
    hand.hear(LinkUp())
    hand.beat()
    for n in (1, 2):
        hand.counter(id=f"quay-{n}")
    hand.call("A012")
    hand.call("B01", "quay-2")
    assert hand.faces() == [Face("A012", blinks=True), Face("B01", blinks=True)]
    hand.now += BLINKS
    assert hand.text() == DASHES


def test_a_recall_blinks_again(hand: Hand) -> None:
    hand.call("A012")
    hand.counter(number="A012")
    hand.now += 20_000
    assert hand.text() == "A012"
    hand.call("A012", again=True)
    assert hand.text() == "A012!"


def test_of_two_calls_the_newer_one_is_shown(hand: Hand) -> None:
    hand.call("A012")
    hand.now += 1_000
    hand.call("A013")
    assert hand.text() == "A013!"


def test_the_number_stands_while_its_person_is_served_and_not_longer(hand: Hand) -> None:
    hand.call("A012")
    hand.counter(number="A012")
    hand.now += 2_000
    hand.counter(number="A012", state="serving")
    assert hand.text() == "A012"
    hand.now += 600_000
    assert hand.text() == "A012"
    hand.counter()
    assert hand.text() == DASHES


def test_who_is_sent_away_at_once_is_not_shown_for_the_rest_of_the_blinking(hand: Hand) -> None:
    hand.call("A012")
    hand.now += 1_000
    hand.counter()
    assert hand.text() == DASHES


@pytest.mark.parametrize(("status", "text"), [("open", DASHES), ("paused", DASHES), ("closed", DARK)])
def test_without_anybody_there_are_dashes_and_a_closed_counter_is_dark(
    hand: Hand, status: Literal["closed", "open", "paused"], text: str
) -> None:
    hand.counter(status)
    assert hand.text() == text


def test_a_sign_that_has_heard_nothing_shows_dashes() -> None:
    assert Hand().text() == DASHES


def test_a_short_outage_changes_nothing_and_a_long_one_leaves_no_number(hand: Hand) -> None:
    hand.counter(number="A012")
    hand.counter("closed", id="quay-2")
    hand.now += 10_000
    heard = hand.now
    hand.beat()
    hand.hear(LinkDown())
    assert hand.text() == "A012"
    assert view_of(hand.board, hand.sign, hand.now).until == heard + STALE_AFTER * 1_000
    hand.now = heard + STALE_AFTER * 1_000
    assert [face.text for face in hand.faces()] == [DASHES, DARK]


def test_a_hub_that_is_back_brings_the_number_back(hand: Hand) -> None:
    hand.counter(number="A012")
    hand.now += STALE_AFTER * 1_000
    hand.hear(HubQuiet(NINE))
    assert hand.text() == DASHES
    hand.hear(HubBack())
    assert hand.text() == "A012"


@pytest.mark.parametrize("ahead", [-3_600_000, 3_600_000])
def test_a_hub_whose_clock_was_set_lets_no_call_blink_for_an_hour(hand: Hand, ahead: int) -> None:
    hand.call("A012")
    hall = HallState(epoch=1, version=2, day="2026-11-21", open=True, changes_at=None)
    hand.hear(StateHeard(hall, NINE + ahead, True))
    assert hand.text() == DASHES


def test_brightness_goes_by_the_hour_of_the_hub_and_at_nothing_all_is_dark(hand: Hand) -> None:
    hand.counter(number="A012")
    hand.sign = replace(SIGN, brightness=[Level(at="06:00", percent=80), Level(at="09:30", percent=0)])
    assert hand.faces()[0] == Face("A012", level=80)
    hand.now += 30 * 60_000
    hand.beat()
    assert hand.faces()[0] == Face(DARK, level=0)


def test_without_the_time_it_is_as_bright_as_it_ever_is() -> None:
    hand = Hand()
    hand.hear(LinkUp())
    hand.beat(trusted=False)
    hand.beat(trusted=False)
    hand.counter(number="A012")
    hand.sign = replace(SIGN, brightness=[Level(at="06:00", percent=10), Level(at="18:00", percent=70)])
    assert hand.faces()[0].level == 70
