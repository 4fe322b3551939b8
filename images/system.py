"""Makes Debian's tree a box: our files in their places, units enabled and masked, what no box needs taken out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from images import modules
from images.layout import filled
from images.tools import EPOCH, BuildError, run
from images.users import enter

OVERLAY = Path(__file__).parent / "overlay"

MASKED = (
    # Nobody types at a box; systemd/install masks the consoles on the screen.
    *("serial-getty@.service", "console-getty.service", "container-getty@.service", "getty-static.service"),
    *("systemd-ask-password-console.path", "systemd-ask-password-wall.path", "systemd-firstboot.service"),
    # The image is what it is until the next one.
    *(
        "apt-daily.timer",
        "apt-daily-upgrade.timer",
        "dpkg-db-backup.timer",
        "e2scrub_all.timer",
        "e2scrub_reap.service",
    ),
    *("ldconfig.service", "systemd-hwdb-update.service", "systemd-update-done.service"),
    *("systemd-journal-catalog-update.service", "systemd-machine-id-commit.service", "systemd-random-seed.service"),
    *("man-db.timer", "systemd-pcrlock.socket", "systemd-sysext.socket", "systemd-tpm2-setup.service"),
    *("systemd-tpm2-setup-early.service", "systemd-networkd-wait-online.service"),
    # No program waits for the time, and no name server is asked who knows it.
    *("chrony-wait.service", "chrony-dnssrv@.service", "chrony-dnssrv@.timer"),
    # Where a technician may come in says motcua-ssh.socket, and the box makes its own key.
    *("ssh.service", "ssh.socket", "sshd.service", "sshd@.service", "sshd-keygen.service"),
    # The hall's own units run these, each in its sandbox.
    *("mosquitto.service", "stunnel.target", "stunnel4.service", "smartmontools.service", "smartd.service"),
)
ENABLED = ("systemd-networkd.service", "systemd-resolved.service")
"""Debian's chrony enables itself."""

TAKEN_OUT = (
    # Of the packages: what only a package manager or a person at a console would use.
    *("usr/share/doc-base", "usr/share/lintian", "usr/share/bug", "usr/share/bash-completion", "usr/share/zsh"),
    *("usr/share/iso-codes", "usr/share/xml/iso-codes", "usr/share/sounds/alsa", "usr/share/X11/locale"),
    *("var/cache/apt", "var/lib/apt/lists", "var/cache/debconf", "var/log", "var/cache/ldconfig"),
    # stunnel's wrapper for an old command line is Perl; Debian's essential perl-base stays.
    *("usr/share/perl", "usr/share/perl5", "usr/lib/*/perl", "usr/lib/*/libperl.so*", "usr/bin/stunnel3"),
    # Made when the package was installed: a key in an image would be every box's.
    "etc/ssh/ssh_host_*",
    # Shows AF_VSOCK errors at each start of a box, which has no such server.
    "usr/lib/systemd/system-generators/systemd-ssh-generator",
    # A whole check of packages is not done on a box, but which versions are in it can be asked (dpkg -l).
    *("var/lib/dpkg/info/*.md5sums", "var/lib/dpkg/*-old", "etc/.pwd.lock", "etc/*-", "boot/System.map-*"),
    # Boxes are wired, show and speak: no wireless, no hosts of disks in cabinets, no television (but what
    # graphics cards need of it, cec and rc, and sound at USB, mc).
    *(f"usr/lib/modules/*/kernel/drivers/{name}" for name in ("net/wireless", "infiniband", "isdn", "staging")),
    *(f"usr/lib/modules/*/kernel/drivers/media/{name}" for name in ("common", "dvb-*", "firewire", "i2c", "mmc")),
    *(f"usr/lib/modules/*/kernel/drivers/media/{name}" for name in ("pci", "platform", "radio", "spi", "test-*")),
    *(f"usr/lib/modules/*/kernel/drivers/media/{name}" for name in ("tuners", "usb", "v4l2-core")),
    *(f"usr/lib/modules/*/kernel/drivers/scsi/{name}" for name in ("lpfc", "qla2xxx", "qla4xxx", "bfa", "bnx2fc")),
    *(f"usr/lib/firmware/{name}" for name in ("rtw*", "rtl_bt", "rtlwifi", "intel/vsc", "intel/ish", "intel/ipu")),
    # Examples and tests.
    *("usr/lib/python3/dist-packages/kivy/tests", "usr/share/kivy-examples", "usr/lib/python3.13/test"),
    "usr/share/pixmaps",
)


def unpack(tar: Path, root: Path) -> None:
    root.mkdir(parents=True)
    run("tar", "-C", root, "-xpf", tar, "--numeric-owner", "--xattrs", "--xattrs-include=*", "--exclude=./dev/*")


