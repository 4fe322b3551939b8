"""Each check on a box made of files: what it finds, and that it says what that means and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

import hall_box.update_fetch
import images.release
from hall_core.doctor.checks import (
    BY_NAME,
    CHECKS,
    disk,
    disk_space,
    disk_wear,
    fitted,
    journal,
    memory,
    printer,
    screen,
    sound,
    temperature,
    units,
    usb,
    version,
    voltage,
    watchdog,
)
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board, Caller, Kiosk, Panel, Sign, SignDisplay
from tests.doctor.fake_box import box, doing, put

KIOSK = Kiosk(id="kiosk-1", printer="serial:/dev/ttyUSB0", touch="/dev/input/touch", panel=Panel())


@pytest.fixture
def hall(plan: Plan) -> Plan:
    return replace(
        plan, devices=[KIOSK, Board(id="bang-1", zone="sanh"), Caller(id="goi-1", counter="quay-1", officer="x")]
    )


def verdict(finding: object) -> tuple[str, str | None]:
    assert finding is not None
    return finding.verdict, finding.case  # pyright: ignore


def test_every_check_is_known_by_its_own_name_and_file() -> None:
    assert len(BY_NAME) == len(CHECKS)
    for check in CHECKS:
        assert check.__name__.rpartition(".")[2].replace("_", "-") == check.CHECK  # pyright: ignore


@pytest.mark.parametrize(
    ("milli", "found"),
    [(48_500, ("good", None)), (70_000, ("caution", "warm")), (84_500, ("alarm", "hot"))],
)
def test_the_hottest_sensor_counts(tmp_path: Path, milli: int, found: tuple[str, str | None]) -> None:
    put(tmp_path, "sys/class/thermal/thermal_zone0/temp", "41000\n")
    put(tmp_path, "sys/class/hwmon/hwmon1/temp1_input", f"{milli}\n")
    put(tmp_path, "sys/class/hwmon/hwmon2/temp1_input", "-273000\n")
    assert verdict(temperature.look(box(tmp_path))) == found


def test_a_box_without_a_sensor_says_that_it_cannot_tell(tmp_path: Path) -> None:
    assert verdict(temperature.look(box(tmp_path))) == ("unknown", "no-sensor")


@pytest.mark.parametrize(
    ("alarm", "log", "found"),
    [
        ("0", "", ("good", None)),
        ("1", "", ("alarm", "low")),
        ("0", "hwmon hwmon1: Undervoltage detected!\n", ("caution", "was-low")),
    ],
)
def test_too_little_voltage_now_or_since_the_start_is_seen(
    tmp_path: Path, alarm: str, log: str, found: tuple[str, str | None]
) -> None:
    put(tmp_path, "sys/class/hwmon/hwmon1/name", "rpi_volt\n")
    put(tmp_path, "sys/class/hwmon/hwmon1/in0_lcrit_alarm", f"{alarm}\n")
    assert verdict(voltage.look(box(tmp_path, said={"journalctl": log}))) == found


def test_the_firmware_of_a_raspberry_pi_is_asked_too_and_a_mini_pc_has_nothing_of_the_kind(tmp_path: Path) -> None:
    assert voltage.look(box(tmp_path)) is None
    put(tmp_path, voltage.THROTTLED, "50005\n")
    assert verdict(voltage.look(box(tmp_path))) == ("alarm", "low")


IMAGE = 'ID=debian\nIMAGE_ID=motcua\nIMAGE_VERSION="1.2"\n'
ROOT = "28 1 254:2 / / ro,relatime shared:1 - ext4 /dev/vda2 ro\n"
MOUNTS = f"{ROOT}51 28 254:4 / /data ro,noatime - ext4 /dev/vda4 {{data}}\n"
"""As a sandbox shows them, which itself may write nowhere."""


@pytest.mark.parametrize(
    ("mounts", "errors", "found"),
    [
        (MOUNTS.format(data="rw"), "0", ("good", None)),
        (MOUNTS.format(data="ro"), "0", ("alarm", "data-shut")),
        (ROOT, "0", ("alarm", "no-data")),
        (MOUNTS.format(data="rw").replace("vda2 ro", "vda2 rw"), "0", ("caution", "root-open")),
        (MOUNTS.format(data="rw"), "3", ("alarm", "errors")),
    ],
)
def test_the_system_is_shut_the_data_open_and_nothing_broken(
    tmp_path: Path, mounts: str, errors: str, found: tuple[str, str | None]
) -> None:
    put(tmp_path, "usr/lib/os-release", IMAGE)
    put(tmp_path, "proc/self/mountinfo", mounts)
    put(tmp_path, "sys/fs/ext4/vda4/errors_count", errors)
    assert verdict(disk.look(box(tmp_path))) == found


@pytest.mark.parametrize(
    ("free", "found"), [(5_000, ("good", None)), (250, ("caution", "little")), (40, ("alarm", "full"))]
)
def test_little_room_is_told_before_there_is_none(tmp_path: Path, free: int, found: tuple[str, str | None]) -> None:
    assert verdict(disk_space.look(box(tmp_path, free_mb=free))) == found


@pytest.mark.parametrize(("free", "found"), [(510, ("good", None)), (490, ("caution", "no-release"))])
def test_a_box_that_could_take_no_release_any_more_says_so(
    tmp_path: Path, free: int, found: tuple[str, str | None]
) -> None:
    put(tmp_path, "usr/lib/os-release", IMAGE)
    assert verdict(disk_space.look(box(tmp_path, free_mb=free))) == found
    largest, left = images.release.MOST, hall_box.update_fetch.LEFT_FREE
    assert largest + left <= disk_space.RELEASE * 1_000_000


@pytest.mark.parametrize(
    ("life", "end", "found"),
    [
        ("0x02 0x03", "0x01", ("good", None)),
        ("0x09 0x02", "0x01", ("caution", "worn")),
        ("0x02 0x02", "0x02", ("caution", "worn")),
        ("0x0b 0x02", "0x01", ("alarm", "spent")),
        ("0x02 0x02", "0x03", ("alarm", "spent")),
    ],
)
def test_an_emmc_tells_its_wear_in_tenths(tmp_path: Path, life: str, end: str, found: tuple[str, str | None]) -> None:
    put(tmp_path, "sys/block/mmcblk0/device/life_time", f"{life}\n")
    put(tmp_path, "sys/block/mmcblk0/device/pre_eol_info", f"{end}\n")
    assert verdict(disk_wear.look(box(tmp_path))) == found


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ('{"smart_status":{"passed":true},"nvme_smart_health_information_log":{"percentage_used":4}}', ("good", None)),
        ('{"nvme_smart_health_information_log":{"percentage_used":104}}', ("alarm", "spent")),
        ('{"smart_status":{"passed":false}}', ("alarm", "failing")),
        (
            '{"smart_status":{"passed":true},"ata_smart_attributes":{"table":[{"id":197,"raw":{"value":8}}]}}',
            ("caution", "bad-sectors"),
        ),
        ("no smartctl speaks so", ("unknown", "untold")),
    ],
)
def test_a_drive_tells_its_wear_to_smartctl(tmp_path: Path, said: str, found: tuple[str, str | None]) -> None:
    put(tmp_path, "sys/block/nvme0n1/size", "1000")
    assert verdict(disk_wear.look(box(tmp_path, said={"smartctl": said}))) == found


@pytest.mark.parametrize(("written", "found"), [(8_000_000, "good"), (4_000_000_000, "caution")])
def test_the_wear_of_a_card_that_tells_nothing_is_reckoned_from_what_was_written(
    tmp_path: Path, written: int, found: str
) -> None:
    put(tmp_path, "sys/block/mmcblk0/size", str(8_000_000_000 // 512))
    put(tmp_path, "sys/fs/ext4/mmcblk0p4/lifetime_write_kbytes", str(written))
    assert verdict(disk_wear.look(box(tmp_path))) == (found, "card")


@pytest.mark.parametrize(
    ("available", "killed", "found"),
    [
        (900_000, 0, ("good", None)),
        (80_000, 0, ("caution", "little")),
        (30_000, 0, ("alarm", "full")),
        (900_000, 2, ("caution", "killed")),
    ],
)
def test_memory_that_runs_out_and_programs_that_were_ended_for_it(
    tmp_path: Path, available: int, killed: int, found: tuple[str, str | None]
) -> None:
    put(tmp_path, "proc/meminfo", f"MemTotal:        1000000 kB\nMemFree: 1 kB\nMemAvailable:    {available} kB\n")
    put(tmp_path, "proc/vmstat", f"nr_free_pages 5\noom_kill {killed}\n")
    assert verdict(memory.look(box(tmp_path))) == found


def test_the_printer_is_as_the_kiosk_says(tmp_path: Path, hall: Plan) -> None:
    assert verdict(printer.look(box(tmp_path, hall))) == ("unknown", "unasked")
    assert verdict(printer.look(box(tmp_path, hall, its=doing()))) == ("good", None)
    ill = doing(problems={"paper-low": "", "paper-out": ""})
    assert verdict(printer.look(box(tmp_path, hall, its=ill))) == ("alarm", "paper-out")
    assert verdict(printer.look(box(tmp_path, hall, its=doing(problems={"paper-low": ""})))) == ("caution", "paper-low")
    assert printer.look(box(tmp_path, hall, "bang-1")) is None


CARDS = " 0 [vc4hdmi        ]: vc4-hdmi - vc4-hdmi\n                      vc4-hdmi\n"
MIXER = """Simple mixer control 'PCM',0
  Capabilities: pvolume pvolume-joined pswitch
  Playback channels: Mono
  Limits: Playback -10239 - 400
  Mono: Playback {volume} [{on}]
