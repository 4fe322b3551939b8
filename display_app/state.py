"""What a board does with what it hears: ``step(state, message, now) -> (state, effects)``. Pure.

``now`` is the board's own monotonic clock in milliseconds. A call passes through: heard -> queue -> hero (large,
pulsing, spoken) -> list. It stands in ``calls``, and so on the glass, from the moment it is heard.
"""

from __future__ import annotations

from typing import assert_never

from msgspec.structs import replace

from display_app.board import (
    Board,
    DossiersHeard,
    Drawn,
    Effect,
    FileFailed,
    Hero,
    HubClock,
    LookAt,
    Message,
    NoticesHeard,
    Queued,
    SoundChecked,
    Speak,
    Stale,
    Tell,
    VoiceEnded,
    Woke,
)
from display_app.speech import (
    REMEMBERED,
    begin,
    checked,
    failed,
    in_touch,
    linked,
    look,
    look_again,
    look_anew,
    look_at,
    may_say,
    may_speak,
    named_by_call,
    named_by_zone,
    take_over,
    volume,
)
from hall_core.contract.limits import CALL_EXPIRES
from hall_core.contract.messages import CallMade, CounterState, HallState, ServiceState, ZoneState
from hall_core.domain.dossier_board import DossierBoard
from hall_core.domain.facts import ApologiesShown, CallWasShown
from hall_core.domain.names import ApologyRef, Millis, Uid
from hall_core.domain.speaking import SHORT_WITHIN, SPEECH_AT_MOST
from hall_core.mqtt.heard import (
    AlertHeard,
    Answered,
    CallHeard,
    HubBack,
    HubQuiet,
    LinkDown,
    LinkUp,
    ShownHeard,
    StateHeard,
    Told,
    Unanswered,
)

HERO_AT_LEAST = 5_000
"""Milliseconds a call stands large before the next one may take its place: long enough to look up and read."""
SHORT_AT_LEAST = 3_000
"""The same for a call that has waited longer than the site's longest delay: chime and screen alone."""
HERO_AT_MOST = 30_000
"""Milliseconds after which a call that nothing has followed joins the list: the person is on the way."""
VOICE_AT_MOST = SPEECH_AT_MOST
"""Milliseconds after which a voice that has not ended is given up."""
LISTED = 12
"""Calls a board keeps: what the hub's zone state holds."""
LIVE_AFTER = 2
"""State of the hall heard since the link is up: the first may be one the broker had kept from a hub now dead."""

Step = tuple[Board, list[Effect]]


def step(state: Board, message: Message, now: Millis) -> Step:
    """What ``message`` makes of the board, and what is to be done."""
    effects: list[Effect] = []
    before = state
    match message:
        case CallHeard(call=call, age_s=age):
            state = named_by_call(in_touch(state, now), call)
            state = _take(state, replace(call, speaker=None), now, young=age <= CALL_EXPIRES)
            state, effects = look(state)
        case StateHeard():
            state = _learn(in_touch(state, now), message, now)
        case Drawn(calls=drawn):
            state, effects = _painted(state, drawn)
        case VoiceEnded():
            state, effects = _voice_ended(state, message, now)
        case SoundChecked():
            state, effects = checked(state, message, now)
        case HubQuiet() | HubBack():
            state = replace(state, stale=Stale(message.since) if isinstance(message, HubQuiet) else None)
        case LinkUp() | LinkDown():
            state = _line(state, message, now)
        case DossiersHeard() | NoticesHeard() | FileFailed():
            state, effects = _news(state, message)
        case Woke():
            state, effects = look_again(state, now)
        case Answered() | Told() | Unanswered() | AlertHeard() | ShownHeard():
            pass
        case _:
            assert_never(message)
    state, more = _advance(state, now)
    return _noted(state, before, now), effects + more


