"""What starts a box before its kernel: the files of the FAT partition, and the first MiB of a disk that GRUB starts."""

from __future__ import annotations

import io
import shutil
import tarfile
from pathlib import Path

from images.layout import filled
from images.state import OFFSET, SIZE
from images.tools import EPOCH, BuildError, run

BOOT = Path(__file__).parent / "boot"
GRUB = Path("/usr/lib/grub")
MODULES = (
    *("normal", "configfile", "part_msdos", "part_plan", "fat", "ext2", "tar", "memdisk", "loadenv", "regexp", "test"),
    *("echo", "eval", "linux", "boot", "reboot", "sleep", "minicmd", "true", "terminal"),
)
EFI, BIOS = "x86_64-efi", "i386-pc"
OWN = {EFI: ("efi_gop", "efi_uga", "all_video"), BIOS: ("biosdisk",)}
SECTOR = 512
CORE_AT = 2
"""Where GRUB for BIOS goes on after the first sector; the second one tells GRUB of the state."""
KERNEL_SECTOR, LIST_START = 0x5C, SECTOR - 12
"""In GRUB's first sector: where it goes on. In its second: where the rest is."""
HEADER_AT = OFFSET - SECTOR
PREBOOT, NO_KEYS = b"preboot=pci enum; usb start;", b"preboot=setenv bootdelay -2"


def of_arm64(root: Path, folder: Path) -> None:
    """A Raspberry Pi's own firmware, its device trees, U-Boot, and our script."""
    pi = root / "usr/lib/raspi-firmware"
    trees = sorted(root.glob("usr/lib/linux-image-*/broadcom/bcm2*-rpi-*.dtb"))
    files = [pi / "bootcode.bin", *sorted(pi.glob("fixup*.dat")), *sorted(pi.glob("start*.elf")), *trees]
    if not trees or not all(file.exists() for file in files):
        raise BuildError(f"{root}: raspi-firmware and the kernel's device trees are not all there")
    for file in files:
        shutil.copyfile(file, folder / file.name)
    (folder / "u-boot.bin").write_bytes(heeds_no_key((root / "usr/lib/u-boot/rpi_arm64/u-boot.bin").read_bytes()))
    shutil.copyfile(BOOT / "config.txt", folder / "config.txt")
    script(folder / "boot.scr")


def heeds_no_key(loader: bytes) -> bytes:
    """Debian's U-Boot waits two seconds for a key of a keyboard or of the serial line, and stands still when there was
    one: a keypad or a scanner would keep its box from starting. What it does before that is exchanged for the word that
    it shall not look. (It looked for USB, from which we do not start.) BuildError when it is another U-Boot."""
    if loader.count(PREBOOT) != 1:
        raise BuildError(f"Debian's U-Boot does not begin with {PREBOOT.decode()!r} any more: images/firmware.py")
    return loader.replace(PREBOOT, NO_KEYS.ljust(len(PREBOOT)))


def script(target: Path) -> None:
    """``boot.cmd`` as U-Boot takes it."""
    source = target.with_suffix(".cmd")
    source.write_text(filled((BOOT / "boot.cmd").read_text("utf-8")), "utf-8")
    run(
        "mkimage",
        "-q",
        "-A",
        "arm64",
        "-O",
        "linux",
        "-T",
        "script",
        "-C",
        "none",
        "-n",
        "motcua",
        "-d",
        source,
        target,
    )
    source.unlink()


def of_amd64(folder: Path, scratch: Path) -> None:
    """GRUB for UEFI, where firmware looks on a disk it was told nothing about."""
    place = folder / "EFI/BOOT"
    place.mkdir(parents=True)
    grub(EFI, place / "BOOTX64.EFI", scratch)


def beginning(scratch: Path) -> bytes:
    """The first MiB of a disk that GRUB starts: its code for a BIOS, and what makes a file of the state sector.

    GRUB writes into files and nothing else (``save_env``), and no partition is left for one. But it also knows Plan 9's
    partitions, a line of text in the second sector that no other system looks for: there one is said that begins with
    the header of a tar archive, just before the state.
    """
    core = scratch / "core.img"
    grub(BIOS, core, scratch)
    code = bytearray(core.read_bytes())
    code[LIST_START : LIST_START + 8] = (CORE_AT + 1).to_bytes(8, "little")
    room = HEADER_AT - CORE_AT * SECTOR
    if len(code) > room:
        raise BuildError(f"GRUB for BIOS has {len(code)} bytes, and there is room for {room}")
    first = bytearray((GRUB / BIOS / "boot.img").read_bytes()[:440])
    first[KERNEL_SECTOR : KERNEL_SECTOR + 8] = CORE_AT.to_bytes(8, "little")
    start = HEADER_AT // SECTOR
    told = f"part state {start} {start + 4}\n".encode()
    return b"".join(
        [
            bytes(first).ljust(SECTOR, b"\0"),
            told.ljust(SECTOR, b"\0"),
            bytes(code).ljust(room, b"\0"),
            _entry("state", SIZE).tobuf(tarfile.USTAR_FORMAT),
        ]
    )


def grub(platform: str, target: Path, scratch: Path) -> None:
    memory = scratch / "grub.tar"
    memory.write_bytes(_packed("boot/grub/grub.cfg", filled((BOOT / "grub.cfg").read_text("utf-8"))))
    if not (GRUB / platform).is_dir():
        package = "grub-efi-amd64-bin" if platform == EFI else "grub-pc-bin"
        raise BuildError(f"{GRUB / platform} is missing: apt-get install {package}")
    words = ("-O", platform, "-d", GRUB / platform, "-m", memory, "-p", "(memdisk)/boot/grub", "-o", target)
    run("grub-mkimage", *words, *MODULES, *OWN[platform])


def _packed(name: str, text: str) -> bytes:
    data = text.encode()
    with io.BytesIO() as held:
        with tarfile.open(fileobj=held, mode="w", format=tarfile.USTAR_FORMAT) as packed:
            packed.addfile(_entry(name, len(data)), io.BytesIO(data))
        return held.getvalue()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mtime = size, EPOCH
    return entry
