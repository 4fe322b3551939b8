"""One example of every kind of message: in the AsyncAPI document, and pinned byte for byte in tests/wire."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from hall_core.contract import doctor as d
from hall_core.contract import messages as m
from hall_core.contract import questions as q
from hall_core.contract import release as r
from hall_core.contract import trust as t
from hall_core.contract.centre import examples as centre_examples
from hall_core.contract.codec import Envelope
from hall_core.contract.examples_commands import AT, CALL, COMMANDS, ID, RECORDED, TICKET
from hall_core.contract.limits import VERSION
from hall_core.contract.topics import Kind
from hall_core.domain import facts as f
from hall_core.domain.dossier import Dossier, Fee
from hall_core.domain.dossier_days import Reckoned
from hall_core.domain.names import Name
from hall_core.domain.refusal import Refusal

OFFER = "019aa2c1-0000-7000-8000-000000000005"
STREAM = "019aa2c1-0000-7000-8000-000000000004"

_IN_HAND = m.TicketInHand(
    id=TICKET, number="A012", state="called", since=AT, calls=1, service="khai-sinh", priority=None
)
_SENT_ON = replace(
    _IN_HAND,
    state="serving",
    language="en",
    step=2,
    then=["tra-ket-qua"],
    sent_by="quay-1",
    note="Thiếu bản sao sổ hộ khẩu",
)
_CONCERNED = m.TicketConcerned(id=TICKET, number="A012", state="waiting", service="sao-y", priority=None)
_SERVICE = m.ServiceState(
    epoch=1,
    version=42,
    service="khai-sinh",
    waiting=3,
    oldest=AT,
    estimate_minutes=10,
    issuing="open",
    staffed=2,
)
_COUNTER = m.CounterState(
    epoch=1,
    version=42,
    counter="quay-3",
    revision=7,
    status="open",
    reason="",
    since=AT,
    ticket=_IN_HAND,
    seen=None,
)
_CALL = m.CallMade(
    id=CALL,
    zone="sanh",
    sequence=12,
    number="A012",
    counter="quay-3",
    counter_number=3,
    language="vi",
    at=AT,
    again=False,
)
_RECEIPT = m.TicketReceipt(
    id=TICKET,
    number="A012",
    service="khai-sinh",
    priority="nguoi-cao-tuoi",
    issued_at=AT,
    ahead=3,
    estimate_minutes=10,
)

_OFFER = m.RatingOffer(id=OFFER, number="A012", until=AT + 1_800_000)
_DOSSIER = Dossier(
    code="H41.16-210612-0001",
    procedure=Name(vi="Đăng ký khai sinh", en="Birth registration"),
    agency=Name(vi="Ủy ban nhân dân phường", en="Ward People's Committee"),
    state="fee-due",
    received="2026-11-18",
    due="2026-11-24",
    fee=Fee(amount=50_000, bank="970403", account="0011012345678"),
)

_YEAR = 31_536_000_000
_FINGERPRINT = "3F2A-91C0-77DE-0B14-A6E8"


def _pem(what: str) -> str:
    return f"-----BEGIN {what}-----\nMIIBHjCBxQIBADAYMRYwFAYDVQQDDA1raW9zay0x\n-----END {what}-----\n"


BODIES: dict[Kind, list[Any]] = {
    "device-state": [
        m.DeviceState(
            online=True,
            role="kiosk",
            version="0.1.0",
            capabilities=["printer"],
            problems=["paper-out"],
            plan="0f1e2d3c4b5a6978",
            stream=STREAM,
        ),
        m.DeviceState(online=True, role="console", version="0.1.0", plan="0f1e2d3c4b5a6978"),
    ],
    "device-health": [
        m.Health(uptime_s=3600, temperature_c=48.5, disk_free_mb=11_000, memory_mb=140, outbox=0),
        m.Health(uptime_s=3600, certificate_until=AT + _YEAR),
    ],
    "device-alert": [m.Alert(problem="paper-out", since=AT)],
    "fact": [
        f.PaperPrinted(ticket=TICKET),
        f.PaperFailed(ticket=TICKET, reason="paper-out"),
        f.CallWasShown(call=CALL, how="painted"),
        f.PaperPrinted(ticket=TICKET, again=True),
        f.IssuedHere(ticket=TICKET, number="A900", value=900, service="khai-sinh", day="2026-11-21"),
        f.GivenUp(ticket=TICKET, reason="no answer reached the kiosk"),
        f.VoteCast(offer=OFFER, level="satisfied", reasons=["kind", "quick"]),
        f.ApologiesShown(refs=["0f1e2d3c4b5a6978"]),
    ],
    "command": [*COMMANDS],
    "question": [
        q.AskPart(catalogue="procedures", digest="0f1e2d3c4b5a6978", index=0),
        q.AskDossier(code="H41.16-210612-0001"),
        q.AskDossiers(bucket="a7"),
        q.AskOffer(ticket=TICKET),
        q.AskCardKey(),
    ],
    "ack": [m.FactsRecorded(stream=STREAM, up_to=20)],
    "reply": [
        m.Reply(to=ID, ticket=_RECEIPT),
        m.Reply(to=ID, counter=_COUNTER),
        m.Reply(to=ID, refusal=Refusal("nobody-waiting"), counter=_COUNTER),
        m.Reply(to=ID, ticket=replace(_RECEIPT, priority=None, appointment=AT + 600_000)),
        m.Reply(to=ID, refusal=Refusal("appointment-early", str(AT + 600_000))),
        m.Reply(to=ID, counter=replace(_COUNTER, ticket=None), concerned=_CONCERNED),
        m.Reply(to=ID, concerned=replace(_CONCERNED, state="deferred", back_at=AT + 1_800_000)),
        m.Reply(to=ID, refusal=Refusal("anothers-ticket", "can-bo-1"), counter=_COUNTER, concerned=_CONCERNED),
        m.Reply(to=ID, counter=_COUNTER, recorded=RECORDED),
    ],
    "answer": [
        q.Answer(
            to=ID,
            body=q.Part(catalogue="procedures", digest="0f1e2d3c4b5a6978", index=0, count=412, data="eJzLSM3J"),
        ),
        q.Answer(to=ID, body=q.DossierTold(dossier=_DOSSIER, as_of=AT)),
        q.Answer(to=ID, body=q.DossierTold(dossier=None, as_of=None)),
        q.Answer(to=ID, body=q.DossierTold(dossier=None, as_of=AT, asked="no-answer")),
        q.Answer(to=ID, body=q.DossierTold(dossier=_DOSSIER, as_of=AT, asked="found", reckoned=Reckoned(late_days=2))),
        q.Answer(to=ID, body=q.DossiersTold(dossiers=[_DOSSIER], page=0, pages=1, as_of=AT)),
        q.Answer(to=ID, body=q.OfferTold(offer=_OFFER)),
        q.Answer(to=ID, body=q.OfferTold(offer=None, why="early")),
        q.Answer(to=ID, body=q.CannotTell(reason="other-edition")),
        q.Answer(to=ID, body=q.CardKeyTold(key="bm90LWEta2V5LW9mLWFueS1oYWxsLS0tLS0tLS0tLSE=")),
    ],
    "hall": [
        m.HallState(epoch=1, version=42, day="2026-11-21", open=True, changes_at=AT + 9_000_000),
        m.HallState(
            epoch=2,
            version=43,
            day="2026-11-21",
            open=True,
            changes_at=AT + 9_000_000,
            restored=m.Restored(epoch=1, seq=42, recovering=True),
        ),
    ],
    "service": [
        _SERVICE,
        m.ServiceState(
            epoch=1, version=42, service="sao-y", waiting=0, oldest=None, estimate_minutes=None, issuing="too-late"
        ),
        replace(_SERVICE, issuing="service-stopped", reason="Mất kết nối hệ thống hộ tịch"),
    ],
    "counter": [
        _COUNTER,
        replace(_COUNTER, ticket=None, offer=_OFFER),
        replace(_COUNTER, ticket=_SENT_ON, help="Cần người biết tiếng Anh"),
    ],
    "zone": [
        m.ZoneState(
            epoch=1,
            version=42,
            zone="sanh",
            sequence=12,
            calls=[_CALL],
            spoken=[_CALL.id],
            speaker="bang-1",
            named_at=AT,
            messages=[
                m.BoardMessage(
                    id=CALL,
                    vi="Hệ thống hộ tịch đang gián đoạn, dự kiến 10:30 có lại",
                    en="The civil status system is down until about 10:30",
                )
            ],
        )
    ],
    "call": [replace(_CALL, speaker="bang-1")],
    "catalogue": [m.CatalogueHead(epoch=1, version=42, digest="0f1e2d3c4b5a6978")],
    "csr": [t.Request(device="kiosk-1", csr=_pem("CERTIFICATE REQUEST"))],
    "crt": [
        t.Waits(to=ID, fingerprint=_FINGERPRINT),
        t.Granted(to=ID, certificate=_pem("CERTIFICATE"), since=AT, until=AT + _YEAR),
        t.Denied(to=ID, denial="claim-over"),
    ],
    "trust": [
        t.Standing(device="kiosk-1", shut_out=False, fingerprint=_FINGERPRINT, since=AT, until=AT + _YEAR),
        t.Standing(
            device="bang-1",
            shut_out=True,
            asking=t.Asking(fingerprint=_FINGERPRINT, claim="claim-7k2q9w4x", at=AT),
            words="Mất cắp",
        ),
    ],
    "trust-wish": [
        t.Approve(device="kiosk-1", fingerprint=_FINGERPRINT, by="truong-tt"),
        t.Refuse(device="kiosk-1", fingerprint=_FINGERPRINT, by="truong-tt"),
        t.ShutOut(device="kiosk-1", reason="Mất cắp", by="truong-tt"),
    ],
    "doctor": [
        d.Report(
            at=AT,
            findings=[
                d.Finding(
                    check="temperature",
                    verdict="alarm",
                    case="hot",
                    about={"celsius": 84.5},
                    words="Máy nóng 84 °C",
                ),
                d.Finding(check="disk-space", verdict="good", about={"free_mb": 11_000}),
            ],
        )
    ],
    "look": [d.Look(wish="screen", by="truong-tt")],
    "shown": [
        d.Shown(to=ID, index=0, count=12, data="/9j/4AAQSkZJRg=="),
        d.Looking(to=ID),
        d.NotShown(to=ID, denial="somebody-there"),
    ],
    "release": [r.Wanted(offer=OFFER, version="2026.12.1", digest="ab" * 32, size=391_000_000, until=AT + 43_200_000)],
    "box": [
        r.BoxStanding(version="2026.11.0", machine="motcua-arm64", slot="A", state="running"),
        r.BoxStanding(
            version="2026.11.0",
            machine="motcua-arm64",
            slot="A",
            state="rolled-back",
            offer=OFFER,
            wanted="2026.12.1",
            why="programs",
            words="hall-kiosk.service: failed",
        ),
        r.BoxStanding(
            version="2026.12.1",
            machine="motcua-arm64",
            slot="B",
            state="trying",
            offer=OFFER,
            wanted="2026.12.1",
            dark=True,
        ),
    ],
    "rollout": [
        r.RolloutState(
            releases=[r.Release(version="2026.12.1", machines=["motcua-amd64", "motcua-arm64"])],
            offer=OFFER,
            version="2026.12.1",
            first="bang-1",
            by="truong-tt",
            at=AT,
            phase="first",
            until=AT + 43_200_000,
            told=["bang-1"],
        ),
    ],
    "release-wish": [
        r.Offer(version="2026.12.1", first="bang-1", by="truong-tt"),
        r.Stopped(offer=OFFER, by="truong-tt"),
        r.Sooner(offer=OFFER, by="truong-tt"),
        r.InHours(offer=OFFER, by="truong-tt"),
    ],
    **centre_examples.BODIES,
}


def envelope(kind: Kind, body: Any) -> Envelope[Any]:
    """``body`` in the envelope that examples use."""
    return Envelope(
        v=VERSION,
        id=ID,
        at=AT,
        mono=5_000,
        boot=7,
        seq=21 if kind == "fact" else 3,
        stream=STREAM if kind == "fact" else None,
        clock="trusted",
        body=body,
    )
