"""Small catalogues for tests."""

from __future__ import annotations

from hall_core.domain.procedure import Agency, Catalogue, Field, Procedure, Synonym, Text, Title

KNOWN = {
    "1.000656": ("Thủ tục đăng ký khai tử", "ba mẹ mất"),
    "1.001193": ("Thủ tục đăng ký khai sinh", "sinh con"),
    "1.000894": ("Thủ tục đăng ký kết hôn", "lấy vợ"),
    "1.004873": ("Thủ tục cấp Giấy xác nhận tình trạng hôn nhân", "giấy độc thân"),
    "1.013978": ("Đăng ký đất đai, cấp Giấy chứng nhận quyền sử dụng đất lần đầu", "sổ đỏ lần đầu"),
    "1.001612": ("Đăng ký thành lập hộ kinh doanh", "mở quán"),
    "2.000815": ("Thủ tục chứng thực bản sao từ bản chính giấy tờ, văn bản", "sao y"),
    "2.000884": ("Thủ tục chứng thực chữ ký trong các giấy tờ, văn bản", "chứng thực chữ ký"),
    "1.004194": ("Đăng ký tạm trú", "tạm trú"),
    "1.004222": ("Đăng ký thường trú", "nhập hộ khẩu"),
}
"""Code to name and everyday words."""
OTHERS = {
    "1.004746": "Thủ tục đăng ký lại kết hôn",
    "1.004884": "Thủ tục đăng ký lại khai sinh",
    "1.009995": "Cấp giấy phép xây dựng mới đối với nhà ở riêng lẻ",
    "NB-1": "Hỗ trợ công ty trồng má đề",
    "NB-2": "Kiểm tra ma túy",
    "NB-3": "Kinh doanh đồ thờ, sổ sách",
}


def procedure(code: str, name: str, **rest: object) -> Procedure:
    return Procedure(**{"code": code, "name": Title(name), "agency": "ubnd", "field": "ho-tich", **rest})  # pyright: ignore[reportArgumentType]


def catalogue(*more: Procedure) -> Catalogue:
    """The ten that everybody knows, some others, and ``more``."""
    known = [procedure(code, name, steps=Text("Nộp hồ sơ\nNhận kết quả")) for code, (name, _) in KNOWN.items()]
    others = [procedure(code, name, agency="cong-an", field="cu-tru") for code, name in OTHERS.items()]
    return Catalogue(
        edition="thử",
        date="2026-11-20",
        agencies=[Agency("ubnd", Title("Ủy ban nhân dân")), Agency("cong-an", Title("Công an"))],
        fields=[Field("ho-tich", "ubnd", Title("Hộ tịch")), Field("cu-tru", "cong-an", Title("Cư trú"))],
        synonyms=[Synonym(words, [code]) for code, (_, words) in KNOWN.items()],
        procedures=[*known, *others, *more],
    )
