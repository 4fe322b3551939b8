"""Connects a kiosk to its line and its devices. Imported after the first frame, for what it imports takes longer."""

from __future__ import annotations

import logging
from argparse import Namespace
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from hall_core import __version__
from hall_core.contract.access import listens
from hall_core.contract.messages import DeviceState
from hall_core.device.clock import Clock
from hall_core.device.hall_file import digest
from hall_core.device.health import health
from hall_core.device.identity import Identity
from hall_core.doctor.program import ways_of
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Kiosk, Pad
from hall_core.errors import MotcuaError
from hall_core.mqtt.caring import Answer, Ways
from hall_core.mqtt.station import Station
from hall_core.ui.glass import Glass
from hall_core.ui.translate import Words
from hall_core.ui.ui_thread import UiThread
from kiosk_app.app import Devices
from kiosk_app.box import Box, Hand
from kiosk_app.devices.guide import Guide
from kiosk_app.devices.printer import Outcome, PrintWorker
from kiosk_app.devices.printer_watch import Place
from kiosk_app.jobs.dossiers import hands as dossiers
from kiosk_app.jobs.entry import hands as entry
from kiosk_app.jobs.procedures import hands as procedures
from kiosk_app.jobs.procedures.pages import SLIP, PapersPut
from kiosk_app.jobs.rating import hands as rating
from kiosk_app.jobs.staff import hands as staff
from kiosk_app.jobs.staff.pages import TRIALS, WELL, Tried
from kiosk_app.jobs.tickets import hands as tickets
from kiosk_app.jobs.tickets.pages import Paper
from kiosk_app.messages import Effect, Message, ProblemSeen, Report, Tell, Wonder
from kiosk_app.pad import as_kiosk

log = logging.getLogger(__name__)

Post = Callable[[Message], None]


JOBS = (tickets, procedures, entry, dossiers, staff)
"""The hands of every job of a kiosk."""
PAD_JOBS = (rating,)
"""And of a rating pad."""


def connect(
    plan: Plan,
    device: Kiosk | Pad,
    given: Namespace,
    identity: Identity,
    clock: Clock,
    words: Words,
    post: Post,
    turned: Callable[[], None],
    look: Callable[[Answer], None],
    glass: Glass,
) -> Devices:
    """Everything started; ``post`` takes what is heard, ``turned`` is called each time the line has gone round,
    ``look`` takes a picture of the screen, unless ``glass`` is dark."""
    kiosk = as_kiosk(device)
    ways = ways_of(device, given, None if glass.dark else look)
    station = _station(plan, device, given, identity, clock, post, turned, ways)
    if glass.dark:
        station.report("screen-missing", True, glass.words)
    if kiosk.touch and not Path(kiosk.touch).exists():
        station.report("touch-missing", True)
    printer = _printer(kiosk, given.data, words, post)
    errands: UiThread[Callable[[], Any]] = UiThread(lambda errand: errand())
    voice = Guide(given.data, errands.post, lambda problem, present: post(ProblemSeen(problem, present)), plan.voice)
    box = Box(
        plan=plan,
        kiosk=kiosk,
        data=given.data,
        station=station,
        printer=printer,
        words=words,
        voice=voice,
        clock=clock,
        post=post,
    )
    quick: dict[type[Effect], Hand] = {
        Wonder: lambda effect: _nothing(station.wonder(effect.question, effect.id)),
        Report: lambda effect: station.report(effect.problem, effect.present),
    }
    slow: dict[type[Effect], Hand] = {Tell: lambda effect: station.tell(effect.fact)}
    undo = ExitStack()
    undo.callback(voice.stop)
    stop_line = station.start()
    if printer is not None:
        undo.callback(printer.start())
    for job in PAD_JOBS if isinstance(device, Pad) else JOBS:
        hands = job.hands(box)
        quick.update(hands.quick)
        slow.update(hands.slow)
        undo.callback(hands.start())
    log.info("%s: ready", kiosk.id)
    return Devices(quick=quick, slow=slow, voice=voice, stop_devices=undo.close, stop_line=stop_line)


def _nothing(_: object) -> None:
    """For a hand whose answer comes later."""


def _station(
    plan: Plan,
    device: Kiosk | Pad,
    given: Namespace,
    identity: Identity,
    clock: Clock,
    post: Post,
    turned: Callable[[], None],
    ways: Ways,
) -> Station:
    kiosk = as_kiosk(device)
    capabilities = {"printer": kiosk.printer, "scanner": kiosk.scanner}
    state = DeviceState(
        online=True,
        role="pad" if isinstance(device, Pad) else "kiosk",
        version=__version__,
        capabilities=[name for name, there in capabilities.items() if there],
        plan=digest(plan),
    )
    return Station(
        hall=plan.hall.id,
        device=kiosk.id,
        state=state,
        boot=identity.boot,
        clock=clock,
        outbox=given.data / "outbox.sqlite",
        broker=given.broker,
        keys=given.keys,
        listen=listens(device),
        hear=post,
        health=lambda: health(given.data),
        turned=turned,
        ways=ways,
    )


def _printer(kiosk: Kiosk, data: Path, words: Words, post: Post) -> PrintWorker | None:
    """Its own printer, then the spare; None when there is none that could be used."""
    places = [Place(url=kiosk.printer, dots=kiosk.paper_dots)] if kiosk.printer else []
    spare = kiosk.spare
    if spare is not None and places:
        places.append(Place(url=spare.printer, dots=spare.paper_dots, name=spare.at.vi))

    def done(id: str, outcome: Outcome) -> None:
        if id.startswith(SLIP):
            post(PapersPut(id, outcome.reason))
            return
        if id in TRIALS:
            post(Tried("spare" if TRIALS.index(id) else "print", outcome.reason or WELL))
            return
        elsewhere = spare.at if spare is not None and outcome.printer > 0 else None
        post(Paper(id, outcome.reason, elsewhere, outcome.copy))

    def problem(what: object, present: bool) -> None:
        post(ProblemSeen(what, present))  # pyright: ignore[reportArgumentType]

    if not places:
        return None
    try:
        return PrintWorker(places, data, done=done, problem=problem, words=words)
    except MotcuaError as error:
        log.error("%s", error)  # noqa: TRY400 - the message says it all
        post(ProblemSeen("printer-missing", True))
        post(ProblemSeen("spare-printer", spare is not None))
        return None
