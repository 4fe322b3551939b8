"""A box that does not know the time from its start gets to know it: from its battery clock, a server, a person."""

from __future__ import annotations

import os

import msgspec
import pytest

from hall_box import clock, machine
from hall_box.clock import Keeper
from hall_box.machine import Machine
from hall_core.contract.box import ClockStanding, ClockWish
from hall_core.device.clock import Clock
from hall_core.domain.business_day import typed
from tests.hall_box.conftest import Box

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000


@pytest.fixture
def started(box: Box) -> Box:
    """A hub's box, just started: the image's file is there, and chrony has been told whom to ask."""
    for folder in (box.places.unsure.parent, box.places.clock_wish.parent, box.places.clock_kept.parent):
        folder.mkdir(parents=True, exist_ok=True)
    box.places.battery.parent.mkdir(parents=True)
    box.places.chrony.mkdir(parents=True)
    box.places.unsure.write_text("nobody has set the clock since the box started\n")
    (box.places.chrony / "hub.sure").write_text("local stratum 10\n")
    return box


def keeper(box: Box) -> Keeper:
    return Keeper(box.places, box.machine)


def now() -> int:
    return Clock()()[0]


def kept(box: Box, at: int) -> None:
    box.places.clock_kept.touch()
    os.utime(box.places.clock_kept, (at / 1000, at / 1000))


def sure(box: Box) -> bool:
    return Clock(unsure=box.places.unsure)()[2]


def said_of_it(box: Box) -> list[str]:
    return [words for words in box.machine.said if words.startswith(("chronyc", "hwclock", "the clock"))]


def test_what_the_box_s_clock_says_is_read_though_nobody_has_set_it(
    started: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "Clock", lambda: Clock(lambda: 1_795_226_400_000, unsure=started.places.unsure))
    assert Machine().wall() == 1_795_226_400_000


def test_a_battery_clock_that_can_be_right_is_believed_and_the_hub_tells_the_time(started: Box) -> None:
    kept(started, now() - MINUTE)
    started.places.battery.write_text(f"{now() // 1000}\n")
    assert keeper(started).battery() == 0
    assert sure(started)
    assert said_of_it(started) == ["chronyc local stratum 10"]
    assert [file.name for file in started.places.chrony.iterdir()] == ["hub.conf"], "also when chrony starts anew"


@pytest.mark.parametrize("its", [None, "-1", "", "946684800"], ids=["none", "before 1970", "says nothing", "2000"])
def test_without_a_battery_clock_that_knows_the_time_nothing_is_sure_and_the_reason_stands_there(
    started: Box, its: str | None
) -> None:
    if its is not None:
        started.places.battery.write_text(its)
    assert keeper(started).battery() == 0
    assert not sure(started)
    assert "battery clock" in started.places.unsure.read_text()
    assert said_of_it(started) == []


def test_a_server_that_was_heard_makes_it_sure(started: Box) -> None:
    keeper(started).sure("server", "a time server is heard")
    assert sure(started)
    assert said_of_it(started) == ["chronyc local stratum 10"]


def test_a_box_that_is_no_hub_tells_nobody(started: Box) -> None:
    (started.places.chrony / "hub.sure").unlink()
    keeper(started).sure("server", "a time server is heard")
    assert sure(started)
    assert said_of_it(started) == []


def test_what_chrony_does_not_take_it_reads_when_it_starts_anew(started: Box) -> None:
    started.machine.broken = "chronyc"
    keeper(started).sure("server", "a time server is heard")
    assert sure(started)
    assert started.machine.said[-1] == "systemctl --no-block try-restart chrony.service"


def test_a_person_sets_it_and_the_battery_clock_with_it(started: Box, capsys: pytest.CaptureFixture[str]) -> None:
    started.places.battery.write_text("0\n")
    assert keeper(started).set("2026-11-23 14:05", back=False) == 0
    assert sure(started)
    assert started.machine.set_to == [typed("2026-11-23 14:05")]
    assert said_of_it(started) == ["hwclock --systohc --utc --noadjfile", "chronyc local stratum 10"]
    assert "systemctl --no-block start motcua-clock.service" in started.machine.said, "it is kept"
    assert capsys.readouterr().out.endswith(": sure, by a person\n")


def test_a_person_who_mistypes_it_is_told_so_and_nothing_is_set(
    started: Box, capsys: pytest.CaptureFixture[str]
) -> None:
    kept(started, typed("2026-11-22 17:10") or 0)
    for text in ("14:05", "2026-11-21 14:05", "2062-11-23 14:05"):
        assert keeper(started).set(text, back=False) == 1
        assert text in capsys.readouterr().err
    assert (started.machine.set_to, sure(started)) == ([], False)
    assert keeper(started).set("2026-11-21 14:05", back=True) == 0


