"""What the parts of a hall are called, wherever a person reads it: console, first start, labels."""

from __future__ import annotations

from hall_core.ui.translate import Say


def role_words(say: Say, role: str) -> str:
    return {
        "hub": say("Máy chủ"),
        "kiosk": say("Ki-ốt"),
        "pad": say("Bảng đánh giá"),
        "board": say("Bảng hiển thị"),
        "led": say("Bảng LED"),
        "sign": say("Biển số quầy"),
        "caller": say("Bàn phím gọi số"),
        "console": say("Trang điều hành"),
        "authority": say("Máy cấp chứng thư"),
        "courier": say("Kết nối hệ thống cấp trên"),
    }.get(role, role)
