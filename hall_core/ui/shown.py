"""What is on the screen, as text: every word, and what a finger could tap. For who cannot see the picture."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kivy.uix.widget import Widget


def shown(root: Widget, size: tuple[float, float]) -> dict[str, Any]:
    """``words``: each text in drawing order; ``taps``: the words and the centre of what can be tapped, x and y in
    0..1 of the glass, y downwards. ``size`` of the window in pixels."""
    from hall_core.ui.widgets.text_block.text_block import TextBlock
    from hall_core.ui.widgets.touchable import Touchable

    taps: list[dict[str, Any]] = []
    for widget in root.walk():
        if isinstance(widget, Touchable) and not widget.disabled and widget.meaning is not None:
            x, y = widget.to_window(*widget.center)
            words = " ".join(part.text for part in widget.walk(restrict=True) if isinstance(part, TextBlock)).strip()
            # A key of the keyboard draws its face itself, and a tone's has no letter.
            words = words or getattr(widget, "text", "") or str(widget.meaning)
            taps.append({"words": words, "x": x / size[0], "y": 1 - y / size[1]})
    texts = [widget.text for widget in root.walk() if isinstance(getattr(widget, "text", None), str) and widget.text]
    return {"words": texts, "taps": taps}


def write_shown(root: Widget, path: Path) -> None:
    """Keeps :func:`shown` as JSON, replacing ``path`` whole; on Kivy's thread."""
    from kivy.core.window import Window

    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(shown(root, Window.size), ensure_ascii=False), encoding="utf-8")
    part.replace(path)
