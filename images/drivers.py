"""Drivers that Debian's kernel is built without, made of Debian's own source of that kernel (docs/decisions/0033)."""

from __future__ import annotations

import platform
import re
import shlex
import shutil
from pathlib import Path

from images.base import MACHINES, bootstrap
from images.packages import Packages
from images.tools import BuildError

DRIVERS = {"amd64": (), "arm64": ("drivers/hwmon/raspberrypi-hwmon.c",)}
"""By their places in the kernel's source, one file each. Whether a Pi's firmware has seen too little voltage (what
``motcua doctor`` asks) is told by this one alone."""
PLACE = "updates"
"""Where a kernel looks for what was added to its own modules."""
MADE = """
set -eu
cd /root
apt-get download -q linux-source-{series}
mkdir driver
dpkg-deb --fsys-tarfile linux-source-*.deb | tar -xO ./usr/src/linux-source-{series}.tar.xz |
    tar -xJ -C driver --strip-components={depth} linux-source-{series}/{source}
echo 'obj-m := {name}.o' >driver/Makefile
make -C /lib/modules/{kernel}/build M=/root/driver modules
aarch64-linux-gnu-strip --strip-debug driver/{name}.ko
xz --check=crc32 driver/{name}.ko
"""


def put(root: Path, packages: Packages, cache: Path) -> None:
    """Into the unpacked packages, beside their kernel's modules; ``cache`` keeps what was made."""
    for modules in root.glob("usr/lib/modules/*"):
        for source in DRIVERS[packages.arch]:
            driver = _made(source, modules.name, packages, cache)
            (modules / PLACE).mkdir(exist_ok=True)
            shutil.copyfile(driver, modules / PLACE / f"{Path(source).stem}.ko.xz")


def _made(source: str, kernel: str, packages: Packages, cache: Path) -> Path:
    name = Path(source).stem
    driver = cache / f"driver-{kernel}-{name}.ko.xz"
    if driver.exists():
        return driver
    series = re.match(r"\d+\.\d+", kernel)
    native = next((arch for arch, machine in MACHINES.items() if machine == platform.machine()), None)
    if series is None or native is None:
        raise BuildError(f"{name} for the kernel {kernel} cannot be made on {platform.machine()}")
    script = MADE.format(series=series[0], source=source, depth=source.count("/") + 1, name=name, kernel=kernel)
    try:
        bootstrap(
            packages,
            f"--architectures={native}" if native == packages.arch else f"--architectures={native},{packages.arch}",
            "--variant=apt",
            "--format=null",
            f"--include=linux-headers-{kernel}:{packages.arch},make,xz-utils",
            f'--customize-hook=chroot "$1" sh -c {shlex.quote(script)}',
            f"--customize-hook=copy-out /root/driver/{name}.ko.xz {cache}",
        )
    except BuildError as error:
        raise BuildError(
            f"{name} was not made: {error}\nWhere Debian has gone on to a newer kernel than {kernel}: "
            f"rm {cache}/base-{packages.arch}-*.tar, and build again"
        ) from error
    return (cache / f"{name}.ko.xz").rename(driver)