def _noted(state: Board, before: Board, now: Millis) -> Board:
    """With the moments from which pages are counted."""
    if (state.calls, _large(state)) != (before.calls, _large(before)):
        state = replace(state, turned=now)
    if (state.messages, state.stale is None) != (before.messages, before.stale is None):
        state = replace(state, told=now)
    return state


def wake_at(state: Board, now: Millis) -> Millis | None:
    """When time alone will next change the board; None if it will not. Always after ``now``."""
    hero, moments = state.hero, [look_at(state)]
    if hero is not None:
        spans = [_least(hero), HERO_AT_MOST, *([VOICE_AT_MOST] if hero.speaking else [])]
        moments += [hero.since + span for span in spans]
    return min((at for at in moments if at is not None and at > now), default=None)


def _news(state: Board, news: DossiersHeard | NoticesHeard | FileFailed) -> Step:
    match news:
        case DossiersHeard(dossiers=dossiers):
            return _dossiers(state, dossiers), []
        case NoticesHeard(notices=notices):
            return replace(state, notices=notices), []
        case FileFailed(digest=digest):
            return state, [LookAt(digest)]


def _dossiers(state: Board, told: DossierBoard) -> Board:
    """Each apology is told of once a day."""
    same_day = state.dossiers is not None and state.dossiers.day == told.day
    apologised = state.apologised if same_day else frozenset[ApologyRef]()
    refs = frozenset(row.ref for row in told.late if row.ref)
    return replace(state, dossiers=told, apologies=refs - apologised, apologised=apologised)


def _line(state: Board, news: LinkUp | LinkDown, now: Millis) -> Board:
    if isinstance(news, LinkUp):
        return linked(state, True)
    since = state.clock.at(now) if state.clock else None
    return linked(replace(state, beats=0, stale=state.stale or Stale(since)), False)


def _learn(state: Board, heard: StateHeard, now: Millis) -> Board:
    match heard.state:
        case ServiceState() as service:
            return replace(state, services={**state.services, service.service: service})
        case CounterState() as counter:
            return replace(state, counters={**state.counters, counter.counter: counter})
        case HallState() as hall:
            return _beat(state, hall, heard, now)
        case ZoneState() as zone:
            # Newer than the zone's state may be what came as a call a moment before it.
            in_hand = _in_hand(state)
            kept = tuple(c for c in state.calls if c.sequence > zone.sequence or c.id in in_hand)
            # The same tuple while they are the same: what was made of it is then known.
            messages = state.messages if zone.messages == [*state.messages] else tuple(zone.messages)
            named = replace(named_by_zone(state, zone), calls=kept, messages=messages)
            return _catch_up(_list(named, zone.calls, known=state.calls), now)
        case _:
            return state


def _beat(state: Board, hall: HallState, heard: StateHeard, now: Millis) -> Board:
    """The hub lives: its clock is the board's, and what was missed can be judged by its age."""
    if state.hall is not None and state.hall.day != hall.day:
        in_hand = _in_hand(state)
        state = replace(state, calls=tuple(call for call in state.calls if call.id in in_hand))
    state = replace(state, hall=hall, beats=state.beats + 1)
    if state.beats < LIVE_AFTER:
        return state
    state = look_anew(state) if state.clock is None else state
    clock = HubClock(heard.hub_at, now, heard.clock_trusted)
    return _catch_up(replace(state, clock=clock, stale=None), now)


def _catch_up(state: Board, now: Millis) -> Board:
    """Gives their turn to calls that came by state alone, in order; the old ones are only listed."""
    if state.clock is None or state.beats < LIVE_AFTER:
        return state
    hub_now = state.clock.at(now)
    for call in reversed(state.calls):
        state = _take(state, call, now, young=hub_now - call.at <= CALL_EXPIRES * 1000)
    return state


