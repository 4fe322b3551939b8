"""Why the hub said no, as a sentence that says what to do."""

from __future__ import annotations

from hall_core.domain.plan import Plan
from hall_core.domain.refusal import Refusal
from hall_core.ui.translate import Say
from hall_hub.console.sentences import clock_and_day


def refused(say: Say, refusal: Refusal, plan: Plan, wish: str = "") -> str:
    """Every reason that a press on the console can meet has its own sentence; the rest (garbled messages, devices that
    are not in the hall file) are for the technician, by their key. ``wish`` is the tag of the command."""
    sentences = _of_tickets(say) | _of_counters(say) | _of_the_hall(say)
    if wish == "enter-roll":
        sentences |= _of_rolls(say)
    other = say("Không làm được ({reason}). Đề nghị báo kỹ thuật viên.")
    return sentences.get(refusal.reason, other).format(about=_about(refusal, plan), reason=refusal.reason)


def _of_tickets(say: Say) -> dict[str, str]:
    return {
        "unknown-ticket": say("Hôm nay không có phiếu này. Mời tìm lại theo số."),
        "nobody-waiting": say("Chưa có ai chờ ở quầy này."),
        "not-waiting": say("Số {about} không còn chờ. Mời chọn số khác."),
        "not-its-turn": say("Chưa đến lượt số {about}. Trung tâm không cho mời vượt lượt: mời bấm Mời tiếp."),
        "reason-needed": say("Việc này cần ghi lý do. Mời ghi lý do rồi bấm lần nữa."),
        "recall-cap": say("Đã mời lại đủ {about} lần. Nếu công dân không đến, mời bấm Vắng mặt."),
        "recall-too-soon": say("Vừa mời xong. Mời đợi {about} giây rồi mời lại."),
        "unanswered-call": say("Số {about} đang được mời. Mời bấm Đã đến hoặc Vắng mặt trước."),
        "ticket-in-hand": say("Số {about} đang ở quầy. Mời làm xong hoặc tạm để trước."),
        "empty-hands-first": say("Số {about} đang ở quầy. Mời làm xong hoặc tạm để trước."),
        "not-sent-here": say("Số {about} không do quầy khác chuyển đến, hoặc đã ở đúng nơi. Mời chọn nơi khác."),
        "not-parked": say("Số {about} không còn được tạm để."),
        "anothers-ticket": say("Phiếu này do {about} giữ. Nếu cần làm thay, mời dùng Tiếp nhận thay và ghi lý do."),
        "too-long": say("Chỉ hẹn được tối đa {about} phút."),
        "no-ticket": say("Quầy chưa có số nào. Mời bấm Mời tiếp."),
        "not-called": say("Số {about} không ở bước đang mời."),
        "not-serving": say("Số {about} chưa được phục vụ. Mời bấm Đã đến trước."),
        "not-open": say("Số {about} đã kết thúc. Nếu công dân quay lại, mời khôi phục số trong Danh sách."),
        "still-open": say("Số {about} còn hiệu lực, không cần khôi phục."),
        "already-served": say("Số {about} đã được phục vụ xong. Mời cấp số mới."),
        "already-issued": say("Số {about} đã được cấp cho người khác. Mời cấp số mới."),
        "not-yours": say("Việc này không dành cho tài khoản này. Mời nhờ đồng nghiệp khác."),
        "unknown-priority": say("Dịch vụ này không có nhóm ưu tiên đó."),
    }


