"""Boxes on a serial line: the real driver over a real pty, with boxes that keep to docs/buttons.md, and what goes wrong
on such lines."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from counter_caller.devices import box_frames as f
from counter_caller.devices import box_seen
from counter_caller.devices.box_line import BoxLine
from counter_caller.patterns import DARK, LAMPS, TONES
from demo.button_boxes import BoxesOnLine
from hall_core.device.line_frame import Frame, FrameReader, encode
from hall_core.domain.button_box import LAMPS_BYTES, MOVED_BYTES, POLL_BYTES, TAKEN_BYTES

from .hardware import PATIENCE

LIT = [(), (120, 120), (), (120, 120)]
"""What a box is told of the lamps ``asked``."""


class Desk:
    """A running driver, and what it tells."""

    def __init__(self, path: Path, *addresses: int) -> None:
        self.moves: SimpleQueue[tuple[int, int, int]] = SimpleQueue()
        self.ages: list[int] = []
        self.news: SimpleQueue[tuple[int, str]] = SimpleQueue()
        self.line = BoxLine(
            str(path), 115_200, addresses, now=self._now, moved=self._moved, missing=lambda *news: self.news.put(news)
        )
        self.stop = self.line.start()

    def _now(self) -> int:
        return time.monotonic_ns() // 1_000_000

    def _moved(self, address: int, button: int, value: int, at: int) -> None:
        self.ages.append(self._now() - at)
        self.moves.put((address, button, value))

    def hears(self) -> tuple[int, int, int]:
        return self.moves.get(timeout=PATIENCE)

    def hears_nothing_more(self) -> bool:
        try:
            self.moves.get(timeout=0.1)
        except Empty:
            return True
        return False

    def comes_to_know(self, address: int, *words: str) -> None:
        """That a box is missing, in such words; that it is there, without any."""
        seen: list[tuple[int, str]] = []
        while True:
            try:
                seen.append(self.news.get(timeout=PATIENCE))
            except Empty:
                pytest.fail(f"only {seen} was told")
            there, why = seen[-1]
            if there == address and (all(word in why for word in words) if words else not why):
                return


@contextmanager
def at_work(line: BoxesOnLine) -> Iterator[Desk]:
    desk = Desk(line.path, *line.boxes)
    try:
        yield desk
    finally:
        desk.stop()


@pytest.fixture
def line(tmp_path: Path) -> Iterator[BoxesOnLine]:
    with BoxesOnLine(tmp_path / "line", 1, 2, 200) as line:
        yield line


@pytest.fixture(autouse=True)
def looks_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hall_core.device.serial_thread.LOOK_AGAIN", 0.05)


def test_each_press_and_each_letting_go_is_told_once_with_its_box_and_button(line: BoxesOnLine) -> None:
    with at_work(line) as desk:
        for address, button in ((1, 1), (200, 64), (2, 8), (1, 2)):
            line.boxes[address].press(button)
            assert (desk.hears(), desk.hears()) == ((address, button, 1), (address, button, 0))
        assert desk.hears_nothing_more()


def test_a_press_keeps_the_time_at_which_it_was_felt(line: BoxesOnLine) -> None:
    """A box that was not asked for a second says so: what is too old is then not done."""
    with at_work(line) as desk:
        desk.comes_to_know(1)
        line.boxes[1].powered = False
        desk.comes_to_know(1, "silent")
        line.boxes[1].move(1, 1)
        time.sleep(0.3)
        line.boxes[1].powered = True
        assert desk.hears() == (1, 1, 1)
        assert desk.ages[-1] >= 280


def test_a_box_is_told_its_lights_and_tones_and_keeps_their_rhythm_itself(line: BoxesOnLine) -> None:
    with at_work(line) as desk:
        desk.comes_to_know(2)
        desk.line.show(2, LAMPS["asked"])
        desk.line.sound(2, TONES["nobody-waiting"])
        assert line.boxes[2].waits_for(lambda box: box.lamps == LIT)
        assert line.boxes[2].waits_for(lambda box: box.tones == [(1_200, (120, 120, 120))])
        assert line.boxes[1].lamps == [(), (), (), ()] and not line.boxes[1].tones


def test_an_answer_quicker_than_the_line_begins_the_same_rhythm_anew(line: BoxesOnLine) -> None:
    """Two presses that are done look alike: each must be seen."""
    with at_work(line) as desk:
        desk.comes_to_know(1)
        desk.line.show(1, LAMPS["done"])
        assert line.boxes[1].waits_for(lambda box: box.lamps[0] == (0, 120, 1_880, 0))
        before = len(line.boxes[1].lit)
        with desk.line._lock:
            desk.line._boxes[1].show(LAMPS["asked"])
            desk.line._boxes[1].show(LAMPS["done"])
        assert line.boxes[1].waits_for(lambda box: len(box.lit) > before)


def test_stopping_leaves_the_boxes_dark(line: BoxesOnLine) -> None:
    with at_work(line) as desk:
        desk.line.show(2, LAMPS["asked"])
        assert line.boxes[2].waits_for(lambda box: box.lamps == LIT)
    assert line.boxes[2].waits_for(lambda box: not any(box.lamps))


def test_a_box_that_had_no_power_is_told_its_lights_anew(line: BoxesOnLine) -> None:
    with at_work(line) as desk:
        desk.line.show(1, LAMPS["asked"])
        assert line.boxes[1].waits_for(lambda box: box.lamps == LIT)
        line.boxes[1].press(3)
        assert desk.hears() == (1, 3, 1) and desk.hears() == (1, 3, 0)
        line.boxes[1].power_cut()
        assert line.boxes[1].waits_for(lambda box: box.lamps == LIT)
        line.boxes[1].move(3, 1)  # its numbers begin anew too
        assert desk.hears() == (1, 3, 1)


def test_a_box_that_is_silent_is_told_by_its_address_while_the_others_go_on(line: BoxesOnLine) -> None:
    with at_work(line) as desk:
        desk.comes_to_know(2)
        line.boxes[2].powered = False
        desk.comes_to_know(2, f"{line.path}", "the address 2 is silent")
        line.boxes[1].move(5, 1)
        assert desk.hears() == (1, 5, 1)
        line.boxes[2].powered = True
        desk.comes_to_know(2)


def test_an_adapter_that_is_pulled_out_is_told_for_all_its_boxes_and_works_again_when_it_is_back(
    line: BoxesOnLine,
) -> None:
    with at_work(line) as desk:
        desk.comes_to_know(200)
        line.unplug()
        for address in line.boxes:
            desk.comes_to_know(address, "is not there")
        line.plug_in()
        desk.comes_to_know(1)
        line.boxes[1].move(1, 1)
        assert desk.hears() == (1, 1, 1)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda answer: answer[: len(answer) // 2],
        lambda answer: answer[:-1] + bytes((answer[-1] ^ 1,)),
        lambda answer: bytes((answer[0], answer[1], answer[2] ^ 3, *answer[3:])),
        lambda answer: b"\x7f\xff\x00" + answer[1:],
    ],
    ids=["half a frame", "a wrong check", "another address", "its beginning lost"],
)
def test_an_answer_spoilt_on_the_line_is_asked_for_again_and_counts_once(line: BoxesOnLine, spoil: object) -> None:
    box = line.boxes[1]

    def twice(answer: bytes) -> bytes:
        spoilt.append(answer)
        if len(spoilt) == 2:
            box.answers = lambda answer: answer
        return spoil(answer)  # pyright: ignore[reportCallIssue]

    with at_work(line) as desk:
        desk.comes_to_know(1)
        assert box.waits_for(lambda box: box._told)
        spoilt = list[bytes]()
        box.answers = twice
        box.move(7, 1)
        assert desk.hears() == (1, 7, 1)
        assert desk.hears_nothing_more()


def test_a_lost_receipt_brings_no_second_press(line: BoxesOnLine) -> None:
    """The box tells a movement until it knows that it was taken."""
    with at_work(line) as desk:
        desk.comes_to_know(1)
        box = line.boxes[1]
        box.move(1, 1)
        assert desk.hears() == (1, 1, 1)
        said = encode(Frame(f.MOVED, 1, 1, bytes((1, 1, 0))))
        box.answers = lambda answer: said if answer[0] == 0x80 | f.HERE else answer
        assert desk.hears_nothing_more()


def test_noise_on_the_line_is_passed_over(line: BoxesOnLine) -> None:
    with at_work(line) as desk:
        desk.comes_to_know(1)
        for round in range(20):
            line.noise(bytes((round * 13 % 256, 0xFF, 0x80, 0x00, 0xC4, 0x01)))
            line.boxes[1].move(1, 1)
            assert desk.hears() == (1, 1, 1)


def test_a_box_that_only_stammers_is_told_as_not_understood(line: BoxesOnLine) -> None:
    with at_work(line) as desk:
        desk.comes_to_know(1)
        line.boxes[1].answers = lambda answer: b"\xc3\x00\x55" * 4
        desk.comes_to_know(1, "cannot be understood")


@pytest.mark.parametrize("together", [False, True], ids=["one after the other", "as one"])
def test_two_boxes_with_one_address_are_told_and_not_obeyed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, together: bool
) -> None:
    """Also where both say the same at the same time, and are heard as one: that is asked now and then."""
    monkeypatch.setattr(box_seen, "ALONE_EVERY", 0.1)
    with BoxesOnLine(tmp_path / "line", 3, 3) as line:
        first, second = line.all
        second.powered = False
        with at_work(line) as desk:
            desk.comes_to_know(3)
            if together:
                second.answers = lambda answer: b"" if answer[0] != 0x80 | f.I_AM else answer
            second.powered = True
            desk.comes_to_know(3, "2 boxes have the address 3", first.name.hex(), second.name.hex())
            first.move(1, 1)
            assert desk.hears_nothing_more()
            second.powered = False
            desk.comes_to_know(3)


def test_a_second_program_on_the_line_is_told_that_it_is_in_use(line: BoxesOnLine) -> None:
    with at_work(line) as first:
        first.comes_to_know(1)
        with at_work(line) as second:
            second.comes_to_know(1, "in use by another program")
            line.boxes[1].move(1, 1)
            assert first.hears() == (1, 1, 1)


def test_frames_are_no_longer_than_the_hall_file_reckons() -> None:
    longest = max((f.lamps(1, 1, lamp) for lamp in LAMPS.values()), key=lambda frame: len(encode(frame)))
    assert len(encode(longest)) <= LAMPS_BYTES
    assert len(encode(f.poll(1, 1))) == POLL_BYTES
    assert len(encode(Frame(f.MOVED, 1, 1, bytes(3)))) == MOVED_BYTES
    assert len(encode(Frame(f.TAKEN, 1, 1))) == TAKEN_BYTES


@pytest.mark.parametrize(
    ("frame", "bytes_"),
    [
        (f.poll(3, 5), "82 00 03 05 00 03 23 7a"),
        (Frame(f.MOVED, 3, 6, bytes((1, 1, 2))), "c4 00 03 06 03 01 01 02 02 13 78"),
    ],
)
def test_the_examples_of_the_document_are_what_is_sent(frame: Frame, bytes_: str) -> None:
    assert encode(frame).hex(" ") == bytes_
    assert bytes_ in Path("docs/buttons.md").read_text(encoding="utf-8")


def test_lamps_are_read_as_they_were_written() -> None:
    for lamp in LAMPS.values():
        assert f.read_lamps(f.lamps(1, 1, lamp).payload) == [lamp.ready, lamp.busy, lamp.fault, lamp.lone]
    with pytest.raises(ValueError, match="0200"):
        f.read_lamps(bytes((2, 0)))


def test_a_reader_finds_frames_in_whatever_is_around_them() -> None:
    frame = f.lamps(254, 127, DARK)
    reader = FrameReader()
    assert reader.feed(b"\x00\x82\x01" + encode(frame)[:4]) == []
    assert reader.feed(encode(frame)[4:] + encode(frame)) == [frame, frame]


@pytest.mark.parametrize("payload", [b"", bytes((0, 1, 0)), bytes((1, 2, 0)), bytes(4)])
def test_a_movement_that_cannot_be_is_none(payload: bytes) -> None:
    assert f.read_moved(Frame(f.MOVED, 1, 1, payload)) is None
