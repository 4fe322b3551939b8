"""Cards and sticks with a FAT file system, by what ``lsblk`` says, and which of them a bundle is to be written to."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.device.image import image_version
from hall_core.domain.plan_backup import LABEL
from hall_trust.bundle import BundleError

FAT = ("vfat", "exfat")
"""What boot partitions and sticks have; the other partitions of a card are not for us."""
OWN = ("/boot", "/run/motcua")
"""Below these is what the computer itself, or a box of the hall, has its own use for: what it starts from, which may be
a card, and the stick with the ledger's copy."""
COMMAND = ["lsblk", "-J", "-o", "PATH,RM,HOTPLUG,TRAN,FSTYPE,LABEL,SIZE,MODEL,MOUNTPOINTS"]
PLACE = Path("/run/motcua-stick")
"""Where a stick is mounted that nobody has mounted. Outside of :data:`OWN`: should the command be killed there, the
next one finds it."""
OPTIONS = "nodev,nosuid,noexec,fmask=0177,dmask=0077"
NONE_MOUNTED = "no card or stick with a FAT partition is mounted: put one in, or give --out DIR"
NONE_THERE = (
    f"no stick with a FAT partition is plugged in (one called {LABEL} is the ledger's, and not taken): put one in, "
    "or give --out DIR; where USB is fitted, motcua usb open 20 first"
)
PATIENCE = 60
"""Seconds; what was written to a slow stick gets there when it is unmounted."""


class Stick(Struct, frozen=True):
    device: str
    label: str
    about: str
    """For people: ``bootfs, 512M, SanDisk Ultra``."""
    mounts: tuple[str, ...]
    free: bool
    """Nothing of the whole disk is mounted."""

    @property
    def place(self) -> Path | None:
        """Where it is mounted, and not by the box for its own use."""
        return next((Path(mount) for mount in self.mounts if not _own(mount)), None)

    @property
    def what(self) -> str:
        return f"{self.place or self.device} ({self.about})"


class Chosen(Struct, frozen=True):
    place: Path
    what: str
    """For people: ``/media/bootfs (bootfs, 512M, SanDisk Ultra)``; by its device where nobody had mounted it."""
    ours: bool
    """Mounted by us, and not any more afterwards."""


class _Block(Struct):
    path: str
    rm: bool = False
    hotplug: bool = False
    tran: str | None = None
    fstype: str | None = None
    label: str | None = None
    size: str | None = None
    model: str | None = None
    mountpoints: list[str | None] = []
    children: list[_Block] = []


class _Blocks(Struct):
    blockdevices: list[_Block]


@contextmanager
def the_one() -> Iterator[Chosen]:
    """The one removable FAT file system that is mounted. On a box with our image nobody mounts any: there it is the one
    that is plugged in, mounted for as long as this lasts. BundleError for none, or several, which it names."""
    try:
        found = [stick for stick in sticks(_done(*COMMAND)) if stick.label != LABEL]
    except msgspec.DecodeError as error:
        raise BundleError(f"lsblk cannot be understood ({error}): give --out DIR") from error
    mounted = [stick for stick in found if stick.place is not None]
    if mounted or not image_version():
        stick = _only(mounted, NONE_MOUNTED, "mounted")
        assert stick.place is not None
        yield Chosen(stick.place, stick.what, ours=False)
        return
    stick = _only([stick for stick in found if stick.free], NONE_THERE, "there")
    with _mounted(stick.device):
        yield Chosen(PLACE, stick.what, ours=True)


@contextmanager
def _mounted(device: str) -> Iterator[None]:
    """At :data:`PLACE`. BundleError, also when it cannot be unmounted: then not all of it may have got there."""
    try:
        PLACE.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise BundleError(f"{PLACE}: {error.strerror or error}; or give --out DIR") from error
    _done("mount", "-o", OPTIONS, device, str(PLACE))
    try:
        yield
    finally:
        _done("umount", str(PLACE))


def sticks(said: bytes) -> Iterator[Stick]:
    """All that are there, with what lsblk says. msgspec.DecodeError when that is something else than it should be."""
    for block in msgspec.json.decode(said, type=_Blocks).blockdevices:
        yield from _within(block, "", removable=False, free=not any(_mounts(block)))


def _only(found: list[Stick], none: str, are: str) -> Stick:
    if not found:
        raise BundleError(none)
    if len(found) > 1:
        each = "\n  ".join(one.what for one in found)
        raise BundleError(f"several are {are}; take all out but one, or give --out DIR:\n  {each}")
    return found[0]


def _within(block: _Block, model: str, *, removable: bool, free: bool) -> Iterator[Stick]:
    removable = removable or block.rm or block.hotplug or block.tran == "usb"
    model = (block.model or model).strip()
    if removable and block.fstype in FAT:
        what = ", ".join(filter(None, (block.label, block.size, model)))
        yield Stick(block.path, block.label or "", what, tuple(filter(None, block.mountpoints)), free)
    for child in block.children:
        yield from _within(child, model, removable=removable, free=free)


def _mounts(block: _Block) -> Iterator[str]:
    yield from filter(None, block.mountpoints)
    for child in block.children:
        yield from _mounts(child)


def _own(mount: str) -> bool:
    return any(Path(mount).is_relative_to(own) for own in OWN)


def _done(*command: str) -> bytes:
    """What it said. BundleError when it fails."""
    try:
        return subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE).stdout
    except subprocess.CalledProcessError as error:
        said = " ".join(error.stderr.decode(errors="replace").split()) or error
        raise BundleError(f"{command[0]}: {said}; or give --out DIR") from error
    except (OSError, subprocess.SubprocessError) as error:
        raise BundleError(f"{command[0]}: {error}; or give --out DIR") from error
