"""What the look-up says beside the words of the catalogue. Pure."""

from __future__ import annotations

import re

from hall_core.domain.names import Day, Language
from hall_core.domain.procedure import ChannelKind, Title
from hall_core.ui.translate import Say
from kiosk_app.jobs.procedures.pages import Hit, Part

READY: dict[Language, tuple[str, ...]] = {
    "vi": ("sinh con", "sổ đỏ", "sao y", "tạm trú", "kết hôn", "mở quán", "giấy độc thân", "ba mẹ mất"),
    "en": ("birth", "land", "certified copies", "residence", "marriage", "business", "marital status", "death"),
}
"""Everyday words to touch in place of typing; only those that find something are shown."""


def level_words(level: str, say: Say) -> str:
    """The levels of government that the catalogue names; a word that is none of them stays as it is."""
    known = {
        "commune": say("cấp xã"),
        "district": say("cấp huyện"),
        "province": say("cấp tỉnh"),
        "ministry": say("cấp bộ"),
        "other": say("cơ quan khác"),
    }
    return ", ".join(known.get(part.strip().lower(), part.strip()) for part in level.split(",") if part.strip())


def channel_words(kind: ChannelKind, say: Say) -> str:
    match kind:
        case "in-person":
            return say("Nộp trực tiếp")
        case "online":
            return say("Nộp trực tuyến")
        case "post":
            return say("Gửi qua bưu chính")


def counts_words(originals: int, copies: int, say: Say) -> str:
    """Empty when the catalogue gives no number."""
    parts = [
        say.many("{count} bản chính", originals) if originals else "",
        say.many("{count} bản sao", copies) if copies else "",
    ]
    return ", ".join(filter(None, parts))


def part_words(part: Part, say: Say) -> tuple[str, str]:
    """(icon, word)"""
    match part:
        case "papers":
            return "document", say("Giấy tờ")
        case "terms":
            return "clock", say("Thời gian, phí")
        case "where":
            return "place", say("Nơi nộp")
        case "steps":
            return "check", say("Trình tự")
        case "basis":
            return "info", say("Căn cứ")


def total_words(total: int, say: Say) -> str:
    return say.many("{count} thủ tục", total)


def edition_words(as_of: Day | None, say: Say) -> str:
    return say("Danh mục cập nhật ngày {day}").format(day=day_words(as_of)) if as_of else ""


def updated_words(as_of: Day | None, say: Say) -> str:
    """The same beside what it is said of, where it must not take a line of its own."""
    return say("cập nhật {day}").format(day=day_words(as_of)) if as_of else ""


def day_words(day: Day) -> str:
    """``2026-11-20`` as ``20/11/2026``."""
    return "/".join(reversed(day.split("-")))


def belongs(hit: Hit, say: Say) -> str:
    """Its field and its agency."""
    return " · ".join(title.into(say.language) for title in (hit.field, hit.agency) if title is not None)


def joint_mark(say: Say) -> str:
    """Of a procedure in which several agencies take part."""
    return say("liên thông")


def joint_words(others: int, say: Say) -> str:
    """What it means to whoever hands it in. ``others``: agencies that take part beside the first; more than none."""
    return say.many("Thủ tục liên thông: quý vị chỉ nộp một bộ hồ sơ, {count} cơ quan cùng giải quyết.", others + 1)


def kept_together(text: str) -> str:
    """A few words that make no sense on two lines, such as numbers and what they count: broken behind commas only."""
    return text.replace(" ", "\N{NO-BREAK SPACE}").replace(",\N{NO-BREAK SPACE}", ", ")


def capitalized(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def name_words(name: Title, language: Language) -> str:
    """Without the words that half of all names begin with."""
    text = name.into(language)
    short = re.sub(r"^thủ tục\s+", "", text, flags=re.IGNORECASE)
    return capitalized(short)
