"""The checks of what makes a box one of the hall: its certificate, its clock, its hall file."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from hall_core.device.hall_file import digest
from hall_core.doctor.checks import certificate, clock, hall_file
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Console, Kiosk
from hall_core.mqtt.certificate import DAY, Life
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.doctor.fake_box import box, doing, put


@pytest.fixture
def hall(plan: Plan) -> Plan:
    return replace(plan, devices=[Kiosk(id="kiosk-1")])


def verdict(finding: object) -> tuple[str, str | None]:
    assert finding is not None
    return finding.verdict, finding.case  # pyright: ignore


@pytest.mark.parametrize(
    ("days", "found"),
    [(200, ("good", None)), (20, ("caution", "soon")), (3, ("alarm", "soon")), (-2, ("alarm", "over"))],
)
def test_of_all_certificates_the_one_that_ends_first_counts(
    tmp_path: Path, hall: Plan, days: int, found: tuple[str, str | None]
) -> None:
    for program, left in (("hub", 300), ("console", days)):
        line = Life(NINE - DAY, NINE + left * DAY).line().decode()
        put(tmp_path, f"var/lib/motcua/keys/{program}/until", line)
    assert verdict(certificate.look(box(tmp_path, hall))) == found


def test_a_box_without_a_certificate_or_without_the_year_says_so(tmp_path: Path, hall: Plan) -> None:
    assert verdict(certificate.look(box(tmp_path, hall))) == ("alarm", "none")
    put(tmp_path, "var/lib/motcua/keys/kiosk/until", Life(NINE, NINE + DAY).line().decode())
    assert verdict(certificate.look(box(tmp_path, hall, now=5_000))) == ("unknown", "no-clock")


def test_a_clock_is_judged_by_the_hub_s_and_by_whom_it_has_heard(tmp_path: Path, hall: Plan) -> None:
    assert verdict(clock.look(box(tmp_path, hall, now=5_000))) == ("alarm", "unset")
    assert verdict(clock.look(box(tmp_path, hall))) == ("caution", "alone")
    put(tmp_path, "sys/class/rtc/rtc0/date", "2026-11-21")
    assert verdict(clock.look(box(tmp_path, hall, its=doing(drift_ms=80)))) == ("good", "rtc")
    hears = box(tmp_path, hall, its=doing(drift_ms=-80), hears_time=True)
    assert verdict(clock.look(hears)) == ("good", "ntp")
    assert verdict(clock.look(box(tmp_path, hall, its=doing(drift_ms=-7_000)))) == ("caution", "apart")
    assert verdict(clock.look(box(tmp_path, hall, its=doing(drift_ms=90_000)))) == ("alarm", "apart")


def test_a_clock_that_no_server_has_set_is_told_by_whose_word_it_goes(tmp_path: Path, hall: Plan) -> None:
    put(tmp_path, "run/motcua/clock.json", '{"by":"person","earliest":0,"latest":0}')
    hub = replace(box(tmp_path, hall), device=Console(id="ban-may"))
    assert verdict(clock.look(hub)) == ("caution", "person-alone")
    put(tmp_path, "sys/class/rtc/rtc0/date", "2026-11-21")
    assert verdict(clock.look(hub)) == ("good", "person")
    put(tmp_path, "run/motcua/clock.json", '{"by":"battery","earliest":0,"latest":0}')
    assert verdict(clock.look(hub)) == ("good", "rtc-hub")
    assert verdict(clock.look(replace(hub, hears_time=lambda: True))) == ("good", "ntp")


def test_a_clock_that_nobody_has_set_since_the_start_is_an_alarm_and_says_nothing_of_certificates(
    tmp_path: Path, hall: Plan
) -> None:
    put(tmp_path, "sys/class/rtc/rtc0/date", "2026-11-21")
    unsure = put(tmp_path, "run/motcua/clock-unsure", "nobody has set it\n")
    put(tmp_path, "var/lib/motcua/keys/kiosk/until", Life(NINE, NINE - DAY).line().decode())
    assert verdict(clock.look(box(tmp_path, hall))) == ("alarm", "unsure")
    hub = replace(box(tmp_path, hall), device=Console(id="ban-may"))
    assert verdict(clock.look(hub)) == ("alarm", "unsure-hub")
    assert verdict(certificate.look(box(tmp_path, hall))) == ("unknown", "no-clock")
    unsure.unlink()
    assert verdict(clock.look(box(tmp_path, hall))) == ("good", "rtc")
    assert verdict(certificate.look(box(tmp_path, hall))) == ("alarm", "over")


def test_the_hall_file_is_readable_has_the_device_and_is_the_one_it_runs_on(tmp_path: Path, hall: Plan) -> None:
    broken = replace(box(tmp_path), faults=("hall.toml:3: no such key",))
    assert verdict(hall_file.look(broken)) == ("alarm", "broken")
    assert verdict(hall_file.look(box(tmp_path, hall, "nobody"))) == ("alarm", "no-device")
    own = digest(hall)
    assert verdict(hall_file.look(box(tmp_path, hall, its=doing(plan=own)))) == ("good", None)
    assert verdict(hall_file.look(box(tmp_path, hall, its=doing(plan="0" * 16)))) == ("caution", "not-yet")
    differs = doing(plan=own, problems={"hall-file-differs": ""})
    assert verdict(hall_file.look(box(tmp_path, hall, its=differs))) == ("caution", "differs")
