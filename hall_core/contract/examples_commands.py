"""An example of each command, and of what an answer stands for; see :mod:`hall_core.contract.examples`."""

from __future__ import annotations

from hall_core.domain import commands as c
from hall_core.domain import events as e
from hall_core.domain.held import HeldTicket, Recorded

AT = 1_795_226_400_000
"""2026-11-21 09:00 in Hà Nội."""
ID = "019aa2c1-0000-7000-8000-000000000001"
TICKET = "019aa2c1-0000-7000-8000-000000000002"
CALL = "019aa2c1-0000-7000-8000-000000000003"

RECORDED = Recorded(
    epoch=1,
    seq=43,
    at=AT,
    day="2026-11-21",
    officer="can-bo-3",
    events=[e.TicketCalled(ticket=TICKET, counter="quay-3", call=ID, zone="sanh", sequence=17)],
    tickets=[
        HeldTicket(
            id=TICKET,
            number="A012",
            service="khai-sinh",
            priority="cao-tuoi",
            language="vi",
            device="kiosk-1",
            issued_at=AT - 600_000,
        )
    ],
)
HELD = c.Held(id=ID, command=c.CallNext(counter="quay-3"), recorded=RECORDED)

COMMANDS: list[c.Command] = [
    c.IssueTicket(service="khai-sinh", priority="nguoi-cao-tuoi", language="vi"),
    c.CallNext(counter="quay-3", expects=7),
    c.Recall(counter="quay-3", expects=7),
    c.StartService(counter="quay-3", expects=7),
    c.CompleteService(counter="quay-3", expects=7),
    c.MarkNoShow(counter="quay-3", expects=7),
    c.OpenCounter(counter="quay-3", officer="can-bo-3"),
    c.PauseCounter(counter="quay-3", reason="Họp"),
    c.ResumeCounter(counter="quay-3"),
    c.CloseCounter(counter="quay-3"),
    c.CancelTicket(ticket=TICKET, reason="Đổi ý"),
    c.CheckIn(code="HEN7K2Q", language="vi"),
    c.CallNext(counter="quay-3", expects=7, by="can-bo-3", exclude=[TICKET]),
    c.CallThis(counter="quay-3", by="can-bo-3", ticket=TICKET, reason="Phải đón con nhỏ"),
    c.CompleteService(counter="quay-3", by="can-bo-3", then=["thu-phi", "tra-ket-qua"]),
    c.Requeue(counter="quay-3", by="can-bo-3", where="behind", people=3, reason="Thiếu giấy tờ"),
    c.Decline(counter="quay-3", by="can-bo-3", reason="Người thân"),
    c.Park(counter="quay-3", by="can-bo-3", note="Đang điền tờ khai"),
    c.TakeUp(counter="quay-3", by="can-bo-3", ticket=TICKET),
    c.TakeOver(counter="quay-3", by="can-bo-3", ticket=TICKET, reason="Cán bộ trước nghỉ ốm"),
    c.Defer(counter="quay-3", by="can-bo-3", minutes=30, note="Đi lấy bản chính"),
    c.Transfer(counter="quay-3", by="can-bo-3", service="sao-y", note="Cần hai bản"),
    c.Transfer(counter="quay-3", by="can-bo-3", to_counter="quay-1"),
    c.Transfer(counter="quay-3", by="can-bo-3", to_officer="can-bo-1"),
    c.ReturnToSender(counter="quay-3", by="can-bo-3", note="Đã xác minh"),
    c.CloseCounter(counter="quay-3", by="can-bo-3", leave=True),
    c.AskHelp(counter="quay-3", by="can-bo-3", note="Cần người biết tiếng Anh"),
    c.EndHelp(counter="quay-3", by="can-bo-3"),
    c.Reinstate(ticket=TICKET, by="can-bo-3", where="end", reason="Đến muộn"),
    c.SetPriority(ticket=TICKET, by="can-bo-3", priority=None, reason="Chọn nhầm"),
    c.StopService(service="khai-sinh", by="truong-tt", reason="Mất kết nối hệ thống hộ tịch"),
    c.ResumeService(service="khai-sinh", by="truong-tt"),
    c.SetCap(service="khai-sinh", by="truong-tt", cap=80),
    c.PostMessage(
        by="truong-tt",
        vi="Hệ thống hộ tịch đang gián đoạn, dự kiến 10:30 có lại",
        en="The civil status system is down until about 10:30",
        zones=["sanh"],
        until=AT + 3_600_000,
    ),
    c.TakeDownMessage(by="truong-tt", message=CALL),
    c.EnterRoll(
        counter="quay-3",
        by="truong-tt",
        service="khai-sinh",
        first=1,
        last=24,
        missed=2,
        officer="can-bo-3",
        from_at=AT - 7_200_000,
        until=AT - 3_600_000,
        note="Mất điện",
    ),
    c.VoidRoll(service="khai-sinh", by="truong-tt", first=1, last=24, reason="Nhập nhầm quầy"),
    c.TellHeld(epoch=2, held=[HELD], last=True),
    c.SkipDevice(device="kiosk-2", by="truong-tt", reason="Hỏng nguồn"),
]
