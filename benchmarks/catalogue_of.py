"""A catalogue folder of any size, with names as long and as much alike as those of the national list.

Ten well-known procedures with their everyday words come first; the others are put together from acts, objects and
conditions. The same size gives the same files.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hall_core.domain.catalogue_check import FILES

KNOWN = [
    ("1.001193", "Đăng ký khai sinh", "Birth registration", "ho-tich", "sinh con"),
    ("1.000656", "Đăng ký khai tử", "Death registration", "ho-tich", "ba mẹ mất"),
    ("1.000894", "Đăng ký kết hôn", "Marriage registration", "ho-tich", "lấy vợ"),
    ("1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", "Certificate of marital status", "ho-tich", "giấy độc thân"),
    ("2.000815", "Chứng thực bản sao từ bản chính giấy tờ", "Certified copies", "chung-thuc", "sao y"),
    ("2.000884", "Chứng thực chữ ký trong giấy tờ", "Certified signatures", "chung-thuc", "chứng thực chữ ký"),
    ("1.004194", "Đăng ký tạm trú", "Temporary residence registration", "cu-tru", "tạm trú"),
    ("1.004222", "Đăng ký thường trú", "Permanent residence registration", "cu-tru", "nhập hộ khẩu"),
    ("1.001612", "Đăng ký thành lập hộ kinh doanh", "Household business registration", "kinh-doanh", "mở quán"),
    ("1.013978", "Đăng ký đất đai, cấp Giấy chứng nhận lần đầu", "First land title", "dat-dai", "sổ đỏ lần đầu"),
]
_FIELDS = {
    "ho-tich": "Hộ tịch|khai sinh có yếu tố nước ngoài|giám hộ|nhận cha, mẹ, con|thay đổi, cải chính hộ tịch",
    "chung-thuc": "Chứng thực|hợp đồng, giao dịch|di chúc|bản dịch|văn bản từ chối nhận di sản",
    "cu-tru": "Cư trú|nơi ở hiện tại|tạm vắng|thông tin về cư trú|thẻ căn cước",
    "kinh-doanh": "Hộ kinh doanh|hộ kinh doanh|hợp tác xã|địa điểm kinh doanh|văn phòng đại diện",
    "dat-dai": "Đất đai|quyền sử dụng đất|biến động đất đai|thửa đất, hợp thửa đất|tài sản gắn liền với đất",
    "xay-dung": "Xây dựng|giấy phép xây dựng nhà ở riêng lẻ|chứng chỉ hành nghề xây dựng|quy hoạch chi tiết",
    "giao-thong": "Đường bộ|giấy phép lái xe|phù hiệu xe ô tô|đăng kiểm xe cơ giới|giấy phép kinh doanh vận tải",
    "duong-thuy": "Đường thủy nội địa|bến thủy nội địa|phương tiện thủy|chứng chỉ thuyền viên|vùng nước cảng",
    "giao-duc": "Giáo dục|trường mầm non tư thục|trung tâm ngoại ngữ, tin học|bằng tốt nghiệp|chuyển trường học sinh",
    "y-te": "Khám bệnh, chữa bệnh|giấy phép hành nghề khám bệnh|phòng khám đa khoa|kỹ thuật mới|cơ sở dịch vụ y tế",
    "duoc": "Dược phẩm|chứng chỉ hành nghề dược|cơ sở bán lẻ thuốc|hồ sơ công bố mỹ phẩm|nhập khẩu thuốc",
    "an-toan-thuc-pham": "An toàn thực phẩm|điều kiện an toàn thực phẩm|bản công bố sản phẩm|quảng cáo thực phẩm",
    "lao-dong": "Việc làm|giấy phép lao động cho người nước ngoài|hoạt động cho thuê lại lao động|trợ cấp thất nghiệp",
    "nguoi-co-cong": "Người có công|trợ cấp một lần đối với thân nhân liệt sĩ|thương binh|hài cốt liệt sĩ",
    "bao-tro": "Bảo trợ xã hội|trợ cấp xã hội hằng tháng|mức độ khuyết tật|hộ nghèo, hộ cận nghèo|mai táng phí",
    "bao-hiem": "Bảo hiểm xã hội|thẻ bảo hiểm y tế|sổ bảo hiểm xã hội|lương hưu|chế độ thai sản",
    "thue": "Thuế|mã số thuế cá nhân|lệ phí trước bạ|hoàn thuế giá trị gia tăng|miễn, giảm tiền sử dụng đất",
    "moi-truong": "Môi trường|giấy phép môi trường|báo cáo đánh giá tác động môi trường|phương án cải tạo phục hồi",
    "tai-nguyen-nuoc": "Tài nguyên nước|giấy phép khai thác nước dưới đất|hành nghề khoan nước|xả nước thải|nước mặt",
    "khoang-san": "Khoáng sản|giấy phép thăm dò khoáng sản|trữ lượng khoáng sản|đóng cửa mỏ|khai thác tận thu",
    "trong-trot": "Trồng trọt|giống cây trồng|phân bón|thuốc bảo vệ thực vật|chuyển đổi cơ cấu cây trồng trên đất lúa",
    "chan-nuoi": "Chăn nuôi và thú y|chứng chỉ hành nghề thú y|thức ăn chăn nuôi|kiểm dịch động vật",
    "thuy-san": "Thủy sản|tàu cá|nuôi trồng thủy sản lồng bè|giấy phép khai thác thủy sản|nguồn gốc thủy sản",
    "lam-nghiep": "Lâm nghiệp|bảng kê lâm sản|rừng trồng thay thế|cơ sở nuôi động vật hoang dã|khai thác rừng trồng",
    "van-hoa": "Văn hóa|giấy phép kinh doanh karaoke|tổ chức lễ hội|bảng quảng cáo ngoài trời|di vật, cổ vật",
    "the-thao": "Thể dục thể thao|hoạt động bể bơi|câu lạc bộ yoga|giải thể thao phong trào|hoạt động võ cổ truyền",
    "du-lich": "Du lịch|thẻ hướng dẫn viên du lịch|giấy phép lữ hành nội địa|hạng cơ sở lưu trú|điểm du lịch",
    "tin-tuc": "Thông tin|giấy phép xuất bản tài liệu|trang thông tin điện tử|cơ sở in|trạm thu phát sóng",
    "khoa-hoc": "Khoa học và công nghệ|thiết bị X-quang|tổ chức khoa học|nhãn hiệu chứng nhận|chuyển giao công nghệ",
    "ton-giao": "Tôn giáo|sinh hoạt tôn giáo tập trung|chức sắc|cơ sở tín ngưỡng|quyên góp",
}
_ACTS = (
    "cấp|cấp lại|cấp đổi|gia hạn|điều chỉnh|thu hồi|đăng ký|xóa đăng ký|thông báo|phê duyệt|thẩm định|công nhận|"
    "xác nhận|chấp thuận|bổ sung|giải quyết|hỗ trợ|chuyển nhượng|chấm dứt|khôi phục|kiểm tra|đính chính|trích lục"
)
_CONDITIONS = (
    "|đối với tổ chức|đối với cá nhân|cho người nước ngoài|trường hợp bị mất, bị hỏng|thuộc thẩm quyền cấp xã|"
    "thuộc thẩm quyền của Ủy ban nhân dân cấp tỉnh|trong khu kinh tế, khu công nghiệp|lần đầu|khi hết hạn|do thay đổi "
    "tên, địa chỉ của trụ sở chính|đối với cơ sở có vốn đầu tư nước ngoài theo quy định của pháp luật"
)
_WORDS = (
    "người nộp hồ sơ cơ quan tiếp nhận kiểm tra tính hợp lệ của thành phần bản chính bản sao chứng thực theo mẫu quy "
    "định trong thời hạn ngày làm việc kể từ nhận đủ trả kết quả tại bộ phận một cửa hoặc qua dịch vụ bưu chính công "
    "ích trường hợp chưa đầy đủ thì hướng dẫn bổ sung văn bản nêu rõ lý do thẩm quyền giải quyết lệ phí tờ khai giấy tờ"
)
_LONGEST = 1_094
"""Characters of the longest name of the national list."""
_AGENCIES = 17


def write_catalogue(folder: Path, count: int) -> Path:
    """``count`` procedures, ten at least, about 8 kB each."""
    folder.mkdir(parents=True, exist_ok=True)
    agencies = [f"co-quan-{n + 1}" for n in range(_AGENCIES)]
    fields = {id: (agencies[n % _AGENCIES], *texts.split("|")) for n, (id, texts) in enumerate(_FIELDS.items())}
    _csv(folder, "agencies.csv", [(id, f"Cơ quan số {n + 1}", f"Agency no. {n + 1}") for n, id in enumerate(agencies)])
    _csv(folder, "fields.csv", [(id, about[0], about[1], "") for id, about in fields.items()])
    listed = [(code, name, english, field) for code, name, english, field, _ in KNOWN]
    listed += [(f"3.{n:06}", name, "", field) for n, (name, field) in enumerate(_names(count - len(KNOWN)))]
    random = Random(2026)
    procedures = [
        {
            "code": code,
            "name_vi": name,
            "name_en": english,
            "status": "active",
            "agency": fields[field][0],
            "field": field,
            "level": "Cấp xã",
            "applicants_vi": _prose(random, 20),
            "result_vi": "Giấy xác nhận",
            "where_vi": _prose(random, 30),
            "responsible_vi": "Ủy ban nhân dân",
            "steps_vi": "\n".join(_prose(random, 60) for _ in range(5)),
            "legal": "123/2015/NĐ-CP\n60/2014/QH13",
            "decision": "163/QĐ",
            "valid_from": "2025-07-01",
        }
        for code, name, english, field in listed
    ]
    columns = [column for part in FILES["procedures.csv"] for column in part]
    _csv(folder, "procedures.csv", [[row.get(column, "") for column in columns] for row in procedures])
    papers = [
        (code, "" if n < 3 else "Người nước ngoài", "" if n < 3 else "Foreigners", _prose(random, 25), "", 1, n % 3)
        for code, *_ in listed
        for n in range(6)
    ]
    _csv(folder, "papers.csv", papers, ["code", "case_vi", "case_en", "paper_vi", "paper_en", "originals", "copies"])
    channels = [
        (code, channel, "3 ngày làm việc", "3 working days", "Miễn phí", "Free")
        for code, *_ in listed
        for channel in ("in-person", "online", "post")
    ]
    _csv(folder, "channels.csv", channels)
    _csv(folder, "synonyms.csv", [(words, code) for code, _, _, _, words in KNOWN])
    _csv(folder, "edition.csv", [("edition", f"{count}"), ("date", "2026-11-20"), ("source", "made up")])
    return folder


def keep_catalogue(data: Path, count: int) -> None:
    """Such a catalogue as a kiosk keeps it in its data folder, once it has fetched it."""
    from hall_core.contract.edition import pack
    from hall_core.device.catalogue_folder import read
    from kiosk_app.catalogue.building import build
    from kiosk_app.catalogue.keeping import FILE

    data.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="motcua-") as name:
        checked = read(write_catalogue(Path(name), count), 0)
    if checked.catalogue is None:
        raise RuntimeError(checked.report)
    build(pack(checked.catalogue), data / FILE)


def _names(count: int) -> Iterable[tuple[str, str]]:
    """Different names, with the field of each; most have 40 to 120 characters."""
    objects = [(thing, id) for id, texts in _FIELDS.items() for thing in texts.split("|")[1:]]
    acts, conditions = _ACTS.split("|"), _CONDITIONS.split("|")
    for n in range(count):
        thing, field = objects[n % len(objects)]
        turn = n // len(objects)
        condition = conditions[(turn // len(acts) + n // 7) % len(conditions)]
        name = f"Thủ tục {acts[turn % len(acts)]} {thing} {condition}".strip()
        yield name if n != count - 1 else f"{name} {_WORDS} {_WORDS} {_WORDS} {_WORDS}"[:_LONGEST].strip(), field


def _prose(random: Random, words: int) -> str:
    text = " ".join(random.choices(_WORDS.split(), k=words))
    return f"{text[0].upper()}{text[1:]}."


def _csv(folder: Path, name: str, rows: Sequence[Sequence[object]], columns: Sequence[str] = ()) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns or [column for part in FILES[name] for column in part])
        writer.writerows(rows)
