"""What of ours and of others' is in an image: lists, numbers and units, without building one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from hall_core.contract.box import CLOCK_UNSURE, CLOCK_WISH
from images import drivers, firmware, modules, packages, product, system, users
from images.build import DATA, SOURCE
from images.layout import DISK_ID
from images.packages import ARCHS
from images.tools import BuildError

OVERLAY = SOURCE / "images/overlay"
SYSUSERS = SOURCE / "systemd/sysusers.d/motcua.conf"
OF_THE_IMAGE = OVERLAY / "all/etc/sysusers.d/motcua-image.conf"
NEWER = re.compile(
    r"Unknown key '(RestartSteps|RestartMaxDelaySec|PollLimit\w+)' in section \[(Service|Socket)\], ignoring\.$"
)


def names() -> set[str]:
    return {re.split(r"[=\[]", line)[0] for line in product.pinned(SOURCE)}


def test_every_pin_of_an_image_is_exact_and_has_its_hashes() -> None:
    for line in product.pinned(SOURCE):
        assert re.match(r"[a-z0-9-]+==\S+( --hash=sha256:[0-9a-f]{64})+\n$", line), line[:80]


def test_what_debian_brings_is_not_brought_twice() -> None:
    pins = {name for name, _ in product._entries(SOURCE / "requirements.txt")}
    assert pins >= product.FROM_DEBIAN | product.ONLY_TO_BUILD, "a name here that nobody pins any more"
    assert not names() & product.FROM_DEBIAN
    assert {"python3-kivy", "python3-evdev", "python3-libgpiod"} <= set(packages.read("arm64").names)


def test_an_image_has_what_the_programs_need_on_its_own_python() -> None:
    assert {"paho-mqtt", "msgspec", "starlette", "cryptography", "av"} <= names()
    (film,) = (line for line in product.pinned(SOURCE) if line.startswith("av=="))
    assert film.startswith("av==19"), "the one for Python 3.13, whatever runs the build"


@pytest.mark.parametrize("arch", ARCHS)
def test_the_same_packages_have_the_same_key_whatever_is_said_beside_them(arch: str, tmp_path: Path) -> None:
    text = packages.LISTS.read_text("utf-8")
    (tmp_path / "same.toml").write_text(f"# more words\n{text}", "utf-8")
    (tmp_path / "other.toml").write_text(text.replace('"mosquitto", ', ""), "utf-8")
    assert packages.read(arch, tmp_path / "same.toml").key() == packages.read(arch).key()
    assert packages.read(arch, tmp_path / "other.toml").key() != packages.read(arch).key()


def a_tree(root: Path, passwd: str = "mosquitto:x:100:101::/var/lib/mosquitto:/bin/false\n") -> Path:
    etc = root / "etc"
    etc.mkdir(parents=True)
    (etc / "passwd").write_text(f"root:x:0:0:root:/root:/bin/bash\n{passwd}")
    (etc / "group").write_text("root:x:0:\ninput:x:995:\nmosquitto:x:101:\n")
    (etc / "shadow").write_text("root:*:20000::::::\nmosquitto:!:20000::::::\n")
    (etc / "gshadow").write_text("root:*::\nmosquitto:!::\n")
    return root


def test_every_user_of_the_product_has_a_lasting_number_of_its_own(tmp_path: Path) -> None:
    numbers = tomllib.loads(users.NUMBERS.read_text("utf-8"))
    assert len(set(numbers.values())) == len(numbers)
    assert all(800 <= number < 900 for number in numbers.values())
    a_tree(tmp_path)
    for said in (SYSUSERS, OF_THE_IMAGE):
        users.enter(tmp_path, said)
    passwd = (tmp_path / "etc/passwd").read_text().splitlines()
    entered = {line.split(":")[0]: int(line.split(":")[2]) for line in passwd if not line.startswith("root")}
    assert {"hall-hub", "hall-kiosk", "mosquitto", "_chrony"} <= set(entered)
    assert entered == {name: numbers[name] for name in entered}
    assert f"hall-hub:x:{numbers['hall-hub']}:hall-console" in (tmp_path / "etc/group").read_text()
    assert "root:*:" in (tmp_path / "etc/shadow").read_text(), "nobody gets a password"


def test_a_user_without_a_number_stops_the_build(tmp_path: Path) -> None:
    said = tmp_path / "sysusers.conf"
    said.write_text('u hall-new - "New"\n')
    with pytest.raises(BuildError, match="hall-new"):
        users.enter(a_tree(tmp_path / "root"), said)


def test_a_number_that_debian_gave_away_stops_the_build(tmp_path: Path) -> None:
    taken = "somebody:x:801:801::/:/bin/false\n"
    with pytest.raises(BuildError, match="somebody"):
        users.enter(a_tree(tmp_path, taken), SYSUSERS)


@pytest.mark.skipif(os.geteuid() != 0, reason="files of another user's are made by root")
def test_what_belonged_to_the_user_goes_along_with_the_number(tmp_path: Path) -> None:
    a_tree(tmp_path)
    own = tmp_path / "var/own"
    own.mkdir(parents=True)
    os.chown(own, 100, 101)
    users.enter(tmp_path, SYSUSERS)
    assert own.stat().st_uid == 800


@pytest.fixture
def box(tmp_path: Path) -> Path:
    """Where the units of the image lie, with Debian's own beside them."""
    subprocess.run([SOURCE / "systemd/install", tmp_path], check=True)
    (tmp_path / "usr/lib/udev/rules.d").mkdir(parents=True)
    system._rules_of_the_image(tmp_path)
    for part in ("all", "arm64"):
        system._lay(OVERLAY / part, tmp_path)
    debian = tmp_path / "usr/lib/systemd/system"
    debian.mkdir(parents=True, exist_ok=True)
    for unit in Path("/lib/systemd/system").glob("*.target"):
        if not unit.is_symlink():
            shutil.copyfile(unit, debian / unit.name)
    (debian / "chrony.service").write_text("[Service]\nExecStart=/bin/sh\n")
    programs = ("bin/sh", "bin/systemctl", "usr/bin/systemctl", "usr/bin/touch", "usr/bin/udevadm", "usr/sbin/sshd")
    for name in (*programs, "opt/motcua/bin/motcua"):
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    return tmp_path


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    [
        *("motcua-grow.service", "motcua-rules.service", "motcua-clock.service", "motcua-clock.timer"),
        *("motcua-clock-battery.service", "motcua-clock-heard.service"),
        *("motcua-clock-wished.service", "motcua-clock-wished.path"),
        *("motcua-ssh.socket", "motcua-ssh@1.service"),
    ],
)
def test_systemd_has_no_complaint_about_the_images_own_units(box: Path, unit: str) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", f"--root={box}", unit], capture_output=True, text=True, check=False
    )
    assert [line for line in (done.stdout + done.stderr).splitlines() if not NEWER.search(line)] == []


