"""A drawn ticket to the bytes that a printer takes. Made by python-escpos, which is imported by the first call."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


def ticket_bytes(image: Image) -> bytes:
    """ESC @, the picture as raster (GS v 0, in pieces of at most 960 rows), feed to the knife and cut (GS V 66 0).

    Raster and not text: the code pages for Vietnamese differ from maker to maker, dots do not. ``GS V 66 0`` feeds
    by the printer's own distance from head to knife and leaves a tongue of paper, so that no ticket falls.
    """
    from escpos.capabilities import Profile
    from escpos.printer import Dummy

    profile = Profile()
    # Without the width python-escpos prints a remark on standard output for every picture.
    profile.profile_data = {**profile.profile_data, "media": {"width": {"pixels": image.width}}}
    encoder = Dummy(profile=profile)
    encoder.hw("INIT")
    encoder.image(image, impl="bitImageRaster")
    encoder.cut(feed=False)
    return encoder.output
