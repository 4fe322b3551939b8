"""The technician's test print, as a value, and how it is set: whether width, head, letters and code are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from hall_core.domain.names import Language
from hall_core.ui.translate import Say
from kiosk_app.devices.papers_words import trial_words
from kiosk_app.devices.setting import blank, head, title

if TYPE_CHECKING:
    from PIL.Image import Image

LETTERS = "Ắ Ặ Ễ Ỗ Ữ ỵ đ Đ ơ ư"
"""The tallest stacks, the deepest dot, and the letters that no other language has."""
SENTENCE = "Trung tâm Phục vụ hành chính công"
BAR = 24
"""Thickness of the black bar: 3 mm, in which the eye finds one white dot."""


class TrialFace(Struct, frozen=True, kw_only=True):
    hall: str
    device: str
    """Id of the kiosk."""
    printer: str
    """Where the printer is, as the hall file says."""
    time: str = ""
    qr: str
    language: Language = "vi"


def draw_trial(face: TrialFace, dots: int, say: Say) -> Image:
    """The test print, ``dots`` wide; mode ``1``, black is 0. ``say``: in its language. ValueError as a ticket."""
    paper, setting = blank(dots)
    words = trial_words(say)
    head(paper, setting, face.hall)
    title(paper, setting, words.title, "")
    paper.space(10)
    facts = [
        (words.device, face.device),
        (words.printer, face.printer),
        (words.dots, words.width.format(dots=dots, mm=dots // 8)),
        (words.time, face.time),
    ]
    paper.facts(facts, setting.body)
    paper.space(14)
    paper.ruler(setting.small)
    paper.centred(words.ruler, setting.small)
    paper.space(14)
    paper.bar(0, BAR)
    paper.centred(words.bar, setting.small)
    paper.space(14)
    for size in (setting.title, setting.body, setting.small):
        paper.centred(LETTERS, size)
    paper.centred(SENTENCE, setting.body, bold=True)
    paper.qr(face.qr, setting.qr)
    paper.space(8)
    return paper.torn_off()
