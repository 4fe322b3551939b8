"""A rectangle on the glass. Pure."""

from __future__ import annotations

from msgspec import Struct


class Box(Struct, frozen=True):
    """Pixels from the lower left corner."""

    x: int
    y: int
    width: int
    height: int

    @property
    def top(self) -> int:
        return self.y + self.height

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def landscape(self) -> bool:
        return self.width > self.height
