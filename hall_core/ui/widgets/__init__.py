"""What the kiosk and the board draw with, one folder each. A widget's .kv is loaded when its module is imported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kivy.uix.widget import Widget


def load_kv(module_file: str, *uses: type[Widget]) -> None:
    """Load the .kv that lies beside a widget's module (pass its ``__file__``); ``uses`` are the widgets it names."""
    from kivy.lang import Builder  # Kivy comes after window.prepare

    Builder.load_file(str(Path(module_file).with_suffix(".kv")), rulesonly=True)
