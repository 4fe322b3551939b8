"""Whether the box's disks are as they should be: the system not written to, the data written to, nothing broken."""

from __future__ import annotations

from collections.abc import Iterator

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, some, text
from hall_core.doctor.remedy import new_disk
from hall_core.ui.translate import Say

CHECK = "disk"
DATA = "/data"
"""Where the data partition of an image is mounted."""


def name(say: Say) -> str:
    return say("Đĩa và hệ thống tệp")


def look(box: Box) -> Finding | None:
    broken = [file.parent.name for file in box.glob("sys/fs/ext4/*/errors_count") if box.number(file)]
    if broken:
        return found(CHECK, "alarm", "errors", disks=some(broken))
    written = dict(_mounted(box.read("proc/self/mountinfo") or ""))
    if not box.image:
        return found(CHECK, "good", "no-image")
    if DATA not in written:
        return found(CHECK, "alarm", "no-data")
    if not written[DATA]:
        return found(CHECK, "alarm", "data-shut")
    if written.get("/"):
        return found(CHECK, "caution", "root-open")
    return found(CHECK, "good")


def _mounted(mountinfo: str) -> Iterator[tuple[str, bool]]:
    """Each place with whether its file system is written to: what stands behind the dash. What stands before it is how
    this program may use it, and a sandbox lets it write nowhere."""
    for line in mountinfo.splitlines():
        place, _, system = line.partition(" - ")
        if system:
            yield place.split()[4], "rw" in system.split()[2].split(",")


def tell(finding: Finding, say: Say) -> Told:
    replace = new_disk(finding, say)
    match finding.case:
        case "errors":
            return Told(
                say("Hệ thống tệp có lỗi trên {disks}").format(disks=text(finding, "disks")),
                say("Thẻ nhớ hoặc ổ đĩa đang hỏng, hoặc đã mất điện giữa lúc ghi. Lỗi sẽ nhiều thêm."),
                replace,
            )
        case "no-data":
            return Told(
                say("Phân vùng dữ liệu không được gắn"),
                say("Máy không nhớ gì qua lần tắt máy: số dự phòng, phiếu chờ gửi, chứng thư mới."),
                replace,
            )
        case "data-shut":
            return Told(
                say("Phân vùng dữ liệu không ghi được"),
                say("Hệ điều hành đã khoá ghi vì đĩa có lỗi. Máy không nhớ gì qua lần tắt máy."),
                replace,
            )
        case "root-open":
            return Told(
                say("Phân vùng hệ thống đang mở để ghi"),
                say("Mất điện lúc này có thể làm hỏng hệ thống."),
                f"{say('Khởi động lại máy. Nếu vẫn thế:')} {replace}",
            )
        case "no-image":
            return Told(say("Không có lỗi (máy không dùng ảnh đĩa của Motcua)"))
        case _:
            return Told(say("Không có lỗi"))
