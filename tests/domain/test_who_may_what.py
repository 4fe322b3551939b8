"""The whole matrix, by hand: which device may wish for what, and tell what. What is not in it is nobody's."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from msgspec.structs import replace

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain import facts as f
from hall_core.domain.names import Name
from hall_core.domain.plan import Counter, Zone
from hall_core.domain.plan_devices import Board, Caller, Desk, Kiosk, Led, Pad, Sign, SignDisplay
from hall_core.domain.refusal import Refusal
from hall_core.domain.who_may import may_tell, may_wish
from tests.domain.a_day import CONSOLE, HEAD, Day, centre_plan, refused, uid

WISHES = """
                kiosk-1 kiosk-2 goi-1 goi-2 can-bo-1 can-bo-2 giam-doc
issue           yes     yes     -     -     yes      yes      yes
check-in        yes     yes     -     -     yes      yes      yes
cancel          yes     -       yes   -     yes      yes      yes
reinstate       -       -       -     -     yes      yes      yes
set-priority    -       -       -     -     yes      yes      yes
open            -       -       yes   -     yes      -        yes
next            -       -       yes   -     yes      -        yes
recall          -       -       yes   -     yes      -        yes
start           -       -       yes   -     yes      -        yes
complete        -       -       yes   -     yes      -        yes
no-show         -       -       yes   -     yes      -        yes
requeue         -       -       yes   -     yes      -        yes
decline         -       -       yes   -     yes      -        yes
park            -       -       yes   -     yes      -        yes
take-up         -       -       yes   -     yes      -        yes
defer           -       -       yes   -     yes      -        yes
transfer        -       -       yes   -     yes      -        yes
return          -       -       yes   -     yes      -        yes
pause           -       -       yes   -     yes      -        yes
resume          -       -       yes   -     yes      -        yes
close           -       -       yes   -     yes      -        yes
ask-help        -       -       yes   -     yes      -        yes
end-help        -       -       yes   -     yes      -        yes
call-this       -       -       -     -     yes      -        yes
take-over       -       -       -     -     yes      -        yes
enter-roll      -       -       -     -     -        -        yes
void-roll       -       -       -     -     -        -        yes
stop-service    -       -       -     -     -        -        yes
resume-service  -       -       -     -     -        -        yes
set-cap         -       -       -     -     -        -        yes
post-message    -       -       -     -     -        -        yes
take-down       -       -       -     -     -        -        yes
skip-device     -       -       -     -     -        -        yes
tell-held       yes     yes     yes   yes   -        -        -
"""
"""About counter 1, where can-bo-1 sits with a ticket of kiosk-1 in hand; goi-1 has its keys. Officers are signed in at
a console. An empty place would be a mistake; "-" is a no."""

FACTS = """
                kiosk-1 kiosk-2 pad-1 pad-2 bang-1 bang-2 led-1 den-1 goi-1 ban-may
