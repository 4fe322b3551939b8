"""How hot the box is: the hottest of its sensors, which is the one that slows it down."""

from __future__ import annotations

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, text
from hall_core.ui.translate import Say

CHECK = "temperature"
WARM, HOT = 70.0, 80.0
"""Degrees Celsius: a Raspberry Pi slows down at 80 to 85; at 70 in a morning it will be there in an afternoon."""
THINKABLE = (-40.0, 150.0)
"""Sensors that are not connected say 0 kelvin or thousands."""


def name(say: Say) -> str:
    return say("Nhiệt độ")


def look(box: Box) -> Finding | None:
    files = [*box.glob("sys/class/thermal/thermal_zone*/temp"), *box.glob("sys/class/hwmon/hwmon*/temp*_input")]
    low, high = THINKABLE
    read = [value / 1000 for file in files if (value := box.number(file)) is not None]
    celsius = max((value for value in read if low < value < high), default=None)
    if celsius is None:
        return found(CHECK, "unknown", "no-sensor")
    verdict, case = ("alarm", "hot") if celsius >= HOT else ("caution", "warm") if celsius >= WARM else ("good", None)
    return found(CHECK, verdict, case, celsius=round(celsius, 1))


def tell(finding: Finding, say: Say) -> Told:
    degrees = f"{text(finding, 'celsius')} °C"
    cool = say("Lau bụi lỗ thông gió và cánh tản nhiệt, tránh nắng chiếu thẳng, để hở phía sau; thay quạt nếu có quạt.")
    match finding.case:
        case "no-sensor":
            return Told(say("Máy không có cảm biến nhiệt độ"))
        case "hot":
            return Told(
                degrees, say("Máy đang tự chạy chậm lại để khỏi hỏng; màn hình giật, lời gọi số có thể trễ."), cool
            )
        case "warm":
            return Told(degrees, say("Gần ngưỡng mà máy tự chạy chậm lại. Trời nóng hơn là quá."), cool)
        case _:
            return Told(degrees)
