"""A drawn slip to the bytes that a printer takes (Epson ESC/POS reference)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

INIT, RASTER, CUT = b"\x1b@", b"\x1dv0\x00", b"\x1dVB\x00"
PIECE = 960
"""Rows in one raster command: printers with little memory lose the end of a longer one."""


def slip_bytes(image: Image) -> bytes:
    """ESC @, the picture as raster (GS v 0, in pieces), feed to the knife and cut (GS V 66 0).

    Raster and not text: the code pages for Vietnamese differ from maker to maker, dots do not. ``GS V 66 0`` feeds
    by the printer's own distance from head to knife and leaves a tongue of paper, so that no slip falls.
    ``image`` is of mode ``1``, and whole bytes wide.
    """
    row = image.width // 8
    inked = image.tobytes("raw", "1;I")  # inverted: a printer's 1 is black, Pillow's is white
    made = [INIT]
    for top in range(0, image.height, PIECE):
        rows = min(PIECE, image.height - top)
        made += [RASTER, row.to_bytes(2, "little"), rows.to_bytes(2, "little"), inked[top * row : (top + rows) * row]]
    return b"".join([*made, CUT])
