"""What holds for the call box in any order of presses, answers and breakdowns."""

from __future__ import annotations

from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from counter_caller.messages import (
    KEY_DOWN,
    PRESS_LASTS,
    Ask,
    Beep,
    Effect,
    Message,
    Pressed,
    Sent,
    Ticked,
    Trouble,
)
from counter_caller.patterns import LAMPS
from counter_caller.state import CallerState, step
from counter_caller.view import COLUMNS, view
from counter_caller.words import KEYS, PHRASES
from hall_core.contract.ids import new_id
from hall_core.contract.messages import CounterState, Reply, TicketInHand
from hall_core.domain import commands as c
from hall_core.domain.button_box import Action, Duty
from hall_core.domain.decide import decide
from hall_core.domain.events import TicketCalled
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.refusal import Refusal
from hall_core.mqtt.heard import Answered, HubBack, HubQuiet, LinkDown, LinkUp, Unanswered
from tests.conftest import NINE_IN_THE_MORNING, make_plan

from .conftest import closed_box, counter_state, heard

ACTIONS: st.SearchStrategy[Action] = st.sampled_from(list(KEYS))  # pyright: ignore[reportAssignmentType]
COUNTERS = st.builds(
    counter_state,
    revision=st.integers(0, 20),
    status=st.sampled_from(["open", "paused", "closed"]),
    ticket=st.sampled_from(["", "A012 called", "A012 called 3", "A013 serving"]),
    seen=st.sampled_from([None, True, False]),
)
REFUSALS = st.sampled_from(["stale", "nobody-waiting", "unanswered-call", "counter-closed", "no-ticket", "storage"])


class AnyOrder(RuleBasedStateMachine):
    """The shell's part: gives each command asked for an id, and lets it be answered, or not, whenever."""

    asked = Bundle("asked")

    def __init__(self) -> None:
        super().__init__()
        self.state = closed_box()
        self.now = 0
        self.open: set[str] = set()
        self.linked = False
        self.quiet = False

    def feed(self, message: Message) -> list[Effect]:
        before = self.state
        self.state, effects = step(self.state, message)
        asks = [effect for effect in effects if isinstance(effect, Ask)]
        assert len(asks) <= 1
        if asks:
            self.may_ask(before, message, asks[0])
        return effects

    def may_ask(self, before: CallerState, message: Message, ask: Ask) -> None:
        """A command leaves only in the very step of its press, when it can be answered, and alone."""
        assert isinstance(message, Pressed) and message.value == KEY_DOWN
        assert message.now - message.at <= PRESS_LASTS
        assert self.linked and not self.quiet
        assert not self.open, "two commands at once"
        assert ask.command.counter == before.counter
        assert ask.command.expects == (None if before.heard is None else before.heard.revision)

    @rule(
        target=asked,
        action=ACTIONS,
        gap=st.integers(0, 2_000),
        lay=st.sampled_from([0, 3, PRESS_LASTS + 1]),
        value=st.sampled_from([0, 1, 1, 1, 2]),
    )
    def press(self, action: Action, gap: int, lay: int, value: int) -> str:
        self.now += gap
        effects = self.feed(Pressed(Duty(action), self.now, self.now + lay, value))
        if value == KEY_DOWN and effects:
            assert sum(isinstance(effect, Beep) for effect in effects) == 1, "each press is felt once"
        if not any(isinstance(effect, Ask) for effect in effects):
            return ""
        id = new_id()
        self.open.add(id)
        assert self.feed(Sent(id)) == []
        return id

    @rule(id=consumes(asked), counter=st.none() | COUNTERS, reason=st.none() | REFUSALS)
    def answer(self, id: str, counter: CounterState | None, reason: str | None) -> None:
        if id not in self.open:
            return
        self.open.discard(id)
        refusal = None if reason is None else Refusal(reason)  # pyright: ignore[reportArgumentType]
        self.feed(Answered(Reply(to=id, refusal=refusal, counter=counter)))

    @rule(id=consumes(asked))
    def give_up(self, id: str) -> None:
        if id in self.open:
            self.open.discard(id)
            self.feed(Unanswered(id))

    @rule(counter=COUNTERS)
    def hear(self, counter: CounterState) -> None:
        self.feed(heard(counter))

    @rule(up=st.booleans())
    def link(self, up: bool) -> None:
        self.linked = up
        self.feed(LinkUp() if up else LinkDown())

    @rule(quiet=st.booleans())
    def hub(self, quiet: bool) -> None:
        self.quiet = quiet
        self.feed(HubQuiet(since=None) if quiet else HubBack())

    @rule(gap=st.integers(0, 20_000))
    def time_goes_by(self, gap: int) -> None:
        self.now += gap
        self.feed(Ticked(self.now))
        assert self.state.due is None or self.state.due > self.now

    @rule(present=st.booleans())
    def trouble(self, present: bool) -> None:
        self.feed(Trouble("keypad-missing", present))

    @precondition(lambda self: self.open)
    @invariant()
    def a_command_under_way_is_known(self) -> None:
        assert self.state.pending is not None and {self.state.pending.id} == self.open

    @precondition(lambda self: not self.open)
    @invariant()
    def keys_are_free_when_nothing_is_under_way(self) -> None:
        assert self.state.pending is None

    @invariant()
    def everything_can_be_shown(self) -> None:
        for seen in (view(self.state, "vi"), view(self.state, "en")):
            assert seen.kind in LAMPS and seen.sentence
            assert len(seen.line1) <= COLUMNS and len(seen.line2) <= COLUMNS

    @invariant()
    def an_outage_is_never_hidden(self) -> None:
        if not (self.linked and not self.quiet):
            assert view(self.state).line2 in {PHRASES[key].short_vi for key in ("no-link", "quiet", "not-sent")}