def test_the_numbers_of_the_disk_are_filled_in_everywhere(box: Path) -> None:
    laid = [path for path in OVERLAY.rglob("*") if path.is_file()]
    for path in laid:
        target = box / path.relative_to(OVERLAY / path.relative_to(OVERLAY).parts[0])
        if target.exists():
            assert "@DISK_ID@" not in target.read_text("utf-8")
    assert f"PARTUUID={DISK_ID}-04 /data ext4" in (box / "etc/fstab").read_text("utf-8")


def test_what_is_put_in_its_place_from_the_data_partition_is_made_there() -> None:
    lines = (OVERLAY / "all/etc/fstab").read_text("utf-8").splitlines()
    put = {line.split()[0].removeprefix("/data/") for line in lines if line.startswith("/data/")}
    assert put <= set(DATA)


def test_the_clock_is_kept_where_chrony_looks_for_it() -> None:
    etc = OVERLAY / "all/etc"
    (kept,) = re.findall(r"^driftfile (.+)$", (etc / "chrony/chrony.conf").read_text("utf-8"), re.MULTILINE)
    assert f"ExecStart=touch {kept}\n" in (etc / "systemd/system/motcua-clock.service").read_text("utf-8")
    assert f"/data/motcua/clock {Path(kept).parent} none bind" in (etc / "fstab").read_text("utf-8")
    assert f"f {kept} 0644 _chrony _chrony" in (etc / "tmpfiles.d/motcua-image.conf").read_text("utf-8"), "at once"
    assert "-s" in (etc / "default/chrony").read_text("utf-8").split("DAEMON_OPTS=")[1], "that it is looked at"


def test_the_time_is_kept_only_once_an_absurd_one_has_gone_back_for_which_root_has_the_right(box: Path) -> None:
    units = box / "etc/systemd/system"
    keeper, battery = ((units / f"motcua-clock{name}.service").read_text("utf-8") for name in ("", "-battery"))
    for order in ("Requires", "After"):
        [named] = re.findall(rf"^{order}=(.+)$", keeper, re.MULTILINE)
        assert "motcua-clock-battery.service" in named.split(), order
    assert re.search(r"^CapabilityBoundingSet=.*CAP_SYS_TIME", battery, re.MULTILINE)


