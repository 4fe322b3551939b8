"""Numbers of a device's own reserve: each once a day, whatever happens to the box, its clock and its hall file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_core.contract.codec import Sealer, decode
from hall_core.domain.facts import Fact, GivenUp, IssuedHere, PaperFailed, PaperPrinted
from hall_core.mqtt.outbox import NO_DAY, Outbox, OutboxError
from tests.conftest import HandClock

TICKET = "00000000-0000-7000-8000-000000000001"
BAND = (900, 904)
MONDAY, TUESDAY = "2026-11-23", "2026-11-24"
DAYS = st.sampled_from([MONDAY, TUESDAY, "2026-11-25", ""])
SERVICES = st.sampled_from(["khai-sinh", "sao-y"])
EXAMPLES = 40
"""Each number costs a flush to the disk."""
BANDS = st.sampled_from([BAND, (902, 910), (920, 922), (880, 899)])


def fact_of(service: str) -> Callable[[int, str], Fact]:
    def fact(value: int, day: str) -> Fact:
        return IssuedHere(ticket=TICKET, number=f"A{value}", value=value, service=service, day=day)

    return fact


def note(value: int) -> tuple[str, bytes]:
    return TICKET, b"%d" % value


class Box:
    """An outbox that can lose its power."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.outbox = self._opened()

    def _opened(self) -> Outbox:
        return Outbox(self._folder / "outbox.sqlite", Sealer(1, HandClock()))

    def restart(self) -> None:
        self.outbox.close()
        self.outbox = self._opened()

    def take(self, day: str = MONDAY, service: str = "khai-sinh", band: tuple[int, int] = BAND) -> int | None:
        return self.outbox.take(service, day, band, fact_of(service), note)

    def facts(self) -> list[Fact]:
        return [decode("fact", envelope).body for _, envelope in self.outbox.after(0, 1000)]


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    box = Box(tmp_path)
    yield box
    box.outbox.close()


def test_numbers_come_in_order_each_with_its_fact_until_the_band_is_spent(box: Box) -> None:
    assert [box.take() for _ in range(6)] == [900, 901, 902, 903, 904, None]
    assert [(fact.value, fact.day) for fact in box.facts() if isinstance(fact, IssuedHere)] == [
        (value, MONDAY) for value in range(900, 905)
    ]


def test_another_day_begins_at_the_first_number_and_another_service_counts_for_itself(box: Box) -> None:
    assert [box.take(), box.take()] == [900, 901]
    assert box.take(service="sao-y") == 900
    assert [box.take(TUESDAY), box.take(TUESDAY)] == [900, 901]


def test_a_box_that_never_knew_a_day_begins_at_the_first_number(box: Box) -> None:
    assert [box.take(""), box.take("")] == [900, 901]
    assert {fact.day for fact in box.facts() if isinstance(fact, IssuedHere)} == {NO_DAY}


def test_what_was_taken_while_nobody_knew_the_day_is_not_given_again_when_it_is_known(box: Box) -> None:
    assert [box.take(MONDAY), box.take(""), box.take(TUESDAY), box.take(TUESDAY)] == [900, 901, 902, 903]


def test_a_clock_that_jumps_to_another_day_and_back_gives_no_number_twice(box: Box) -> None:
    assert [box.take(day) for day in (MONDAY, MONDAY, TUESDAY, MONDAY, TUESDAY)] == [900, 901, 900, 902, 903]


def test_a_clock_that_was_days_ahead_keeps_no_day_from_beginning_at_the_first_number(box: Box) -> None:
    assert [box.take(day) for day in (MONDAY, "2031-01-01", MONDAY, TUESDAY, TUESDAY)] == [900, 900, 901, 900, 901]


def test_while_the_hub_s_day_is_in_doubt_the_numbers_go_on_whatever_day_it_turns_out_to_be(box: Box) -> None:
    box.outbox.go_on()
    assert [box.take(MONDAY), box.take(MONDAY), box.take(MONDAY, "sao-y")] == [900, 901, 900]
    for _ in range(2):
        box.outbox.go_on()
        box.restart()
    assert box.outbox.left("khai-sinh", TUESDAY, BAND) == 3
    assert [box.take(TUESDAY), box.take(TUESDAY), box.take(TUESDAY, "sao-y")] == [902, 903, 901]
    assert box.take("2026-11-25") == 900


