"""The modules of the parts that a board shows, imported when they are asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any, cast

from display_app.parts.part import About, Place, Screen, View, Views
from hall_core.domain.plan_devices import BoardPart


def place_of(part: BoardPart, about: About) -> Place:
    return cast(Place, _module(part, "layout").Place(about))


def views_of(part: BoardPart, about: About, layout: Any) -> Views:
    return cast(Views, _module(part, "view").Views(about, layout))


def screen_of(part: BoardPart, layout: Any, view: View) -> Screen:
    """On Kivy's thread, when the window is there."""
    return cast(Screen, getattr(_module(part, "screen"), f"{part.capitalize()}Screen")(layout, view))


def _module(part: BoardPart, name: str) -> Any:
    return import_module(f"display_app.parts.{part}.{name}")
