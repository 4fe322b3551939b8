"""The bytes on the wire to the printer, pinned."""

from __future__ import annotations

from escpos.capabilities import Profile
from escpos.printer import Dummy
from PIL import Image

from kiosk_app.devices.slip import render
from kiosk_app.devices.slip_bytes import slip_bytes
from kiosk_app.devices.ticket import TicketFace


def test_a_tiny_picture_is_these_bytes() -> None:
    image = Image.new("1", (16, 2), 1)
    image.putpixel((0, 0), 0)
    image.putpixel((15, 1), 0)
    assert slip_bytes(image) == (
        b"\x1b@"  # ESC @: forget what was before
        b"\x1dv0\x00\x02\x00\x02\x00"  # GS v 0: 2 bytes a row, 2 rows
        b"\x80\x00"
        b"\x00\x01"
        b"\x1dVB\x00"  # GS V 66 0: feed to the knife, cut
    )


def test_a_long_picture_goes_in_pieces_that_lose_no_row() -> None:
    wire = slip_bytes(Image.new("1", (576, 2000), 0))
    heads = [b"\x1dv0\x00\x48\x00" + rows.to_bytes(2, "little") for rows in (960, 960, 80)]
    expected = b"".join(head + b"\xff" * 72 * rows for head, rows in zip(heads, (960, 960, 80), strict=True))
    assert wire == b"\x1b@" + expected + b"\x1dVB\x00"


def test_they_are_the_bytes_that_python_escpos_makes(face: TicketFace) -> None:
    image = render(face, 576)
    profile = Profile()
    profile.profile_data = {**profile.profile_data, "media": {"width": {"pixels": image.width}}}
    theirs = Dummy(profile=profile)
    theirs.hw("INIT")
    theirs.image(image, impl="bitImageRaster")
    theirs.cut(feed=False)
    assert slip_bytes(image) == theirs.output
