"""Numbers of a kiosk's reserve beside a hub, whatever happens to the clocks of both: real rules, a real outbox."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

from hypothesis import example, given, settings
from hypothesis import strategies as st

from hall_core.contract.codec import Sealer
from hall_core.contract.messages import HallState
from hall_core.domain import commands as c
from hall_core.domain import facts as f
from hall_core.mqtt.heard import StateHeard
from hall_core.mqtt.outbox import Outbox
from kiosk_app.jobs.tickets.hall import today
from kiosk_app.jobs.tickets.pages import GoOn
from kiosk_app.kiosk import Home, Kiosk, Now, Setup
from kiosk_app.state import step
from tests.conftest import HandClock
from tests.domain.a_day import Day, uid
from tests.hall_sim.made import plan_with_reserve

Step = Literal[
    "number",  # somebody gets one of the reserve
    "served",
    "cut",  # the line between the two, or it is whole again
    "hub off",  # for a moment: a box without a clock battery
    "kiosk off",
    "day",  # it passes, and nothing else happens
    "night",  # both, until the next morning; their clocks stand still
    "hub sure",  # somebody sets its clock
    "kiosk sure",
]
STEPS: st.SearchStrategy[Step] = st.sampled_from(get_args(Step))
SERVICE, BAND = "khai-sinh", (900, 949)
EXAMPLES = 100
"""Each number costs a flush to the disk."""
DAY = 86_400_000


class Hall:
    """A hub and a kiosk; ``late``: milliseconds by which the clock of each is behind."""

    def __init__(self, folder: Path) -> None:
        self.day = Day(plan_with_reserve())
        self.at = self.day.at
        self.late = {"hub": 0, "kiosk": 0}
        self.sure = {"hub": True, "kiosk": True}
        self.linked = True
        self.came: set[str] | None = None
        self.untold: list[tuple[int, f.IssuedHere]] = []
        self.outbox = Outbox(folder / "outbox.sqlite", Sealer(1, HandClock()))
        self.setup = Setup(
            plan=self.day.hall.plan, digest="", me="kiosk-1", tiles=6, printer=False, scanner=False, home=Home()
        )
        self.kiosk = Kiosk(setup=self.setup, page=Home())
        self.ids = 0

    def do(self, what: Step) -> None:
        self.at += 60_000
        match what:
            case "number":
                self.number()
            case "served":
                self.day.ask(c.CallNext(counter="quay-1"))
                self.day.ask(c.StartService(counter="quay-1"))
                self.day.ask(c.CompleteService(counter="quay-1"))
            case "cut":
                self.linked = not self.linked
            case "hub off" | "kiosk off":
                self.off(what.removesuffix(" off"))
            case "day":
                self.at += DAY
            case "night":
                self.at += DAY
                for box in self.sure:
                    self.late[box] += DAY
                    self.off(box)
            case "hub sure":
                self.late["hub"], self.sure["hub"] = 0, True
            case "kiosk sure":
                self.late["kiosk"], self.sure["kiosk"] = 0, True
        self.tick()
        if self.linked:
            self.state()
            self.tell()
        waiting = [ticket.number for ticket in self.day.hall.open_tickets()]
        assert len(set(waiting)) == len(waiting), waiting

    def off(self, box: str) -> None:
        self.sure[box] = False
        if box == "hub":
            self.came = set()
        else:
            self.kiosk = Kiosk(setup=self.setup, page=Home())

    def now(self) -> Now:
        return Now(self.at, self.at - self.late["kiosk"], self.sure["kiosk"], uid(0))

    def number(self) -> None:
        self.ids += 1

        def fact(value: int, day: str) -> f.IssuedHere:
            made = f.IssuedHere(ticket=uid(self.ids), number=f"A{value}", value=value, service=SERVICE, day=day)
            self.untold.append((self.at, made))
            return made

        self.outbox.take(SERVICE, today(self.kiosk, self.now()), BAND, fact, lambda _: (uid(self.ids), b""))

    def tell(self) -> None:
        told, self.untold = self.untold, []
        for at, fact in told:
            self.day.at = self.at - self.late["hub"]
            self.day.hear(fact, ago=self.at - at, clock_trusted=self.sure["hub"], heard_at=self.day.at)
            if self.came is not None:
                self.came.add(fact.ticket)

    def state(self) -> None:
        hall = HallState(epoch=1, version=self.at, day=self.day.hall.day, open=True, changes_at=None)
        self.kiosk, effects = step(self.kiosk, StateHeard(hall, self.at, self.sure["hub"]), self.now())
        if GoOn() in effects:
            self.outbox.go_on()

    def tick(self) -> None:
        self.day.at = self.at - self.late["hub"]
        self.day.tick(trusted=self.sure["hub"], came=self.came)
        if self.sure["hub"]:
            self.came = None


@settings(max_examples=EXAMPLES)
@given(st.lists(STEPS, max_size=16))
@example(["night", "number", "hub sure", "kiosk sure", "number"])
@example(["night", "cut", "number", "hub sure", "kiosk sure", "number", "cut"])
@example(["number", "cut", "night", "kiosk sure", "number", "cut", "hub sure", "number"])
@example(["cut", "number", "night", "cut", "hub sure", "kiosk sure", "number"])
@example(["kiosk off", "cut", "day", "number", "kiosk sure", "number", "cut"])
@example(["number", "night", "number", "kiosk off", "cut", "hub sure", "kiosk sure", "number", "number", "cut"])
def test_nobody_waits_by_the_number_of_another_whatever_happens_to_the_clocks(steps: list[Step]) -> None:
    with TemporaryDirectory() as name:
        hall = Hall(Path(name))
        for what in steps:
            hall.do(what)
        hall.outbox.close()
