"""Everything a glass in a public hall goes through, as the kernel tells of it: the whole program behind a faked touch
panel, libmtdev and Kivy's own reader. Without a broker its numbers come from its own reserve, so that the count of
what was taken is the disk's.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from demo.glass import Glass
from demo.hall_file import copy_of
from demo.hands import FakeInputs, Touchscreen, umockdev_available
from demo.programs import Program

pytestmark = [
    pytest.mark.skipif(not umockdev_available(), reason="needs umockdev-run (apt: umockdev)"),
    pytest.mark.timeout(90),
]

HALLS = Path(__file__).parents[2] / "halls"
BEGIN, HOME = "Lấy số thứ tự", "Chạm vào đây để bắt đầu"
FIELD, SERVICE = "Hộ tịch", "Đăng ký khai sinh, khai tử"
WAYS_OUT = ("Quay lại", "Về trang đầu", "Xong", "Không", "Thoát", "Back", "Back to start", "Done", "No")
PAUSE = 0.04
"""Seconds between two reports of a moving finger: longer than a frame of the program, which would merge them."""


class Kiosk:
    def __init__(self, program: Program, folder: Path, hand: Touchscreen) -> None:
        self.hand, self.glass = hand, Glass(program, folder, hand)
        self._program, self._folder = program, folder

    def taken(self) -> int:
        """Numbers that were taken, as the kiosk's disk has it."""
        with closing(sqlite3.connect(self._folder / "outbox.sqlite")) as db:
            return db.execute("SELECT count(*) FROM fact WHERE CAST(envelope AS TEXT) LIKE '%issued-here%'").fetchone()[
                0
            ]

    def place(self, words: str) -> tuple[float, float]:
        """Where a finger hits what says these words, once the page has settled."""
        self.glass.wait_for(words)
        time.sleep(0.5)
        target = next(tap for tap in self.glass.look()["taps"] if words in tap["words"])
        return target["x"], target["y"]

    def go_home(self) -> None:
        self.glass.tap("Xong")
        self.glass.wait_for(HOME)

    def take_a_number(self) -> None:
        """By clean taps, as it should go on any glass that is alive."""
        for words in (BEGIN, FIELD, SERVICE, "Không thuộc nhóm ưu tiên"):
            self.glass.tap(words)
        self.glass.wait_for("Số của quý vị")

    def lead_home(self) -> None:
        """From wherever it is, as somebody would who finds it so."""
        while HOME not in (seen := self.glass.look())["words"]:
            ways = [tap for tap in seen["taps"] if tap["words"] in WAYS_OUT]
            if ways:
                self.hand.tap(ways[0]["x"], ways[0]["y"])
            time.sleep(0.5)

    def alive(self) -> bool:
        return self._program.process.poll() is None


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    hall = copy_of(HALLS / "demo.toml", tmp_path / "hall.toml")
    hand = Touchscreen()
    with FakeInputs(tmp_path, hand) as inputs:
        folder = tmp_path / "kiosk"
        folder.mkdir()
        options = {"--hall": hall, "--device": "kiosk-1", "--data": folder, "--broker": "127.0.0.1:1"}
        given = [str(word) for pair in options.items() for word in pair]
        given += ["--offscreen", "--touch", hand.path, "--printer", "file:paper.bin", "--scanner", ""]
        clean = {name: "" for name in os.environ if name.startswith(("KIVY_", "SDL_"))}
        program = Program("kiosk", "kiosk_app", given, tmp_path / "kiosk.log", env=clean, wrap=inputs.command)
        try:
            program.wait_for("ready", 20)
            shown = Kiosk(program, folder, hand)
            shown.glass.wait_for(HOME, 20)
            yield shown
        finally:
            program.stop()


def test_a_long_press_and_a_drag_are_one_tap_each_and_the_ticket_is_one(kiosk: Kiosk) -> None:
    kiosk.hand.tap(*kiosk.place(BEGIN), hold=3.0)
    x, y = kiosk.place(FIELD)
    kiosk.hand.drag((x, y), (x + 0.02, y + 0.02))
    x, y = kiosk.place(SERVICE)
    kiosk.hand.drag((x, y), (x, min(0.99, y + 0.6)))  # slides away, and means nothing
    kiosk.glass.wait_for(SERVICE)
    for words in (SERVICE, "Không thuộc nhóm ưu tiên"):
        kiosk.hand.tap(*kiosk.place(words), hold=1.0)
    kiosk.glass.wait_for("Số của quý vị")
    assert kiosk.taken() == 1
    kiosk.go_home()


def test_ten_fingers_at_once_are_no_more_than_one_ticket(kiosk: Kiosk) -> None:
    for words in (BEGIN, FIELD, SERVICE):
        kiosk.glass.tap(words)
    x, y = kiosk.place("Không thuộc nhóm ưu tiên")
    for finger in range(10):
        kiosk.hand.down(x + (finger - 5) / 100, y, finger=finger)
    for finger in range(10):
        kiosk.hand.up(finger)
    kiosk.glass.wait_for("Số của quý vị")
    assert kiosk.taken() == 1
    kiosk.go_home()
    kiosk.take_a_number()
    assert kiosk.taken() == 2


def test_while_an_elbow_leans_on_the_glass_another_finger_takes_a_number(kiosk: Kiosk) -> None:
    for contact in range(1, 9):
        kiosk.hand.down(0.02 + contact / 50, 0.97, finger=contact)
    until = time.monotonic() + 5
    kiosk.take_a_number()
    step = 0
    while time.monotonic() < until:  # it never lies quite still
        for contact in range(1, 9):
            kiosk.hand.move(0.02 + contact / 50, 0.96 + step % 3 / 100, finger=contact)
        step += 1
        time.sleep(PAUSE)
    for contact in range(1, 9):
        kiosk.hand.up(contact)
    assert kiosk.taken() == 1
    kiosk.go_home()


def test_contacts_that_never_lift_do_not_freeze_it(kiosk: Kiosk) -> None:
    """A panel that is reset forgets to say that the fingers have gone; their numbers are then used again."""
    x, y = kiosk.place(BEGIN)
    for finger in range(5):
        kiosk.hand.down(x, y + finger / 200, finger=finger)
    for finger in range(5):
        kiosk.hand.down(0.5, 0.02 + finger / 200, finger=finger)
    for finger in range(1, 5):
        kiosk.hand.down(x, y, finger=finger)
    kiosk.take_a_number()
    assert kiosk.taken() == 1


def test_two_hundred_contacts_in_two_seconds_leave_a_kiosk_that_works(kiosk: Kiosk) -> None:
    """Whatever they chose, it is somewhere from where somebody finds home, and the next number is one number."""
    chance = random.Random(4)
    down: set[int] = set()
    for _ in range(200):
        finger = chance.randrange(10)
        if finger in down:
            kiosk.hand.up(finger)
            down.discard(finger)
        else:
            kiosk.hand.down(chance.random(), chance.random(), finger=finger)
            down.add(finger)
        time.sleep(0.01)
    for finger in down:
        kiosk.hand.up(finger)
    assert kiosk.alive()
    kiosk.lead_home()
    before = kiosk.taken()
    assert before <= 5  # in two seconds: no page takes a tap in its first 0.4 s
    kiosk.take_a_number()
    assert kiosk.taken() == before + 1
