"""What the centre is told of a day: made of the ledger's events alone, and in the end what the hall's figures say."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall_core.contract.centre.packing import records as packing
from hall_core.contract.centre.records import Apology, DayClosed, Rating, Record, Totals, Transaction
from hall_core.domain import events as e
from hall_core.domain.events_apart import ShownApology
from hall_core.domain.figures.fold import DayFold
from hall_core.domain.figures.rows import Step
from hall_hub.courier.records import SERVICES_MOST, DayRecords
from hall_hub.figures.raw import digest_of, encoded, events_of
from hall_hub.store.reading import RawLine
from hall_hub.wordless import wordless
from tests.conftest import NINE_IN_THE_MORNING
from tests.domain.a_day import uid
from tests.hall_hub.courier.lived_days import PLAN, LivedDays
from tests.hall_hub.courier.telling import DAY, MINUTE, Telling
from tests.hall_hub.courier.told_days import names_of


def vote(offer: int, ticket: int = 1) -> e.VoteRecorded:
    return e.VoteRecorded(
        offer=uid(offer),
        ticket=uid(ticket),
        service="khai-sinh",
        counter="quay-1",
        officer="can-bo-1",
        level="satisfied",
        reasons=["nhanh"],
        device="pad-1",
    )


def test_a_step_is_told_when_it_ends() -> None:
    [told] = Telling().served(0)
    assert told == Transaction(
        ticket=uid(1),
        step=1,
        number="A001",
        service="khai-sinh",
        agency="tu-phap",
        channel="kiosk",
        outcome="completed",
        came=NINE_IN_THE_MORNING,
        ended=NINE_IN_THE_MORNING + 8 * MINUTE,
        counter="quay-1",
        first_call=NINE_IN_THE_MORNING + 2 * MINUTE,
        last_call=NINE_IN_THE_MORNING + 2 * MINUTE,
        started=NINE_IN_THE_MORNING + 3 * MINUTE,
        wait_first=120,
        wait_last=120,
        walking=60,
        service_time=300,
        sojourn=480,
    )


def test_whoever_is_sent_on_has_two_steps() -> None:
    day = Telling()
    day.issue(0)
    day.call(1)
    day.at(2, e.TicketServiceStarted(ticket=uid(1)))
    [first] = day.at(3, e.TicketTransferred(ticket=uid(1), service="sao-y", counter="quay-1"))
    day.call(4)
    day.at(5, e.TicketServiceStarted(ticket=uid(1)))
    [second] = day.at(6, e.TicketCompleted(ticket=uid(1)))
    assert isinstance(first, Transaction)
    assert isinstance(second, Transaction)
    assert [(x.step, x.service, x.outcome) for x in (first, second)] == [
        (1, "khai-sinh", "transferred"),
        (2, "sao-y", "completed"),
    ]


def test_a_no_show_who_is_back_is_told_again_with_a_higher_place() -> None:
    day = Telling()
    day.issue(0)
    day.call(1)
    [missed] = day.at(3, e.TicketMissed(ticket=uid(1)))
    assert day.at(10, e.TicketReinstated(ticket=uid(1))) == []
    day.call(12)
    day.at(13, e.TicketServiceStarted(ticket=uid(1)))
    [served] = day.at(20, e.TicketCompleted(ticket=uid(1)))
    assert [x.outcome for x in (missed, served) if isinstance(x, Transaction)] == ["no_show", "completed"]
    first, last = day.told
    assert first.seq < last.seq


def test_officers_are_named_only_where_the_hall_file_says_so() -> None:
    for officers in (False, True):
        day = Telling(officers=officers)
        [told] = day.served(0, offer=700)
        [rated] = day.at(9, vote(700))
        assert isinstance(told, Transaction)
        assert isinstance(rated, Rating)
        assert [told.officer, rated.officer] == (["can-bo-1", "can-bo-1"] if officers else [None, None])


def test_no_words_of_anybody_go_up() -> None:
    day = Telling()
    day.issue(0)
    day.at(1, e.TicketCancelled(ticket=uid(1), reason="bà Nguyễn Thị Hoa mệt"))
    day.close()
    [(_, packed)] = packing.packed(day.told)
    assert "Hoa" not in str(packing.unpack(packed))


def test_a_vote_is_told_on_the_day_on_which_it_came_also_when_its_service_was_another_day() -> None:
    day = Telling()
    [rated] = day.at(1, vote(4_711))
    assert rated == Rating(
        offer=uid(4_711),
        ticket=uid(1),
        service="khai-sinh",
        agency="tu-phap",
        counter="quay-1",
        level="satisfied",
        reasons=["nhanh"],
        at=NINE_IN_THE_MORNING + MINUTE,
        device="pad-1",
    )
    [closed] = day.close()
    assert isinstance(closed, DayClosed)
    assert closed.votes == {"satisfied": 1}


def test_what_becomes_of_a_step_after_it_ended_is_told_when_the_day_is_over() -> None:
    day = Telling()
    day.issue(0)
    day.call(1)
    day.at(2, e.TicketServiceStarted(ticket=uid(1)))
    [first] = day.at(3, e.TicketTransferred(ticket=uid(1), service="sao-y", counter="quay-1"))
    day.at(4, e.TicketPrioritised(ticket=uid(1), priority="cao-tuoi"))
    day.at(5, e.TicketExpired(ticket=uid(1)))
    again, closed = day.close()
    assert isinstance(first, Transaction)
    assert again == msgspec.structs.replace(first, priority="cao-tuoi")
    assert isinstance(closed, DayClosed)


def test_a_number_that_turns_out_to_be_another_is_told_as_the_citizen_holds_it() -> None:
    day = Telling()
    day.issue(0)
    day.call(1)
    day.at(3, e.TicketMissed(ticket=uid(1)))
    assert day.at(5, e.TicketRenumbered(ticket=uid(1), number="A900", void="A001")) == []
    day.call(6)
    [told] = day.at(8, e.TicketMissed(ticket=uid(1)))
    assert isinstance(told, Transaction)
    assert (told.number, told.channel) == ("A900", "reserve")


def test_a_clock_that_is_put_right_puts_right_what_was_told_by_it() -> None:
    day = Telling()
    [wrong] = day.served(0)
    day.served(-90, 2)  # it was an hour and a half fast
    again, closed = day.close()
    assert isinstance(wrong, Transaction)
    assert isinstance(again, Transaction)
    assert wrong.ended - again.ended == 98 * MINUTE
    assert (again.ticket, again.wait_first) == (wrong.ticket, wrong.wait_first)
    assert isinstance(closed, DayClosed)


def test_a_day_without_a_date_is_told_as_a_whole_when_it_has_one() -> None:
    day = Telling(provisional=True)
    assert day.served(0, offer=700) == []
    assert day.at(9, vote(700)) == []
    told = day.at(60, e.DayDated(day="2026-11-23"))
    assert [type(body) for body in told] == [Transaction, Rating]
    assert [(record.seq, record.part, record.day) for record in day.told] == [
        (day.seq, 0, "2026-11-23"),
        (day.seq, 1, "2026-11-23"),
    ]
    assert len(day.served(61, 2)) == 1
    assert len(day.close()) == 1


def test_a_day_that_never_gets_a_date_is_told_when_it_is_over() -> None:
    day = Telling(provisional=True)
    day.served(0)
    assert [type(body) for body in day.close()] == [Transaction, DayClosed]


def test_the_sums_of_the_day_are_the_halls_own() -> None:
    day = Telling()
    day.served(0)
    day.issue(10, 2)
    day.at(11, e.TicketExpired(ticket=uid(2)))
    roll = {"service": "khai-sinh", "counter": "quay-1", "officer": "can-bo-1", "missed": 1, "from_at": 0, "until": 1}
    day.at(20, e.RollEntered(first=1, last=30, **roll), e.RollEntered(first=31, last=40, **roll))
    day.at(21, e.RollVoided(service="khai-sinh", first=31, last=40, reason="nhầm"))
    late = {"day": "2026-11-20", "ticket": uid(5), "number": "A900", "device": "kiosk-1", "issued_at": 1}
    day.at(22, e.TicketReported(service="khai-sinh", priority=None, **late), e.CallUnseen(call=uid(1)))
    [closed] = day.close()
    assert closed == DayClosed(
        events=len(day.lines),
        digest=digest_of(encoded(day.lines)),
        services={"khai-sinh": Totals(steps=2, completed=1, expired=1)},
        roll=30,
        told_late=1,
        unseen_calls=1,
    )


def test_the_sums_of_a_day_of_very_many_services_go_in_several_records_and_each_has_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    ids = ["".join(random.choices(letters, k=32)) for _ in range(3 * SERVICES_MOST + 5)]  # the longest there may be
    names = Totals.__struct_fields__
    many = {id: Totals(**{name: random.getrandbits(16) for name in names}) for id in sorted(ids)}
    monkeypatch.setattr("hall_hub.courier.records._totals", lambda _steps: iter(many.items()))
    day = Telling()
    told = day.close()
    for record in day.told:
        [(_, _packed)] = packing.packed([record])
    assert [record.part for record in day.told] == [0, 1, 2, 3]
    sums = [body for body in told if isinstance(body, DayClosed)]
    assert dict(item for each in sums for item in each.services.items()) == many
    assert {each.services_of for each in sums} == {len(many)}
    assert all(msgspec.structs.replace(each, services=sums[0].services) == sums[0] for each in sums), "else alike"


@pytest.mark.parametrize("device", ["kiosk-1", "goi-1"])
def test_the_way_by_which_people_came_is_that_of_the_figures(device: str) -> None:
    day = Telling()
    day.issue(0, device=device)
    [told] = day.at(1, e.TicketCancelled(ticket=uid(1), reason=""))
    assert isinstance(told, Transaction)
    assert told.channel == {"kiosk-1": "kiosk", "goi-1": "other"}[device]


# --- For any day there may be


def told_of(lines: list[RawLine]) -> list[Record]:
    """All records of these days."""
    made, day = list[Record](), DayRecords(names_of(PLAN))
    for line, (event, at) in zip(lines, events_of(lines), strict=True):
        if isinstance(event, e.DayBegan) and line.seq > 1:
            made += day.close(line.seq)
            day = DayRecords(names_of(PLAN))
        made += day.take(line.seq, at, event, encoded([line])[0])
    return made


def days_of(lines: list[RawLine]) -> list[DayFold]:
    folds: list[DayFold] = []
    for event, at in events_of(lines):
        if isinstance(event, e.DayBegan):
            folds.append(DayFold())
        folds[-1].take(event, at)
    return folds


def row(step: Step) -> tuple[Any, ...]:
    return step.ticket, step.step, step.number, step.outcome, step.priority, step.came, step.ended, step.recalls


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000))
def test_when_a_day_is_over_the_centre_has_what_the_halls_figures_say(seed: int) -> None:
    lines = LivedDays(seed).lines
    have: dict[tuple[str, int], Transaction] = {}
    sums: list[DayClosed] = []
    for record in told_of(lines):
        if isinstance(record.body, Transaction):
            have[record.body.ticket, record.body.step] = record.body
        elif isinstance(record.body, DayClosed):
            sums.append(record.body)
    finished = days_of(lines)[:-1]
    steps = [step for fold in finished for step in fold.steps()]
    assert sorted(map(row_of, have.values())) == sorted(map(row, steps))
    assert [sum(x.steps for x in day.services.values()) for day in sums] == [len(fold.steps()) for fold in finished]
    assert sum(sum(day.votes.values()) for day in sums) == sum(
        isinstance(event, e.VoteRecorded) for event, _ in events_of(lines)
    )
    assert Counter(x.outcome for x in have.values()) == sum(
        (
            Counter({name: getattr(t, name) for name in Totals.__struct_fields__[1:]})
            for d in sums
            for t in d.services.values()
        ),
        Counter(),
    )


def row_of(x: Transaction) -> tuple[Any, ...]:
    return x.ticket, x.step, x.number, x.outcome, x.priority, x.came, x.ended, x.recalls


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_days_whose_words_were_deleted_make_the_same_records(seed: int) -> None:
    lines = LivedDays(seed).lines
    bare = [RawLine(x.seq, x.at, x.command, msgspec.Raw(wordless(bytes(x.event).decode()).encode())) for x in lines]
    assert told_of(bare) == told_of(lines)


@settings(max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_places_only_go_up(seed: int) -> None:
    places = [(record.seq, record.part) for record in told_of(LivedDays(seed).lines)]
    assert places == sorted(set(places))


APOLOGY = ShownApology(code="H41.16-261105-0001", agency="Sở Y tế", due="2026-11-19", new_due="2026-12-04")


def apology(at: int) -> Apology:
    return Apology(code=APOLOGY.code, agency="Sở Y tế", due="2026-11-19", new_due="2026-12-04", board="bang-2", at=at)


def test_an_apology_that_stood_on_a_board_is_told_with_the_whole_code() -> None:
    day = Telling()
    at = NINE_IN_THE_MORNING + MINUTE
    assert day.at(1, e.ApologiesShown(apologies=[APOLOGY], board="bang-2", at=at)) == [apology(at)]
    assert day.told[-1].day == DAY


def test_an_apology_that_is_told_late_counts_for_its_own_day() -> None:
    day = Telling()
    at = NINE_IN_THE_MORNING - 1_000 * MINUTE
    day.at(1, e.ApologiesShown(apologies=[APOLOGY], board="bang-2", at=at, day="2026-11-20"))
    assert (day.told[-1].day, day.told[-1].body) == ("2026-11-20", apology(at))


def test_an_apology_of_a_day_without_a_date_waits_for_it() -> None:
    day = Telling(provisional=True)
    assert day.at(1, e.ApologiesShown(apologies=[APOLOGY], board="bang-2", at=5)) == []
    [told] = day.at(2, e.DayDated(day="2026-11-22"))
    assert isinstance(told, Apology)
    assert day.told[-1].day == "2026-11-22"
