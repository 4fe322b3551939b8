"""The demonstration's printer: the commands it knows, and the pictures it cuts."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from PIL import Image

from demo.paper import PaperPrinter, next_command

DOT_ROW = b"\x1dv0\x00\x01\x00\x01\x00\x80"  # one row of 8 dots, the first black


def connected(printer: PaperPrinter) -> socket.socket:
    host, port = printer.url.removeprefix("tcp://").split(":")
    line = socket.create_connection((host, int(port)), 5)
    line.settimeout(5)
    return line


@pytest.mark.parametrize(
    ("stream", "command"),
    [
        (b"\x1b@\x1b@", (b"\x1b@", b"")),
        (b"\x1bd\x05", (b"\x1bd", b"\x05")),
        (b"\x1dVB\x00\x1b@", (b"\x1dV", b"B\x00")),
        (b"\x1dV\x01\x1b@", (b"\x1dV", b"\x01")),
        (DOT_ROW + b"\n", (b"\x1dv0", DOT_ROW[3:])),
        (b"", None),
        (b"\x1b", None),
        (b"\x1dv", None),
        (DOT_ROW[:-1], None),
        (b"\x1dVB", None),
    ],
)
def test_commands_are_split_where_they_end(stream: bytes, command: tuple[bytes, bytes] | None) -> None:
    assert next_command(stream) == command


def test_a_ticket_is_cut_with_its_feeds_inside_and_without_those_behind(tmp_path: Path) -> None:
    cut: list[Path] = []
    with PaperPrinter(tmp_path, cut.append) as printer, connected(printer) as line:
        line.sendall(b"\x1b@" + DOT_ROW + b"\x1bJ\x03" + DOT_ROW + b"\x1bd\x02\n\x1dVB\x00")
        tickets = printer.wait_for(1)
    assert tickets == cut == [tmp_path / "ticket-001.png"]
    with Image.open(tickets[0]) as ticket:
        rows = [[ticket.getpixel((x, y)) for x in range(8)] for y in range(ticket.height)]
    dots, white = [0] + [255] * 7, [255] * 8
    assert rows == [dots, white, white, white, dots]


def test_what_it_cannot_print_now_comes_out_when_it_can(tmp_path: Path) -> None:
    with PaperPrinter(tmp_path) as printer, connected(printer) as line:
        printer.fault = "paper-out"
        line.sendall(DOT_ROW + b"\x1dVB\x00\x1dr\x01\x10\x04\x04")
        assert line.recv(8) == b"\x7e"  # the status at once; GS r, sent before it, has to wait
        with pytest.raises(TimeoutError):
            printer.wait_for(1, timeout=0)
        printer.fault = "none"
        assert len(printer.wait_for(1)) == 1
        assert line.recv(8) == b"\x00"


def test_nonsense_is_an_error_and_not_a_blank_ticket(tmp_path: Path) -> None:
    with PaperPrinter(tmp_path) as printer, connected(printer) as line:
        line.sendall(b"hello")
        with pytest.raises(ValueError, match="68 65 6c 6c 6f"):
            printer.wait_for(1)


def test_a_jam_that_strikes_leaves_the_ticket_printed_and_uncut(tmp_path: Path) -> None:
    with PaperPrinter(tmp_path) as printer, connected(printer) as line:
        printer.strikes("cutter-jam")
        line.sendall(DOT_ROW + b"\x1dVB\x00\x10\x04\x03")
        assert line.recv(8) == b"\x1a"
        assert printer.wait_for(0) == []
        printer.fault = "none"
        with Image.open(printer.wait_for(1)[0]) as ticket:
            assert ticket.size == (8, 1)


def test_paper_that_runs_out_in_the_middle_keeps_the_rest_of_the_picture_for_later(tmp_path: Path) -> None:
    rows = bytes(range(0xF0, 0xFA))
    with PaperPrinter(tmp_path) as printer, connected(printer) as line:
        printer.strikes("paper-out")
        line.sendall(b"\x1dv0\x00\x01\x00\x0a\x00" + rows + b"\x1dVB\x00\x10\x04\x04")
        assert line.recv(8) == b"\x7e"
        printer.fault = "none"
        with Image.open(printer.wait_for(1)[0]) as ticket:
            assert ticket.convert("1").tobytes("raw", "1;I") == rows
