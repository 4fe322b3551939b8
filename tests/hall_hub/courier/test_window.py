"""What is under way of a stream, and when it goes again: against a centre that loses, doubles, reorders and forgets."""

from __future__ import annotations

import itertools
from collections import deque
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_core.contract.centre.messages import NOTHING, Mark, Recorded, Records
from hall_core.contract.centre.packing import AT_ONCE, records
from hall_core.contract.centre.records import DayClosed, Rating, Record, Totals
from hall_hub.courier.window import AGAIN_FIRST, AGAIN_MOST, GAP_EVERY, UNDER_WAY, Window
from tests.domain.a_day import uid
from tests.hall_hub.courier.played_centre import PlayedCentre

DAY = "2026-11-21"


def rating(n: int) -> Record:
    body = Rating(
        offer=uid(n),
        ticket=uid(n + 50_000),
        service="khai-sinh",
        agency="tu-phap",
        counter="quay-1",
        level="satisfied",
        at=n,
        device="pad-1",
    )
    return Record(n, 0, DAY, body)


def window(upto: Mark = NOTHING, *, waiting: int = 0, epoch: int = 1) -> Window:
    made = Window("ratings")
    made.recorded(upto, 0.0)
    for n in range(upto.seq + 1, upto.seq + 1 + waiting):
        made.put(Mark(epoch, n), rating(n))
    return made


def sent(batches: list[Records]) -> list[int]:
    return [record.seq for batch in batches for record in records.unpack(batch.packed)]


def test_nothing_is_sent_before_the_centre_has_said_how_far_it_is() -> None:
    fresh = Window("ratings")
    fresh.put(Mark(1, 1), rating(1))
    assert fresh.due(0.0, more=False) == []
    assert fresh.recorded(NOTHING, 1.0), "what was read before is read once more"


def test_each_batch_says_after_which_record_it_comes() -> None:
    batches = window(Mark(1, 7), waiting=300).due(0.0, more=False)
    assert batches[0].after == Mark(1, 7)
    assert [batch.after for batch in batches[1:]] == [batch.upto for batch in batches[:-1]]
    assert sent(batches) == list(range(8, 308))


def test_a_lone_record_goes_at_once_and_one_of_many_waits_until_the_batch_is_full() -> None:
    assert sent(window(waiting=1).due(0.0, more=False)) == [1]
    assert window(waiting=1).due(0.0, more=True) == []
    full = window(waiting=AT_ONCE + 1)
    assert len(sent(full.due(0.0, more=True))) <= AT_ONCE


def test_no_more_than_a_window_is_under_way() -> None:
    many = Window("ratings")
    many.recorded(NOTHING, 0.0)
    under_way = 0
    for n in range(1, 5_000):
        if not many.has_room:
            under_way += len(many.due(0.0, more=True))
            if not many.has_room:
                break
        many.put(Mark(1, n), rating(n))
    assert under_way == UNDER_WAY
    assert many.due(0.0, more=True) == []
    assert not many.has_room


def test_what_nobody_acknowledges_goes_again_less_and_less_often() -> None:
    one = window(waiting=1)
    times = [now for now in range(400) if one.due(float(now), more=False)]
    waits = [later - sooner for sooner, later in itertools.pairwise(times)]
    assert waits[0] == AGAIN_FIRST
    assert waits == sorted(waits)
    assert waits[-1] == AGAIN_MOST


def test_an_acknowledgement_ends_the_waiting() -> None:
    one = window(waiting=1)
    [batch] = one.due(0.0, more=False)
    assert not one.recorded(batch.upto, 1.0)
    assert one.due(1_000.0, more=False) == []
    assert (one.behind, one.waits(1_000.0)) == (0, 0.0)


def test_a_gap_has_all_sent_again_at_once_and_not_for_each_batch_behind_it() -> None:
    many = window(waiting=350)
    batches = many.due(0.0, more=False)
    many.recorded(batches[0].upto, 0.1)
    for _ in batches[2:]:  # the second was lost
        many.recorded(batches[0].upto, 0.2)
    assert sent(many.due(0.2, more=False)) == sent(batches[1:])
    many.recorded(batches[0].upto, 0.3)
    assert many.due(0.3, more=False) == []
    many.recorded(batches[0].upto, 0.3 + GAP_EVERY)
    assert sent(many.due(0.3 + GAP_EVERY, more=False)) == sent(batches[1:])


def test_a_line_that_is_back_has_all_sent_again_at_once() -> None:
    one = window(waiting=1)
    first = one.due(0.0, more=False)
    one.line_up(1.0)
    assert one.due(1.0, more=False) == first
    assert one.due(1.1, more=False) == []


