"""The only module that knows where Be Vietnam Pro lies. It knows no Kivy."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, get_args

from hall_core.errors import MotcuaError

Weight = Literal["Regular", "SemiBold", "Bold"]
WEIGHTS: tuple[Weight, ...] = get_args(Weight)
PACKAGE = "fontpkg_be_vietnam_pro"


class FontMissingError(MotcuaError):
    """A font file that the product needs is not installed."""

    key = "font-missing"


@cache
def folder() -> Path:
    """Where the files of the font package lie. It is found, not imported, which would cost the start."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FontMissingError(f"the Python package {PACKAGE.replace('_', '-')} is not installed: run ./run setup")
    return Path(spec.origin).parent / "files"


def path(weight: Weight) -> Path:
    """The font file of one weight. FontMissingError if it is not there."""
    file = folder() / f"BeVietnamPro-{weight}.ttf"
    if not file.is_file():
        raise FontMissingError(f"{file} is missing: run ./run setup")
    return file


def family(weight: Weight) -> str:
    """The name under which Kivy's labels find the weight once it is registered (:mod:`hall_core.ui.kivy_fonts`)."""
    return f"BeVietnamPro-{weight}"
