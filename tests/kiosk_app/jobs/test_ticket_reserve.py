"""Numbers of the kiosk's own reserve, case by case: one intent is one ticket, whoever answers or does not."""

from __future__ import annotations

from typing import Literal

import pytest
from msgspec.structs import replace

from hall_core.contract.limits import RESERVE_AFTER
from hall_core.contract.messages import Reply
from hall_core.domain.commands import IssueTicket
from hall_core.domain.facts import GivenUp
from hall_core.domain.plan import Plan
from hall_core.domain.refusal import Refusal
from hall_core.mqtt.heard import Answered, HubBack, HubQuiet, LinkDown, LinkUp, Unanswered
from hall_core.ui.translate import Words
from kiosk_app import messages as m
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.jobs.tickets.hall import blocked
from kiosk_app.kiosk import Home
from kiosk_app.messages import Ask, Message, Report, Tell
from kiosk_app.view import view
from kiosk_app.views import ChooseView, HomeView, MessageView, TicketView
from tests.kiosk_app.conftest import COMMAND, OTHER, Hand, hall_state, heard, issued, make_hall, make_kiosk, ticket

DAY = "2026-11-21"
WAIT = int(RESERVE_AFTER * 1000)
OWN = replace(ticket("sao-y"), number="B90", ahead=None, estimate_minutes=None)
TAKE = p.TakeHere(COMMAND, p.Wish("sao-y"), "vi", DAY)


def reserved(**hours: object) -> Plan:
    """The hall of the tests, in which this kiosk has numbers of its own for one service."""
    plan = make_hall()
    services = [replace(s, reserve={"kiosk-1": (90, 94)}) if s.id == "sao-y" else s for s in plan.services]
    return replace(plan, services=services, hours=replace(plan.hours, **hours))


def hand_of(plan: Plan | None = None) -> Hand:
    """Linked, in an open hall."""
    hand = Hand(make_kiosk(plan or reserved()))
    hand.hear(LinkUp())
    hand.hear(heard(hall_state()))
    hand.done.clear()
    return hand


def ask(hand: Hand) -> list[m.Effect]:
    return hand.tap(p.Begin(), p.ChooseField("ho-tich"), p.ChooseService("sao-y"))


def offline(*heard: Message) -> Hand:
    hand = hand_of()
    for message in heard or (LinkDown(),):
        hand.hear(message)
    hand.done.clear()
    return hand


# --- the hub does not answer in time ----------------------------------------------------------------------------


def test_a_hub_that_answers_in_time_numbers_and_nothing_is_taken_here() -> None:
    hand = hand_of()
    ask(hand)
    hand.wait(WAIT - 1)
    hand.hear(m.Woke())
    hand.hear(issued("sao-y"))
    assert hand.kiosk.page == p.Issued(ticket("sao-y"), "printing")
    assert not any(isinstance(effect, p.TakeHere) for effect in hand.done)


def test_after_a_second_and_a_half_a_number_of_the_reserve_is_taken_under_the_same_id() -> None:
    hand = hand_of()
    assert ask(hand) == [Ask(COMMAND, IssueTicket(service="sao-y"))]
    hand.wait(WAIT)
    assert hand.hear(m.Woke()) == [TAKE]
    assert hand.hear(p.TakenHere(OWN)) == [p.Print(OWN, "vi", True)]
    assert hand.kiosk.page == p.Issued(OWN, "printing")


@pytest.mark.parametrize("late", [issued("sao-y"), Unanswered(COMMAND), m.Woke()])
@pytest.mark.parametrize("taken", [False, True])
def test_what_comes_of_the_command_afterwards_changes_nothing(late: Message, taken: bool) -> None:
    hand = hand_of()
    ask(hand)
    hand.wait(WAIT)
    hand.hear(m.Woke())
    if taken:
        hand.hear(p.TakenHere(OWN))
    before = hand.kiosk
    assert hand.hear(late) == []
    assert hand.kiosk == before


def test_a_command_that_the_station_gave_up_first_is_a_reserve_too() -> None:
    hand = hand_of()
    ask(hand)
    assert hand.hear(Unanswered(COMMAND)) == [TAKE]


