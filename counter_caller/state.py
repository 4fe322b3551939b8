"""What the call box knows and decides: ``step(state, message) -> (state, effects)``. Pure.

One press is one command, or none. A command carries the counter's revision that the officer was looking at. While
one is unanswered, and while the hub cannot be reached, a press is said to be without effect and forgotten: a call
that comes later than its press would hit somebody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from counter_caller.notes import answer_note, ask_note, press_note, silence_note, standing
from hall_core.contract.messages import CounterState, Problem, Reply, ServiceState, StateMessage
from hall_core.domain import commands as c
from hall_core.domain.names import Slug, Uid
from hall_core.domain.refusal import Refusal
from hall_core.mqtt.heard import Answered, Heard, HubBack, HubQuiet, LinkDown, LinkUp, StateHeard, Unanswered

Action = Literal["next", "recall", "came", "done", "no-show", "pause", "close"]
"""What a key is for; ``pause`` opens a closed counter, pauses an open one and resumes a paused one."""
Wish = Literal["next", "recall", "start", "complete", "no-show", "open", "pause", "resume", "close"]
"""What a press became: the tag of its command."""
Outcome = Literal["asked", "wait", "late", "no-link", "done", "nobody-waiting", "refused", "unanswered"]
"""What the officer is told about a press. ``wait``: one before is unanswered yet. ``late``: it lay too long."""
Signal = Literal[Outcome, "unseen"]
"""What is heard as a beep."""

Command = (
    c.CallNext
    | c.Recall
    | c.StartService
    | c.CompleteService
    | c.MarkNoShow
    | c.OpenCounter
    | c.PauseCounter
    | c.ResumeCounter
    | c.CloseCounter
)

DEBOUNCE = 150
"""Milliseconds in which the same key counts once. Contacts chatter for some 5-20 ms, when pressed and when let go,
and a hurried finger hits twice within 100; nobody means the same key twice that fast."""
PRESS_LASTS = 2_000
"""Milliseconds after which a press is void. It is that late only if the box stood still, and by then the officer
has looked up and seen something else."""
KEY_DOWN = 1
"""The kernel's value for a press; 0 is letting go, 2 is repeating while held."""


class Pressed(Struct, frozen=True):
    """A key moved at ``at``, looked at ``now`` (milliseconds since the box started)."""

    action: Action
    at: int
    now: int
    value: int = KEY_DOWN


class Sent(Struct, frozen=True):
    """The command asked for last went out under this id. Comes right after :class:`Ask`, before anything else."""

    id: Uid


class Trouble(Struct, frozen=True):
    """A part of the box is missing, or back."""

    problem: Problem
    present: bool


Message = Pressed | Sent | Trouble | Heard


class Ask(Struct, frozen=True):
    """Send this command once; the next message is :class:`Sent`."""

    command: Command


class Beep(Struct, frozen=True):
    signal: Signal


class Report(Struct, frozen=True):
    """Put the problem on the device's state, or take it off."""

    problem: Problem
    present: bool


class Note(Struct, frozen=True):
    """A line for the log."""

    words: str


Effect = Ask | Beep | Report | Note


class Pending(Struct, frozen=True):
    """The command under way. ``number`` is the ticket that was in hand when it was asked."""

    action: Action
    wish: Wish
    number: str
    id: Uid | None = None


class Said(Struct, frozen=True):
    """The answer to the last press, shown until the next press or until the counter changes by other hands."""

    outcome: Outcome
    wish: Wish | None = None
    number: str = ""
    refusal: Refusal | None = None


class CallerState(Struct, frozen=True, kw_only=True):
    counter: Slug
    counter_number: int
    officer: Slug
    serves: frozenset[Slug]
    """Services whose waiting people are counted here."""
    link: bool = False
    quiet: bool = False
    """The broker is there, but nothing was heard of the hub for 15 s."""
    heard: CounterState | None = None
    waiting: Mapping[Slug, int] = {}
    pending: Pending | None = None
    said: Said | None = None
    moved: Mapping[Action, int] = {}
    """When each key moved last."""
    problems: frozenset[Problem] = frozenset()

    @property
    def reachable(self) -> bool:
        return self.link and not self.quiet

    @property
    def in_line(self) -> int:
        """How many people wait for what this counter serves."""
        return sum(self.waiting.values())

    @property
    def number(self) -> str:
        """The ticket in hand, or nothing."""
        return self.heard.ticket.number if self.heard is not None and self.heard.ticket is not None else ""

    @property
    def unseen(self) -> tuple[Uid, int] | None:
        """The call that is out and was shown on no board, as (ticket, how many calls it has had)."""
        heard = self.heard
        if heard is None or heard.seen is not False or heard.ticket is None or heard.ticket.state != "called":
            return None
        return heard.ticket.id, heard.ticket.calls


Step = tuple[CallerState, list[Effect]]


def step(state: CallerState, message: Message) -> Step:
    """What follows from ``message``."""
    match message:
        case Pressed():
            return _pressed(state, message)
        case Sent(id=id):
            return _sent(state, id)
        case Answered(reply=reply):
            return _answered(state, reply)
        case Unanswered(command=id):
            return _unanswered(state, id)
        case StateHeard(state=heard):
            return _heard(state, heard)
        case Trouble():
            return _trouble(state, message)
        case LinkUp():
            return _reach(replace(state, link=True))
        case LinkDown():
            return _reach(replace(state, link=False))
        case HubQuiet():
            return _reach(replace(state, quiet=True))
        case HubBack():
            return _reach(replace(state, quiet=False))
        case _:  # calls are for boards
            return state, []


