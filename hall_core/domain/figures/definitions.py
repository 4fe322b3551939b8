"""What every figure means, once: pages, reports and docs/figures.md show these words and have none of their own."""

from __future__ import annotations

from msgspec import Struct

from hall_core.domain.names import Name


class Definition(Struct, frozen=True):
    name: Name
    says: Name


def _define(vi: str, en: str, says_vi: str, says_en: str) -> Definition:
    return Definition(Name(vi=vi, en=en), Name(vi=says_vi, en=says_en))


DEFINITIONS: dict[str, Definition] = {
    "day": _define(
        "Ngày làm việc",
        "Business day",
        "Từ giờ chuyển ngày của trung tâm đến giờ chuyển ngày hôm sau. Một lượt thuộc về ngày đã lấy số.",
        "From the hour at which the hall's day turns to the same hour of the next. A visit belongs to the day on which "
        "its number was given.",
    ),
    "running": _define(
        "Ngày chưa kết thúc",
        "Day that is not over",
        "Số liệu tính đến sự kiện cuối cùng đã ghi, chỉ gồm lượt đã xong; lượt đang chờ hay đang phục vụ nêu riêng.",
        "Figures up to the last thing recorded, of what has ended alone; those who wait or are served are told apart.",
    ),
    "visits": _define(
        "Lượt khách",
        "Visits",
        "Số phiếu đã phát. Phiếu chưa từng in ra và chưa từng được gọi thì không tính: không ai cầm phiếu ấy.",
        "Tickets given out. One that was never on paper and never called does not count: nobody held it.",
    ),
    "steps": _define(
        "Lượt phục vụ",
        "Steps",
        "Mỗi lần một lượt khách chờ một dịch vụ, kể cả lần sau khi được chuyển tiếp; gồm cả phiếu không ai cầm.",
        "Each time a visit waited for a service, also after it was sent on; with tickets that nobody held.",
    ),
    "called": _define(
        "Đã gọi", "Called", "Lượt phục vụ được gọi ít nhất một lần.", "Steps that were called at least once."
    ),
    "completed": _define(
        "Hoàn thành",
        "Completed",
        "Phục vụ xong tại quầy, kể cả khi lượt khách còn dịch vụ khác.",
        "Served to the end at a counter, also when the visit went on with another service.",
    ),
    "transferred": _define(
        "Chuyển tiếp",
        "Sent on",
        "Được chuyển sang dịch vụ, quầy hoặc cán bộ khác, hay trả lại nơi gửi; cùng số, chờ tính lại từ lúc chuyển.",
        "Sent to another service, counter or officer, or back: the same number; the new wait begins at that moment.",
    ),
    "no_show": _define(
        "Vắng mặt",
        "No-show",
        "Đã gọi, không đến, và sau đó cũng không được nhận lại. Không gồm phiếu hủy.",
        "Called, did not come, and was not taken back later. A cancelled one is none of these.",
    ),
    "cancelled": _define(
        "Đã hủy",
        "Cancelled",
        "Khách hoặc cán bộ bỏ phiếu. Không bao giờ tính là vắng mặt.",
        "Given up by the citizen or an officer. Never counted as a no-show.",
    ),
    "expired": _define(
        "Hết ngày chưa xong",
        "Expired",
        "Còn mở khi ngày làm việc kết thúc.",
        "Still open when the business day turned.",
    ),
    "abandoned": _define(
        "Bỏ chờ",
        "Abandoned",
        "Hủy hoặc hết ngày trong lúc đang chờ hay được hẹn quay lại (không ở trong tay cán bộ nào).",
        "Cancelled or expired while waiting or told to come back later, in no officer's hands.",
    ),
    "void": _define(
        "Phiếu không ai cầm",
        "Void tickets",
        "Hủy khi chưa in ra và chưa gọi lần nào, ví dụ ki-ốt không nhận được trả lời.",
        "Cancelled before it was printed or called, such as when a kiosk got no answer.",
    ),
    "wait_first": _define(
        "Chờ đến lần gọi đầu",
        "Wait to first call",
        "Từ lúc lấy số (bước sau: từ lúc được chuyển đến) đến lần gọi đầu. Người được nhận lại: từ lúc nhận lại.",
        "From the ticket (a later step: from being sent there) to the first call. Of one taken back: from then.",
    ),
    "wait_last": _define(
        "Chờ đến lần gọi cuối",
        "Wait to last call",
        "Như trên, đến lần gọi cuối cùng, trừ thời gian được hẹn quay lại, thời gian đã phục vụ và giữ chỗ trước đó.",
        "The same to the last call, less the time told to come back, served or held before it.",
    ),
    "walking": _define(
        "Đi đến quầy",
        "Walking",
        "Từ lần gọi cuối đến lúc bắt đầu phục vụ.",
        "From the last call to the start of service.",
    ),
    "service_time": _define(
        "Phục vụ",
        "Service",
        "Thời gian được phục vụ tại quầy, không kể lúc giữ chỗ; chỉ tính lượt hoàn thành hoặc chuyển tiếp.",
        "Being served at the counter, without being held; of steps completed or sent on alone.",
    ),
    "hold": _define(
        "Giữ chỗ",
        "Hold",
        "Thời gian cán bộ tạm để sang bên (điền mẫu, nộp phí); chỉ tính lượt đã có lúc giữ chỗ và hoàn thành hoặc "
        "chuyển tiếp.",
        "Set aside by an officer (filling a form, paying); of those who were, and were completed or sent on.",
    ),
    "sojourn": _define(
        "Tổng thời gian",
        "Whole stay",
        "Từ lúc lấy số đến khi lượt khách hoàn thành dịch vụ cuối cùng.",
        "From the ticket to the end of the last service of a completed visit.",
    ),
    "percentiles": _define(
        "p50, p90, p95",
        "p50, p90, p95",
        "50, 90, 95 phần trăm số lượt không lâu hơn mức này (thứ hạng gần nhất, chính xác, tính bằng giây nguyên). "
        "Không dùng số trung bình vì số trung bình che giờ xấu.",
        "50, 90, 95 percent took no longer (nearest rank, exact, in whole seconds). No averages: they hide bad hours.",
    ),
    "service_level": _define(
        "Được gọi đúng hạn chờ",
        "Service level",
        "Tỷ lệ lượt có thời gian chờ đến lần gọi đầu không quá số phút quy định, trên số lượt đã gọi và số lượt chưa "
        "gọi mà bỏ.",
        "Share whose wait to first call is within the hall's minutes, of those called and those who left uncalled.",
    ),
    "recalls": _define(
        "Gọi lại", "Recalls", "Số lần gọi nhắc cùng một phiếu tại cùng quầy.", "Repeated calls at the same counter."
    ),
    "over": _define(
        "Người bị vượt",
        "Stepped over",
        "Số người đến trước cùng chờ quầy ấy vào lúc gọi, cộng qua mọi lần gọi.",
        "How many who came earlier waited for the same counter, over all calls.",
    ),
    "out_of_order": _define(
        "Gọi ngoài lượt",
        "Out of order",
        "Gọi đích danh khi chưa đến lượt; lý do có trong sổ.",
        "Called by name though it was not their turn; the reason is in the ledger.",
    ),
    "requeued": _define("Xếp lại", "Requeued", "Trả về hàng chờ sau khi gọi.", "Put back in line after a call."),
    "declined": _define(
        "Từ chối nhận", "Declined", "Cán bộ không nhận, có lý do.", "The officer may not serve it, with a reason."
    ),
    "passed": _define(
        "Bỏ qua một lần", "Passed over", "Bị bỏ qua khi đáng lẽ đến lượt.", "Left out once, when it was their turn."
    ),
    "left": _define(
        "Rời quầy khi còn khách",
        "Left with a ticket",
        "Đóng quầy khi còn phiếu trong tay.",
        "Closed the counter with a ticket in hand.",
    ),
    "took_over": _define(
        "Nhận thay", "Took over", "Nhận phiếu trong tay cán bộ khác, có lý do.", "Took another's ticket, with a reason."
    ),
    "quick_no_show": _define(
        "Báo vắng quá nhanh",
        "Marked absent too soon",
        "Đánh dấu vắng mặt sớm hơn số giây quy định sau lần gọi cuối.",
        "Marked as absent sooner after the last call than the hall's number of seconds.",
    ),
    "print_failed": _define(
        "Lỗi in",
        "Print failures",
        "Phiếu có lần in không được, kể cả khi sau đó in được.",
        "Tickets whose paper failed, also when it came later.",
    ),
    "no_paper": _define(
        "Không có phiếu giấy", "Without paper", "Cuối cùng vẫn không in được.", "Of these, never printed at all."
    ),
    "staff": _define(
        "Cán bộ có mặt",
        "Staff present",
        "Số cán bộ ở quầy đang mở trong giờ ấy, trung bình các ngày có người làm; tạm dừng tính riêng.",
        "Officers at open counters in that hour, on the average of days with anybody; pauses apart.",
    ),
    "satisfied": _define(
        "Tỷ lệ hài lòng",
        "Satisfied",
        "(Rất hài lòng + Hài lòng) / số phiếu đánh giá đã trả lời, hai chữ số thập phân. Tính vào ngày phục vụ, "
        "kể cả khi nhận muộn.",
        "(Very happy + happy) / answers, to two decimals. Counted on the service's day, also if told late.",
    ),
    "unanswered": _define(
        "Không trả lời",
        "Unanswered",
        "Lời mời đánh giá không ai trả lời. Không tính vào tỷ lệ, nhưng luôn nêu kèm.",
        "Offers to rate that nobody used. No part of the share, but always shown beside it.",
    ),
    "rating_least": _define(
        "Số trả lời tối thiểu",
        "Fewest answers",
        "Dưới số này, kết quả đánh giá của từng cán bộ, quầy, dịch vụ, giờ không hiển thị.",
        "With fewer, what was answered about an officer, counter, service or hour is not shown.",
    ),
    "burst": _define(
        "Đánh giá dồn dập",
        "Burst of ratings",
        "Từ 5 lượt của một cán bộ kết thúc trong 5 phút và đều được đánh giá trên cùng một thiết bị. Chỉ nêu ra để "
        "xem xét, không trừ khỏi số liệu.",
        "5 or more services of one officer that ended within 5 minutes, all rated on one device. To be looked at; "
        "taken out of nothing.",
    ),
    "channel": _define(
        "Kênh lấy số",
        "Channel",
        "Cách người dân có số: tại ki-ốt; cán bộ cấp tại quầy; nhận số theo lịch hẹn; ki-ốt tự cấp khi mất kết nối "
        "(số dự phòng); cách khác (thiết bị không còn trong cấu hình). Số cuộn giấy và phiếu báo muộn nêu riêng. "
        "Tỷ lệ tính trên tổng số người.",
        "How people came by their numbers: at a kiosk; given by an officer; with an appointment; by a kiosk that was "
        "cut off (from its reserve); otherwise (a device that the hall file has no more). Paper rolls and what was "
        "told late stand apart. Shares are of all people.",
    ),
    "roll": _define(
        "Phiếu giấy khi mất điện",
        "Paper roll",
        "Số cuộn in sẵn dùng khi hệ thống ngừng, nhập lại sau. Tính riêng, không có thời gian chờ.",
        "Numbers of a pre-printed roll used while nothing worked, entered later. Counted apart, without times.",
    ),
    "told_late": _define(
        "Phiếu báo muộn",
        "Told late",
        "Phiếu ki-ốt tự phát nhưng sang ngày khác mới báo về; không rõ kết quả nên tính riêng.",
        "Tickets a kiosk gave out alone and told of on a later day; nobody knows what became of them.",
    ),
    "clock_moved": _define(
        "Đồng hồ bị chỉnh",
        "Clock set",
        "Lượt diễn ra khi đồng hồ bị chỉnh. Đồng hồ lùi, nhảy quá một ngày, hay vừa có ngày giờ thì khoảng đó tính "
        "bằng 0: không có thời gian âm.",
        "Steps during which the clock was set. Where it went back, leapt by more than a day or was given the date, the "
        "gap counts as 0: nothing is ever negative.",
    ),
    "dossiers": _define(
        "Hồ sơ trước hạn, đúng hạn, trễ hạn",
        "Dossiers early, on time, late",
        "Trả kết quả trước, đúng, sau ngày hẹn ban đầu; theo dữ liệu của hệ thống trung tâm, tính vào ngày trả. Rút "
        "hoặc dừng thì không tính. Kênh nộp (trực tuyến, trực tiếp) không có trong dữ liệu ấy.",
        "Answered before, on, after the day first promised, as the central system tells; on the day of the answer. "
        "Withdrawn or stopped ones do not count. How they were filed (online, in person) stands in no data we get.",
    ),
    "dossiers_open": _define(
        "Hồ sơ đang giải quyết, quá hạn",
        "Dossiers open, overdue",
        "Đã tiếp nhận, chưa có kết quả; quá hạn khi ngày hẹn ban đầu đã qua. Chỉ biết tại ngày của bản dữ liệu mới "
        "nhất, không biết cho từng ngày đã qua.",
        "Received and not answered yet; overdue when the day first promised is over. Known on the day of the newest "
        "copy alone, not for days gone by.",
    ),
    "late_days": _define(
        "Số ngày làm việc trễ",
        "Working days late",
        "Số ngày làm việc sau ngày hẹn ban đầu, theo lịch nghỉ của trung tâm; tính đến ngày của bản dữ liệu mới nhất, "
        "với hồ sơ không còn quá hạn thì đến ngày lời xin lỗi hiện lần cuối.",
        "Working days after the day first promised, by the centre's calendar of holidays; up to the day of the newest "
        "copy, and of a dossier that is late no more to the day on which its apology was shown last.",
    ),
    "apologised": _define(
        "Hồ sơ đã xin lỗi trên bảng",
        "Dossiers apologised for on a board",
        "Lời xin lỗi và ngày hẹn mới của cơ quan đã hiện trên bảng hồ sơ trong kỳ. Mỗi hồ sơ tính một lần; mỗi ngày "
        "ghi một lần, theo bảng đầu tiên đã hiện xong.",
        "The agency's apology and new day stood on a board of dossiers in the period. Each dossier counts once; it is "
        "recorded once a day, by the board that had shown it first.",
    ),
    "promises": _define(
        "Lần hẹn lại",
        "New days promised",
        "Số ngày hẹn mới khác nhau của các hồ sơ đã xin lỗi trên bảng trong kỳ.",
        "How many different new days were promised there for the dossiers apologised for.",
    ),
}
