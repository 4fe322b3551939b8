"""Whether a Raspberry Pi has enough voltage: most cards that break did so on a weak power supply."""

from __future__ import annotations

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found
from hall_core.ui.translate import Say

CHECK = "voltage"
THROTTLED = "sys/devices/platform/soc/soc:firmware/get_throttled"
"""Of Raspberry Pi's own kernels: bit 0 too little now, bit 16 since the start."""
NOW, SINCE_START = 1 << 0, 1 << 16
SAID = "Undervoltage detected"
"""What the kernel's driver says each time."""


def name(say: Say) -> str:
    return say("Nguồn điện")


def look(box: Box) -> Finding | None:
    alarms = [box.number(file.parent / "in0_lcrit_alarm") for file in _sensors(box)]
    bits = _throttled(box)
    if not alarms and bits is None:
        return None
    if any(alarms) or (bits or 0) & NOW:
        return found(CHECK, "alarm", "low")
    said = box.run(["journalctl", "-b", "-k", "-q", "--no-pager", "-o", "cat", "-g", SAID, "-n", "50"]) or ""
    times = said.count(SAID)
    if times or (bits or 0) & SINCE_START:
        return found(CHECK, "caution", "was-low", times=times or None)
    return found(CHECK, "good")


def _sensors(box: Box) -> list:
    return [file for file in box.glob("sys/class/hwmon/hwmon*/name") if box.read(file) == "rpi_volt"]


def _throttled(box: Box) -> int | None:
    told = box.read(THROTTLED)
    try:
        return None if told is None else int(told, 16)
    except ValueError:
        return None


def tell(finding: Finding, say: Say) -> Told:
    mend = say("Thay bằng bộ nguồn chính hãng đủ công suất và dây ngắn; bớt thiết bị USB lấy điện từ máy.")
    match finding.case:
        case "low":
            return Told(
                say("Điện áp thấp"),
                say("Máy có thể treo, tự khởi động lại hoặc làm hỏng thẻ nhớ bất cứ lúc nào."),
                mend,
            )
        case "was-low":
            return Told(
                say("Điện áp đã có lúc thấp từ khi bật máy"),
                say("Lúc tải nặng, nguồn không đủ. Thẻ nhớ dễ hỏng."),
                mend,
            )
        case _:
            return Told(say("Đủ điện áp"))