def settle(root: Path, arch: str, source: Path, version: str, keyring: Path) -> None:
    """Everything but the product itself (:mod:`images.product`)."""
    run(source / "systemd/install", root)
    _rules_of_the_image(root)
    for part in ("all", arch):
        _lay(OVERLAY / part, root)
    shutil.copyfile(keyring, root / "etc/rauc/keyring.pem")
    own = root / "usr/lib/motcua"
    shutil.copyfile(Path(__file__).with_name("state.py"), own / "state.py")
    (root / "etc/hostname").write_text("motcua\n", "utf-8")
    # Empty: a new one in memory at each start, without the questions of a first one.
    (root / "etc/machine-id").write_text("", "utf-8")
    _link(root / "etc/localtime", "/usr/share/zoneinfo/Asia/Ho_Chi_Minh")
    release = root / "usr/lib/os-release"
    release.write_text(f"{release.read_text('utf-8')}IMAGE_ID=motcua\nIMAGE_VERSION={version}\n", "utf-8")
    for folder in ("data", "boot/firmware", "etc/motcua", "etc/udev/rules.d"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    for users in sorted((root / "etc/sysusers.d").glob("motcua*.conf")):
        enter(root, users)
    _units(root)
    _kernel(root)
    before = modules.needs(root)
    take_out(root, TAKEN_OUT)
    modules.must_be_whole(before)
    for kernel in root.glob("usr/lib/modules/*"):
        run("depmod", "-b", root, kernel.name)
    # Where the clock starts that nobody has told the time.
    (root / "usr/lib/clock-epoch").write_text("", "utf-8")


STARTED_WITH = ("usr/lib/raspi-firmware", "usr/lib/u-boot", "usr/lib/linux-image-*", "usr/lib/grub")
"""On the boot partition; in the root it is of no use any more."""


def take_out(root: Path, what: Iterable[str]) -> None:
    for pattern in what:
        # A link that leads nowhere in this tree is there too, which glob overlooks where it has nothing to guess.
        for path in root.glob(pattern) if "*" in pattern else [root / pattern]:
            if not path.is_symlink() and not path.exists():
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def same_times(root: Path) -> None:
    """What this build wrote has the image's time; what Debian packed keeps its own, which is older."""
    for folder, folders, names in os.walk(root):
        for name in (*folders, *names):
            path = os.path.join(folder, name)  # noqa: PTH118 - 60,000 of them
            if os.lstat(path).st_mtime > EPOCH:
                os.utime(path, (EPOCH, EPOCH), follow_symlinks=False)
    os.utime(root, (EPOCH, EPOCH))


def _lay(overlay: Path, root: Path) -> None:
    for path in sorted(overlay.rglob("*")):
        target = root / path.relative_to(overlay)
        if path.is_dir():
            target.mkdir(exist_ok=True)
            continue
        # A unit that is named after a device carries the disk's number in its name.
        target.unlink(missing_ok=True)
        target.write_text(filled(path.read_text("utf-8")), "utf-8")
        target.chmod(0o755 if os.access(path, os.X_OK) else 0o644)


def _rules_of_the_image(root: Path) -> None:
    """``/etc/udev/rules.d`` is the box's own folder, on its data partition.
    What the product brings lies with Debian's."""
    brought = root / "etc/udev/rules.d"
    for path in sorted(brought.glob("*.rules")):
        path.rename(root / "usr/lib/udev/rules.d" / path.name)


def _units(root: Path) -> None:
    units = root / "etc/systemd/system"
    for name in MASKED:
        for wants in units.glob(f"*.wants/{name}"):
            wants.unlink()
        _link(units / name, "/dev/null")
    # What makes a box a box starts by itself; which programs of the hall follow is said by its bundle.
    own = [
        path.name
        for path in sorted(units.glob("motcua-*.*"))
        if path.suffix in {".service", ".timer", ".path", ".socket"} and "\n[Install]" in path.read_text("utf-8")
    ]
    run("systemctl", f"--root={root}", "--no-reload", "enable", *ENABLED, *own)


def _kernel(root: Path) -> None:
    """Under one name, whatever version it is: boot loaders are not told."""
    kernels = sorted((root / "boot").glob("vmlinuz-*"))
    if len(kernels) != 1:
        raise BuildError(f"{root}/boot has {len(kernels)} kernels, and one is expected")
    _link(root / "boot/kernel", kernels[0].name)
    _link(root / "boot/initrd", kernels[0].name.replace("vmlinuz-", "initrd.img-"))


def _link(path: Path, to: str) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to(to)
