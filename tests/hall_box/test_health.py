"""A release that does not get well goes back by itself; a hall whose broker is off sends no good one back."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from hall_box import standing as stands
from hall_box.health import Gate, _knock, _programs, look
from hall_box.health_rule import ALONE, LIMIT, STEADY, Hub, Seen, Watched, judge, watch
from hall_box.machine import Machine
from hall_box.update_kept import Attempt, Ended, Installed, Memory, Record
from hall_core.contract.box import PROGRAM
from hall_core.contract.doctor import Doing
from tests.hall_box.releases import Rig

OFFER = "019aa2c1-0000-7000-8000-000000000001"
ONE = frozenset({("hall-board.service", 0)})
AGAIN = frozenset({("hall-board.service", 1)})


def seen(
    at: float,
    hub: Hub = "linked",
    ill: str = "",
    programs: frozenset[tuple[str, int]] = ONE,
    *,
    dark: bool | None = False,
) -> Seen:
    return Seen(at, programs, ill, hub, dark)


def verdict(*moments: Seen) -> str:
    watched = Watched()
    for moment in moments:
        watched = watch(watched, moment)
    return judge(watched, moments[-1])


def test_a_release_is_good_once_it_has_gone_on_well_for_a_while() -> None:
    assert verdict(seen(20)) == "wait"
    assert verdict(seen(20), seen(19 + STEADY)) == "wait"
    assert verdict(seen(20), seen(20 + STEADY)) == "good"


def test_a_program_that_was_started_again_has_to_begin_anew() -> None:
    assert verdict(seen(20), seen(40, programs=AGAIN), seen(20 + STEADY, programs=AGAIN)) == "wait"


def test_a_release_that_does_not_get_well_in_time_is_bad() -> None:
    assert verdict(seen(LIMIT - 1, ill="hall-board.service: failed")) == "wait"
    assert verdict(seen(LIMIT, ill="hall-board.service: failed")) == "bad"
    assert verdict(seen(10), seen(LIMIT, programs=AGAIN)) == "bad"


def test_a_broker_that_is_off_sends_no_good_release_back() -> None:
    assert verdict(seen(20, "off"), seen(20 + STEADY, "off")) == "good"


def test_a_broker_that_does_not_let_the_new_release_in_does() -> None:
    assert verdict(seen(20, "answers"), seen(LIMIT - 1, "answers")) == "wait"
    assert verdict(seen(20, "answers"), seen(LIMIT, "answers")) == "bad"


def test_where_nothing_is_heard_of_the_hub_s_box_only_the_next_start_goes_back() -> None:
    assert verdict(seen(20, "away"), seen(ALONE - 1, "away")) == "wait"
    assert verdict(seen(20, "away"), seen(ALONE, "away")) == "wait-alone"
    assert verdict(seen(20, "away"), seen(ALONE, "away"), seen(ALONE + 1)) == "good"


def test_a_release_whose_screen_is_off_is_neither_good_nor_bad_however_long() -> None:
    assert verdict(seen(20, dark=True)) == "wait"
    assert verdict(seen(20, dark=True), seen(20 + STEADY, dark=True)) == "wait-dark"
    assert verdict(seen(20, dark=True), seen(20 * LIMIT, dark=True)) == "wait-dark"
    assert verdict(seen(20, "off", dark=True), seen(20 + STEADY, "off", dark=True)) == "wait-dark"


def test_a_hub_that_goes_away_while_a_screen_is_waited_for_sends_nothing_back() -> None:
    night = [seen(20, dark=True), seen(20 + STEADY, dark=True), seen(10 * ALONE, "away", dark=True)]
    assert verdict(*night) == "wait-dark"
    assert verdict(*night, seen(20 * ALONE, "away", dark=True)) == "wait-dark", "however long it is away"
    lit = 20 * ALONE
    assert verdict(*night, seen(lit, "away"), seen(lit + STEADY, "away")) == "good", "its network was proved"
    assert verdict(*night, seen(lit, "answers"), seen(lit + LIMIT, "answers")) == "bad", "one that shuts it out counts"


def test_a_network_that_worked_for_a_moment_only_is_not_proved() -> None:
    lost = [seen(20, dark=True), seen(19 + STEADY, dark=True), seen(20 + STEADY, "away", dark=True)]
    assert verdict(*lost, seen(ALONE - 1, "away", dark=True)) == "wait"
    assert verdict(*lost, seen(ALONE, "away", dark=True)) == "wait-alone"


def test_once_its_screen_is_on_it_is_judged_as_if_it_had_just_started() -> None:
    night = [seen(20, dark=True), seen(20 * LIMIT, dark=True)]
    lit = 20 * LIMIT + 2
    assert verdict(*night, seen(lit), seen(lit + STEADY - 1)) == "wait"
    assert verdict(*night, seen(lit), seen(lit + STEADY)) == "good"
    assert verdict(*night, seen(lit, ill="no picture"), seen(lit + LIMIT - 1, ill="no picture")) == "wait"
    assert verdict(*night, seen(lit, ill="no picture"), seen(lit + LIMIT, ill="no picture")) == "bad"
    assert verdict(*night, seen(lit, "answers"), seen(lit + LIMIT, "answers")) == "bad"


def test_what_fails_in_the_dark_again_and_again_is_bad_though_it_is_silent_in_between() -> None:
    ill, words = "hall-board.service: failed", ((5, True), (100, None))
    rounds = [seen(at + word, ill=ill, dark=dark) for at in range(0, int(LIMIT) - 120, 120) for word, dark in words]
    assert verdict(*rounds) == "wait"
    assert verdict(*rounds, seen(LIMIT + 10, ill=ill, dark=None)) == "bad"


def test_what_was_dark_and_says_nothing_any_more_is_not_called_good() -> None:
    assert verdict(seen(20, dark=True), seen(20 + STEADY, dark=None)) == "wait-dark"


def test_what_does_not_work_in_the_dark_is_the_release_s_own_fault() -> None:
    ill = "hall-board.service: activating"
    assert verdict(seen(0, ill=ill), seen(20, ill=ill, dark=True), seen(20 + LIMIT, ill=ill, dark=True)) == "bad"


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def gate(rig: Rig, *moments: Seen) -> int:
    coming: Iterator[Seen] = iter(moments)
    return Gate(rig.places, rig.slots, lambda: next(coming)).run(lambda _: None)


def attempt(rig: Rig, version: str = "1.1") -> Memory:
    memory = Memory(rig.places)
    memory.keep(Record(attempt=Attempt(OFFER, version)))
    return memory


def test_an_ordinary_start_gives_the_slot_its_tries_back(rig: Rig) -> None:
    assert gate(rig) == 0
    assert rig.marks() == ["mark-good booted"]
    assert (rig.told().state, rig.told().slot) == ("running", "A")


def test_a_new_release_that_gets_well_stays(rig: Rig) -> None:
    memory = attempt(rig)
    rig.runs("1.1", "B")
    assert gate(rig, seen(20, ill="hall-board.service: activating"), seen(30), seen(30 + STEADY)) == 0
    assert rig.marks() == ["mark-good booted"]
    assert memory.record() == Record()
    assert (rig.told().state, rig.told().version, rig.told().slot) == ("running", "1.1", "B")


def test_one_that_does_not_goes_back_and_says_why(rig: Rig) -> None:
    attempt(rig)
    rig.runs("1.1", "B")
    assert gate(rig, seen(20, ill="x"), seen(LIMIT, ill="hall-board.service: failed (failed, exit-code)")) == 0
    assert rig.marks() == ["mark-bad booted", "mark-active other"]
    assert rig.restarts == 1
    rig.runs("1.0", "A")
    assert gate(rig) == 0
    told = rig.told()
    assert (told.state, told.why, told.wanted, told.offer) == ("rolled-back", "programs", "1.1", OFFER)
    assert told.words == "hall-board.service: failed (failed, exit-code)"
    assert gate(rig) == 0
    assert rig.told() == told, "also after the next power cut"


def test_one_that_was_installed_and_started_by_a_power_cut_is_judged_too(rig: Rig) -> None:
    memory = Memory(rig.places)
    memory.keep(Record(installed=Installed(OFFER, "1.1", "ab" * 32)))
    rig.runs("1.1", "B")
    assert gate(rig, seen(LIMIT, ill="no picture")) == 0
    assert rig.marks() == ["mark-bad booted", "mark-active other"]
    assert memory.record().attempt == Attempt(OFFER, "1.1", "programs", "no picture")


def test_one_that_never_started_is_told_too(rig: Rig) -> None:
    memory = attempt(rig)
    assert gate(rig) == 0
    assert (rig.told().state, rig.told().why) == ("rolled-back", "not-started")
    assert memory.record().ended == Ended(OFFER, "1.1", "rolled-back", "not-started")


def test_what_a_newer_release_says_of_itself_in_words_of_its_own_is_a_try_all_the_same(rig: Rig) -> None:
    memory = attempt(rig)
    file = rig.places.box / "release.json"
    file.write_bytes(file.read_bytes().replace(b'"why":""', b'"why":"of-a-kind-to-come"'))
    assert gate(rig) == 0
    assert (rig.told().state, rig.told().wanted, rig.told().offer) == ("rolled-back", "1.1", OFFER)
    assert memory.record().ended == Ended(OFFER, "1.1", "rolled-back", "not-started")


def test_a_box_without_another_slot_works_on_badly(rig: Rig) -> None:
    attempt(rig)
    rig.runs("1.1", "B")
    rig.other("bad")
    assert gate(rig, seen(LIMIT, ill="no picture")) == 1
    assert (rig.restarts, rig.marks()) == (0, [])
    assert (rig.told().state, rig.told().words) == ("failed", "no picture")


def test_a_disk_that_refuses_keeps_no_box_in_a_release_that_is_not_good(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt(rig)
    rig.runs("1.1", "B")
    monkeypatch.setattr(Memory, "keep", refuses)
    assert gate(rig, seen(LIMIT, ill="hall-board.service: failed")) == 0
    assert (rig.marks(), rig.restarts) == (["mark-bad booted", "mark-active other"], 1)
    rig.runs("1.0", "A")
    assert gate(rig) == 0
    assert rig.marks()[2:] == ["mark-good booted"], "the release before works on"
    assert (rig.told().state, rig.told().wanted) == ("rolled-back", "1.1")


def test_a_disk_that_refuses_sends_no_good_release_back(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt(rig)
    rig.runs("1.1", "B")
    monkeypatch.setattr(Memory, "keep", refuses)
    assert gate(rig, seen(20), seen(20 + STEADY)) == 0
    assert (rig.marks(), rig.told().state) == (["mark-good booted"], "running")


def test_a_disk_that_does_not_say_what_is_tried_gives_no_tries_back(rig: Rig) -> None:
    (rig.places.box / "release.json").mkdir()
    assert gate(rig) == 1
    assert (rig.marks(), rig.told().state) == ([], "running")


def refuses(*_: object) -> None:
    raise OSError(30, "Read-only file system", "release.json")


def test_a_box_that_hears_of_nobody_waits_and_a_hub_that_comes_back_makes_it_good(rig: Rig) -> None:
    attempt(rig)
    rig.runs("1.1", "B")
    moments = (seen(20, "away"), seen(ALONE, "away"), seen(ALONE + 2, "away"), seen(ALONE + 4))
    assert gate(rig, *moments) == 0
    assert rig.marks() == ["mark-active other", "mark-active booted", "mark-good booted"]
    assert rig.restarts == 0


def test_a_box_whose_screen_is_off_keeps_its_release_however_often_it_is_switched_off(rig: Rig) -> None:
    memory = attempt(rig)
    rig.runs("1.1", "B")
    told: list[tuple[str, bool]] = []
    off = [seen(20, dark=True), seen(20 + STEADY, dark=True), seen(LIMIT, dark=True), seen(20 * LIMIT, dark=True)]

    def night(*moments: Seen) -> None:
        coming = iter(moments)
        gate = Gate(rig.places, rig.slots, lambda: next(coming))
        gate.run(lambda _: told.append((rig.told().state, rig.told().dark)))

    for _ in range(4):  # one more than a slot that was just written has tries
        with pytest.raises(StopIteration):  # the plug
            night(*off)
    assert rig.marks() == ["mark-good booted"] * 4, "each start has its tries again"
    assert told == [("trying", False), *[("trying", True)] * 3] * 4
    assert memory.record().attempt == Attempt(OFFER, "1.1"), "and is still tried"
    night(*off, seen(20 * LIMIT + 15), seen(20 * LIMIT + 15 + STEADY))
    assert (rig.told().state, rig.told().dark, rig.restarts) == ("running", False, 0)
    assert memory.record() == Record()


def test_a_hub_that_is_away_for_a_moment_sends_no_dark_box_back(rig: Rig) -> None:
    attempt(rig)
    rig.runs("1.1", "B")
    night = [seen(20, dark=True), seen(20 + STEADY, dark=True), seen(10 * ALONE, "away", dark=True)]
    morning = [seen(11 * ALONE), seen(11 * ALONE + STEADY)]
    assert gate(rig, *night, *morning) == 0
    assert rig.marks() == ["mark-good booted", "mark-good booted"]


def test_a_box_that_draws_badly_once_its_screen_is_on_goes_back(rig: Rig) -> None:
    attempt(rig)
    rig.runs("1.1", "B")
    night, morning = [seen(20, dark=True), seen(20 + STEADY, dark=True)], 40_000.0
    black = [seen(morning, ill="no picture"), seen(morning + LIMIT, ill="no picture")]
    assert gate(rig, *night, *black) == 0
    assert rig.marks() == ["mark-good booted", "mark-bad booted", "mark-active other"]
    assert rig.restarts == 1


@pytest.mark.parametrize(("problems", "dark"), [({"screen-missing": "HDMI-A-1"}, True), ({"sound": ""}, False)])
def test_whether_its_screen_is_off_the_program_says_itself(rig: Rig, problems: dict[str, str], dark: bool) -> None:
    stands.tell(rig.places, stands.Standing(state="starting", role="board"))
    doing = Doing(device="bang-1", version="1.1", pid=1, linked=True, problems=problems)
    (rig.program / PROGRAM).write_bytes(msgspec.json.encode(doing))
    units = unit("hall-board.service")
    assert look(rig.places, Systemd("hall-board.service", units), 20) == seen(20, dark=dark)


class Systemd(Machine):
    def __init__(self, wants: str, units: str) -> None:
        self.answers = [wants, units]

    def do(self, *words: str, env: dict[str, str] | None = None) -> str:
        return self.answers.pop(0)


def unit(name: str, state: str = "active", sub: str = "running", more: str = "NRestarts=0") -> str:
    known = f"Id={name}\nLoadState=loaded\nType=notify\nConditionResult=yes\nResult=x"
    return f"{known}\nActiveState={state}\nSubState={sub}\n{more}\n"


def test_programs_count_when_systemd_has_heard_that_they_are_ready() -> None:
    units = f"{unit('hall-hub.service')}\n{unit('hall-console.service', 'activating', 'start')}"
    found, ill = _programs(Systemd("hall-hub.service hall.target hall-console.service\n", units), "hall-hub.target")
    assert found == {("hall-hub.service", 0)}
    assert ill == "hall-console.service: activating (start, x)"


def test_who_has_nothing_to_do_in_this_hall_is_not_waited_for() -> None:
    line = unit("hall-line.service", "inactive", "dead").replace("ConditionResult=yes", "ConditionResult=no")
    units = f"{unit('hall-hub.service', more='NRestarts=2')}\n{line}"
    assert _programs(Systemd("hall-hub.service hall-line.service", units), "hall-hub.target") == (
        frozenset({("hall-hub.service", 2)}),
        "",
    )


def test_a_door_at_which_nobody_listens_is_a_broker_that_is_off() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert _knock("127.0.0.1", port) == "answers"
    assert _knock("127.0.0.1", port) == "off"
