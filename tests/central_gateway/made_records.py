"""Records as a hall makes them, and the messages in which it tells them."""

from __future__ import annotations

from collections.abc import Sequence

from hall_core.contract.centre import packing
from hall_core.contract.centre.messages import NOTHING, HallStatus, Hello, Mark, Position, Records
from hall_core.contract.centre.records import Apology, DayClosed, Rating, Record, Totals, Transaction
from hall_core.contract.codec import Sealer, encode
from hall_core.contract.ids import new_id
from tests.conftest import NINE_IN_THE_MORNING

DAY = "2026-11-21"
SEALER = Sealer(1, lambda: (NINE_IN_THE_MORNING, 1_000, True))


def uid(n: int) -> str:
    return f"0193a000-0000-7000-8000-{n:012x}"


def transaction(n: int, *, step: int = 1, outcome: str = "completed", service: str = "khai-sinh") -> Transaction:
    return Transaction(
        ticket=uid(n),
        step=step,
        number=f"A{n % 1000:03}",
        service=service,
        agency="tu-phap",
        channel="kiosk",
        outcome=outcome,  # type: ignore[arg-type]
        came=NINE_IN_THE_MORNING,
        ended=NINE_IN_THE_MORNING + 600_000 + n,
        counter="quay-1",
        first_call=NINE_IN_THE_MORNING + 60_000,
        last_call=NINE_IN_THE_MORNING + 60_000,
        started=NINE_IN_THE_MORNING + 70_000,
        wait_first=60,
        wait_last=60,
        walking=10,
        service_time=530,
        sojourn=600,
    )


def rating(n: int, level: str = "satisfied") -> Rating:
    return Rating(
        offer=uid(n),
        ticket=uid(n),
        service="khai-sinh",
        agency="tu-phap",
        counter="quay-1",
        level=level,  # type: ignore[arg-type]
        reasons=["kind", "quick"],
        at=NINE_IN_THE_MORNING,
        device="pad-1",
    )


def apology(code: str, new_due: str | None = "2026-12-01") -> Apology:
    return Apology(code=code, agency="Sở Xây dựng", due="2026-11-10", new_due=new_due, board="bang-1", at=1)


def day_closed(services: dict[str, Totals], votes: dict[str, int] | None = None) -> DayClosed:
    return DayClosed(events=10, digest="0" * 64, services=services, votes=votes or {})  # type: ignore[arg-type]


def batch(records: Sequence[Record], stream: str, epoch: int = 1, after: Mark = NOTHING) -> Records:
    """One message's worth."""
    [(taken, packed)] = packing.records.packed(records)
    upto = Mark(epoch, taken[-1].seq, taken[-1].part)
    return Records(stream=stream, after=after, upto=upto, count=len(taken), packed=packed)  # type: ignore[arg-type]


def said(body: object, id: str | None = None) -> tuple[str, bytes]:
    """Way and payload."""
    return str(body.__struct_config__.tag), encode(SEALER.seal(body, id or new_id()))  # type: ignore[attr-defined]


def hello(**sets: Position) -> Hello:
    return Hello(version="0.1.0", plan="abc", epoch=1, told={}, sets=sets)  # type: ignore[arg-type]


def status(waiting: int = 3) -> HallStatus:
    return HallStatus(
        day=DAY, open=True, waiting={"khai-sinh": waiting}, counters_open=2, served_today=5, devices=9, behind=4
    )