def test_a_centre_that_has_lost_what_it_had_is_told_from_there() -> None:
    one = window(Mark(1, 10), waiting=5)
    one.due(0.0, more=False)
    assert one.recorded(Mark(1, 4), 1.0), "what follows is read once more"
    assert one.due(1.0, more=False) == []
    for n in range(3, 8):
        one.put(Mark(1, n), rating(n))
    assert sent(one.due(1.0, more=False)) == [5, 6, 7]


def test_a_centre_that_is_in_the_middle_of_a_batch_gets_the_rest_of_it() -> None:
    many = window(waiting=250)
    many.due(0.0, more=False)
    assert not many.recorded(Mark(1, 30), 1.0)
    again = many.due(1.0, more=False)
    assert again[0].after == Mark(1, 30)
    assert sent(again) == list(range(31, 251))


def test_a_centre_that_is_beyond_all_that_waits_goes_on_from_there() -> None:
    many = window(waiting=3)
    assert not many.recorded(Mark(1, 2), 0.0)
    assert sent(many.due(0.0, more=False)) == [3]


def test_a_batch_is_of_one_epoch() -> None:
    two = window(waiting=2)
    two.put(Mark(2, 1), rating(1))
    first, second = two.due(0.0, more=True) + two.due(0.0, more=False)
    assert (first.upto, second.after, second.upto) == (Mark(1, 2), Mark(1, 2), Mark(2, 1))


def test_what_comes_while_the_others_go_on_without_it_is_counted_and_read_once_more() -> None:
    stuck = window(waiting=10)
    [batch] = stuck.due(0.0, more=False)
    stuck.skip()
    for n in range(11, 31):
        stuck.put(Mark(1, n), rating(n))
    assert stuck.behind == 30
    assert stuck.due(1.0, more=False) == []
    assert stuck.recorded(batch.upto, 2.0)
    assert stuck.behind == 0


def test_a_record_that_no_message_has_room_for_does_not_keep_those_behind_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = Window("days")
    one.recorded(NOTHING, 0.0)
    for n, services in enumerate((1, 500, 2), 1):
        random = Random(n)
        totals = {f"dv-{random.getrandbits(60):x}": Totals(steps=random.getrandbits(30)) for _ in range(services)}
        one.put(Mark(1, n), Record(n, 0, DAY, DayClosed(events=1, digest="0" * 64, services=totals)))
    assert sent(one.due(0.0, more=False)) == [1, 3]
    assert f"days of {DAY} is told to nobody" in caplog.text


class Line:
    """Between the two: messages are lost, doubled, and overtake one another."""

    def __init__(self, random: Random, bad: float) -> None:
        self._random, self._bad = random, bad
        self._under_way: deque[Records | Recorded] = deque()

    def put(self, message: Records | Recorded) -> None:
        for _ in range(0 if self._random.random() < self._bad else 2 if self._random.random() < self._bad else 1):
            self._under_way.append(message)
        if self._random.random() < self._bad and len(self._under_way) > 1:
            self._under_way.rotate(1)

    def take(self) -> list[Records | Recorded]:
        return [self._under_way.popleft() for _ in range(self._random.randint(0, len(self._under_way)))]


@settings(max_examples=40)
@given(seed=st.integers(0, 10_000), bad=st.sampled_from([0.0, 0.1, 0.4]), many=st.integers(1, 1_500))
def test_in_the_end_the_centre_has_each_record_once_and_in_order(seed: int, bad: float, many: int) -> None:
    random, centre, one = Random(seed), PlayedCentre(), Window("ratings")
    up, down = Line(random, bad), Line(random, bad)
    reads = 1
    now, hello_due = 0.0, 0.0
    for turn in range(20_000):
        now += random.random() * 3
        if now >= hello_due:
            hello_due = now + 5
            down.put(centre.recorded("ratings"))
        if bad and turn in (20, 60):
            centre.forget("ratings", random.random())
        for message in down.take():
            assert isinstance(message, Recorded)
            if one.recorded(message.upto, now):
                reads = 1
        for _ in range(random.randrange(300)):
            if one.has_room and reads <= many:
                one.put(Mark(1, reads), rating(reads))
                reads += 1
        for batch in one.due(now, more=reads <= many):
            assert batch.count <= AT_ONCE
            up.put(batch)
        for message in up.take():
            assert isinstance(message, Records)
            down.put(centre.take(message))
        if turn > 60 and centre.heard.get("ratings") == Mark(1, many) and one.behind == 0:
            break
    else:
        pytest.fail("the centre never had all of them")
    assert [record.seq for _, _, record in centre.came] == list(range(1, many + 1))
