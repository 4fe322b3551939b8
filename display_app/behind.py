"""What works behind the screen, each on a thread of its own: the line to the hub, and the voice.

What they need is imported when they begin, after the first frame.
"""

from __future__ import annotations

import logging
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from display_app.board import Report, SoundChecked, Tell, VoiceEnded
from display_app.voice.options import manner_of, voices_of
from hall_core import __version__
from hall_core.contract.messages import CallMade, DeviceState
from hall_core.device.hall_file import digest
from hall_core.device.health import health
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board
from hall_core.mqtt.heard import Heard

log = logging.getLogger(__name__)


@contextmanager
def line(
    plan: Plan,
    board: Board,
    given: Namespace,
    boot: int,
    clock: Callable[[], tuple[int, int, bool]],
    hear: Callable[[Heard], None],
) -> Iterator[Callable[[Tell | Report], None]]:
    """The line to the hub, open; gives what takes a fact or a problem there."""
    from hall_core.mqtt.station import Station  # 0.05 s

    state = DeviceState(
        online=True,
        role="board",
        version=__version__,
        capabilities=["screen", *(["voice"] if board.voice else [])],
        plan=digest(plan),
    )
    station = Station(
        hall=plan.hall.id,
        device=board.id,
        state=state,
        boot=boot,
        clock=clock,
        outbox=given.data / "outbox.sqlite",
        broker=given.broker,
        # The hall first: its clock tells how old the zone's calls are.
        listen=[("hall",), ("service", "+"), ("zone", board.zone), ("call", board.zone)],
        hear=hear,
        health=lambda: health(given.data),
    )
    stop = station.start()

    def take(effect: Tell | Report) -> None:
        match effect:
            case Tell(fact):
                station.tell(fact)
            case Report(problem, present):
                log.warning("problem: %s", problem) if present else log.info("solved: %s", problem)
                station.report(problem, present)

    try:
        yield take
    finally:
        stop()


@contextmanager
def voice(
    given: Namespace,
    hear: Callable[[SoundChecked | VoiceEnded], None],
    on_screen_thread: Callable[[Callable[[], Any]], None],
) -> Iterator[Callable[[CallMade], None]]:
    """The voice, its clips ready; gives what speaks a call to its end."""
    from display_app.voice.announcer import Announcer
    from display_app.voice.clips import Clips
    from hall_core.ui.sound.mixer import Mixer

    clips = Clips(given.data / "voice", voices=voices_of(given), recorded=given.recordings)
    announcer = Announcer(clips, manner_of(given), Mixer(on_screen_thread))
    try:
        well = announcer.ready()
    except Exception:
        log.exception("the voice is not ready")
        well = False
    hear(SoundChecked(well))

    def speak(call: CallMade) -> None:
        whole = False
        try:
            whole = announcer.announce(call)
        finally:
            hear(VoiceEnded(call.id, whole))

    yield speak
