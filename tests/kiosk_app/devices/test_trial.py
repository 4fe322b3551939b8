"""The technician's test print."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PIL import ImageChops

from hall_core.ui.translate import Words
from kiosk_app.devices.setting import SETTINGS
from kiosk_app.devices.slip import render
from kiosk_app.devices.trial import BAR, TrialFace
from tests.kiosk_app.devices.reading import read_aloud, scanned

TRIAL = TrialFace(
    hall="Trung tâm Phục vụ hành chính công tỉnh Thanh Hóa",
    device="kiosk-1",
    printer="tcp://10.0.0.5",
    time="08:05, 23/11/2026",
    qr="MOTCUA:TEST:KIOSK-1",
)


@pytest.mark.parametrize("dots", SETTINGS)
def test_it_uses_the_whole_width_and_has_a_bar_without_a_white_dot(dots: int) -> None:
    image = render(TRIAL, dots)
    left, _, right, _ = ImageChops.invert(image).getbbox() or (0, 0, 0, 0)
    assert (left, right) == (0, dots)
    black = [y for y in range(image.height) if image.crop((0, y, dots, y + 1)).getextrema() == (0, 0)]
    assert len(black) == 3 + BAR  # the line of the ruler and the bar


def test_it_says_whose_printer_this_is(tmp_path: Path) -> None:
    said = read_aloud(render(TRIAL, 576), tmp_path, "vie", "--psm", "4")
    # Which tone stands on its last letter, not every tesseract sees.
    for words in ("IN TH", "kiosk–1", "tcp://10.0.0.5", "08:05, 23/11/2026", "Trung tâm Phục vụ hành chính công"):
        assert words in said
    assert scanned(render(TRIAL, 384), tmp_path) == TRIAL.qr


def test_without_a_trusted_clock_it_has_no_time() -> None:
    assert render(replace(TRIAL, time=""), 576).height < render(TRIAL, 576).height


def test_in_english_it_is_in_english(tmp_path: Path, english_too: Words) -> None:
    said = read_aloud(render(replace(TRIAL, language="en"), 576, english_too), tmp_path, "eng", "--psm", "4")
    assert "TEST PRINT" in said
    assert "Millimetres: right when both ends are there" in said
