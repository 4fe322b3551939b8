"""Whether a board speaks, and what: the hub has named it, its sound is well, and it hears the hub. Pure.

The cases that could make two boards talk over one another, and why they do not, are in docs/decisions/0006.
"""

from __future__ import annotations

from msgspec.structs import replace

from display_app.board import Board, Check, Effect, Queued, Report, SoundChecked
from hall_core.contract.limits import CALL_EXPIRES, HEARTBEAT
from hall_core.contract.messages import CallMade, ZoneState
from hall_core.domain.business_day import level_at
from hall_core.domain.names import Millis, Slug, Uid

Step = tuple[Board, list[Effect]]

IN_TOUCH = 2 * HEARTBEAT * 1_000
"""Milliseconds of the hub's silence after which no announcement begins: the hub, which hears no more of this board
either, names another one 10 s after the line was cut at the earliest (limits.KEEPALIVE, limits.WILL_DELAY)."""
CHECK_EVERY = 5_000
"""Milliseconds between two looks for a sound card that is gone; each call looks for it as well."""
CLIPS_EVERY = 60_000
"""Milliseconds between two looks for clips that are missing: a technician who has just brought them waits so long."""
REMEMBERED = 256
"""Ids of calls kept to know a repetition; a broker repeats within seconds, a zone state holds 12."""


def named_by_zone(state: Board, zone: ZoneState) -> Board:
    known = {call.id for call in (*state.calls, *zone.calls)}
    speech = replace(
        state.speech,
        able=state.speech.able and not state.speech.only_from,  # what was left for this state is taken up now
        only_from=0,
        sequence=zone.sequence,
        spoken=(state.speech.spoken | frozenset(zone.spoken)) & known,
    )
    return _named(replace(state, speech=speech), zone.speaker, zone.named_at)


def named_by_call(state: Board, call: CallMade) -> Board:
    """A call that is newer than the zone's state is the hub's newest word on who speaks."""
    if call.sequence <= state.speech.sequence:
        return state
    if call.speaker == state.id != state.speech.speaker:
        state = replace(state, speech=replace(state.speech, only_from=call.sequence))
    return _named(state, call.speaker, state.speech.named_at)


def _named(state: Board, speaker: Slug | None, named_at: Millis) -> Board:
    speech = replace(state.speech, speaker=speaker, named_at=named_at)
    if speaker == state.id and speech.sound == "silent":
        speech = replace(speech, resigned=named_at)  # the hub has not heard of it yet
    return replace(state, speech=speech)


def in_touch(state: Board, now: Millis) -> Board:
    """The hub was heard just now."""
    return replace(state, speech=replace(state.speech, heard=now))


def linked(state: Board, up: bool) -> Board:
    return replace(state, speech=replace(state.speech, linked=up))


def volume(state: Board, now: Millis) -> int:
    """Percent at this hour. Without the time it is the loudest of the day: where people are called it is day, and a
    call that is not heard does more harm than a loud one."""
    levels = list(state.volume)
    if state.clock is None or not state.clock.trusted:
        return max((level.percent for level in levels), default=100)
    return level_at(levels, state.clock.at(now))


def may_speak(state: Board, now: Millis) -> bool:
    speech = state.speech
    named = speech.speaker == state.id and speech.named_at != speech.resigned
    heard = speech.linked and speech.heard is not None and now - speech.heard <= IN_TOUCH
    well = state.voice and speech.sound == "well" and volume(state, now) > 0
    return well and named and heard


def look_anew(state: Board) -> Board:
    """The hub's clock is known now: what is young can be told from what is old."""
    return replace(state, speech=replace(state.speech, able=False))


def said_already(state: Board, call: Uid) -> bool:
    return call in state.speech.spoken or call in state.speech.begun


def begin(state: Board, call: Uid) -> Board:
    begun = (*state.speech.begun, call)[-REMEMBERED:]
    return replace(state, speech=replace(state.speech, begun=begun))


def may_say(state: Board, call: CallMade) -> bool:
    """Whether this board says that call, now that it stands large."""
    speech = state.speech
    return speech.able and call.sequence >= speech.only_from and not said_already(state, call.id)


def take_over(state: Board, now: Millis) -> Board:
    """From now on this board speaks: what nobody has said and is young has its turn again, in the order of the calls,
    though it may have stood large already. What waits in the queue was young when it came there."""
    since = None if state.clock is None else state.clock.at(now) - CALL_EXPIRES * 1_000
    waiting = {queued.call.id for queued in state.queue}
    young = (call for call in state.calls if call.id not in waiting and since is not None and call.at >= since)
    mine = [*state.queue, *(Queued(call, now) for call in young)]
    hero = state.hero
    if hero is not None and hero.speaking:
        mine = [queued for queued in mine if queued.call.id != hero.call.id]
    queue = tuple(
        sorted(
            (queued for queued in mine if not said_already(state, queued.call.id)),
            key=lambda queued: queued.call.sequence,
        )
    )
    if hero is not None and any(queued.call.id == hero.call.id for queued in queue):
        hero = None  # its turn comes anew, with words
    return replace(state, hero=hero, queue=queue)


def checked(state: Board, found: SoundChecked, now: Millis) -> Step:
    """What was found out about card and clips. Whoever is worse off than before gives up the naming it has."""
    speech, effects = state.speech, list[Effect]()
    sound = "well" if found.well else "silent"
    if (sound == "silent") != (speech.sound == "silent"):
        effects.append(Report("sound", present=sound == "silent"))
    if found.whole != speech.whole:
        effects.append(Report("clips-missing", present=not found.whole))
    worse = (sound == "silent" and speech.sound != "silent") or (speech.whole and not found.whole)
    resigned = speech.named_at if worse else speech.resigned
    speech = replace(speech, sound=sound, whole=found.whole, checked=now, resigned=resigned)
    return replace(state, speech=speech), effects


def failed(state: Board, now: Millis) -> Step:
    """An announcement was not heard. The card is looked for at once."""
    state, effects = checked(state, SoundChecked(well=False, whole=state.speech.whole), now)
    state, more = look(state)
    return state, effects + more


def look(state: Board) -> Step:
    """Looks for the card, unless it is there or being looked for."""
    if not state.voice or state.speech.sound != "silent" or state.speech.checked is None:
        return state, []
    return replace(state, speech=replace(state.speech, checked=None)), [Check()]


def look_again(state: Board, now: Millis) -> Step:
    at = look_at(state)
    if at is None or now < at:
        return state, []
    return replace(state, speech=replace(state.speech, checked=None)), [Check(clips=state.speech.sound == "well")]


def look_at(state: Board) -> Millis | None:
    """When to look again for the card, or, once that is there, for clips."""
    speech = state.speech
    if speech.checked is None or (speech.sound == "well" and speech.whole):
        return None
    return speech.checked + (CHECK_EVERY if speech.sound == "silent" else CLIPS_EVERY)
