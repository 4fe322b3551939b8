"""What the call box says when the hub refuses. The values are those of :mod:`counter_caller.words`."""

from __future__ import annotations

from counter_caller.phrase import Phrase

REFUSALS: dict[str, Phrase] = {
    "refused": Phrase(
        "{wish}: máy chủ từ chối ({reason}). Đề nghị báo kỹ thuật.",
        "{wish}: refused by the server ({reason}). Please tell the technician.",
        "BỊ TỪ CHỐI",
        "REFUSED",
    ),
    "refused-stale": Phrase(
        "{wish}: chưa thực hiện vì quầy vừa có thay đổi. Vui lòng xem và bấm lại.",
        "{wish}: not done, the counter has just changed. Please look and press again.",
        "CÓ THAY ĐỔI, BẤM LẠI",
        "CHANGED, PRESS AGAIN",
    ),
    "refused-counter-closed": Phrase(
        "Quầy {n} đang đóng. Bấm phím Mở để làm việc.",
        "Counter {n} is closed. Press Open to work.",
        "QUẦY ĐANG ĐÓNG",
        "COUNTER IS CLOSED",
    ),
    "refused-counter-paused": Phrase(
        "Quầy {n} đang tạm dừng. Bấm phím Làm tiếp để làm việc.",
        "Counter {n} is paused. Press Resume to work.",
        "QUẦY ĐANG TẠM DỪNG",
        "COUNTER IS PAUSED",
    ),
    "refused-counter-not-paused": Phrase(
        "Quầy {n} không tạm dừng.", "Counter {n} is not paused.", "QUẦY KHÔNG TẠM DỪNG", "COUNTER NOT PAUSED"
    ),
    "refused-counter-open": Phrase(
        "Quầy {n} đã mở rồi.", "Counter {n} is open already.", "QUẦY ĐÃ MỞ RỒI", "ALREADY OPEN"
    ),
    "refused-officer-elsewhere": Phrase(
        "Cán bộ của quầy này đang mở quầy khác ({about}). Đóng quầy đó trước.",
        "This counter's officer has another one open ({about}). Close that one first.",
        "ĐANG MỞ QUẦY KHÁC",
        "OPEN ELSEWHERE",
    ),
    "refused-ticket-in-hand": Phrase(
        "Còn số {about} tại quầy: bấm Xong hoặc Vắng mặt trước.",
        "{about} is still at the counter: press Done or No-show first.",
        "CÒN SỐ {about}",
        "STILL HAS {about}",
    ),
    "refused-unanswered-call": Phrase(
        "Đang mời số {about}: bấm Đã đến hoặc Vắng mặt trước.",
        "{about} is being called: press Came or No-show first.",
        "ĐANG MỜI {about}",
        "CALLING {about}",
    ),
    "refused-no-ticket": Phrase(
        "Tại quầy chưa có số nào. Bấm Mời tiếp.",
        "No ticket is at the counter. Press Next.",
        "CHƯA MỜI SỐ NÀO",
        "NO TICKET HERE",
    ),
    "refused-not-called": Phrase(
        "Số {about} đã vào phục vụ.", "{about} is being served already.", "{about} ĐÃ ĐẾN", "{about} IS SERVED"
    ),
    "refused-not-serving": Phrase(
        "Số {about} chưa vào phục vụ: bấm Đã đến trước.",
        "{about} is not being served yet: press Came first.",
        "BẤM ĐÃ ĐẾN TRƯỚC",
        "PRESS CAME FIRST",
    ),
    "refused-recall-cap": Phrase(
        "Số {number} đã được mời lại {about} lần, không mời thêm được: bấm Đã đến hoặc Vắng mặt.",
        "{number} was called again {about} times, which is all: press Came or No-show.",
        "HẾT LƯỢT MỜI LẠI",
        "NO MORE RECALLS",
    ),
    "refused-recall-too-soon": Phrase(
        "Vừa mời số {number}: bấm Mời lại sau {about} giây nữa.",
        "{number} has just been called: press Call again in {about} seconds.",
        "CHỜ {about} GIÂY",
        "WAIT {about} S",
    ),
    "refused-not-yours": Phrase(
        "{wish}: không thuộc phần việc của quầy hoặc cán bộ này. Đề nghị báo người phụ trách.",
        "{wish}: not for this counter or this officer. Please tell the head of the centre.",
        "KHÔNG THUỘC QUẦY NÀY",
        "NOT FOR THIS COUNTER",
    ),
    "refused-not-sent-here": Phrase(
        "Số {about} đang ở đúng nơi đó rồi, không cần chuyển.",
        "{about} is there already and need not be sent on.",
        "ĐÃ Ở ĐÚNG NƠI",
        "ALREADY THERE",
    ),
    "refused-no-counter": Phrase(
        "Chưa có quầy nào nhận dịch vụ đó. Số {number} vẫn ở quầy này.",
        "No counter serves that. {number} is still at this counter.",
        "CHƯA CÓ QUẦY NHẬN",
        "NO COUNTER FOR IT",
    ),
    "refused-help-asked": Phrase(
        "Đã gọi hỗ trợ rồi, đồng nghiệp đang được báo.",
        "Help is asked for already, the colleagues are told.",
        "ĐÃ GỌI HỖ TRỢ RỒI",
        "ASKED ALREADY",
    ),
    "refused-help-not-asked": Phrase(
        "Quầy {n} chưa gọi hỗ trợ.", "Counter {n} has not asked for help.", "CHƯA GỌI HỖ TRỢ", "HELP WAS NOT ASKED"
    ),
    "refused-unknown-officer": Phrase(
        "Máy chủ không biết cán bộ {about}: hai tệp cấu hình khác nhau. Đề nghị báo kỹ thuật.",
        "The server does not know the officer {about}: the hall files differ. Please tell the technician.",
        "CÁN BỘ CHƯA KHAI BÁO",
        "OFFICER IS UNKNOWN",
    ),
    "refused-unknown-counter": Phrase(
        "Máy chủ không biết quầy {about}: hai tệp cấu hình khác nhau. Đề nghị báo kỹ thuật.",
        "The server does not know the counter {about}: the hall files differ. Please tell the technician.",
        "QUẦY CHƯA KHAI BÁO",
        "COUNTER IS UNKNOWN",
    ),
    "refused-unknown-service": Phrase(
        "Máy chủ không biết dịch vụ {about}: hai tệp cấu hình khác nhau. Đề nghị báo kỹ thuật.",
        "The server does not know the service {about}: the hall files differ. Please tell the technician.",
        "DỊCH VỤ CHƯA RÕ",
        "SERVICE IS UNKNOWN",
    ),
    "refused-unknown-device": Phrase(
        "Máy chủ không biết hộp gọi số {about}: hai tệp cấu hình khác nhau. Đề nghị báo kỹ thuật.",
        "The server does not know the call box {about}: the hall files differ. Please tell the technician.",
        "HỘP CHƯA KHAI BÁO",
        "BOX IS UNKNOWN",
    ),
    "refused-internal-error": Phrase(
        "{wish}: máy chủ gặp lỗi, chưa thực hiện. Xem lại quầy và bấm lại; nếu còn lỗi, báo kỹ thuật.",
        "{wish}: the server has met a fault, it was not done. Press again; if it stays, tell the technician.",
        "LỖI MÁY CHỦ",
        "SERVER FAULT",
    ),
    "refused-too-many": Phrase(
        "{wish}: hộp này gửi quá nhanh nên chưa thực hiện. Đợi vài giây rồi bấm lại.",
        "{wish}: this box sends too fast, it was not done. Wait some seconds and press again.",
        "QUÁ NHANH, CHỜ CHÚT",
        "TOO FAST, WAIT",
    ),
    "refused-too-old": Phrase(
        "{wish}: đồng hồ của hộp này hoặc của máy chủ sai nên chưa thực hiện. Đề nghị báo kỹ thuật.",
        "{wish}: the clock of this box or of the server is wrong, it was not done. Please tell the technician.",
        "ĐỒNG HỒ SAI",
        "CLOCK IS WRONG",
    ),
    "refused-shut-out": Phrase(
        "Hộp này đã bị loại khỏi trung tâm, không dùng được. Đề nghị báo kỹ thuật.",
        "This box is shut out of the hall and cannot be used. Please tell the technician.",
        "HỘP ĐÃ BỊ LOẠI",
        "BOX IS SHUT OUT",
    ),
    "refused-recovering": Phrase(
        "Máy chủ đang khôi phục, chưa mời số được. Vui lòng chờ.",
        "The server is recovering and calls nobody yet. Please wait.",
        "ĐANG KHÔI PHỤC, CHỜ",
        "RECOVERING, WAIT",
    ),
    "refused-storage": Phrase(
        "Máy chủ không ghi được dữ liệu nên chưa thực hiện. Đề nghị báo kỹ thuật.",
        "The server cannot write, so it was not done. Please tell the technician.",
        "LỖI GHI MÁY CHỦ",
        "SERVER CANNOT WRITE",
    ),
}
