"""A recorded day shown on real boards, at N times its speed: this process says what the hub would have said then."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from broker_config.run import start as start_broker
from demo.glass import Glass
from demo.programs import Program
from hall_core.contract.codec import Sealer
from hall_core.contract.limits import HEARTBEAT
from hall_core.contract.topics import Topics
from hall_core.domain import events as e
from hall_core.domain.business_day import local
from hall_core.domain.hall import Hall, evolve
from hall_core.domain.names import Millis, Slug
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board
from hall_core.domain.speaking import Naming
from hall_core.errors import MotcuaError
from hall_core.mqtt.link import Link, Publication, Up
from hall_hub.post import Post
from hall_hub.states import States
from hall_hub.touched import Touched
from hall_hub.views import Views
from hall_sim.agenda import HOUR, SECOND
from hall_sim.fast import Fast, counted
from hall_sim.happened import Happened

UP = 60.0
"""Seconds for a board to show its first picture on a machine that has other things to do."""
TURN = 0.1
LINGERS = 3.0
"""Seconds after the last event, so that its picture is painted."""
EPOCH = 1


class NoBoardError(MotcuaError):
    """There is no such board; the message says which there are."""

    key = "hall-file"


class Teller:
    """What a hub that has taken the events so far says. ``at`` is the moment at which it says it."""

    def __init__(self, plan: Plan, post: Post, speakers: dict[Slug, Slug]) -> None:
        self.hall = Hall(plan)
        self._post, self._told = post, 0
        self._touched = Touched()
        self._states = States(post, self._touched, lambda zone: Naming(speakers.get(zone)))

    def take(self, event: e.Event, at: Millis) -> list[Publication]:
        """Its call, if it is one."""
        self._told += 1
        self._touched.before(event, self.hall)
        evolve(self.hall, event, at)
        self._touched.by(event, self.hall)
        called = isinstance(event, e.TicketCalled)
        return [self._states.call(self._views(at), self.hall.calls[event.call])] if called else []

    def state(self, at: Millis) -> list[Publication]:
        views = self._views(at)
        self._states.look(views, at, trusted=True)
        said = self._states.news(views)
        self._touched.clear()
        return said

    def everything(self, at: Millis) -> list[Publication]:
        """For boards that know nothing yet."""
        self._states.forget()
        self._touched.everything(self.hall)
        return [*self.state(at), self.heartbeat(at)]

    def heartbeat(self, at: Millis) -> Publication:
        return self._states.heartbeat(self._views(at))

    def _views(self, at: Millis) -> Views:
        return Views(self.hall, EPOCH, self._told, at, clock_trusted=True)


def show(
    plan: Plan,
    hall: Path,
    happened: list[Happened],
    board: Slug | None,
    speed: float,
    since: Millis | None,
    folder: Path,
    say: Callable[[str], None],
) -> None:
    """Until the day is over. ``since``: the moment from which on it is shown; what was before is taken at once. Leaves
    a picture of each hour in ``folder``."""
    device = _board(plan, board)
    begins = max(happened[0][1], since if since is not None else _first_call(happened) - 20 * SECOND)
    with ExitStack() as undo:
        broker = start_broker(plan, None, folder / "broker")
        undo.callback(broker.stop)
        options = ["--hall", str(hall), "--device", device.id, "--data", str(folder / device.id)]
        options += ["--broker", f"{broker.host}:{broker.port}"]
        screen = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
        (folder / device.id).mkdir(parents=True, exist_ok=True)
        program = Program(
            "board", "display_app", [*options, *([] if screen else ["--offscreen"])], folder / f"{device.id}.log"
        )
        undo.callback(program.stop)
        program.wait_for("linked to the broker", UP)
        say(f"{device.id} is on" + ("" if screen else ", off screen"))
        fast = Fast(begins, counted(), speed)
        glass = Glass(program, folder / device.id)
        post = Post(Topics(plan.hall.id), Sealer(1, fast.clock()))
        link = Link("hub", broker.address, [(Topics(plan.hall.id).to("fact", "+"), 0)], None, fast.clock())
        undo.callback(link.close)
        teller = Teller(plan, post, {device.zone: device.id} if device.speaks else {})
        _tell(teller, link, fast, happened, lambda at: _keep(glass, folder, at, say))


def _tell(teller: Teller, link: Link, fast: Fast, happened: list[Happened], hour: Callable[[Millis], None]) -> None:
    place = next((nth for nth, (_, at) in enumerate(happened) if at > fast.begins), len(happened))
    for event, at in happened[:place]:
        teller.take(event, at)
    heartbeat_due, next_hour, ends = 0.0, (fast.begins // HOUR + 1) * HOUR, happened[-1][1]
    lingers: float | None = None
    while lingers is None or time.monotonic() < lingers:
        wait = fast.seconds_until(happened[place][1]) if place < len(happened) else TURN
        up = any(isinstance(item, Up) for item in link.turn(min(TURN, wait)))
        now = fast.now()
        while place < len(happened) and happened[place][1] <= now:
            link.send(teller.take(*happened[place]))
            place += 1
        link.send(teller.everything(now) if up else teller.state(now))
        if time.monotonic() >= heartbeat_due:
            heartbeat_due = time.monotonic() + HEARTBEAT
            link.send([teller.heartbeat(now)])
        if now >= next_hour and place:
            hour(next_hour)
            next_hour += HOUR
        if place == len(happened) and now >= ends and lingers is None:
            lingers = time.monotonic() + LINGERS
    hour(fast.now())


def _keep(glass: Glass, folder: Path, at: Millis, say: Callable[[str], None]) -> None:
    picture = glass.keep(folder / f"{local(at):%H-%M}.png")
    say(f"{local(at):%H:%M}: {picture}")


def _first_call(happened: list[Happened]) -> Millis:
    calls = (at for event, at in happened if isinstance(event, e.TicketCalled))
    return next(calls, happened[0][1])


def _board(plan: Plan, id: Slug | None) -> Board:
    boards = [device for device in plan.devices if isinstance(device, Board)]
    wanted = [board for board in boards if id is None or board.id == id]
    if not wanted:
        known = ", ".join(board.id for board in boards) or "none at all"
        raise NoBoardError(f"the hall file has no board {id or ''}; it has {known}")
    return next((board for board in wanted if "calls" in board.shows), wanted[0])
