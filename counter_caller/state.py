"""What the call box knows and decides: ``step(state, message) -> (state, effects)``. Pure.

One press is one command, or none. A command carries the counter's revision that the officer was looking at. While
one is unanswered, and while the hub cannot be reached, a press is said to be without effect and forgotten: a call
that comes later than its press would hit somebody else.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from counter_caller.asking import command_of
from counter_caller.messages import (
    DEBOUNCE,
    KEY_DOWN,
    KEY_UP,
    PRESS_LASTS,
    STUCK,
    Ask,
    Beep,
    Effect,
    Message,
    Note,
    Outcome,
    Pressed,
    Report,
    Sent,
    Ticked,
    Trouble,
    Wish,
)
from counter_caller.notes import answer_note, ask_note, press_note, silence_note, standing, stuck_note
from hall_core.contract.messages import CounterState, HallState, Problem, Reply, ServiceState
from hall_core.domain.button_box import Action
from hall_core.domain.names import Slug, Uid
from hall_core.domain.refusal import Refusal
from hall_core.mqtt.heard import Answered, HubBack, HubQuiet, LinkDown, LinkUp, StateHeard, Unanswered

KEYPAD: Problem = "keypad-missing"
KEY_STUCK: Problem = "key-stuck"


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
    recovering: bool = False
    """The hub was put back from a copy, and calls nobody yet."""
    heard: CounterState | None = None
    waiting: Mapping[Slug, int] = {}
    pending: Pending | None = None
    said: Said | None = None
    moved: Mapping[str, int] = {}
    """When each key moved last."""
    held: Mapping[str, int] = {}
    """Keys that are down, and since when."""
    stuck: frozenset[str] = frozenset()
    """Those of them that have been down too long; all other keys go on working."""
    problems: Mapping[Problem, str] = {}
    """What is missing, and in words which."""

    @property
    def due(self) -> int | None:
        """When :class:`Ticked` should come; None for never."""
        return min((at + STUCK for key, at in self.held.items() if key not in self.stuck), default=None)

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
        case Ticked(now=now):
            return _ticked(state, now)
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
    duty, key = press.duty, press.key or str(press.duty)
    last = state.moved.get(key)
    state = replace(state, moved={**state.moved, key: press.at})
    chatter = last is not None and press.at - last < DEBOUNCE
    if press.value == KEY_UP:
        return _let_go(state, key)
    if press.value != KEY_DOWN:
        return state, []
    # Also a contact that chatters is down; it is up again only when the last of its bounces says so.
    state = replace(state, held={**state.held, key: state.held.get(key, press.at)})
    if chatter:
        return state, []
    if press.now - press.at > PRESS_LASTS:
        return _without_effect(state, duty.action, "late")
    if not state.reachable:
        return _without_effect(state, duty.action, "no-link")
    if state.pending is not None:
        return _without_effect(state, duty.action, "wait")
    command, wish = command_of(duty, state.counter, state.heard, state.officer)
    state = replace(
        state,
        pending=Pending(duty.action, wish, state.number),
        said=Said("asked", wish, state.number),
    )
    return state, [Note(ask_note(duty.action, wish, command.expects)), Beep("asked"), Ask(command)]


def _let_go(state: CallerState, key: str) -> Step:
    after = replace(state, held={k: at for k, at in state.held.items() if k != key}, stuck=state.stuck - {key})
    return after, _stuck_news(state, after)


def _ticked(state: CallerState, now: int) -> Step:
    stuck = frozenset(key for key, at in state.held.items() if now - at >= STUCK)
    after = replace(state, stuck=stuck)
    return after, [*(Note(stuck_note(key)) for key in sorted(stuck - state.stuck)), *_stuck_news(state, after)]


def _without_effect(state: CallerState, action: Action, outcome: Outcome) -> Step:
    state = replace(state, said=Said(outcome))
    return state, [Note(press_note(action, outcome)), Beep(outcome)]


def _sent(state: CallerState, id: Uid) -> Step:
    assert state.pending is not None, "only a command that was asked for can have been sent"
    return replace(state, pending=replace(state.pending, id=id)), []


def _answered(state: CallerState, reply: Reply) -> Step:
    effects: list[Effect] = []
    here = reply.counter is not None and reply.counter.counter == state.counter
    if reply.counter is not None and here and _not_older(reply.counter, state.heard):
        state, effects = _counter(state, reply.counter)
    pending = state.pending
    if pending is None or pending.id != reply.to:
        return state, effects
    refusal = reply.refusal
    if refusal is None:
        outcome: Outcome = "done"
    else:
        outcome = "nobody-waiting" if refusal.reason == "nobody-waiting" else "refused"
    gone = pending.wish in ("complete", "no-show", "park", "transfer")
    number = pending.number if gone else state.number
    state = replace(state, pending=None, said=Said(outcome, pending.wish, number, refusal))
    return state, [*effects, Note(answer_note(pending.action, refusal, number)), Beep(outcome)]


def _unanswered(state: CallerState, id: Uid) -> Step:
    pending = state.pending
    if pending is None or pending.id != id:
        return state, []
    state = replace(state, pending=None, said=Said("unanswered", pending.wish, pending.number))
    return state, [Note(silence_note(pending.action)), Beep("unanswered")]


def _heard(state: CallerState, heard: object) -> Step:
    match heard:
        case CounterState(counter=counter) if counter == state.counter:
            return _counter(state, heard)
        case HallState(restored=restored):
            return replace(state, recovering=restored is not None and restored.recovering), []
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
    problem = trouble.problem
    if state.problems.get(problem) == (trouble.words if trouble.present else None):
        return state, []
    others = {known: words for known, words in state.problems.items() if known != problem}
    after = replace(state, problems={**others, problem: trouble.words} if trouble.present else others)
    effects: list[Effect] = [Report(problem, trouble.present, trouble.words)]
    if problem == KEYPAD:
        # Which of its keys were down is not known any more.
        after = replace(after, held={}, stuck=frozenset())
    return after, [*effects, *_stuck_news(state, after)]


def _stuck_news(before: CallerState, after: CallerState) -> list[Effect]:
    """What lies on a key is another thing for who looks after it than a keypad that is gone."""
    if after.stuck == before.stuck:
        return []
    words = f"held down: {', '.join(sorted(after.stuck))}" if after.stuck else ""
    return [Report(KEY_STUCK, bool(after.stuck), words)]


def _reach(state: CallerState) -> Step:
    """The hub came into or out of reach: what was said about the line before is over; an answer still counts."""
    pending, said = state.pending, state.said
    if pending is not None:
        said = Said("asked", pending.wish, pending.number)
    elif not state.reachable or (said is not None and said.outcome == "no-link"):
        said = None
    return replace(state, said=said), []
