"""The window and both languages."""

from __future__ import annotations

from tests.screens_support import _glass, english_too, glass

__all__ = ["_glass", "english_too", "glass"]
