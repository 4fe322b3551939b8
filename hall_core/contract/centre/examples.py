"""One example of each message between hall and centre, for :mod:`hall_core.contract.examples`."""

from __future__ import annotations

from typing import Any

from hall_core.contract.centre import messages as c
from hall_core.contract.centre.packing import items, records
from hall_core.contract.centre.records import Apology, DayClosed, Rating, Record, Totals, Transaction
from hall_core.contract.centre.sets import Digest, digest_of, item
from hall_core.contract.topics import Kind
from hall_core.domain.dossier import Dossier
from hall_core.domain.names import Name

AT = 1_795_240_000_000
TICKET = "01936d5e-0000-7000-8000-000000000001"
OFFER = "01936d5e-0000-7000-8000-000000000002"
ID = "01936d5e-0000-7000-8000-000000000003"

RECORDS = [
    Record(
        4_711,
        0,
        "2026-11-21",
        Transaction(
            ticket=TICKET,
            step=1,
            number="A012",
            service="khai-sinh",
            agency="ubnd",
            channel="kiosk",
            outcome="completed",
            came=AT,
            ended=AT + 1_500_000,
            counter="quay-3",
            first_call=AT + 600_000,
            last_call=AT + 600_000,
            started=AT + 630_000,
            wait_first=600,
            wait_last=600,
            walking=30,
            service_time=870,
            sojourn=1_500,
        ),
    ),
    Record(
        4_715,
        0,
        "2026-11-21",
        Rating(
            offer=OFFER,
            ticket=TICKET,
            service="khai-sinh",
            agency="ubnd",
            counter="quay-3",
            level="satisfied",
            reasons=["kind"],
            at=AT + 1_560_000,
            device="danh-gia-3",
        ),
    ),
    Record(
        5_200,
        0,
        "2026-11-21",
        DayClosed(
            events=489,
            digest="0f1e2d3c4b5a6978",
            services={"khai-sinh": Totals(steps=41, completed=38, no_show=2, cancelled=1)},
            votes={"satisfied": 12},
        ),
    ),
    Record(
        5_090,
        0,
        "2026-11-21",
        Apology(
            code="H41.16-210612-0001",
            agency="Ủy ban nhân dân phường",
            due="2026-11-11",
            new_due="2026-12-04",
            board="bang-1",
            at=AT + 60_000,
        ),
    ),
]
DOSSIER = Dossier(
    code="H41.16-210612-0001",
    procedure=Name(vi="Cấp Giấy chứng nhận lần đầu", en="First land use certificate"),
    agency=Name(vi="Ủy ban nhân dân phường", en="Ward People's Committee"),
    state="processing",
    received="2026-10-05",
    due="2026-11-11",
)
_BODY = b'{"code":"H41.16-210612-0001","state":"processing"}'
_SET: Digest = digest_of([("H41.16-210612-0001", _BODY)])
_POSITION = c.Position(epoch=3, seq=118, digest=_SET.text)
((_, _PACKED_RECORDS),) = records.packed(RECORDS[:1])
((_, _PACKED_ITEMS),) = items.packed([item("H41.16-210612-0001", _BODY)])

BODIES: dict[Kind, list[Any]] = {
    "centre-up": [
        c.Hello(
            version="0.1.0",
            plan="0f1e2d3c4b5a6978",
            epoch=468_000,
            told={"transactions": c.Mark(468_000, 4_702), "ratings": c.NOTHING},
            sets={"dossiers": _POSITION},
        ),
        c.Records(
            stream="transactions",
            after=c.Mark(468_000, 4_702),
            upto=c.Mark(468_000, 4_711),
            count=1,
            packed=_PACKED_RECORDS,
        ),
        c.HallStatus(
            day="2026-11-21",
            open=True,
            waiting={"khai-sinh": 7},
            counters_open=3,
            served_today=112,
            devices=9,
            away=["bang-2"],
            problems={"paper-low": 1},
            behind=2,
        ),
        c.Ask(code="H41.16-210612-0001"),
        c.Differs(set="dossiers", buckets=_SET.buckets()),
    ],
    "centre-down": [
        c.Recorded(stream="transactions", upto=c.Mark(468_000, 4_711)),
        c.Stands(set="dossiers", position=_POSITION),
        c.Changes(set="dossiers", epoch=3, after=117, upto=118, packed=_PACKED_ITEMS, digest=_SET.text),
        c.Bucket(set="dossiers", epoch=3, seq=118, bucket=17, part=0, parts=1, packed=_PACKED_ITEMS),
        c.Told(to=ID, dossier=DOSSIER, as_of=AT),
        c.Told(to=ID, dossier=None, as_of=AT),
    ],
}
