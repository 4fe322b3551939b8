"""What the call box says to the officer: each thing as a sentence, and short enough for 20 characters.

``{n}`` is the counter's number, ``{number}`` a ticket, ``{about}`` what a refusal is about, ``{waiting}`` people
in line, ``{calls}`` how often the ticket was called, ``{wish}`` the key that was pressed.
"""

from __future__ import annotations

from counter_caller.phrase import Phrase
from counter_caller.refusal_words import REFUSALS
from hall_core.domain.names import Name

WISHES: dict[str, Name] = {
    "next": Name("Mời tiếp", "Next"),
    "recall": Name("Mời lại", "Call again"),
    "start": Name("Đã đến", "Came"),
    "complete": Name("Xong", "Done"),
    "no-show": Name("Vắng mặt", "No-show"),
    "open": Name("Mở quầy", "Open"),
    "pause": Name("Tạm dừng", "Pause"),
    "resume": Name("Làm tiếp", "Resume"),
    "close": Name("Đóng quầy", "Close"),
    "park": Name("Giữ chờ", "Park"),
    "transfer": Name("Chuyển tiếp", "Send on"),
    "ask-help": Name("Gọi hỗ trợ", "Ask for help"),
    "end-help": Name("Thôi gọi hỗ trợ", "End the help call"),
}

KEYS: dict[str, Name] = {
    "next": Name("mời tiếp", "next"),
    "recall": Name("mời lại", "call again"),
    "came": Name("đã đến", "came"),
    "done": Name("xong", "done"),
    "no-show": Name("vắng mặt", "no-show"),
    "pause": Name("mở / tạm dừng / làm tiếp", "open / pause / resume"),
    "close": Name("đóng quầy", "close"),
    "park": Name("giữ chờ", "park"),
    "help": Name("gọi hỗ trợ", "help"),
}

WAITING = Name("CHỜ {waiting}", "WAIT {waiting}")

# How the counter stands: the first line of the display.
STANDINGS: dict[str, Name] = {
    "unknown": Name("QUẦY {n} CHƯA RÕ", "COUNTER {n} UNKNOWN"),
    "closed": Name("QUẦY {n} ĐÓNG", "COUNTER {n} CLOSED"),
    "open": Name("QUẦY {n} MỞ", "COUNTER {n} OPEN"),
    "paused": Name("QUẦY {n} TẠM DỪNG", "COUNTER {n} PAUSED"),
    "called": Name("MỜI {number}", "CALLING {number}"),
    "called-again": Name("MỜI {number} LẦN {calls}", "CALLING {number} X{calls}"),
    "serving": Name("PHỤC VỤ {number}", "SERVING {number}"),
}

