"""A hall with two agencies, a kiosk in it that is connected and open, and a hand to turn its clock."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.contract.messages import HallState, Reply, ServiceState, TicketReceipt
from hall_core.domain.commands import IssueTicket
from hall_core.domain.names import Name
from hall_core.domain.plan import Agency, Field, Numbers, Plan, PriorityGroup, Service
from hall_core.domain.plan_devices import Kiosk
from hall_core.domain.refusal import Reason, Refusal
from hall_core.mqtt.heard import Answered, Heard, LinkUp, StateHeard
from kiosk_app import kiosk as k
from kiosk_app.jobs.tickets import pages as p
from kiosk_app.kiosk import Now
from kiosk_app.messages import Ask, Connected, Effect, Message
from kiosk_app.rules import SETTLE
from kiosk_app.state import step
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.screens_support import _glass, english_too, glass

__all__ = ["_glass", "english_too", "glass"]

COMMAND = "018f0000-0000-7000-8000-00000000000a"
OTHER = "018f0000-0000-7000-8000-00000000000c"


def make_hall() -> Plan:
    """The plan of all tests, with a second agency, and a field of ten services for pages."""
    plan = make_plan()
    many = [
        Service(
            id=f"dich-vu-{n}",
            field="dat-dai",
            name=Name(vi=f"Dịch vụ đất đai {n}", en=f"Land service {n}"),
            numbers=Numbers(prefix=f"D{chr(65 + n)}"),
        )
        for n in range(10)
    ]
    return replace(
        plan,
        hall=replace(plan.hall, name=Name(vi="Trung tâm Thử", en="Test Centre"), hotline="1900 0000", address="Số 1"),
        agencies=[
            Agency(id="tu-phap", name=Name(vi="Sở Tư pháp", en="Department of Justice")),
            Agency(id="moi-truong", name=Name(vi="Sở Môi trường", en="Department of Environment")),
        ],
        fields=[
            Field(id="dat-dai", agency="moi-truong", name=Name(vi="Đất đai", en="Land")),
            Field(id="ho-tich", agency="tu-phap", name=Name(vi="Hộ tịch", en="Civil status")),
            Field(id="trong", agency="tu-phap", name=Name(vi="Chưa có dịch vụ", en="Nothing yet")),
        ],
        priority_groups=[
            PriorityGroup(id="cao-tuoi", name=Name(vi="Người cao tuổi", en="Elderly people")),
            PriorityGroup(id="co-cong", name=Name(vi="Người có công", en="People with merit")),
        ],
        services=[*plan.services, *many],
        counters=[
            replace(counter, serves={**counter.serves, **{service.id: 0 for service in many}})
            for counter in plan.counters
        ],
        devices=[Kiosk(id="kiosk-1", printer="file:paper.bin")],
    )


def heard(state: HallState | ServiceState) -> StateHeard:
    return StateHeard(state, NINE_IN_THE_MORNING, True)


def hall_state(*, open: bool = True, changes_at: int | None = None) -> HallState:
    return HallState(epoch=1, version=1, day="2026-11-21", open=open, changes_at=changes_at)


def service_state(service: str, waiting: int = 0, issuing: str = "open", reason: str = "") -> ServiceState:
    return ServiceState(
        epoch=1,
        version=1,
        service=service,
        waiting=waiting,
        oldest=None,
        estimate_minutes=None,
        issuing=issuing,  # pyright: ignore[reportArgumentType]
        reason=reason,
    )


def ticket(service: str = "khai-sinh", id: str = COMMAND, priority: str | None = None) -> TicketReceipt:
    return TicketReceipt(
        id=id,
        number="A012",
        service=service,
        priority=priority,
        issued_at=NINE_IN_THE_MORNING,
        ahead=7,
        estimate_minutes=25,
    )


def issued(service: str = "khai-sinh", command: str = COMMAND) -> Answered:
    return Answered(Reply(to=command, ticket=ticket(service, command)))


def refused(reason: Reason, about: str = "", command: str = COMMAND) -> Answered:
    return Answered(Reply(to=command, refusal=Refusal(reason, about)))


class Hand:
    """Plays messages into the decider, and keeps what it did. A tap waits first until the page has settled."""

    def __init__(self, kiosk: k.Kiosk, *, connected: bool = True) -> None:
        self.kiosk = kiosk
        self.id = COMMAND
        """What the next intent is called."""
        self.mono = 1_000_000
        self.done: list[Effect] = []
        self.trusted = True
        if connected:
            self.hear(Connected())

    @property
    def now(self) -> Now:
        return Now(self.mono, NINE_IN_THE_MORNING + self.mono - 1_000_000, self.trusted, self.id)

    def hear(self, message: Message | Heard) -> list[Effect]:
        self.kiosk, effects = step(self.kiosk, message, self.now)
        self.done += effects
        return effects

    def tap(self, *taps: Message) -> list[Effect]:
        effects: list[Effect] = []
        for tap in taps:
            self.mono += SETTLE
            effects = self.hear(tap)
        return effects

    def wait(self, ms: int) -> None:
        self.mono += ms

    def ask(self, service: str = "sao-y") -> IssueTicket:
        """From home to the page that waits for the answer to COMMAND."""
        (effect,) = self.tap(p.Begin(), p.ChooseField("ho-tich"), p.ChooseService(service))
        assert isinstance(effect, Ask)
        assert isinstance(effect.command, IssueTicket)
        return effect.command


def make_kiosk(plan: Plan | None = None, *, printer: bool = True, tiles: int = 8) -> k.Kiosk:
    return k.Kiosk(setup=k.Setup(plan=plan or make_hall(), digest="d1", tiles=tiles, printer=printer))


@pytest.fixture
def hall() -> Plan:
    return make_hall()


@pytest.fixture
def hand() -> Hand:
    """A kiosk that is linked, in an open hall, with two people waiting for a birth certificate."""
    player = Hand(make_kiosk())
    player.hear(LinkUp())
    player.hear(heard(hall_state()))
    player.hear(heard(service_state("khai-sinh", 2)))
    player.done.clear()
    return player