def test_a_hub_that_recovers_is_as_good_as_away() -> None:
    hand = hand_of()
    ask(hand)
    assert hand.hear(Answered(Reply(to=COMMAND, refusal=Refusal("recovering")))) == [TAKE]
    hand.hear(p.TakenHere(OWN))
    assert hand.kiosk.page == p.Issued(OWN, "printing")


def test_a_service_without_a_reserve_waits_for_the_hub_as_long_as_the_station_tries() -> None:
    hand = hand_of()
    hand.tap(p.Begin(), p.ChooseField("ho-tich"), p.ChooseService("khai-sinh"), p.ChoosePriority(None))
    hand.wait(WAIT)
    assert hand.hear(m.Woke()) == []
    assert isinstance(hand.kiosk.page, p.Asking)


# --- the hub is known to be away ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "away", [(LinkDown(),), (HubQuiet(1),), (LinkDown(), LinkUp(), HubQuiet(1))], ids=["no link", "no hub", "both"]
)
def test_no_command_is_sent_to_a_hub_that_is_away(away: tuple[Message, ...]) -> None:
    hand = offline(*away)
    assert ask(hand) == [TAKE]
    assert hand.hear(p.TakenHere(OWN)) == [p.Print(OWN, "vi", True)]
    assert not any(isinstance(effect, Ask) for effect in hand.done)


def test_a_hub_that_is_back_is_asked_again() -> None:
    hand = offline(HubQuiet(1))
    hand.hear(HubBack())
    assert ask(hand) == [Ask(COMMAND, IssueTicket(service="sao-y"))]


def test_a_kiosk_that_never_heard_of_its_hub_gives_numbers_too() -> None:
    hand = Hand(make_kiosk(reserved()))
    hand.hear(LinkDown())
    assert ask(hand) == [TAKE]


def test_a_clock_that_nobody_trusts_turns_nobody_away_and_its_time_is_not_printed() -> None:
    hand = Hand(make_kiosk(reserved(sat=[])))
    hand.hear(LinkDown())
    assert blocked(hand.kiosk, hand.now) == "closed"
    hand.trusted = False
    assert ask(hand) == [replace(TAKE, day="")]
    assert hand.hear(p.TakenHere(OWN)) == [p.Print(OWN, "vi", False)]


def test_a_kiosk_that_lost_the_time_takes_no_day_from_the_hub_which_may_have_told_it_yesterday() -> None:
    hand = offline()
    hand.trusted = False
    assert ask(hand) == [replace(TAKE, day="")]


def test_beside_a_hub_that_does_not_know_the_day_the_reserve_s_numbers_go_on() -> None:
    in_doubt = replace(heard(hall_state()), clock_trusted=False)
    hand = hand_of()
    assert (hand.hear(in_doubt), hand.hear(heard(hall_state()))) == ([p.GoOn()], [])
    assert hand_of(make_hall()).hear(in_doubt) == [], "it has none"


def test_without_the_hub_the_kiosk_closes_by_its_own_clock() -> None:
    hand = Hand(make_kiosk(reserved(sat=["07:00-08:00"], sun=["10:00-11:00"])))
    hand.hear(LinkDown())
    assert blocked(hand.kiosk, hand.now) == "closed"
    assert ask(hand) == []
    assert hand.kiosk.page == Home()


def test_and_gives_no_number_so_late_that_nobody_could_be_served(english_too: Words) -> None:
    hand = Hand(make_kiosk(reserved(sat=["08:00-09:10"], last_ticket_minutes=15)))
    hand.hear(LinkDown())
    assert ask(hand) == []
    seen = view(hand.kiosk, english_too.into("vi"), hand.now)
    assert isinstance(seen, ChooseView)
    assert (seen.tiles[1].detail, seen.tiles[1].tap) == ("Đã qua giờ nhận số", None)


# --- no number here either ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["spent", "storage"])
def test_no_number_here_gives_an_asked_intent_back(why: Literal["spent", "storage"]) -> None:
    hand = hand_of()
    ask(hand)
    hand.wait(WAIT)
    hand.hear(m.Woke())
    effects = hand.hear(p.NotTakenHere(COMMAND, "sao-y", why))
    assert hand.kiosk.page == p.NoAnswer(why)
    assert Tell(GivenUp(ticket=COMMAND, reason="no answer reached the kiosk")) in effects
    assert (Report("reserve-spent", True) in effects) is (why == "spent")


