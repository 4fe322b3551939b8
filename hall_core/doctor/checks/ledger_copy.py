"""Whether the ledger stands at a second place, and how old that is. Of the hub's box alone."""

from __future__ import annotations

from hall_core.contract.box import RUN
from hall_core.contract.copied import FILE, SILENT, read_told
from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, text
from hall_core.ui.translate import Say

CHECK = "ledger-copy"


def name(say: Say) -> str:
    return say("Bản sao dữ liệu")


def look(box: Box) -> Finding | None:
    if not box.hub or box.plan is None:
        return None
    told = read_told(box.at(RUN / FILE))
    if told is not None and told.newer:
        return found(CHECK, "alarm", "newer", release=told.newer)
    if told is not None and told.fault:
        return found(CHECK, "alarm", "spoilt", why=told.fault)
    if box.plan.backup is None:
        return found(CHECK, "caution", "none")
    if told is None or abs(box.now - told.at) > SILENT:
        return found(CHECK, "alarm", "silent")
    seconds = max(0, box.now - told.as_of) // 1000 if told.as_of else None
    if told.trouble:
        return found(CHECK, "alarm", "trouble", why=told.trouble, seconds=seconds)
    if seconds is None:
        return found(CHECK, "caution", "first")
    late = seconds > box.plan.backup.late_s
    return found(CHECK, "alarm" if late else "good", "late" if late else None, seconds=seconds)


def tell(finding: Finding, say: Say) -> Told:
    age = say("Bản sao cũ {seconds} giây").format(seconds=text(finding, "seconds"))
    lost = say("Nếu thẻ nhớ hỏng lúc này, những gì mới hơn bản sao phải lấy lại từ các thiết bị khác.")
    look = say("Xem que nhớ ở máy chủ: còn cắm không, còn chỗ không, có bị khoá ghi không. Thay que nếu cần.")
    match finding.case:
        case "none":
            return Told(
                say("Dữ liệu không được sao chép"),
                say("Nếu thẻ nhớ hỏng thì mất sổ của trung tâm."),
                say("Cắm một que nhớ vào máy chủ và ghi [backup] vào tệp cấu hình."),
            )
        case "silent":
            return Told(say("Chương trình sao chép không chạy"), lost, say("Chạy: systemctl restart hall-backup"))
        case "spoilt":
            return Told(
                say("Sổ của máy chủ bị hỏng: {why}").format(why=text(finding, "why")),
                say("Máy chủ sẽ không khởi động lại được trên sổ này."),
                say("Làm theo docs/backup.md: motcua restore."),
            )
        case "newer":
            return Told(
                say("Sổ của máy chủ do bản {release} ghi, bản đang chạy không dùng được").format(
                    release=text(finding, "release")
                ),
                say("Máy chủ không chạy được cho đến khi máy này chạy lại bản đó. Sổ không mất gì."),
                say("Làm theo docs/updates.md, mục Going back."),
            )
        case "trouble":
            return Told(say("Không sao chép được: {why}").format(why=text(finding, "why")), lost, look)
        case "late":
            return Told(age, lost, look)
        case "first":
            return Told(say("Đang sao chép lần đầu"))
        case _:
            return Told(age)