def test_a_box_knows_at_no_start_what_time_it_is_and_programs_in_their_sandboxes_can_see_that(box: Path) -> None:
    said = (OVERLAY / "all/etc/tmpfiles.d/motcua-image.conf").read_text("utf-8").splitlines()
    assert any(line.startswith(f"f! {CLOCK_UNSURE} 0644 root root ") for line in said)
    assert "f! /run/motcua/clock-unsure " in "\n".join(said)
    units = (box / "etc/systemd/system").rglob("hall-*")
    hidden = re.compile(r"^(TemporaryFileSystem|RootDirectory|RootImage|InaccessiblePaths=.*/run\b)", re.MULTILINE)
    assert [unit.name for unit in units if unit.is_file() and hidden.search(unit.read_text("utf-8"))] == []


def test_the_heads_wish_is_watched_where_the_console_writes_it(box: Path) -> None:
    unit = (box / "etc/systemd/system/motcua-clock-wished.path").read_text("utf-8")
    assert f"PathChanged={CLOCK_WISH}\n" in unit


def test_rules_of_the_product_lie_where_the_boxs_own_do_not_hide_them(box: Path) -> None:
    assert list((box / "etc/udev/rules.d").iterdir()) == []
    assert (box / "usr/lib/udev/rules.d/60-motcua.rules").exists()


def test_what_no_box_needs_is_taken_out_whatever_it_is(tmp_path: Path) -> None:
    (tmp_path / "usr/share/perl/5").mkdir(parents=True)
    (tmp_path / "usr/bin").mkdir()
    (tmp_path / "usr/bin/stunnel3").symlink_to("nowhere")
    (tmp_path / "usr/bin/stunnel4").write_text("")
    system.take_out(tmp_path, system.TAKEN_OUT)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["bin", "share", "stunnel4", "usr"]


def test_an_image_whose_drivers_cannot_be_loaded_is_not_built(tmp_path: Path) -> None:
    kernel = tmp_path / "usr/lib/modules/6.12.0-arm64"
    drivers = kernel / "kernel/drivers"
    for name in ("gpu/drm/vc4/vc4", "media/cec/core/cec", "media/usb/uvc/uvc", "usb/gadget/function/usb_f_uvc"):
        (drivers / name).parent.mkdir(parents=True)
        (drivers / f"{name}.ko.xz").write_bytes(b"")
    (kernel / "modules.dep").write_text(
        "kernel/drivers/gpu/drm/vc4/vc4.ko.xz: kernel/drivers/media/cec/core/cec.ko.xz\n"
        "kernel/drivers/media/cec/core/cec.ko.xz:\n"
        "kernel/drivers/usb/gadget/function/usb_f_uvc.ko.xz: kernel/drivers/media/usb/uvc/uvc.ko.xz\n"
    )
    before = modules.needs(tmp_path)
    system.take_out(tmp_path, system.TAKEN_OUT)
    assert not (drivers / "media/usb").exists()
    modules.must_be_whole(before)  # nobody misses what played a camera
    system.take_out(tmp_path, ["usr/lib/modules/*/kernel/drivers/media"])
    with pytest.raises(BuildError, match=r"vc4 \(needs cec\)$"):
        modules.must_be_whole(before)


def test_a_pi_s_kernel_gets_the_driver_that_tells_of_its_voltage(tmp_path: Path) -> None:
    kernel, cache = "6.12.0-arm64", tmp_path / "cache"
    modules = tmp_path / "root/usr/lib/modules" / kernel
    modules.mkdir(parents=True)
    cache.mkdir()
    (cache / f"driver-{kernel}-raspberrypi-hwmon.ko.xz").write_bytes(b"made before")
    drivers.put(tmp_path / "root", packages.read("arm64"), cache)
    assert (modules / "updates/raspberrypi-hwmon.ko.xz").read_bytes() == b"made before"


def test_a_driver_that_cannot_be_made_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "root/usr/lib/modules/6.1.2-arm64").mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    gone = tmp_path / "bin/mmdebstrap"
    gone.write_text("#!/bin/sh\necho 'E: Unable to locate package linux-headers-6.1.2-arm64' >&2\nexit 1\n")
    gone.chmod(0o755)
    monkeypatch.setenv("PATH", f"{gone.parent}:{os.environ['PATH']}")
    with pytest.raises(BuildError, match=r"(?s)raspberrypi-hwmon was not made.*Unable to locate.*rm .*base-arm64-"):
        drivers.put(tmp_path / "root", packages.read("arm64"), tmp_path / "cache")


def test_a_board_s_loader_heeds_no_key_and_another_loader_is_not_taken_for_it() -> None:
    loader = b"\x7fbootdelay=2\0preboot=pci enum; usb start;\0loadaddr=0x1000000\0"
    said = firmware.heeds_no_key(loader)
    assert len(said) == len(loader)
    assert b"\0preboot=setenv bootdelay -2 \0" in said
    with pytest.raises(BuildError, match="U-Boot"):
        firmware.heeds_no_key(b"preboot=usb start;\0")