def _pressed(state: CallerState, press: Pressed) -> Step:
    last = state.moved.get(press.action)
    state = replace(state, moved={**state.moved, press.action: press.at})
    if press.value != KEY_DOWN or (last is not None and press.at - last < DEBOUNCE):
        return state, []
    if press.now - press.at > PRESS_LASTS:
        return _without_effect(state, press.action, "late")
    if not state.reachable:
        return _without_effect(state, press.action, "no-link")
    if state.pending is not None:
        return _without_effect(state, press.action, "wait")
    command, wish = _command(state, press.action)
    state = replace(
        state,
        pending=Pending(press.action, wish, state.number),
        said=Said("asked", wish, state.number),
    )
    return state, [Note(ask_note(press.action, wish, command.expects)), Beep("asked"), Ask(command)]


def _without_effect(state: CallerState, action: Action, outcome: Outcome) -> Step:
    state = replace(state, said=Said(outcome))
    return state, [Note(press_note(action, outcome)), Beep(outcome)]


def _command(state: CallerState, action: Action) -> tuple[Command, Wish]:
    counter, expects = state.counter, None if state.heard is None else state.heard.revision
    match action:
        case "next":
            return c.CallNext(counter=counter, expects=expects), "next"
        case "recall":
            return c.Recall(counter=counter, expects=expects), "recall"
        case "came":
            return c.StartService(counter=counter, expects=expects), "start"
        case "done":
            return c.CompleteService(counter=counter, expects=expects), "complete"
        case "no-show":
            return c.MarkNoShow(counter=counter, expects=expects), "no-show"
        case "close":
            return c.CloseCounter(counter=counter, expects=expects), "close"
        case "pause":
            match state.heard and state.heard.status:
                case "open":
                    return c.PauseCounter(counter=counter, expects=expects), "pause"
                case "paused":
                    return c.ResumeCounter(counter=counter, expects=expects), "resume"
                case _:  # closed; when nothing was heard yet the hub corrects us
                    return c.OpenCounter(counter=counter, expects=expects, officer=state.officer), "open"


def _sent(state: CallerState, id: Uid) -> Step:
    assert state.pending is not None, "only a command that was asked for can have been sent"
    return replace(state, pending=replace(state.pending, id=id)), []


def _answered(state: CallerState, reply: Reply) -> Step:
    effects: list[Effect] = []
    if reply.counter is not None and _not_older(reply.counter, state.heard):
        state, effects = _counter(state, reply.counter)
    pending = state.pending
    if pending is None or pending.id != reply.to:
        return state, effects
    refusal = reply.refusal
    if refusal is None:
        outcome: Outcome = "done"
    else:
        outcome = "nobody-waiting" if refusal.reason == "nobody-waiting" else "refused"
    gone = pending.wish in ("complete", "no-show")
    number = pending.number if gone else state.number
    state = replace(state, pending=None, said=Said(outcome, pending.wish, number, refusal))
    return state, [*effects, Note(answer_note(pending.action, refusal, number)), Beep(outcome)]


def _unanswered(state: CallerState, id: Uid) -> Step:
    pending = state.pending
    if pending is None or pending.id != id:
        return state, []
    state = replace(state, pending=None, said=Said("unanswered", pending.wish, pending.number))
    return state, [Note(silence_note(pending.action)), Beep("unanswered")]


def _heard(state: CallerState, heard: StateMessage) -> Step:
    match heard:
        case CounterState(counter=counter) if counter == state.counter:
            return _counter(state, heard)
        case ServiceState(service=service, waiting=waiting) if service in state.serves:
            state = replace(state, waiting={**state.waiting, service: waiting})
            nobody = state.said is not None and state.said.outcome == "nobody-waiting"
            # "Nobody is waiting" must not stand there when somebody is.
            return (replace(state, said=None) if nobody and state.in_line else state), []
        case _:
            return state, []


def _counter(state: CallerState, heard: CounterState) -> Step:
    before = state
    state = replace(state, heard=heard)
    newly_unseen = state.unseen is not None and state.unseen != before.unseen
    changed = before.heard is not None and before.heard.revision != heard.revision
    if state.pending is None and (changed or newly_unseen):
        state = replace(state, said=None)
    effects: list[Effect] = []
    if before.heard is None or standing(before.heard) != standing(heard):
        effects.append(Note(f"counter: {standing(heard)}"))
    if newly_unseen:
        effects += [Note(f"no board has shown {state.number}"), Beep("unseen")]
    return state, effects


def _not_older(new: CounterState, held: CounterState | None) -> bool:
    # A repeated answer is word for word the first one, so what it says of the counter may be past.
    return held is None or (new.epoch, new.version) >= (held.epoch, held.version)


def _trouble(state: CallerState, trouble: Trouble) -> Step:
    if (trouble.problem in state.problems) == trouble.present:
        return state, []
    problems = state.problems | {trouble.problem} if trouble.present else state.problems - {trouble.problem}
    return replace(state, problems=problems), [Report(trouble.problem, trouble.present)]


def _reach(state: CallerState) -> Step:
    """The hub came into or out of reach: what was said about the line before is over; an answer still counts."""
    pending, said = state.pending, state.said
    if pending is not None:
        said = Said("asked", pending.wish, pending.number)
    elif not state.reachable or (said is not None and said.outcome == "no-link"):
        said = None
    return replace(state, said=said), []
