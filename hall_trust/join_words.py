"""What a box says on its terminal while it joins a hall: large, in Vietnamese and in English. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap
from typing import Literal

from msgspec import Struct

from hall_core.contract.trust import Denial, Fingerprint
from hall_core.mqtt.outage import Reason
from hall_core.ui.translate import Say, Words
from hall_trust.big_digits import big

Status = Literal["scan", "unreadable", "connecting", "waiting", "silent", "proving", "done", "storage", "no-bundle"]
WIDTH = 76
"""Signs in a line: the narrowest terminal has 80."""
FINAL: frozenset[Status | Reason | Denial] = frozenset(
    {"revoked", "expired", "stranger", "unfit", "keys", "foreign-broker", "false-broker"}
)
"""Of why there is no link: what waiting will not change."""


class Shown(Struct, frozen=True, kw_only=True):
    status: Status | Reason | Denial
    device: str = ""
    broker: str = ""
    """Host and port."""
    fingerprint: Fingerprint = ""
    detail: str = ""
    """In a technician's words, English."""


def page(shown: Shown, words: Words, *, bold: bool = False) -> list[str]:
    """Lines, Vietnamese first. ``bold``: it is a terminal, which can write what is so more strongly."""
    strong, plain = ("\x1b[1m", "\x1b[0m") if bold else ("", "")
    lines = ["=" * WIDTH]
    for language in ("vi", "en"):
        heading, remedy = said(words.into(language), shown)
        lines += ["", *(f"{strong}{line}{plain}" for line in _wrapped(heading)), *_wrapped(remedy)]
    if shown.status == "waiting":
        lines += ["", *(f"  {line}" for line in big(shown.fingerprint))]
    if shown.detail:
        lines += ["", *_wrapped(f"({shown.detail})")]
    return [*lines, ""]


def _wrapped(text: str) -> Iterator[str]:
    # An address stays whole: at the end of a line nobody knows whether a hyphen belongs to it.
    yield from (f"  {line}" for line in wrap(text, WIDTH - 4, break_long_words=False, break_on_hyphens=False))


def said(say: Say, shown: Shown) -> tuple[str, str]:
    """What is so, and what is to be done."""
    heading, remedy = _said(say, shown.status)
    names = {"device": shown.device, "broker": shown.broker}
    return heading.format(**names), remedy.format(**names)


def _said(say: Say, status: Status | Reason | Denial) -> tuple[str, str]:
    again = say("Mời lãnh đạo trung tâm hoặc kỹ thuật viên cấp mã ghi danh mới.")
    over = say("Mã ghi danh đã hết hạn"), again
    unusable = say("Khóa hoặc chứng thư của máy này không dùng được"), again
    foreign = (
        say("Máy chủ {broker} thuộc trung tâm khác"),
        say("Mã ghi danh chỉ dùng được ở trung tâm đã cấp mã. Mời kiểm tra mạng, địa chỉ và mã."),
    )
    insecure = (
        say("Máy chủ {broker} không nhận kết nối an toàn"),
        say("Đề nghị kỹ thuật viên xem địa chỉ và cổng của máy chủ. Máy này tự thử lại."),
    )
    refused = say("Mã nhận dạng không khớp, hoặc người phụ trách không nhận.")
    beware = say("Nếu không phải do quý vị làm, đề nghị báo ngay.")
    sentences: dict[Status | Reason | Denial, tuple[str, str]] = {
        "scan": (say("Mời quét mã ghi danh"), say("Đưa mã ghi danh trước máy quét của máy này.")),
        "unreadable": (say("Không đọc được mã ghi danh"), say("Mời quét lại, hoặc xin mã mới.")),
        "connecting": (say("Đang nối với máy chủ {broker}"), say("Máy này sẽ là {device}.")),
        "waiting": (
            say("{device} đang chờ được nhận vào trung tâm"),
            say("Mời người phụ trách so mã nhận dạng dưới đây với mã trên trang điều hành; giống hệt thì nhận vào."),
        ),
        "silent": (
            say("Máy cấp chứng thư chưa trả lời"),
            say("Đã nối được máy chủ; máy này tự hỏi lại. Nếu lâu, đề nghị kỹ thuật viên xem máy chủ."),
        ),
        "proving": (say("{device} đã có chứng thư"), say("Đang thử nối bằng chứng thư mới.")),
        "done": (say("{device} đã vào trung tâm"), say("Không cần làm gì thêm; mã ghi danh đã hết tác dụng.")),
        "storage": (say("Không ghi được vào thẻ nhớ của máy này"), say("Đề nghị kỹ thuật viên thay thẻ nhớ.")),
        "no-bundle": (
            say("Thư mục cấu hình không dùng được"),
            say("Đề nghị kỹ thuật viên làm lại thẻ nhớ hoặc USB cho máy này."),
        ),
        "unknown-device": (
            say("Trung tâm không có thiết bị {device}"),
            say("Đề nghị kỹ thuật viên thêm thiết bị vào cấu hình trung tâm rồi cấp mã mới."),
        ),
        "claim-used": (say("Máy khác đã dùng mã ghi danh này"), f"{beware} {again}"),
        "claim-over": over,
        "expired": over,
        "revoked": (say("Mã ghi danh đã dùng rồi hoặc đã bị hủy"), again),
        "other-device": (say("Mã ghi danh này là của thiết bị khác"), again),
        "refused": (say("Máy này đã bị từ chối"), f"{refused} {again}"),
        "shut-out": (say("{device} đã bị loại khỏi trung tâm"), again),
        "malformed": unusable,
        "unfit": unusable,
        "keys": unusable,
        "others-keys": unusable,
        "foreign-broker": foreign,
        "stranger": foreign,
        "false-broker": (
            say("Có máy khác giả làm máy chủ tại {broker}"),
            say("Máy này không nối. Đề nghị báo kỹ thuật viên ngay."),
        ),
        "broker-expired": (
            say("Chứng thư máy chủ đã hết hạn, hoặc giờ của máy này sai"),
            say("Đề nghị kỹ thuật viên xem giờ của máy này và chứng thư của máy chủ."),
        ),
        "away": (
            say("Chưa thấy máy chủ tại {broker}"),
            say("Mời kiểm tra dây mạng và điện của máy chủ. Máy này tự thử lại."),
        ),
        "no-tls": insecure,
        "tls": insecure,
        "no-agreement": insecure,
    }
    return sentences[status]