printed         yes     -       -     -     -      -      -     -     -     -
print-failed    yes     -       -     -     -      -      -     -     -     -
issued-here     yes     -       -     -     -      -      -     -     -     -
given-up        yes     -       -     -     -      -      -     -     -     -
call-shown      -       -       -     -     yes    -      yes   yes   -     -
vote            yes     yes     yes   -     -      -      -     -     -     -
apologies-shown -       -       -     -     -      yes    -     -     -     -
"""
"""About a ticket of kiosk-1, served and called at counter 1 in the zone "sanh"; bang-2 and pad-2 are elsewhere,
and bang-2 alone shows dossiers."""

Cell = tuple[str, str, bool]


def cells(table: str) -> list[Cell]:
    """Row, column, whether it may."""
    head, *rows = [line.split() for line in table.strip("\n").splitlines()]
    assert all(len(row) == len(head) + 1 for row in rows)
    return [(row[0], name, may == "yes") for row in rows for name, may in zip(head, row[1:], strict=True)]


def tag(kind: type[Any]) -> str:
    return str(kind.__struct_config__.tag)


@pytest.fixture
def day() -> Day:
    plan = centre_plan()
    elsewhere = Counter(id="quay-9", number=9, zone="tang-2", serves={"khai-sinh": 0})
    display = SignDisplay(address=1, counter="quay-1")
    more = [
        Kiosk(id="kiosk-2"),
        Pad(id="pad-1", counter="quay-1"),
        Pad(id="pad-2", counter="quay-2"),
        Board(id="bang-2", zone="tang-2", shows=["calls", "dossiers"]),
        Led(id="led-1", zone="sanh"),
        Sign(id="den-1", zone="sanh", line="serial:/dev/null", displays=[display]),
    ]
    day = Day(
        replace(
            plan,
            zones=[*plan.zones, Zone(id="tang-2", name=Name(vi="Tầng 2", en="2nd floor"))],
            counters=[*plan.counters, elsewhere],
            devices=[*plan.devices, *more],
        )
    )
    day.open(1)
    day.open(2)
    day.issue()
    day.serve()
    day.issue()
    day.start()
    return day


def in_hand(day: Day) -> str:
    ticket = day.hall.counters["quay-1"].ticket
    assert ticket is not None
    return ticket


def wishes(day: Day) -> dict[str, c.Command]:
    ticket = in_hand(day)
    at: dict[str, Any] = {"counter": "quay-1"}
    roll: dict[str, Any] = {"service": "khai-sinh", "first": 1, "last": 2}
    all: list[c.Command] = [
        c.IssueTicket(service="khai-sinh"),
        c.CheckIn(code="HEN1"),
        c.CancelTicket(ticket=ticket),
        c.Reinstate(ticket=ticket),
        c.SetPriority(ticket=ticket, priority=None),
        c.OpenCounter(**at, officer="can-bo-1"),
        c.CallNext(**at),
        c.Recall(**at),
        c.StartService(**at),
        c.CompleteService(**at),
        c.MarkNoShow(**at),
        c.Requeue(**at),
        c.Decline(**at, reason="x"),
        c.Park(**at),
        c.TakeUp(**at, ticket=ticket),
        c.Defer(**at, minutes=5),
        c.Transfer(**at, service="sao-y"),
        c.ReturnToSender(**at),
        c.PauseCounter(**at),
        c.ResumeCounter(**at),
        c.CloseCounter(**at),
        c.AskHelp(**at),
        c.EndHelp(**at),
        c.CallThis(**at, ticket=ticket),
        c.TakeOver(**at, ticket=ticket, reason="x"),
        c.EnterRoll(**at, **roll, officer="can-bo-1", from_at=1, until=2),
        c.VoidRoll(**roll, reason="x"),
        c.StopService(service="khai-sinh"),
        c.ResumeService(service="khai-sinh"),
        c.SetCap(service="khai-sinh", cap=5),
        c.PostMessage(vi="x"),
        c.TakeDownMessage(message=uid(7)),
        c.SkipDevice(device="kiosk-1", reason="x"),
        c.TellHeld(epoch=2, held=[], last=True),
    ]
    return {tag(type(wish)): wish for wish in all}


def facts(day: Day) -> dict[str, f.Fact]:
    ticket, [offer], [*_, call] = in_hand(day), day.hall.offers, day.hall.calls
    all: list[f.Fact] = [
        f.PaperPrinted(ticket=ticket),
        f.PaperFailed(ticket=ticket, reason="paper-out"),
        f.IssuedHere(ticket=ticket, number="A900", value=900, service="khai-sinh", day=day.hall.day),
        f.GivenUp(ticket=ticket),
        f.CallWasShown(call=call, how="painted"),
        f.VoteCast(offer=offer, level="satisfied"),
        f.ApologiesShown(refs=["0f1e2d3c4b5a6978"]),
    ]
    return {tag(type(fact)): fact for fact in all}


@pytest.mark.parametrize(("row", "who", "may"), cells(WISHES))
def test_who_may_wish_for_what(day: Day, row: str, who: str, may: bool) -> None:
    wish = wishes(day)[row]
    officer = who if who in day.hall.officers else None
    device = day.hall.devices[CONSOLE if officer else who]
    assert (may_wish(day.hall, device, replace(wish, by=officer)) is None) == may


@pytest.mark.parametrize("who", ["pad-1", "bang-1", "led-1", "den-1", CONSOLE])
def test_what_only_shows_and_a_console_without_anybody_wish_for_nothing(day: Day, who: str) -> None:
    # But for what a console holds itself of answers that it got.
    asked = [wish for wish in wishes(day).values() if who != CONSOLE or not isinstance(wish, c.TellHeld)]
    refusals = [may_wish(day.hall, day.hall.devices[who], wish) for wish in asked]
    assert all(isinstance(refusal, Refusal) for refusal in refusals)


@pytest.mark.parametrize("who", ["kiosk-1", "goi-1"])
def test_where_nobody_signs_in_no_name_makes_a_wish_any_better(day: Day, who: str) -> None:
    device = day.hall.devices[who]
    assert all(may_wish(day.hall, device, replace(wish, by=HEAD)) is not None for wish in wishes(day).values())


@pytest.mark.parametrize(("row", "who", "may"), cells(FACTS))
def test_who_may_tell_what(day: Day, row: str, who: str, may: bool) -> None:
    fact = facts(day)[row]
    offer = day.hall.offers[fact.offer] if isinstance(fact, f.VoteCast) else None
    assert may_tell(day.hall, day.hall.devices[who], fact, offer) == may


def test_no_wish_and_no_fact_is_missing_in_the_matrix(day: Day) -> None:
    for table, made, union in ((WISHES, wishes(day), c.Command), (FACTS, facts(day), f.Fact)):
        all = {tag(kind) for kind in get_args(union)}
        assert {row for row, _, _ in cells(table)} == made.keys() == all


def test_a_vote_of_yesterday_is_for_the_pad_of_its_counter(day: Day) -> None:
    [offer] = day.hall.offers.values()
    vote = f.VoteCast(offer=uid(77), level="satisfied")
    pads = [day.hall.devices[id] for id in ("pad-1", "pad-2")]
    assert [may_tell(day.hall, pad, vote, offer) for pad in pads] == [True, False]
    assert [may_tell(day.hall, pad, vote) for pad in pads] == [True, True], "of an unknown one the rule tells why not"


def test_of_a_ticket_or_call_that_is_not_known_today_any_kiosk_or_board_may_tell(day: Day) -> None:
    devices = day.hall.devices
    assert may_tell(day.hall, devices["kiosk-2"], f.PaperPrinted(ticket=uid(77)))
    assert may_tell(day.hall, devices["bang-2"], f.CallWasShown(call=uid(77), how="painted"))


def test_a_kiosk_cannot_take_another_kiosks_number_out_of_its_ticket(day: Day) -> None:
    """It may know the ticket's id: that of a ticket in hand stands in its counter's state."""
    stolen = facts(day)["issued-here"]
    assert day.hear(stolen, "kiosk-1") != [], "the kiosk that gave it out may have printed another number"
    assert not may_tell(day.hall, day.hall.devices["kiosk-2"], stolen)
    [at_the_desk] = day.done(day.at_console(c.IssueTicket(service="khai-sinh")))
    assert isinstance(at_the_desk, e.TicketIssued)
    assert not may_tell(day.hall, day.hall.devices["kiosk-1"], f.GivenUp(ticket=at_the_desk.ticket))


def test_a_call_box_of_two_counters_opens_each_for_its_own_officer(day: Day) -> None:
    desks = [Desk(counter=f"quay-{n}", officer=f"can-bo-{n}") for n in (1, 2)]
    box = Caller(id="hop", desks=desks)
    wish = c.OpenCounter(counter="quay-1", officer="can-bo-1")
    assert may_wish(day.hall, box, wish) is None
    assert refused(may_wish(day.hall, box, replace(wish, officer="can-bo-2"))) == ("not-yours", "hop")
    assert may_wish(day.hall, box, c.CallNext(counter="quay-2")) is None
    assert refused(may_wish(day.hall, box, c.CallNext(counter="quay-3"))) == ("not-yours", "hop")
