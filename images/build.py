"""One build from beginning to end, and what it says meanwhile."""

from __future__ import annotations

import os
import platform
import shutil
import tempfile
import time
from pathlib import Path

from images import base, disk, drivers, firmware, packages, product, release, system
from images.layout import Layout
from images.tools import BuildError, needed

SOURCE = Path(__file__).parents[1]
BUILT = SOURCE / "build/images"
PROGRAMS = (
    *("mke2fs", "debugfs", "dumpe2fs", "mkfs.vfat", "mcopy", "mmd", "sfdisk", "bmaptool", "zstd"),
    *("rauc", "mksquashfs", "tar", "systemctl", "depmod"),
)
BOOTS = {"amd64": "grub-mkimage", "arm64": "mkimage"}
DATA = ("motcua/etc", "motcua/lib", "motcua/udev", "motcua/clock", "motcua/sound", "rauc")


def image(arch: str, version: str, keys: Path, out: Path = BUILT, *, small: bool = True) -> Path:
    """The image; beside it what is handed on: compressed, its map, the update, what is in it, and their sums."""
    if os.geteuid():
        raise BuildError("an image has files of many users: as root, please (sudo)")
    if not (keys / release.SIGNER_KEY).exists():
        raise BuildError(f"{keys} has no {release.SIGNER_KEY}: ./run image keys {keys}")
    needed(*PROGRAMS, BOOTS[arch])
    out.mkdir(parents=True, exist_ok=True)
    name = f"motcua-{version}-{arch}"
    # What an earlier build of this version left beside it would be another image's.
    for old in out.glob(f"{name}.*"):
        old.unlink()
    target = out / f"{name}.img"
    layout = Layout()
    with tempfile.TemporaryDirectory(dir=out, prefix="scratch-") as place:
        scratch = Path(place)
        tree, root = scratch / "tree", out / f"{name}.root.ext4"
        says = _Says()
        says("Debian's packages")
        wanted = packages.read(arch)
        tar = base.made(wanted, BUILT, platform.machine())
        system.unpack(tar, tree)
        drivers.put(tree, wanted, BUILT)
        says("the product")
        work = scratch / "product"
        work.mkdir()
        product.put(tree, SOURCE, arch, work)
        says("a box of it")
        system.settle(tree, arch, SOURCE, version, keys / release.AUTHORITY)
        _listed(tree, out / f"{name}.packages")
        _disk(tree, arch, version, layout, target, root, scratch)
        if small:
            says("the update, signed")
            update = out / f"{name}.raucb"
            release.bundle(root, update, arch, version, keys, scratch)
            says("compressed")
            files = [*release.packed(target), update, out / f"{name}.packages"]
            release.must_be_small(files)
            release.sums(files, out / f"{name}.sha256")
        says(f"{target} is there")
    return target


def _disk(tree: Path, arch: str, version: str, layout: Layout, target: Path, root: Path, scratch: Path) -> None:
    boot, data = scratch / "boot", scratch / "data"
    (boot / "hall").mkdir(parents=True)
    first = None
    if arch == "arm64":
        firmware.of_arm64(tree, boot)
    else:
        firmware.of_amd64(boot, scratch)
        first = firmware.beginning(scratch)
    system.take_out(tree, system.STARTED_WITH)
    (boot / "VERSION.txt").write_text(f"motcua {version} {arch}\r\n", "utf-8")
    for name in DATA:
        (data / name).mkdir(parents=True)
    for part in (tree, boot, data):
        system.same_times(part)
    disk.root_file_system(tree, root, layout)
    disk.boot_file_system(boot, scratch / "boot.vfat", layout)
    disk.data_file_system(data, scratch / "data.ext4", layout)
    disk.assemble(target, layout, scratch / "boot.vfat", root, scratch / "data.ext4", first=first)


def _listed(tree: Path, target: Path) -> None:
    """Debian's packages with their versions, and the Python packages beside them."""
    found = []
    for entry in (tree / "var/lib/dpkg/status").read_text("utf-8").split("\n\n"):
        said = dict(line.split(": ", 1) for line in entry.splitlines() if ": " in line and not line.startswith(" "))
        if "Package" in said:
            found.append(f"{said['Package']} {said['Version']}\n")
    found += [f"{path.stem.replace('-', ' ', 1)} (Python)\n" for path in (tree / product.SITE).glob("*.dist-info")]
    target.write_text("".join(sorted(found)), "utf-8")


class _Says:
    def __init__(self) -> None:
        self._begun = time.monotonic()

    def __call__(self, what: str) -> None:
        print(f"image: {time.monotonic() - self._begun:5.0f} s  {what}", flush=True)


def version() -> str:
    """The project's own."""
    import tomllib

    return str(tomllib.loads((SOURCE / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def clean(out: Path = BUILT) -> None:
    """Everything but the tars of packages, of which the newest lists alone are kept, and drivers."""
    keep = {f"base-{arch}-{packages.read(arch).key()}.tar" for arch in packages.ARCHS}
    for path in out.iterdir():
        if path.name not in keep and not path.name.startswith("driver-"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
