"""A power cut at every single step of taking a bundle in: the box is what it was, or what it is to be, and never half.

The cut is made by the interpreter itself, before each thing that is done to a file: whatever the code does, and in
whatever order, it is cut off there.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import load_ssh_private_key, load_ssh_public_key

from hall_box import begin, way_in
from hall_core.device.hall_file import load
from hall_core.domain.plan import Plan
from hall_core.keys import Keys
from tests.hall_box.conftest import Box
from tests.hall_box.sshd import Key

TOUCHES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.chmod", "os.chown", "os.link", "os.truncate"}
"""What the interpreter tells of, besides what is opened to be written."""
ENDLESS = 2_000


class PowerCut(BaseException):
    """Nobody catches it by mistake."""


class _Cutter:
    """One hook for the whole process, since none can ever be taken away; it does nothing unless it is armed."""

    def __init__(self) -> None:
        self.left: int | None = None
        self._within = ""
        sys.addaudithook(self._hook)

    def arm(self, steps: int, within: Path) -> None:
        self.left, self._within = steps, str(within)

    def disarm(self) -> None:
        self.left = None

    def _hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.left is None or not self._changes(event, arguments):
            return
        if self.left == 0:
            self.left = None
            raise PowerCut(f"{event} {arguments[0]}")
        self.left -= 1

    def _changes(self, event: str, arguments: tuple[object, ...]) -> bool:
        if event == "open":
            _, mode, flags = arguments
            writes = bool(int(str(flags)) & 3) if mode is None else any(sign in str(mode) for sign in "wax+")
            return writes and self._ours(arguments[0])
        # chown and the like by a file's number tell of no name: they are always ours here.
        return event in TOUCHES and (isinstance(arguments[0], int) or self._ours(arguments[0]))

    def _ours(self, path: object) -> bool:
        return str(path).startswith(self._within)


CUTTER = _Cutter()


@pytest.fixture(autouse=True)
def one_look_at_a_hall_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading it is most of a start, and it is the same in all of them."""
    plans: dict[bytes, Plan] = {}

    def once(path: Path) -> Plan:
        data = path.read_bytes()
        if data not in plans:
            plans[data] = load(path)
        return plans[data]

    monkeypatch.setattr("hall_box.brought.load", once)


@pytest.fixture
def cut_at(box: Box) -> Iterator[Callable[[int], bool]]:
    """Starts the box and cuts it off after so many steps; False when it was done before."""

    def start(steps: int) -> bool:
        CUTTER.arm(steps, box.places.card.parents[1])
        try:
            begin.judged(box.places, box.machine)
        except PowerCut:
            return True
        finally:
            CUTTER.disarm()
        return False

    yield start
    CUTTER.disarm()


def whole(box: Box) -> tuple[str, str, str]:
    """Which box it is, by its hall file and environment, and by its key. Looked at as the programs do."""
    program = "board" if "board-1" in (box.places.etc / "device.env").read_text() else "kiosk"
    keys = box.keys(program)
    return (box.places.etc / "device.env").read_text(), box.name_in_certificate(program), str(keys.until.read_bytes())


def test_a_first_bundle_is_taken_in_wherever_the_power_was_cut(
    box: Box, cards: dict[str, Path], cut_at: Callable[[int], bool], tmp_path: Path
) -> None:
    pristine = tmp_path / "pristine"
    box.insert(cards["kiosk-1"])
    shutil.copytree(tmp_path / "box", pristine)
    wanted = Keys(cards["kiosk-1"]).own.read_bytes()
    steps = 0
    while True:
        shutil.rmtree(tmp_path / "box")
        shutil.copytree(pristine, tmp_path / "box")
        if not cut_at(steps):
            break
        # Cut: either nothing of it counts yet, and the card is still whole, or it does.
        standing = box.start()
        assert (standing.state, standing.device) == ("starting", "kiosk-1"), steps
        assert box.keys().own.read_bytes() == wanted, steps
        assert "device.pem" not in box.on_card(), steps
        assert not list(box.places.box.glob("taking*")), steps
        steps += 1
        assert steps < ENDLESS
    assert steps > 40, "the hook has seen what was done"