TestAnyOrder = AnyOrder.TestCase


class RealHub:
    """The hall's own rules behind the call box, each command answered ``answer_after`` milliseconds later."""

    def __init__(self, people: int, answer_after: int) -> None:
        self.hall = Hall(make_plan(counters=1))
        self.hall.begin("2026-11-21")
        self.calls: list[str] = []
        self.accepted: list[str] = []
        self.answer_after = answer_after
        self.due: tuple[int, Answered] | None = None
        self.state = CallerState(
            counter="quay-1", counter_number=1, officer="can-bo-1", serves=frozenset(["khai-sinh", "sao-y"]), link=True
        )
        for _ in range(people):
            self.command("kiosk-1", c.IssueTicket(service="khai-sinh"))

    def command(self, device: str, command: c.Command) -> tuple[str, Refusal | None]:
        asked = c.Asked(id=new_id(), device=device, at=NINE_IN_THE_MORNING)
        decision = decide(self.hall, command, asked)
        if isinstance(decision, Refusal):
            return asked.id, decision
        for event in decision:
            evolve(self.hall, event, NINE_IN_THE_MORNING)
            if isinstance(event, TicketCalled):
                self.calls.append(self.hall.tickets[event.ticket].number)
        self.accepted.append(type(command).__name__)
        return asked.id, None

    def counter(self) -> CounterState:
        now = self.hall.counters["quay-1"]
        ticket = None if now.ticket is None else self.hall.tickets[now.ticket]
        in_hand = ticket and TicketInHand(
            id=ticket.id,
            number=ticket.number,
            state=ticket.state,
            since=0,
            calls=ticket.calls,
            service=ticket.service,
            priority=None,
        )
        return CounterState(
            epoch=1,
            version=now.version,
            counter="quay-1",
            revision=now.version,
            status=now.status,
            reason="",
            since=0,
            ticket=in_hand,
            seen=None,
        )

    def press(self, action: Action, at: int) -> None:
        if self.due is not None and self.due[0] <= at:
            self.state, _ = step(self.state, self.due[1])
            self.due = None
        self.state, effects = step(self.state, Pressed(Duty(action), at, at))
        for effect in effects:
            if isinstance(effect, Ask):
                assert self.due is None, "two commands at once"
                id, refusal = self.command("goi-1", effect.command)
                self.state, _ = step(self.state, Sent(id))
                self.due = at + self.answer_after, Answered(Reply(to=id, refusal=refusal, counter=self.counter()))


@given(answer_after=st.integers(1, 1_500), gap=st.integers(1, 400))
def test_ten_presses_of_next_bring_one_person(answer_after: int, gap: int) -> None:
    hub = RealHub(people=10, answer_after=answer_after)
    hub.press("pause", 0)
    hub.press("next", 10_000)
    for number in range(1, 10):
        hub.press("next", 10_000 + number * gap)
    assert hub.calls == ["A001"]


@given(
    people=st.integers(0, 5),
    answer_after=st.integers(1, 800),
    presses=st.lists(st.tuples(ACTIONS, st.integers(0, 600)), max_size=60),
)
def test_whatever_is_pressed_every_call_is_of_another_person_in_order(
    people: int, answer_after: int, presses: list[tuple[Action, int]]
) -> None:
    """A ticket is called again only by the recall key, and only the present one."""
    hub = RealHub(people, answer_after)
    at = 0
    for action, gap in presses:
        at += gap
        hub.press(action, at)
    order = [f"A{n:03d}" for n, _ in zip(count(1), range(people), strict=False)]
    first_calls = list(dict.fromkeys(hub.calls))
    assert first_calls == order[: len(first_calls)]
    assert len(hub.calls) - len(first_calls) == hub.accepted.count("Recall")
    assert hub.calls == sorted(hub.calls)
