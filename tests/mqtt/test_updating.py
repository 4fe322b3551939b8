"""What the hub wants a box to run reaches its root, and what root says of it the hall."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from hall_core.contract.box import RELEASE
from hall_core.contract.release import Asked, BoxStanding, Wanted
from hall_core.mqtt.updating import LOOK_EVERY, REST, Updating

WANTED = Wanted(
    offer="019aa2c1-0000-7000-8000-000000000001", version="1.1", digest="ab" * 32, size=10, until=1_795_226_400_000
)
RUNNING = BoxStanding(version="1.0", machine="motcua-amd64", slot="A", state="running")


class Box:
    def __init__(self, folder: Path) -> None:
        self.own, self.root = folder / "kiosk", folder / "update.json"
        self.own.mkdir()
        self.said: list[tuple[str, object, bool]] = []
        self.updating = Updating(self.own, self.root, lambda *words: self.said.append(words))

    def asked(self) -> Asked:
        return msgspec.json.decode((self.own / RELEASE).read_bytes(), type=Asked)

    def root_says(self, standing: BoxStanding) -> None:
        self.root.write_bytes(msgspec.json.encode(standing))


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_root_is_told_what_the_hub_wants_and_that_it_wants_it_no_more(box: Box) -> None:
    box.updating.wants(WANTED)
    assert box.asked() == Asked(wanted=WANTED)
    box.updating.wants(None)
    assert box.asked() == Asked()


def test_the_hall_is_told_how_the_box_is_at_each_change_and_at_each_connection(box: Box) -> None:
    box.root_says(RUNNING)
    box.updating.tend(1.0)
    assert box.said == []  # nobody is there to hear it
    box.updating.linked(True)
    box.updating.tend(1.0 + LOOK_EVERY)
    trying = msgspec.structs.replace(RUNNING, state="trying")
    box.root_says(trying)
    box.updating.tend(1.0 + 2 * LOOK_EVERY)
    assert box.said == [("box", RUNNING, True), ("box", trying, True)]


def test_a_box_that_is_ready_may_restart_once_nobody_has_used_it_for_a_while(box: Box) -> None:
    box.root_says(msgspec.structs.replace(RUNNING, state="ready"))
    box.updating.tend(100.0)
    box.updating.wants(WANTED)
    box.updating.used()
    box.updating.tend(99.0 + REST)
    assert not box.asked().rest
    box.updating.tend(101.0 + REST)
    assert box.asked().rest
    box.updating.used()
    assert not box.asked().rest


def test_a_box_that_is_not_ready_is_not_told_to_restart(box: Box) -> None:
    box.root_says(RUNNING)
    box.updating.tend(100.0)
    box.updating.wants(WANTED)
    box.updating.tend(200.0 + REST)
    assert not box.asked().rest


def test_what_is_no_box_says_and_writes_nothing() -> None:
    said: list[object] = []
    updating = Updating(None, None, lambda *words: said.append(words))
    updating.linked(True)
    updating.wants(WANTED)
    updating.tend(1.0)
    assert said == []
