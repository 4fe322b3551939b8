"""Whether something starts the box anew when its whole system stands still."""

from __future__ import annotations

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, text
from hall_core.ui.translate import Say

CHECK = "watchdog"


def name(say: Say) -> str:
    return say("Tự khởi động khi treo")


def look(box: Box) -> Finding | None:
    dogs = box.glob("sys/class/watchdog/watchdog*")
    if not dogs:
        return found(CHECK, "unknown", "none")
    awake = [dog for dog in dogs if box.read(dog / "state") == "active"]
    if not awake:
        return found(CHECK, "caution", "asleep")
    return found(CHECK, "good", seconds=box.number(awake[0] / "timeout"))


def tell(finding: Finding, say: Say) -> Told:
    stuck = say("Nếu cả máy treo, máy sẽ đứng yên cho đến khi có người rút điện.")
    match finding.case:
        case "none":
            return Told(
                say("Máy không có bộ phận này"), stuck, say("Bật watchdog trong BIOS nếu có; không thì chấp nhận được.")
            )
        case "asleep":
            return Told(
                say("Có nhưng chưa bật"), stuck, say("Khởi động lại máy; kiểm tra RuntimeWatchdogSec của systemd.")
            )
        case _:
            return Told(say("Bật, sau {seconds} giây").format(seconds=text(finding, "seconds")))
