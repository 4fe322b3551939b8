"""The one face of everything that lights lamps."""

from __future__ import annotations

from typing import Protocol

from PIL import Image

from hall_core.errors import MotcuaError


class PanelError(MotcuaError):
    """The matrix cannot be driven: what is missing, and what to do about it."""

    key = "display-missing"


class Panel(Protocol):
    """An open driver. Whatever it raises means that the matrix has failed."""

    def brightness(self, percent: int) -> None:
        """0 to 100, for the images from now on; 0 is dark."""
        ...

    def show(self, image: Image.Image) -> None:
        """An RGB image of exactly the matrix' size. Returns when the driver has taken it whole."""
        ...

    def close(self) -> None:
        """Dark, and let go."""
        ...
