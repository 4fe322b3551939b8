"""Whether systemd had to give up a service, or starts one again and again."""

from __future__ import annotations

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, some, text
from hall_core.ui.translate import Say

CHECK = "units"
STARTS = 3
"""Times that a service may have been started again since the box runs."""
SHOW = ("systemctl", "show", "--property=Id,ActiveState,SubState,NRestarts", "hall-*.service", "motcua-*.service")
FAILED = ("systemctl", "list-units", "--state=failed", "--plain", "--no-legend", "--no-pager")


def name(say: Say) -> str:
    return say("Dịch vụ")


def look(box: Box) -> Finding | None:
    shown = box.run(SHOW)
    if shown is None or "Id=" not in shown:
        return found(CHECK, "unknown", "untold")
    units = [dict(line.split("=", 1) for line in part.splitlines() if "=" in line) for part in shown.split("\n\n")]
    again = [unit["Id"] for unit in units if unit.get("SubState") == "auto-restart"]
    failed = [line.split()[0] for line in (box.run(FAILED) or "").splitlines() if line.strip()]
    if again:
        return found(CHECK, "alarm", "again", units=some(again, 3))
    if failed:
        return found(CHECK, "alarm", "failed", units=some(failed, 3))
    often = [f"{unit['Id']} ({unit['NRestarts']})" for unit in units if int(unit.get("NRestarts") or 0) >= STARTS]
    if often:
        return found(CHECK, "caution", "often", units=some(often, 3))
    return found(CHECK, "good", count=sum(unit.get("ActiveState") == "active" for unit in units))


def tell(finding: Finding, say: Say) -> Told:
    units = text(finding, "units")
    ask = say("Xem nhật ký của dịch vụ đó ở trang này; khởi động lại máy; nếu vẫn thế, báo nơi cung cấp kèm nhật ký.")
    match finding.case:
        case "untold":
            return Told(say("Máy không có systemd"))
        case "again":
            return Told(
                say("{units} không khởi động được").format(units=units),
                say("Dịch vụ kết thúc ngay khi chạy và được thử lại mãi."),
                ask,
            )
        case "failed":
            return Told(say("{units} đã hỏng").format(units=units), say("Dịch vụ kết thúc và không chạy nữa."), ask)
        case "often":
            return Told(
                say("{units} đã phải khởi động lại").format(units=units),
                say("Dịch vụ đang chạy, nhưng đã bị treo hoặc gãy nhiều lần từ khi bật máy."),
                ask,
            )
        case _:
            return Told(say("{count} dịch vụ đang chạy").format(count=text(finding, "count")))