def _take(state: Board, call: CallMade, now: Millis, *, young: bool) -> Board:
    """Lists a call and, if it is young, puts it in the queue: once, however often it is heard."""
    if call.id in state.announced:
        return state
    state = replace(state, announced=(*state.announced, call.id)[-REMEMBERED:])
    if young:
        state = replace(state, queue=(*state.queue, Queued(call, now)))
    return _list(state, [call], known=state.calls)


def _list(state: Board, calls: list[CallMade], known: tuple[CallMade, ...]) -> Board:
    """``state`` with ``calls`` among its calls, newest first; ``known`` are those it has shown already."""
    before = {call.id for call in known}
    merged = {call.id: call for call in (*state.calls, *calls)}
    newest = sorted(merged.values(), key=lambda call: call.sequence, reverse=True)
    in_hand = _in_hand(state)
    kept = tuple(call for place, call in enumerate(newest) if place < LISTED or call.id in in_hand)
    ids = {call.id for call in kept}
    return replace(state, calls=kept, unpainted=(state.unpainted | (ids - before)) & ids)


def _in_hand(state: Board) -> set[Uid | None]:
    """The calls that must not leave the glass: large now, or waiting for their turn."""
    return {_large(state), *(queued.call.id for queued in state.queue)}


def _large(state: Board) -> Uid | None:
    return state.hero.call.id if state.hero else None


def _painted(state: Board, drawn: frozenset[str]) -> Step:
    first = [call.id for call in reversed(state.calls) if call.id in drawn & state.unpainted]
    sorry = state.apologies & drawn
    if not first and not sorry:
        return state, []
    facts: list[Effect] = [Tell(CallWasShown(call=id, how="painted")) for id in first]
    if sorry:
        facts.append(Tell(ApologiesShown(refs=sorted(sorry))))
    return replace(
        state,
        unpainted=state.unpainted.difference(first),
        apologies=state.apologies - sorry,
        apologised=state.apologised | sorry,
    ), facts


def _voice_ended(state: Board, ended: VoiceEnded, now: Millis) -> Step:
    if state.hero is None or state.hero.call.id != ended.call or not state.hero.speaking:
        return state, []
    state = replace(state, hero=replace(state.hero, speaking=False))
    if not ended.whole:
        return failed(state, now)
    return state, [Tell(CallWasShown(call=ended.call, how="chimed" if ended.chimed else "spoken"))]


def _advance(state: Board, now: Millis) -> Step:
    """What time brings: a lost voice is given up, the hero steps down, the next call takes its turn."""
    effects: list[Effect] = []
    hero = state.hero
    if hero is not None and hero.speaking and now - hero.since >= VOICE_AT_MOST:
        state, effects = _voice_ended(state, VoiceEnded(hero.call.id, whole=False), now)
    able = may_speak(state, now)
    if able and not state.speech.able and not state.speech.only_from:
        state = take_over(state, now)
    state = replace(state, speech=replace(state.speech, able=able))
    hero = state.hero
    if hero is not None and (hero.speaking or now - hero.since < _least(hero)):
        return state, effects
    latest = now - state.longest_delay - SHORT_WITHIN
    queue = tuple(queued for queued in state.queue if queued.heard >= latest)
    if queue:
        state, turn = _turn(replace(state, queue=queue[1:]), queue[0], now)
        return state, effects + turn
    if hero is not None and now - hero.since >= HERO_AT_MOST:
        hero = None
    return replace(state, hero=hero, queue=()), effects


def _turn(state: Board, queued: Queued, now: Millis) -> Step:
    """A call stands large, and is said by the board that speaks: whole, or short when it has waited too long."""
    call, short = queued.call, now - queued.heard > state.longest_delay
    speaks = may_say(state, call)
    hero = Hero(call, now, speaks, short)
    if not speaks:
        return replace(state, hero=hero), []
    return replace(begin(state, call.id), hero=hero), [Speak(call, short, volume(state, now))]


def _least(hero: Hero) -> Millis:
    return SHORT_AT_LEAST if hero.short else HERO_AT_LEAST