def test_a_band_that_was_moved_begins_where_it_begins_now(box: Box) -> None:
    assert [box.take(), box.take(band=(920, 922)), box.take(band=(920, 922))] == [900, 920, 921]


@settings(max_examples=EXAMPLES)
@given(st.lists(st.tuples(SERVICES, DAYS, BANDS, st.booleans()), max_size=16))
def test_no_number_is_ever_given_twice_on_a_day(takes: list[tuple[str, str, tuple[int, int], bool]]) -> None:
    """Whatever the box takes for the day, its restarts, and where the hall file has the band."""
    with TemporaryDirectory() as name:
        box = Box(Path(name))
        given_out: set[tuple[str, str, int]] = set()
        for service, day, band, restart in takes:
            value = box.take(day, service, band)
            if value is not None:
                assert band[0] <= value <= band[1]
                fact = box.facts()[-1]
                assert isinstance(fact, IssuedHere)
                assert day in ("", fact.day)
                assert (service, fact.day, value) not in given_out
                given_out.add((service, fact.day, value))
            if restart:
                box.restart()
        assert len(box.facts()) == len(given_out)
        box.outbox.close()


@settings(max_examples=EXAMPLES)
@given(st.lists(st.tuples(st.integers(0, 1), st.booleans()), max_size=16))
def test_nor_on_the_day_that_it_really_is_whether_or_not_the_box_knows_it(steps: list[tuple[int, bool]]) -> None:
    """Days pass; sometimes the box knows which it is, sometimes not."""
    with TemporaryDirectory() as name:
        box = Box(Path(name))
        given_out: set[tuple[int, int]] = set()
        day = 1
        for later, known in steps:
            day += later
            value = box.take(f"2026-11-{day:02d}" if known else "", band=(900, 990))
            assert value is not None
            assert (day, value) not in given_out
            given_out.add((day, value))
        box.outbox.close()


def test_a_disk_that_refuses_gives_no_number_and_takes_none(box: Box, tmp_path: Path) -> None:
    assert box.take() == 900
    with closing(sqlite3.connect(tmp_path / "outbox.sqlite", isolation_level=None)) as db:
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON fact BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    with pytest.raises(OutboxError, match="disk is full"):
        box.take()
    assert (len(box.facts()), box.outbox.last, box.outbox.kept()) == (1, 1, [b"900"])
    with closing(sqlite3.connect(tmp_path / "outbox.sqlite", isolation_level=None)) as db:
        db.execute("DROP TRIGGER full")
    assert box.take() == 901


# --- what is kept until it is told ------------------------------------------------------------------------------


def test_a_note_is_on_the_disk_with_its_number(box: Box) -> None:
    box.take()
    box.restart()
    assert box.outbox.kept() == [b"900"]


def test_a_note_that_is_dropped_leaves_the_others(box: Box) -> None:
    other = TICKET.replace("1", "2")
    box.outbox.keep(TICKET, b"one")
    box.outbox.keep(other, b"other")
    box.outbox.drop(TICKET)
    box.restart()
    assert box.outbox.kept() == [b"other"]


def test_a_number_of_the_reserve_takes_the_place_of_the_note_that_the_hub_was_asked(box: Box) -> None:
    box.outbox.keep(TICKET, b"asked")
    box.take()
    box.restart()
    assert box.outbox.kept() == [b"900"]


@pytest.mark.parametrize(
    "fact", [PaperPrinted(ticket=TICKET), PaperFailed(ticket=TICKET, reason="paper-out"), GivenUp(ticket=TICKET)]
)
def test_a_note_goes_with_the_fact_that_ends_it(box: Box, fact: Fact) -> None:
    box.outbox.keep(TICKET, b"first")
    box.outbox.keep(TICKET, b"second")
    other = TICKET.replace("1", "2")
    box.outbox.keep(other, b"other")
    assert box.outbox.kept() == [b"second", b"other"]
    box.outbox.add(fact)
    box.restart()
    assert box.outbox.kept() == [b"other"]
