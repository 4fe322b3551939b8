"""Knows mmdebstrap: the tar of Debian's packages that every image of an architecture starts from, made and kept."""

from __future__ import annotations

from pathlib import Path

from images.packages import Packages
from images.tools import BuildError, run

HANDLERS = Path("/proc/sys/fs/binfmt_misc")
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}

SMALLER = (
    "path-exclude=/usr/share/doc/*",
    "path-include=/usr/share/doc/*/copyright",
    "path-exclude=/usr/share/man/*",
    "path-exclude=/usr/share/info/*",
    "path-exclude=/usr/share/locale/*",
)
PREPARED = (
    # Before the kernel is unpacked: its initrd is made once, small, and the Raspberry Pi's hook finds its folder.
    'mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/boot/firmware"; '
    'echo COMPRESS=zstd > "$1/etc/initramfs-tools/conf.d/zz-motcua.conf"'
)


def made(packages: Packages, cache: Path, machine: str) -> Path:
    """The tar, from the cache where it is there."""
    tar = cache / f"base-{packages.arch}-{packages.key()}.tar"
    if tar.exists():
        return tar
    if MACHINES[packages.arch] != machine:
        _foreign(MACHINES[packages.arch])
    cache.mkdir(parents=True, exist_ok=True)
    half = tar.with_suffix(".half.tar")
    bootstrap(
        packages,
        f"--architectures={packages.arch}",
        "--variant=minbase",
        "--format=tar",
        f"--include={','.join(packages.names)}",
        f"--essential-hook={PREPARED}",
        target=str(half),
    )
    half.rename(tar)
    return tar


def bootstrap(packages: Packages, *options: str, target: str = "-") -> None:
    """Debian of the suite, with nothing that is only recommended. No mirror is named: mmdebstrap knows the suite's own,
    security updates included."""
    run(
        "mmdebstrap",
        f"--components={','.join(packages.components)}",
        "--aptopt=APT::Install-Recommends false",
        "--aptopt=Acquire::Languages none",
        *(f"--dpkgopt={option}" for option in SMALLER),
        *options,
        packages.suite,
        target,
    )


def _foreign(machine: str) -> None:
    """Packages of another architecture run their scripts through qemu-user, which the kernel must know."""
    if not (HANDLERS / f"qemu-{machine}").exists():
        raise BuildError(
            f"this machine runs no programs for {machine}: apt-get install qemu-user-static binfmt-support arch-test; "
            f"where {HANDLERS} is empty then: mount -t binfmt_misc binfmt_misc {HANDLERS}; "
            f"update-binfmts --enable qemu-{machine}"
        )
