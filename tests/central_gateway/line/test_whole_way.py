"""A hall and its province, whole: hub, courier, Mosquitto, the line, NATS, the gateway's own programs, PostgreSQL."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from broker_config.run import Broker, start
from central_gateway.config import Dossiers
from central_gateway.store import dossiers
from central_gateway.store.connection import Db
from central_gateway.store.told import ToldDossier
from demo.centre.gateway import Gateway
from demo.centre.proxy import Proxy
from demo.programs import SOON, start_courier
from hall_core.contract import questions as q
from hall_core.device.hall_file import load
from hall_core.domain.commands import CallNext, CancelTicket, CompleteService, IssueTicket, OpenCounter, StartService
from hall_core.domain.dossier import Dossier
from hall_core.domain.facts import VoteCast
from hall_core.domain.names import Name
from hall_core.mqtt.heard import Told
from tests.central_gateway.line.conftest import Province
from tests.flows.conftest import Device, RunningHall

pytestmark = pytest.mark.timeout(120)

CODE = "H41.16-210612-0001"
PAD = """
[[devices]]
role = "pad"
id = "danh-gia-1"
counter = "quay-1"
[centre]
brings = ["dossiers"]
officers = true
"""


class JoinedHall(RunningHall):
    """With a line to the province, and a courier."""

    def __init__(self, folder: Path, province: Province, through: list[Proxy]) -> None:
        self._line = province.line("thu", through)
        super().__init__(folder, 1, PAD)
        self.courier = start_courier(self.file, folder / "hub", folder / "courier", self.broker.address)

    def start_broker(self) -> Broker:
        return start(load(self.file), None, self.folder / "broker", line=self._line, pace=SOON)

    def close(self) -> None:
        self.courier.stop()
        super().close()


def eventually(what: Callable[[], Any], seconds: float = 30) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)
    return found


class Whole:
    def __init__(self, province: Province, database: str, folder: Path) -> None:
        self.line = province.proxies()
        self.gateway = Gateway(province.centre, database, folder / "gateway")
        self.gateway.start("ingest", "carry")
        self.hall = JoinedHall(folder, province, self.line)
        self.kiosk: Device = self.hall.device("kiosk-1")
        self.caller: Device = self.hall.device("goi-1")
        self.pad: Device = self.hall.device("danh-gia-1")

    def close(self) -> None:
        self.hall.close()
        self.gateway.close()

    def served(self) -> str:
        """A citizen is served and says that it was good; the id of the ticket."""
        ticket = self.kiosk.answer(IssueTicket(service="khai-sinh")).ticket
        assert ticket is not None
        self.caller.answer(CallNext(counter="quay-1"))
        self.caller.answer(StartService(counter="quay-1"))
        counter = self.caller.answer(CompleteService(counter="quay-1")).counter
        assert counter is not None
        assert counter.offer is not None
        self.pad.station.tell(VoteCast(offer=counter.offer.id, level="satisfied"))
        return ticket.id

    def asks(self, code: str) -> q.DossierTold:
        id = self.kiosk.station.wonder(q.AskDossier(code=code))
        told = self.kiosk.expect(Told, lambda heard: heard.answer.to == id).answer.body
        assert isinstance(told, q.DossierTold)
        return told


@pytest.fixture
def whole(nats_province: Province, database: str, tmp_path: Path) -> Iterator[Whole]:
    whole = Whole(nats_province, database, tmp_path)
    yield whole
    whole.close()


def dossier(site: str, code: str = CODE, **more: Any) -> ToldDossier:
    values = {"state": "processing", "state_told": "4", "told_at": None, "due": "2026-11-20", **more}
    return ToldDossier(
        code=code,
        site=site,
        procedure_name=Name(vi="Đăng ký khai sinh", en="Birth registration"),
        agency=Name(vi="Ủy ban nhân dân phường", en="Ward People's Committee"),
        **values,
    )


def put(db: Db, *told: ToldDossier) -> None:
    dossiers.take(db, told, "igate", Dossiers(), time.time_ns() // 1_000_000)


def test_what_happens_in_a_hall_is_in_the_centres_tables_once_also_when_the_line_is_cut_in_between(
    whole: Whole, db: Db
) -> None:
    whole.caller.answer(OpenCounter(counter="quay-1", officer="can-bo-1"))

    def rows() -> list[tuple[str, str, str, str | None]]:
        return db.execute(
            "SELECT t.ticket::text, t.outcome, t.officer, r.level FROM transaction AS t LEFT JOIN rating AS r"
            " ON r.ticket = t.ticket WHERE t.hall = 'thu' ORDER BY t.ended"
        ).fetchall()

    first = whole.served()
    eventually(lambda: rows() == [(first, "completed", "can-bo-1", "satisfied")])
    for proxy in whole.line:
        proxy.cut()
    second = whole.served()
    third = whole.kiosk.answer(IssueTicket(service="khai-sinh")).ticket
    assert third is not None
    whole.kiosk.answer(CancelTicket(ticket=third.id))
    assert len(rows()) == 1, "nothing can have come"
    for proxy in whole.line:
        proxy.mend()
    eventually(lambda: len(rows()) == 3)
    eventually(
        lambda: (
            rows()
            == [
                (first, "completed", "can-bo-1", "satisfied"),
                (second, "completed", "can-bo-1", "satisfied"),
                (third.id, "void", None, None),
            ]
        )
    )


def test_a_dossier_told_at_the_centre_is_told_in_the_hall_and_so_is_what_becomes_of_it(whole: Whole, db: Db) -> None:
    def state() -> str:
        told = whole.asks(CODE)
        return told.dossier.state if isinstance(told.dossier, Dossier) and told.asked == "not-asked" else ""

    put(db, dossier("thu-site"))
    eventually(lambda: state() == "processing")
    for proxy in whole.line:
        proxy.cut()
    put(db, dossier("thu-site", state="finished", state_told="9", ended="2026-11-20"))
    assert state() == "processing", "the hall answers by its copy"
    for proxy in whole.line:
        proxy.mend()
    eventually(lambda: state() == "finished")


def test_a_dossier_of_another_hall_is_asked_for_at_the_centre(whole: Whole, db: Db) -> None:
    put(db, dossier("ha-giang-site", "H35.01-261105-0007"))
    eventually(lambda: whole.asks("H35.01-261105-0007").asked == "found")
    assert whole.asks("H35.01-261105-9999").asked == "none"
    for proxy in whole.line:
        proxy.cut()
    eventually(lambda: whole.asks("H35.01-261105-0007").asked == "no-answer")