def test_another_device_s_bundle_is_taken_in_whole_or_not_at_all(
    box: Box, cards: dict[str, Path], cut_at: Callable[[int], bool], tmp_path: Path
) -> None:
    box.insert(cards["kiosk-1"])
    box.start()
    box.places.data_of("kiosk").mkdir()
    (box.places.data_of("kiosk") / "outbox").write_bytes(b"facts")
    before = box.disk()
    box.insert(cards["board-1"])
    pristine = tmp_path / "pristine"
    shutil.copytree(tmp_path / "box", pristine)
    steps = counted = 0
    while True:
        shutil.rmtree(tmp_path / "box")
        shutil.copytree(pristine, tmp_path / "box")
        if not cut_at(steps):
            break
        # Before it counts, nothing at all of the old box has changed.
        committed = (box.places.box / "taking").is_dir() or (box.places.box / "taking.old").is_dir()
        if (
            not committed
            and "device.pem" in box.on_card()
            and (box.places.etc / "device.env").read_text() == str(before[str(box.places.etc / "device.env")], "ascii")
        ):
            assert box.disk() == before, steps
            counted += 1
        standing = box.start()
        assert (standing.device, standing.role) == ("board-1", "board"), steps
        env, name, _ = whole(box)
        assert (env.splitlines()[0], name) == ("MOTCUA_DEVICE=board-1", "board-1"), steps
        assert [file.read_bytes() for file in (box.places.box / "before").glob("*/outbox")] == [b"facts"], steps
        assert "device.pem" not in box.on_card(), steps
        steps += 1
        assert steps < ENDLESS
    assert (steps > 40, counted > 10) == (True, True)


def test_a_technicians_key_counts_after_the_next_start_and_the_boxs_own_is_whole_wherever_the_power_was_cut(
    box: Box, tmp_path: Path, an: Key, binh: Key
) -> None:
    file = box.places.bundle / "technician.pub"
    file.parent.mkdir(parents=True)
    for before, put, after in (
        ("", an.public, (an.public,)),
        (an.public, binh.public, (binh.public,)),
        (an.public, "", ()),
    ):
        steps = 0
        while True:
            shutil.rmtree(box.places.lib)
            file.write_text(before)
            way_in.take(box.places)
            file.write_text(put)
            CUTTER.arm(steps, box.places.lib)
            try:
                way_in.take(box.places)
                break
            except PowerCut:
                pass
            finally:
                CUTTER.disarm()
            assert way_in.take(box.places) is None, steps
            kept = way_in.kept(box.places)
            assert (kept.read_text() if kept.exists() else "") == "".join(f"{key}\n" for key in after), steps
            if after:
                way_in.fingerprint(box.places)
                own = way_in.host_key(box.places)
                private = load_ssh_private_key(own.read_bytes(), None).public_key()
                assert load_ssh_public_key(own.with_suffix(".pub").read_bytes()) == private, steps
            steps += 1
            assert steps < ENDLESS
        assert steps > 2, "the hook has seen what was done"


def test_two_cuts_one_after_the_other_are_no_worse_than_one(
    box: Box, cards: dict[str, Path], cut_at: Callable[[int], bool], tmp_path: Path
) -> None:
    box.insert(cards["kiosk-1"])
    pristine = tmp_path / "pristine"
    shutil.copytree(tmp_path / "box", pristine)
    for first in range(0, 60, 7):
        for second in range(0, 40, 5):
            shutil.rmtree(tmp_path / "box")
            shutil.copytree(pristine, tmp_path / "box")
            cut_at(first)
            cut_at(second)
            assert box.start().device == "kiosk-1", (first, second)
            assert box.name_in_certificate() == "kiosk-1", (first, second)