Simple mixer control 'Mic',0
  Mono: Capture 12 [40%] [on]
"""


@pytest.mark.parametrize(
    ("cards", "mixer", "problems", "found"),
    [
        (CARDS, "", {}, ("good", None)),
        (CARDS, MIXER.format(volume="400 [100%]", on="on"), {}, ("good", None)),
        (CARDS, MIXER.format(volume="-10239 [0%]", on="on"), {}, ("alarm", "shut")),
        (CARDS, MIXER.format(volume="400 [100%]", on="off"), {}, ("alarm", "shut")),
        (CARDS, "", {"sound": "busy"}, ("alarm", "fails")),
        ("--- no soundcards ---\n", "", {}, ("alarm", "no-card")),
    ],
)
def test_a_board_can_be_heard(
    tmp_path: Path, hall: Plan, cards: str, mixer: str, problems: dict[str, str], found: tuple[str, str | None]
) -> None:
    put(tmp_path, "proc/asound/cards", cards)
    its = doing("bang-1", problems=problems)
    assert verdict(sound.look(box(tmp_path, hall, "bang-1", its, said={"amixer": mixer}))) == found


def test_who_does_not_speak_needs_no_sound(tmp_path: Path, hall: Plan) -> None:
    assert sound.look(box(tmp_path, hall, "goi-1")) is None


@pytest.mark.parametrize(
    ("status", "modes", "found"),
    [
        ("connected", "1280x800\n1024x768\n", ("good", None)),
        ("disconnected", "", ("alarm", "missing")),
        ("connected", "1920x1080\n", ("caution", "other-size")),
    ],
)
def test_the_panel_is_connected_and_as_large_as_the_hall_file_says(
    tmp_path: Path, hall: Plan, status: str, modes: str, found: tuple[str, str | None]
) -> None:
    put(tmp_path, "sys/class/drm/card0-HDMI-A-1/status", f"{status}\n")
    put(tmp_path, "sys/class/drm/card0-HDMI-A-1/modes", modes)
    assert verdict(screen.look(box(tmp_path, hall))) == found


def test_a_panel_that_hangs_turned_is_as_wide_in_the_cable_as_it_is_high(tmp_path: Path, hall: Plan) -> None:
    turned = replace(KIOSK, panel=Panel(width_px=1080, height_px=1920, width_mm=300, rotate=90))
    put(tmp_path, "sys/class/drm/card0-HDMI-A-1/status", "connected\n")
    put(tmp_path, "sys/class/drm/card0-HDMI-A-1/modes", "1920x1080\n")
    assert verdict(screen.look(box(tmp_path, replace(hall, devices=[turned])))) == ("good", None)


def test_what_the_hall_file_names_is_plugged_in(tmp_path: Path, hall: Plan) -> None:
    put(tmp_path, "dev/input/touch")
    finding = fitted.look(box(tmp_path, hall, its=doing()))
    assert verdict(finding) == ("alarm", "missing")
    assert finding is not None
    assert finding.about["parts"] == "/dev/ttyUSB0"
    put(tmp_path, "dev/ttyUSB0")
    assert verdict(fitted.look(box(tmp_path, hall, its=doing()))) == ("good", None)
    silent = doing(problems={"scanner-missing": ""})
    assert verdict(fitted.look(box(tmp_path, hall, its=silent))) == ("alarm", "silent")
    sign = Sign(
        id="s", zone="sanh", line="serial:/dev/ttyUSB9?baud=9600", displays=[SignDisplay(address=1, counter="q")]
    )
    assert verdict(fitted.look(box(tmp_path, replace(hall, devices=[sign]), "s"))) == ("alarm", "missing")


def test_a_refused_usb_device_is_told(tmp_path: Path) -> None:
    assert verdict(usb.look(box(tmp_path))) == ("good", None)
    put(tmp_path, "run/motcua/usb/refused", "USB 1-2 046d:c31c keyboard\n")
    assert verdict(usb.look(box(tmp_path))) == ("caution", "refused")


def test_a_service_that_failed_or_starts_again_and_again_is_told(tmp_path: Path) -> None:
    one = "Id=hall-kiosk.service\nActiveState={}\nSubState={}\nNRestarts={}\n"
    shown = f"{one}\nId=motcua-box.service\nActiveState=active\n"

    def found(state: str, sub: str, restarts: int, failed: str = "") -> tuple[str, str | None]:
        looked = replace(
            box(tmp_path), run=lambda words: shown.format(state, sub, restarts) if words[1] == "show" else failed
        )
        return verdict(units.look(looked))

    assert found("active", "running", 0) == ("good", None)
    assert found("activating", "auto-restart", 9) == ("alarm", "again")
    assert found("active", "running", 4) == ("caution", "often")
    assert found("failed", "failed", 0, "hall-kiosk.service loaded failed failed Kiosk\n") == ("alarm", "failed")
    assert verdict(units.look(box(tmp_path))) == ("unknown", "untold")


def test_a_watchdog_that_sleeps_is_told(tmp_path: Path) -> None:
    assert verdict(watchdog.look(box(tmp_path))) == ("unknown", "none")
    put(tmp_path, "sys/class/watchdog/watchdog0/state", "inactive\n")
    assert verdict(watchdog.look(box(tmp_path))) == ("caution", "asleep")
    put(tmp_path, "sys/class/watchdog/watchdog0/state", "active\n")
    assert verdict(watchdog.look(box(tmp_path))) == ("good", None)


def test_the_half_of_the_disk_that_could_not_take_over_is_told(tmp_path: Path) -> None:
    put(tmp_path, "usr/lib/os-release", IMAGE)
    put(tmp_path, "proc/cmdline", "root=/dev/vda2 rauc.slot=A ro\n")
    half = '{{"rootfs.{}":{{"class":"rootfs","bootname":"{}","boot_status":"{}"}}}}'

    def found(here: str, there: str) -> tuple[str, str | None]:
        return verdict(
            version.look(
                box(tmp_path, said={"rauc": f'{{"slots":[{half.format(0, "A", here)},{half.format(1, "B", there)}]}}'})
            )
        )

    assert found("good", "good") == ("good", None)
    assert found("good", "bad") == ("caution", "one-left")
    assert found("bad", "good") == ("caution", "on-trial")


def test_what_the_kernel_says_of_dying_hardware_is_told_and_the_rest_counted(tmp_path: Path) -> None:
    usual = "ACPI: BIOS bug\n"
    dying = "mmc0: error -110 whilst initialising SD card\nI/O error, dev mmcblk0, sector 8 op 0x0:(READ)\n"
    assert verdict(journal.look(box(tmp_path, said={"journalctl": usual}))) == ("good", None)
    finding = journal.look(box(tmp_path, said={"journalctl": usual + dying}))
    assert verdict(finding) == ("caution", "complaints")
    assert finding is not None
    assert finding.about["count"] == 2
