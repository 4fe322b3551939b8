"""The window for the tests of widgets, and the words of both languages compiled from their source."""

from __future__ import annotations

from tests.screens_support import _glass, english_too, glass

__all__ = ["_glass", "english_too", "glass"]