def test_a_clock_that_goes_by_a_server_is_not_set_by_hand(started: Box, capsys: pytest.CaptureFixture[str]) -> None:
    started.machine.hears = True
    assert keeper(started).set("2026-11-23 14:05", back=False) == 1
    assert "a time server is heard" in capsys.readouterr().err
    assert started.machine.set_to == []


def wish(box: Box, at: int, ago: int = 0) -> None:
    wished = ClockWish(at=at, since_start=Clock()()[1] - ago)
    box.places.clock_wish.write_bytes(msgspec.json.encode(wished))


def test_what_the_head_says_at_the_console_is_set_with_the_time_that_has_passed_since(started: Box) -> None:
    said = now() + MINUTE
    wish(started, said, ago=5_000)
    assert keeper(started).wished() == 0
    [at] = started.machine.set_to
    assert said + 5_000 <= at < said + 15_000
    assert sure(started)


def starts(box: Box, its: int, kept_at: int) -> None:
    """``its``: what its battery clock says, which has set its clock too."""
    kept(box, kept_at)
    box.places.battery.write_text(f"{its // 1000}\n")
    assert keeper(box).battery() == 0


def test_a_wish_that_is_old_goes_back_far_or_is_none_is_not_done(started: Box) -> None:
    kept(started, now())
    assert keeper(started).battery() == 0
    wish(started, now() + MINUTE, ago=2 * MINUTE)
    keeper(started).wished()
    wish(started, now() - DAY - 2 * MINUTE)
    keeper(started).wished()
    wish(started, now() + 11 * 366 * DAY)
    keeper(started).wished()
    started.places.clock_wish.write_text("{}")
    keeper(started).wished()
    started.places.clock_wish.unlink()
    keeper(started).wished()
    assert (started.machine.set_to, sure(started)) == ([], False)


def test_a_battery_clock_that_runs_some_hours_ahead_is_put_right_by_a_person(started: Box) -> None:
    starts(started, now(), kept_at=now() - MINUTE)
    assert sure(started), "it can be right"
    wish(started, now() - 7 * HOUR)
    keeper(started).wished()
    [at] = started.machine.set_to
    assert abs(at - (now() - 7 * HOUR)) < MINUTE
    assert "hwclock --systohc --utc --noadjfile" in started.machine.said, "and is right at the next start"


def test_bit_by_bit_a_clock_is_moved_back_no_further_than_at_once(started: Box) -> None:
    starts(started, now(), kept_at=now() - MINUTE)
    for back in (20 * HOUR, 21 * HOUR, 40 * HOUR):
        wish(started, now() - back)
        keeper(started).wished()
        kept(started, now() - back)
    assert len(started.machine.set_to) == 2


def test_an_absurd_battery_clock_is_not_gone_by_and_a_person_says_what_time_it_is(started: Box) -> None:
    absurd, last = typed("2099-01-01 07:00") or 0, (now() - DAY) // 1000 * 1000
    kept(started, last)
    started.places.battery.write_text(f"{absurd // 1000}\n")
    assert Keeper(started.places, started.machine, lambda: (absurd, 5_000, True)).battery() == 0
    assert (started.machine.set_to, sure(started)) == ([last], False), "what is kept from now on is no nonsense"
    assert "ten years ahead" in started.places.unsure.read_text()
    wish(started, now())
    keeper(started).wished()
    assert len(started.machine.set_to) == 2
    assert sure(started)


def test_once_a_server_is_heard_no_wish_moves_it(started: Box) -> None:
    starts(started, now(), kept_at=now() - MINUTE)
    keeper(started).sure("server", "a time server is heard")
    wish(started, now() + MINUTE)
    keeper(started).wished()
    starts(started, now(), kept_at=now() - MINUTE)
    started.machine.hears = True
    keeper(started).wished()
    assert started.machine.set_to == []


def test_on_a_machine_without_our_image_no_wish_is_done(started: Box) -> None:
    started.places.unsure.unlink()
    wish(started, now() + MINUTE)
    keeper(started).wished()
    assert started.machine.set_to == []


def test_what_a_clock_stands_on_everybody_on_the_box_can_read(started: Box) -> None:
    usual = os.umask(0o077)
    try:
        starts(started, now(), kept_at=now() - MINUTE)
    finally:
        os.umask(usual)
    file = started.places.clock_standing
    assert msgspec.json.decode(file.read_bytes(), type=ClockStanding).by == "battery"
    assert file.stat().st_mode & 0o777 == 0o644


def test_whoever_asks_is_told_whether_it_is_sure_and_why_not(
    started: Box, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "Places", lambda: started.places)
    assert clock.main([]) == 1
    assert capsys.readouterr().out.endswith(": not sure: nobody has set the clock since the box started\n")
    assert clock.main(["heard"]) == 0
    assert clock.main([]) == 0
    assert capsys.readouterr().out.endswith(": sure, by a time server\n")
