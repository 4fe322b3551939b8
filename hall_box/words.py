"""What is said of a box's first start to the person before it: what is so, and what to do. Pure."""

from __future__ import annotations

from hall_box.fault import Fault, FaultKey
from hall_core.ui.roles import role_words
from hall_core.ui.translate import Say


def said(say: Say, fault: Fault) -> tuple[str, str]:
    """What is so, and what is to be done."""
    heading, remedy = _sentences(say, fault.key)
    values = {
        "device": fault.device,
        "role": role_words(say, fault.role),
        "hall": fault.hall,
        "own": fault.own,
        "own_hall": fault.own_hall,
    }
    return heading.format(**values), remedy.format(**values)


def _sentences(say: Say, key: FaultKey) -> tuple[str, str]:
    anew = say("Đề nghị kỹ thuật viên ghi lại cấu hình của máy này vào thẻ nhớ hoặc USB.")
    enrol = say("Đề nghị kỹ thuật viên làm lại cấu hình: motcua device claim {device}")
    flash = say("Máy vẫn là {own}. Muốn đổi, đề nghị ghi lại toàn bộ thẻ nhớ bằng images/flash.")
    sentences: dict[FaultKey, tuple[str, str]] = {
        "no-bundle": (
            say("Máy này chưa có cấu hình"),
            say("Mời cắm USB có thư mục hall, hoặc tắt máy rồi ghi thư mục hall vào thẻ nhớ."),
        ),
        "unfinished": (say("Cấu hình trên thẻ chưa đủ tệp"), anew),
        "unreadable": (
            say("Không đọc được thẻ nhớ hoặc USB"),
            say("Mời thử lại. Nếu vẫn vậy, đề nghị thay thẻ nhớ hoặc USB."),
        ),
        "garbled": (say("Tệp device.toml viết sai"), anew),
        "hall-file": (
            say("Tệp hall.toml có lỗi"),
            say("Đề nghị kỹ thuật viên sửa tệp, thử bằng motcua check-hall, rồi làm lại cấu hình."),
        ),
        "other-hall-file": (say("hall.toml và device.toml là của hai trung tâm khác nhau"), anew),
        "unknown-device": (
            say("Trung tâm {hall} không có thiết bị {device}"),
            say("Đề nghị kỹ thuật viên thêm thiết bị vào hall.toml, hoặc dùng đúng thẻ của máy này."),
        ),
        "other-role": (
            say("{device} không phải là {role} trong hall.toml"),
            say("Đề nghị kỹ thuật viên xem lại vai trò của thiết bị, rồi làm lại cấu hình."),
        ),
        "no-authority": (say("Chứng thư của trung tâm trên thẻ bị hỏng"), anew),
        "other-authority": (
            say("Chứng thư trên thẻ là của trung tâm khác"),
            say("Thẻ này không dùng được ở trung tâm {hall}. Đề nghị dùng đúng thẻ."),
        ),
        "no-key": (say("Cấu hình của {device} không có khóa và không có mã ghi danh"), enrol),
        "key": (say("Khóa của {device} bị hỏng hoặc không phải của trung tâm này"), enrol),
        "other-key": (say("Khóa trên thẻ là của thiết bị khác, không phải {device}"), enrol),
        "over": (say("Khóa hoặc mã ghi danh của {device} đã hết hạn, hoặc giờ của máy này sai"), enrol),
        "claim": (say("Không đọc được mã ghi danh của {device}"), enrol),
        "other-claim": (say("Mã ghi danh trên thẻ là của thiết bị khác, không phải {device}"), enrol),
        "hub-folders": (
            say("Khóa của máy chủ trên thẻ chưa đủ hoặc bị hỏng"),
            say("Đề nghị kỹ thuật viên làm lại thẻ của máy chủ."),
        ),
        "other-hall": (say("Thẻ này là của trung tâm {hall}, máy này thuộc trung tâm {own_hall}"), flash),
        "older": (
            say("Cấu hình trên thẻ cũ hơn cấu hình của máy"),
            say("Máy vẫn chạy với cấu hình mới hơn. Có thể lấy thẻ hoặc USB này ra."),
        ),
        "hub-stays": (say("Máy này là máy chủ, không đổi thành {device} được"), flash),
        "hub-authority": (
            say("Thẻ mang khóa khác của trung tâm; máy chủ giữ khóa đang dùng"),
            say("Nếu cần thay khóa của cả trung tâm, đề nghị kỹ thuật viên xem tài liệu ghi danh, mục 7."),
        ),
        "storage": (
            say("Không đọc hoặc không ghi được đĩa của máy này"),
            say(
                "Mời tắt và bật lại máy. Nếu vẫn vậy, đề nghị kỹ thuật viên thay thẻ nhớ. "
                "Thẻ của máy chủ giữ sổ của trung tâm: xem docs/backup.md trước."
            ),
        ),
        "hub-init": (
            say("Máy chủ chưa làm được khóa hoặc cấu hình của trung tâm"),
            say("Đề nghị kỹ thuật viên xem dòng cuối: nguyên nhân ghi bằng tiếng Anh."),
        ),
        "key-left-card": (
            say("Không xóa được khóa của máy trên thẻ nhớ"),
            say("Máy vẫn chạy, và thử xóa lại khi khởi động. Nếu vẫn vậy, thẻ sắp hỏng: đề nghị thay thẻ."),
        ),
        "key-left-stick": (
            say("Không xóa được khóa của máy trên USB"),
            say("Mời tắt khóa ghi của USB rồi xóa thư mục hall, hoặc hủy USB: ai có nó có thể giả làm máy này."),
        ),
        "no-folder": (
            say("USB này không có thư mục hall"),
            say("Mời chép cả thư mục hall vào USB, không chỉ các tệp trong đó, rồi cắm lại."),
        ),
        "technician": (
            say("Tệp technician.pub trên thẻ có lỗi; các khóa của kỹ thuật viên giữ như cũ"),
            say("Đề nghị kỹ thuật viên sửa tệp này trên thẻ rồi khởi động lại máy."),
        ),
    }
    return sentences[key]


GUIDE = (
    "1. Cắm USB vào máy chủ; ssh root@MÁY-CHỦ: motcua device claim TÊN --usb\n"
    "2. Cắm USB đó vào máy này\n"
    "3. So mã; motcua device approve TÊN MÃ\n"
    "USB into the hub; ssh root@HUB: motcua device claim NAME --usb; USB into this box; compare; "
    "motcua device approve NAME CODE"
)
"""What the QR code says: a box that is set up reaches no page anywhere, and a phone shows a text without a network."""
