"""Makes the product's letters known to Kivy."""

from __future__ import annotations

from kivy.core.text import LabelBase

from hall_core.ui.fonts import WEIGHTS, family, path


def register() -> None:
    """All weights. FontMissingError if one is not there."""
    for weight in WEIGHTS:
        LabelBase.register(family(weight), str(path(weight)))