PHRASES: dict[str, Phrase] = {
    # At rest: nothing was pressed since the counter last changed.
    "unknown": Phrase(
        "Đang chờ thông tin của quầy {n}.",
        "Waiting for the state of counter {n}.",
        "ĐANG CHỜ THÔNG TIN",
        "PLEASE WAIT",
    ),
    "closed": Phrase(
        "Quầy {n} đang đóng. Bấm phím Mở để mở quầy.",
        "Counter {n} is closed. Press Open to open it.",
        "BẤM PHÍM MỞ QUẦY",
        "PRESS OPEN",
    ),
    "ready": Phrase(
        "Quầy {n} đang mở, có {waiting} người chờ. Bấm Mời tiếp.",
        "Counter {n} is open, people waiting: {waiting}. Press Next.",
        "BẤM MỜI TIẾP",
        "PRESS NEXT",
    ),
    "empty": Phrase(
        "Quầy {n} đang mở, chưa có ai chờ.",
        "Counter {n} is open, nobody is waiting.",
        "CHƯA CÓ AI CHỜ",
        "NOBODY WAITING",
    ),
    "called": Phrase(
        "Đang mời số {number}. Khi công dân đến, bấm Đã đến.",
        "Calling {number}. Press Came when the person is here.",
        "CHỜ CÔNG DÂN ĐẾN",
        "AWAITING VISITOR",
    ),
    "called-again": Phrase(
        "Đang mời lại số {number}, lần {calls}. Khi công dân đến, bấm Đã đến.",
        "Calling {number} again, time {calls}. Press Came when the person is here.",
        "CHỜ CÔNG DÂN ĐẾN",
        "AWAITING VISITOR",
    ),
    "serving": Phrase(
        "Đang phục vụ số {number}. Có {waiting} người chờ.",
        "Serving {number}. People waiting: {waiting}.",
        "LÀM XONG: BẤM XONG",
        "THEN PRESS DONE",
    ),
    "paused": Phrase(
        "Quầy {n} đang tạm dừng. Bấm phím Làm tiếp để tiếp tục.",
        "Counter {n} is paused. Press Resume to go on.",
        "BẤM ĐỂ LÀM TIẾP",
        "PRESS RESUME",
    ),
    "paused-serving": Phrase(
        "Quầy {n} tạm dừng, đang phục vụ số {number}. Bấm Làm tiếp để tiếp tục nhận người.",
        "Counter {n} is paused, serving {number}. Press Resume to take people again.",
        "QUẦY TẠM DỪNG",
        "COUNTER PAUSED",
    ),
    "unseen": Phrase(
        "Chú ý: chưa có bảng nào hiện số {number}. Đề nghị mời trực tiếp.",
        "Attention: no board has shown {number}. Please call the person yourself.",
        "BẢNG KHÔNG HIỆN",
        "NO BOARD SHOWS IT",
    ),
    "keypad-missing": Phrase(
        "Không thấy bàn phím gọi số. Kiểm tra dây cắm.",
        "The call keypad is missing. Please check its cable.",
        "MẤT BÀN PHÍM",
        "KEYPAD MISSING",
    ),
    "line-display-missing": Phrase(
        "Không thấy màn hình hai dòng. Kiểm tra dây cắm.",
        "The line display is missing. Please check its cable.",
        "MẤT MÀN HÌNH",
        "DISPLAY MISSING",
    ),
    "key-stuck": Phrase(
        "Có phím bị kẹt hoặc bị vật đè lên. Các phím khác vẫn dùng được.",
        "A key is stuck or something lies on it. The other keys still work.",
        "CÓ PHÍM BỊ KẸT",
        "A KEY IS STUCK",
    ),
    # The line to the hub.
    "no-link": Phrase(
        "Mất kết nối. Các phím tạm thời chưa dùng được.",
        "No connection. The keys cannot be used for now.",
        "MẤT KẾT NỐI",
        "NO CONNECTION",
    ),
    "recovering": Phrase(
        "Máy chủ đang khôi phục và chờ các thiết bị báo lại. Chưa mời số được, vui lòng chờ.",
        "The server is recovering and waits for all devices. It calls nobody yet, please wait.",
        "ĐANG KHÔI PHỤC, CHỜ",
        "RECOVERING, WAIT",
    ),
    "quiet": Phrase(
        "Máy chủ xếp hàng không trả lời. Các phím tạm thời chưa dùng được.",
        "The queue server is silent. The keys cannot be used for now.",
        "MÁY CHỦ IM LẶNG",
        "SERVER IS SILENT",
    ),
    "not-sent": Phrase(
        "Chưa thực hiện: mất kết nối. Lệnh không được giữ lại, vui lòng bấm lại sau.",
        "Not done: no connection. Nothing is kept for later, please press again then.",
        "CHƯA LÀM: MẤT MẠNG",
        "NOT DONE: NO LINK",
    ),
    # A press and its answer.
    "asked": Phrase(
        "{wish}: đang chờ máy chủ trả lời…",
        "{wish}: waiting for the answer…",
        "ĐANG CHỜ TRẢ LỜI",
        "WAITING FOR ANSWER",
    ),
    "wait": Phrase(
        "Xin chờ: lệnh trước chưa có trả lời. Lần bấm này không được tính.",
        "Please wait: the press before is not answered yet. This one does not count.",
        "XIN CHỜ TRẢ LỜI",
        "PLEASE WAIT",
    ),
    "late": Phrase(
        "Lần bấm vừa rồi đến chậm nên không được thực hiện. Vui lòng bấm lại.",
        "That press came through too late and was not done. Please press again.",
        "CHẬM: XIN BẤM LẠI",
        "LATE, PRESS AGAIN",
    ),
    "unanswered": Phrase(
        "{wish}: không có trả lời, có thể đã được thực hiện. Xem lại quầy rồi hãy bấm tiếp.",
        "{wish}: no answer, it may have been done. Look at the counter before you press again.",
        "CHƯA CÓ TRẢ LỜI",
        "NO ANSWER",
    ),
    "nobody-waiting": Phrase("Không còn ai chờ.", "Nobody is waiting.", "KHÔNG CÒN AI CHỜ", "NOBODY WAITING"),
    "done": Phrase("Đã thực hiện.", "Done.", "ĐÃ THỰC HIỆN", "DONE"),
    "done-next": Phrase(
        "Đã mời số {number} đến quầy {n}.", "{number} is called to counter {n}.", "ĐÃ MỜI {number}", "CALLED {number}"
    ),
    "done-recall": Phrase(
        "Đã mời lại số {number}, lần {calls}.",
        "{number} is called again, time {calls}.",
        "ĐÃ MỜI LẠI",
        "CALLED AGAIN",
    ),
    "done-start": Phrase(
        "Bắt đầu phục vụ số {number}.", "{number} is being served.", "BẮT ĐẦU PHỤC VỤ", "SERVICE BEGINS"
    ),
    "done-complete": Phrase(
        "Đã xong số {number}. Có {waiting} người chờ.",
        "{number} is done. People waiting: {waiting}.",
        "ĐÃ XONG {number}",
        "DONE {number}",
    ),
    "done-no-show": Phrase(
        "Đã ghi số {number} vắng mặt. Có {waiting} người chờ.",
        "{number} did not come. People waiting: {waiting}.",
        "VẮNG MẶT {number}",
        "NO-SHOW {number}",
    ),
    "done-open": Phrase("Quầy {n} đã mở.", "Counter {n} is open.", "ĐÃ MỞ QUẦY", "OPENED"),
    "done-pause": Phrase("Quầy {n} tạm dừng.", "Counter {n} is paused.", "ĐÃ TẠM DỪNG", "PAUSED"),
    "done-resume": Phrase("Quầy {n} làm việc trở lại.", "Counter {n} works again.", "ĐÃ LÀM TIẾP", "RESUMED"),
    "done-close": Phrase("Quầy {n} đã đóng.", "Counter {n} is closed.", "ĐÃ ĐÓNG QUẦY", "CLOSED"),
    "done-park": Phrase(
        "Số {number} được giữ lại chờ. Có {waiting} người chờ.",
        "{number} waits aside. People waiting: {waiting}.",
        "GIỮ CHỜ {number}",
        "PARKED {number}",
    ),
    "done-transfer": Phrase(
        "Đã chuyển số {number} đi. Có {waiting} người chờ.",
        "{number} was sent on. People waiting: {waiting}.",
        "ĐÃ CHUYỂN {number}",
        "SENT ON {number}",
    ),
    "done-ask-help": Phrase(
        "Đã gọi đồng nghiệp đến quầy {n}.", "Colleagues are asked to counter {n}.", "ĐÃ GỌI HỖ TRỢ", "HELP IS ASKED"
    ),
    "done-end-help": Phrase("Đã thôi gọi hỗ trợ.", "The help call is over.", "THÔI GỌI HỖ TRỢ", "HELP CALL OVER"),
    **REFUSALS,
}
