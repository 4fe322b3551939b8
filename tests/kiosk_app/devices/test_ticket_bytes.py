"""The bytes on the wire to the printer, pinned."""

from __future__ import annotations

import pytest
from PIL import Image

from kiosk_app.devices.ticket_bytes import ticket_bytes


def test_a_tiny_picture_is_these_bytes() -> None:
    image = Image.new("1", (16, 2), 1)
    image.putpixel((0, 0), 0)
    image.putpixel((15, 1), 0)
    assert ticket_bytes(image) == (
        b"\x1b@"  # ESC @: forget what was before
        b"\x1dv0\x00\x02\x00\x02\x00"  # GS v 0: 2 bytes a row, 2 rows
        b"\x80\x00"
        b"\x00\x01"
        b"\x1dVB\x00"  # GS V 66 0: feed to the knife, cut
    )


def test_a_long_picture_goes_in_pieces_that_lose_no_row() -> None:
    wire = ticket_bytes(Image.new("1", (576, 2000), 0))
    heads = [b"\x1dv0\x00\x48\x00" + rows.to_bytes(2, "little") for rows in (960, 960, 80)]
    expected = b"".join(head + b"\xff" * 72 * rows for head, rows in zip(heads, (960, 960, 80), strict=True))
    assert wire == b"\x1b@" + expected + b"\x1dVB\x00"


def test_nothing_is_said_on_standard_output(capfd: pytest.CaptureFixture[str]) -> None:
    ticket_bytes(Image.new("1", (384, 8), 1))
    assert capfd.readouterr() == ("", "")
