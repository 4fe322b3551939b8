"""The terminal stand-in over a real pseudo-terminal, and over a pipe."""

from __future__ import annotations

import fcntl
import os
import select
import struct
import termios
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from counter_caller.devices.terminal import LETTERS, Terminal
from counter_caller.patterns import DARK
from counter_caller.view import View

from .hardware import PATIENCE

SHORT = View("done", DARK, "MỜI A012      CHỜ 12", "ĐÃ MỜI A012", "Đã mời số A012 đến quầy 3.")
LONG = View("done", DARK, "MỜI A012      CHỜ 12", "ĐÃ MỜI A012", "Đã mời số A012 " + "đến quầy " * 12)
ENDED = "ended"


class Desk:
    """A person at a terminal of 80 columns."""

    def __init__(self) -> None:
        self.heard: SimpleQueue[str] = SimpleQueue()
        self.master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
        self.source = os.fdopen(os.dup(slave), encoding="utf-8")
        self.out = os.fdopen(slave, "w", encoding="utf-8")
        self.terminal = Terminal(
            pressed=self.heard.put, ended=lambda: self.heard.put(ENDED), source=self.source, out=self.out
        )
        self.echoing = self._echo()
        self.stop = self.terminal.start()

    def _echo(self) -> bool:
        return bool(termios.tcgetattr(self.master)[3] & termios.ECHO)

    def types(self, text: str) -> None:
        os.write(self.master, text.encode())

    def hears(self) -> str:
        return self.heard.get(timeout=PATIENCE)

    def sees(self, text: str) -> str:
        """All that was printed until ``text`` is on it."""
        seen = ""
        while text not in seen:
            assert select.select([self.master], [], [], PATIENCE)[0], f"{text!r} is not in {seen!r}"
            seen += os.read(self.master, 4_096).decode()
        return seen

    def close(self) -> None:
        self.source.close()
        self.out.close()
        os.close(self.master)


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.stop()
    desk.close()


@pytest.mark.parametrize(("letter", "action"), LETTERS.items())
def test_a_single_key_acts_at_once_without_enter(desk: Desk, letter: str, action: str) -> None:
    desk.types(letter)
    assert desk.hears() == action


@pytest.mark.parametrize(("typed", "action"), [("N", "next"), ("đ", "done"), ("Đ", "done")])
def test_capital_letters_and_a_vietnamese_input_method_do_no_harm(desk: Desk, typed: str, action: str) -> None:
    desk.types(typed)
    assert desk.hears() == action


@pytest.mark.parametrize(
    "pieces", [["\x1b[Dr"], ["\x1b[D", "r"], ["\x1b", "[", "D", "r"], ["\x1bOP\x1b[15~r"], ["\x1bnr"]]
)
def test_an_arrow_key_is_no_letter(pieces: list[str]) -> None:
    """Arrow left is sent as Escape [ D, and D would be "done"; a slow line may cut it anywhere."""
    heard: list[str] = []
    with Path(os.devnull).open(encoding="utf-8") as source, Path(os.devnull).open("w", encoding="utf-8") as out:
        terminal = Terminal(pressed=heard.append, ended=lambda: heard.append(ENDED), source=source, out=out)
        for piece in pieces:
            terminal.typed(piece)
    assert heard == ["recall"]


def test_another_key_shows_the_keys_again(desk: Desk) -> None:
    desk.sees("x 9 đóng quầy")
    desk.types("q")
    assert "n 1 mời tiếp" in desk.sees("x 9 đóng quầy")


def test_the_status_line_is_drawn_over_itself(desk: Desk) -> None:
    desk.sees("x 9 đóng quầy\r\n")
    desk.terminal.show(SHORT)
    assert desk.sees("quầy 3.") == "\r\x1b[KMỜI A012 CHỜ 12 | Đã mời số A012 đến quầy 3."


def test_a_sentence_too_long_for_the_window_gives_way_to_its_short_form(desk: Desk) -> None:
    """A line that wraps could not be drawn over."""
    desk.sees("x 9 đóng quầy\r\n")
    desk.terminal.show(LONG)
    assert desk.sees("ĐÃ MỜI A012") == "\r\x1b[KMỜI A012 CHỜ 12 | ĐÃ MỜI A012"


def test_the_bell_rings_for_an_answer_and_not_for_a_click(desk: Desk) -> None:
    desk.sees("x 9 đóng quầy\r\n")
    desk.terminal.tone(1_000, True)
    desk.terminal.tone(2_000, False)
    desk.terminal.tone(0, False)
    desk.terminal.show(SHORT)
    assert desk.sees("quầy 3.").count("\a") == 1


def test_ctrl_d_ends_it(desk: Desk) -> None:
    desk.types("\x04")
    assert desk.hears() == ENDED


def test_a_closed_window_ends_it(desk: Desk) -> None:
    os.close(desk.master)
    try:
        assert desk.hears() == ENDED
        desk.terminal.show(SHORT)
    finally:
        desk.master = os.open(os.devnull, os.O_RDONLY)


def test_the_terminal_is_given_back_as_it_was() -> None:
    desk = Desk()
    assert desk.echoing and not desk._echo()
    desk.stop()
    assert desk._echo()
    desk.close()


@pytest.fixture
def piped(tmp_path: Path) -> Iterator[tuple[int, SimpleQueue[str], Path, Terminal]]:
    reader, writer = os.pipe()
    heard: SimpleQueue[str] = SimpleQueue()
    shown = tmp_path / "shown"
    with os.fdopen(reader) as source, shown.open("w", encoding="utf-8") as out:
        terminal = Terminal(pressed=heard.put, ended=lambda: heard.put(ENDED), source=source, out=out)
        stop: Callable[[], None] = terminal.start()
        yield writer, heard, shown, terminal
        stop()


def test_a_pipe_is_read_line_by_line(piped: tuple[int, SimpleQueue[str], Path, Terminal]) -> None:
    writer, heard, _, _ = piped
    os.write(writer, b"n\nno-show\n\nnext\n6\nc")
    os.close(writer)
    actions = [heard.get(timeout=PATIENCE) for _ in range(6)]
    assert actions == ["next", "no-show", "next", "pause", "came", ENDED]


def test_into_a_file_each_change_is_a_line_of_its_own(piped: tuple[int, SimpleQueue[str], Path, Terminal]) -> None:
    writer, _, shown, terminal = piped
    terminal.show(LONG)
    terminal.show(LONG)
    terminal.show(SHORT)
    lines = shown.read_text(encoding="utf-8").splitlines()[1:]
    assert lines == [f"MỜI A012 CHỜ 12 | {view.sentence}" for view in (LONG, SHORT)]
    assert all(unicodedata.is_normalized("NFC", line) for line in lines)
    os.close(writer)
