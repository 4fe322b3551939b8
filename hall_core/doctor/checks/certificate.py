"""When the certificates on this box end: the box's own, on the hub's box those of all its programs."""

from __future__ import annotations

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, on_hub, text
from hall_core.keys import Keys
from hall_core.mqtt.certificate import DAY, WARN, life
from hall_core.ui.translate import Say

CHECK = "certificate"
SOON = 7 * DAY
"""Milliseconds before the end at which it is an alarm: somebody has to come this week."""


def name(say: Say) -> str:
    return say("Chứng thư")


def look(box: Box) -> Finding | None:
    lives = {file.parent.name: life(Keys(file.parent)) for file in box.glob("var/lib/motcua/keys/*/until")}
    ends = {program: its.until for program, its in lives.items() if its is not None}
    if not ends:
        return found(CHECK, "alarm" if box.device is not None else "unknown", "none")
    first = min(ends, key=lambda program: ends[program])
    if not box.knows_time:
        return found(CHECK, "unknown", "no-clock")
    days = (ends[first] - box.now) // DAY
    if days < 0:
        return found(CHECK, "alarm", "over", days=-days, whose=first)
    left = ends[first] - box.now
    if left < WARN:
        return found(CHECK, "alarm" if left < SOON else "caution", "soon", days=days, whose=first)
    return found(CHECK, "good", days=days, whose=first)


def tell(finding: Finding, say: Say) -> Told:
    days, whose = text(finding, "days"), text(finding, "whose")
    renew = say("Máy tự xin chứng thư mới khi nối được máy chủ; nếu không, cấp lại bằng motcua device renew.")
    again = say("Cấp chứng thư mới: motcua device claim.")
    enrol = say("Cấp gói khởi động cho máy (motcua device claim) rồi khởi động lại.")
    stranger = say("Máy chưa được nhận vào trung tâm nên không nói chuyện được với máy chủ.")
    shut = say("Máy chủ không còn nhận máy này.")
    if on_hub(finding):
        renew = again = enrol = say(
            "Chạy motcua hall renew trên máy này; lẽ ra nó tự chạy mỗi ngày (hall-renew.timer)."
        )
        stranger = shut = say("Các chương trình trên máy chủ không vào được phần trung chuyển của chính nó.")
    match finding.case:
        case "none":
            return Told(
                say("Chưa có chứng thư nào"),
                stranger,
                enrol,
            )
        case "no-clock":
            return Told(
                say("Đồng hồ chưa chỉnh nên chưa biết chứng thư còn bao lâu"),
                say("Sẽ biết khi đồng hồ đúng."),
                say("Xem mục Đồng hồ."),
            )
        case "over":
            return Told(
                say("Chứng thư ({whose}) đã hết hạn {days} ngày").format(days=days, whose=whose),
                shut,
                again,
            )
        case "soon":
            return Told(
                say("Chứng thư ({whose}) chỉ còn {days} ngày").format(days=days, whose=whose),
                say("Lẽ ra máy đã tự gia hạn từ lâu; có gì đó ngăn lại."),
                renew,
            )
        case _:
            return Told(say("Còn {days} ngày").format(days=days))
