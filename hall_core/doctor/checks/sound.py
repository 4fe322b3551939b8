"""Whether what speaks can be heard: a card, and a mixer that is not turned down."""

from __future__ import annotations

import re

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, some, text
from hall_core.domain.plan_devices import Board, Kiosk
from hall_core.ui.translate import Say

CHECK = "sound"
CARD = re.compile(r"^\s*(\d+) \[(\S+)\s*\]", re.MULTILINE)
"""In /proc/asound/cards."""


def name(say: Say) -> str:
    return say("Âm thanh")


def look(box: Box) -> Finding | None:
    """A kiosk speaks only to who wants to be read to; where a board is silent nobody hears the calls."""
    speaks = isinstance(box.device, Board) and box.device.speaks
    if not speaks and not isinstance(box.device, Kiosk):
        return None
    cards = CARD.findall(box.read("proc/asound/cards") or "")
    if not cards:
        return found(CHECK, "alarm" if speaks else "caution", "no-card")
    if box.ailing("sound"):
        return found(CHECK, "alarm" if speaks else "caution", "fails", cards=some([card for _, card in cards]))
    shut = [card for number, card in cards if _is_shut(box.run(["amixer", "-c", number, "scontents"]) or "")]
    if len(shut) == len(cards):
        return found(CHECK, "alarm" if speaks else "caution", "shut", cards=some(shut))
    return found(CHECK, "good", cards=some([card for _, card in cards]))


def _is_shut(said: str) -> bool:
    """Whether all that plays is at nothing or off. A card without a mixer, such as HDMI, cannot be turned down."""
    controls = [part for part in said.split("Simple mixer control ")[1:] if re.search(r"Playback.*\[\d+%\]", part)]
    return bool(controls) and not any(_is_heard(control) for control in controls)


def _is_heard(control: str) -> bool:
    lines = [line for line in control.splitlines() if "Playback" in line and "[" in line]
    return any("[0%]" not in line and "[off]" not in line for line in lines)


def tell(finding: Finding, say: Say) -> Told:
    unheard = say("Lời gọi số hoặc hướng dẫn đọc không ai nghe thấy; chữ trên màn hình vẫn đủ.")
    match finding.case:
        case "no-card":
            return Told(
                say("Máy không có thiết bị âm thanh"), unheard, say("Cắm màn hình qua HDMI có loa, hoặc loa USB.")
            )
        case "fails":
            return Told(
                say("Chương trình không phát được âm thanh qua {cards}").format(cards=text(finding, "cards")),
                unheard,
                say("Kiểm tra dây loa; khởi động lại máy. Nếu vẫn thế, thay loa hoặc card âm thanh."),
            )
        case "shut":
            return Told(
                say("Âm lượng của {cards} đang ở 0 hoặc bị tắt").format(cards=text(finding, "cards")),
                unheard,
                say("Tăng âm lượng bằng alsamixer rồi lưu bằng alsactl store."),
            )
        case _:
            return Told(say("Có {cards}").format(cards=text(finding, "cards")))