def test_an_intent_of_which_the_hub_was_never_told_needs_no_giving_back() -> None:
    hand = offline()
    ask(hand)
    assert hand.hear(p.NotTakenHere(COMMAND, "sao-y", "spent")) == [Report("reserve-spent", True)]


def test_a_disk_that_never_answers_does_not_hold_the_kiosk_and_its_late_number_is_given_back() -> None:
    hand = offline()
    ask(hand)
    hand.wait(p.ANSWER)
    assert hand.hear(m.Woke()) == []
    assert hand.kiosk.page == p.NoAnswer()
    assert hand.hear(p.TakenHere(OWN)) == [Tell(GivenUp(ticket=COMMAND, reason="the number came too late"))]
    assert hand.kiosk.page == p.NoAnswer()


def test_a_late_number_is_not_given_to_the_next_person() -> None:
    hand = offline()
    ask(hand)
    hand.wait(p.ANSWER)
    hand.hear(m.Woke())
    hand.tap(m.GoHome())
    hand.id = OTHER
    ask(hand)
    assert hand.hear(p.TakenHere(OWN)) == [Tell(GivenUp(ticket=COMMAND, reason="the number came too late"))]
    assert isinstance(hand.kiosk.page, p.Asking)


def spent_hand() -> Hand:
    hand = offline()
    ask(hand)
    hand.hear(p.NotTakenHere(COMMAND, "sao-y", "spent"))
    hand.tap(m.GoHome())
    return hand


def test_a_spent_reserve_is_known_before_the_next_tap_and_with_the_last_one_the_kiosk_has_no_numbers() -> None:
    hand = spent_hand()
    assert blocked(hand.kiosk, hand.now) == "no-link"
    assert ask(hand) == []


def test_a_spent_reserve_is_spent_for_its_business_day_only() -> None:
    hand = spent_hand()
    hand.wait(24 * 3_600_000)
    assert blocked(hand.kiosk, hand.now) is None


def test_the_trouble_is_over_when_the_hub_is_there_on_another_day() -> None:
    hand = spent_hand()
    assert hand.hear(heard(hall_state())) == []
    assert hand.kiosk.spent == {"sao-y": DAY}
    assert hand.hear(heard(replace(hall_state(), day="2026-11-22"))) == [Report("reserve-spent", False)]
    assert hand.kiosk.spent == {}


# --- what the citizen sees ---------------------------------------------------------------------------------------


def test_the_citizen_notices_nothing_but_the_missing_estimate(english_too: Words) -> None:
    hand, say = offline(HubQuiet(1)), english_too.into("vi")
    home = view(hand.kiosk, say, hand.now)
    assert isinstance(home, HomeView)
    assert (home.notice, home.jobs[0].tap) == ("", p.Begin())
    ask(hand)
    hand.hear(p.TakenHere(OWN))
    seen = view(hand.kiosk, say, hand.now)
    assert isinstance(seen, TicketView)
    assert (seen.number, seen.mood) == ("B90", "wait")
    assert [fact.label for fact in seen.facts] == ["Nơi phục vụ", "Khu vực chờ"]


def test_a_service_without_a_reserve_says_whom_to_ask(english_too: Words) -> None:
    hand = offline()
    hand.tap(p.Begin(), p.ChooseField("ho-tich"))
    seen = view(hand.kiosk, english_too.into("vi"), hand.now)
    assert isinstance(seen, ChooseView)
    assert [(tile.detail, tile.tap) for tile in seen.tiles] == [
        ("Mời hỏi nhân viên hướng dẫn", None),
        ("", p.ChooseService("sao-y")),
    ]


def test_a_reserve_that_is_spent_says_where_to_go(english_too: Words) -> None:
    hand = offline()
    ask(hand)
    hand.hear(p.NotTakenHere(COMMAND, "sao-y", "spent"))
    seen = view(hand.kiosk, english_too.into("vi"), hand.now)
    assert isinstance(seen, MessageView)
    assert seen.lines[0] == "Ki-ốt này đã hết số dự phòng. Mời quý vị đến bàn hướng dẫn lấy số."
    assert seen.code == "Mã cho nhân viên: spent"
