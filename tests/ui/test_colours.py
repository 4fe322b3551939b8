"""Every pair of colours that may meet is told apart."""

from __future__ import annotations

import pytest

from hall_core.ui import colours
from hall_core.ui.colours import SHAPE_PAIRS, TEXT_PAIRS, THEMES, channels, contrast


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_stands_out_seven_to_one(theme: str, text: str, ground: str) -> None:
    colours_of = THEMES[theme]
    assert contrast(getattr(colours_of, text), getattr(colours_of, ground)) >= colours.TEXT_CONTRAST


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_borders_icons_and_focus_stand_out_three_to_one(theme: str, shape: str, ground: str) -> None:
    colours_of = THEMES[theme]
    assert contrast(getattr(colours_of, shape), getattr(colours_of, ground)) >= colours.SHAPE_CONTRAST


def test_every_role_is_in_some_pair() -> None:
    named = {role for pair in [*TEXT_PAIRS, *SHAPE_PAIRS] for role in pair}
    assert named == set(colours.Theme.__struct_fields__)


def test_channels_are_parts_of_one() -> None:
    assert channels("#ff8000") == pytest.approx((1.0, 0.502, 0.0), abs=0.001)
