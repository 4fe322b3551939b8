"""A technician's computer with the authority of the ward, the cards it writes, and a box that takes them in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import motcua
from hall_box import begin
from hall_box.machine import CommandError, Machine
from hall_box.places import Places
from hall_box.standing import Standing
from hall_core.domain.names import Millis
from hall_core.keys import Keys
from hall_trust.ca import read
from tests.hall_box.sshd import Key, new_key
from tests.screens_support import _glass, english_too, glass

__all__ = ["_glass", "english_too", "glass"]

WARD = Path("halls/ward.toml").resolve()
BROKER = "192.168.1.10:8883"


class Workshop:
    """The authority of one hall, on the technician's own computer."""

    def __init__(self, folder: Path, hall_file: Path = WARD) -> None:
        self.folder = folder
        self.hall_file = hall_file
        self.trust, self.keys = folder / "trust", folder / "keys"
        self._act("hall", "init", "--hall", str(hall_file), "--keys", str(self.keys), "--broker", BROKER)

    def enrol(self, device: str, place: Path, *more: str) -> Path:
        place.mkdir(parents=True, exist_ok=True)
        self._act("device", "enrol", device, "--replace", "--force", "--out", str(place), *more)
        return place / "hall"

    def claim(self, device: str, place: Path, *more: str) -> Path:
        place.mkdir(parents=True, exist_ok=True)
        self._act("device", "claim", device, "--force", "--out", str(place), *more)
        return place / "hall"

    def _act(self, *words: str) -> None:
        assert motcua.main([*words, "--trust", str(self.trust)]) == 0


class Bench(Machine):
    """A machine on whose system nothing is changed: what it would be told is kept."""

    def __init__(self) -> None:
        self.at: Millis = 0
        """What its clock says: 1970 at the start of a box that has never known the time."""
        self.said: list[str] = []
        self.name = ""
        self.broken: str = ""
        """A command that fails from now on."""
        self.card_refuses = False
        self.keeps = True
        """Whether the partition is there on which a box keeps what it is."""
        self.disks: set[str] = set()
        """Labels."""
        self.hears = False
        """A time server."""
        self.set_to: list[Millis] = []

    def do(self, *words: str, env: dict[str, str] | None = None) -> str:
        self.said.append(" ".join(words))
        if self.broken and self.broken in words:
            raise CommandError(f"{self.broken}: it is broken")
        return '{"blockdevices": []}'

    def hears_time(self) -> bool:
        return self.hears

    def set_clock(self, at: Millis) -> None:
        self.set_to.append(at)

    def motcua(self, *words: str) -> str:
        self.said.append(f"motcua {' '.join(words[:2])}")
        if self.broken and self.broken in words:
            raise CommandError(f"motcua {words[0]}: it is broken")
        if motcua.main(list(words)):
            raise CommandError(f"motcua {words[0]} failed")
        return ""

    def call(self, name: str) -> None:
        self.name = name

    def is_mounted(self, folder: Path) -> bool:
        return self.keeps

    def has_disk(self, label: str) -> bool:
        return label in self.disks

    @contextmanager
    def writable(self, card: Path) -> Iterator[None]:
        if self.card_refuses:
            raise OSError(30, "Read-only file system", str(card))
        yield

    def wall(self) -> Millis:
        return self.at

    def image(self) -> str:
        return "1.0.0"


class Box:
    """A box with its disk and its card."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.places = Places.under(root)
        self.machine = Bench()
        self.places.card.mkdir(parents=True, exist_ok=True)
        self.places.lib.mkdir(parents=True, exist_ok=True)

    def start(self) -> Standing:
        """As at each start of the box; what it would set off is in ``machine.said``."""
        standing = begin.begin(self.places, self.machine)
        begin.set_off(standing, self.machine)
        return standing

    def insert(self, bundle: Path) -> None:
        """This bundle is on the card, and nothing of another one."""
        shutil.rmtree(self.places.bundle, ignore_errors=True)
        shutil.copytree(bundle, self.places.bundle)

    def keys(self, program: str = "kiosk") -> Keys:
        return Keys(self.places.keys_of(program))

    def name_in_certificate(self, program: str = "kiosk") -> str:
        return read(self.keys(program).own.read_bytes()).name

    def on_card(self) -> set[str]:
        folder = self.places.bundle
        return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}

    def disk(self) -> dict[str, bytes]:
        """All that outlives a power cut, but for what root notes of its own work."""
        roots = (self.places.etc, self.places.lib)
        files = [file for root in roots for file in root.rglob("*") if file.is_file()]
        own = self.places.box
        return {str(file): file.read_bytes() for file in files if own not in file.parents}


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a disk does is not what these tests are about, and a busy one takes its time."""
    for module in (
        "hall_core.durable",
        "hall_trust.owned",
        "hall_box.steps",
        "hall_box.taking",
        "hall_box.wiping",
        "hall_box.way_in",
    ):
        monkeypatch.setattr(f"{module}.sync", lambda _path: None)
    monkeypatch.setattr("os.fsync", lambda _handle: None)


@pytest.fixture(scope="session")
def an() -> Key:
    """A technician's."""
    return new_key("an@may-ky-thuat")


@pytest.fixture(scope="session")
def binh() -> Key:
    """Another technician's."""
    return new_key("binh")


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("workshop"))


@pytest.fixture(scope="session")
def cards(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Bundles as they were written, one after the other; each test has its own copy."""
    folder = tmp_path_factory.mktemp("cards")
    return {
        "kiosk-1": workshop.enrol("kiosk-1", folder / "kiosk-1"),
        "board-1": workshop.enrol("board-1", folder / "board-1"),
        "claim": workshop.claim("kiosk-1", folder / "claim"),
    }


@pytest.fixture
def box(tmp_path: Path, at_once: None) -> Box:
    return Box(tmp_path / "box")


@pytest.fixture(scope="session")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A kiosk's bundle of another hall."""
    folder = tmp_path_factory.mktemp("foreign")
    file = folder / "hall.toml"
    file.write_text(WARD.read_text("utf-8").replace('id = "phuong-ben-nuoc"', 'id = "phuong-khac"'), "utf-8")
    return Workshop(folder, file).enrol("kiosk-1", folder / "card")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
