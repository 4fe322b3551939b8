"""Where what is on the disk. All sizes in MiB; the numbers are the same on every box, and an update changes none."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1 << 20
BLOCK = 4096
"""What disks are written in, and what a .bmap counts in."""
DISK_ID = "4d435541"
"""In the partition table: by it the kernel, RAUC and udev know the disk."""
ARGUMENTS = (
    "rootfstype=ext4 ro rootwait systemd.volatile=state fsck.repair=yes panic=10 "
    "quiet loglevel=3 vt.global_cursor_default=0 consoleblank=0"
)
"""For the kernel, behind which slot it is and before what an extra file on the FAT partition adds."""

BOOT_LABEL, DATA_LABEL, ROOT_LABEL = "HALLBOOT", "HALLDATA", "hallroot"
BOOT_UUID, ROOT_UUID, DATA_UUID = (
    "4D435541",
    "4d435541-0000-4000-8000-000000000002",
    "4d435541-0000-4000-8000-000000000004",
)
SEED = "4d435541-0000-4000-8000-000000000005"


@dataclass(frozen=True)
class Layout:
    gap: int = 4
    boot: int = 192
    root: int = 1280
    data: int = 64

    @property
    def whole(self) -> int:
        return self.gap + self.boot + 2 * self.root + self.data

    def starts(self) -> tuple[int, int, int, int]:
        """Of the four partitions."""
        a = self.gap + self.boot
        return self.gap, a, a + self.root, a + 2 * self.root

    def table(self) -> str:
        """For sfdisk. FAT's own type, so that a technician's computer shows the partition."""
        boot, a, b, data = self.starts()
        return (
            f"label: dos\nlabel-id: 0x{DISK_ID}\n"
            f"start={boot}MiB, size={self.boot}MiB, type=c, bootable\n"
            f"start={a}MiB, size={self.root}MiB, type=83\n"
            f"start={b}MiB, size={self.root}MiB, type=83\n"
            f"start={data}MiB, size={self.data}MiB, type=83\n"
        )


def filled(text: str) -> str:
    """A file of ours with the numbers of the disk in it."""
    return text.replace("@DISK_ID@", DISK_ID).replace("@ARGUMENTS@", ARGUMENTS)