def _of_counters(say: Say) -> dict[str, str]:
    return {
        "stale": say("Quầy vừa thay đổi ở nơi khác. Mời xem lại rồi bấm lần nữa."),
        "counter-closed": say("Quầy đang đóng. Mời mở quầy trước."),
        "counter-paused": say("Quầy đang tạm dừng. Mời bấm Làm tiếp trước."),
        "counter-not-paused": say("Quầy không tạm dừng."),
        "counter-open": say("Quầy đang do {about} mở. Mời chọn quầy khác."),
        "officer-elsewhere": say("Cán bộ này đang ở quầy {about}. Mời đóng quầy đó trước."),
        "anothers-counter": say("Quầy này do {about} phụ trách. Chỉ lãnh đạo trung tâm làm thay được."),
        "no-counter": say("Không có quầy nào làm dịch vụ này. Mời chọn dịch vụ khác."),
        "help-asked": say("Đã báo đồng nghiệp rồi."),
        "help-not-asked": say("Quầy không cần hỗ trợ nữa."),
        "unknown-officer": say("Tài khoản này không có trong cấu hình trung tâm. Đề nghị báo kỹ thuật viên."),
    }


def _of_the_hall(say: Say) -> dict[str, str]:
    return {
        "unknown-zone": say("Trung tâm không có khu vực {about}."),
        "unknown-message": say("Thông báo này không còn trên bảng nữa."),
        "unknown-roll": say("Hôm nay không có khối số giấy {about} của dịch vụ này."),
        "too-many-messages": say("Trên bảng đang có {about} thông báo. Hãy gỡ bớt trước khi đăng thêm."),
        "head-only": say("Việc này chỉ lãnh đạo trung tâm làm được."),
        "hall-closed": say("Trung tâm đang ngoài giờ làm việc, chưa cấp số. Giờ mở: {about}."),
        "too-late": say("Đã quá giờ cấp số hôm nay. Mở lại: {about}."),
        "daily-cap": say("Dịch vụ đã cấp đủ {about} số hôm nay."),
        "numbers-spent": say("Đã hết số ({about}). Mời báo lãnh đạo trung tâm."),
        "service-stopped": say("Dịch vụ đang tạm ngừng cấp số."),
        "service-not-stopped": say("Dịch vụ đang cấp số bình thường."),
        "appointment-unknown": say("Không có lịch hẹn với mã này. Mời kiểm tra lại mã."),
        "appointment-other-day": say("Lịch hẹn không phải hôm nay."),
        "appointment-early": say("Chưa đến giờ nhận số của lịch hẹn này."),
        "appointment-used": say("Mã hẹn này đã được dùng để lấy số."),
        "wrong-times": say("Giờ kết thúc phải ở sau bây giờ. Mời xem lại giờ."),
        "too-many": say("Trang điều hành đang gửi quá nhiều. Mời đợi vài giây rồi bấm lần nữa."),
        "too-old": say("Giờ của trang điều hành khác giờ máy chủ. Đề nghị báo kỹ thuật viên."),
        "shut-out": say("Trang điều hành này đã bị loại khỏi trung tâm. Đề nghị báo kỹ thuật viên."),
        "storage": say("Máy chủ không ghi được dữ liệu. Đề nghị báo kỹ thuật viên ngay."),
        "recovering": say("Máy chủ đang khôi phục. Mời đợi đến khi các thiết bị đã báo lại."),
        "not-recovering": say("Máy chủ không chờ thiết bị này nữa."),
    }


def _of_rolls(say: Say) -> dict[str, str]:
    return {
        "already-issued": say("Khối {about} của dịch vụ này đã nhập rồi. Mời chỉ nhập những số chưa có."),
        "wrong-numbers": say(
            "Số cuối phải từ số đầu trở lên, và số người vắng không nhiều hơn cả khối. Mời xem lại các số ({about})."
        ),
        "wrong-times": say(
            "Giờ bắt đầu phải trước giờ kết thúc, và giờ kết thúc phải đã qua. Mời xem lại giờ của khối này."
        ),
    }


def _about(refusal: Refusal, plan: Plan) -> str:
    """What it is about, as people call it."""
    about = refusal.about
    if refusal.reason in ("hall-closed", "too-late"):
        return clock_and_day(int(about)) if about.isdecimal() else "–"
    officer = plan.officer(about)
    counter = plan.counter(about)
    return officer.name if officer is not None else str(counter.number) if counter is not None else about
