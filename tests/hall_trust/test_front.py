"""What the authority says on the line, in which order, and what it does not listen to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hall_core.contract.codec import Sealer, decode, encode
from hall_core.contract.limits import COMMAND_STALE
from hall_core.contract.messages import Health
from hall_core.contract.topics import Topics
from hall_core.contract.trust import Approve, Denied, Granted, ShutOut, Waits
from hall_core.mqtt.link import Arrived, Publication
from hall_trust import acts
from hall_trust.front import ASKS, STRANGER_TOLD, Front
from hall_trust.register import Register
from tests.conftest import HandClock
from tests.hall_trust.bureau import Box, Bureau

TOPICS = Topics("thu")
HEAD = "truong-tt"


class Line(Bureau):
    """A front, and what it says, decoded."""

    def __init__(self, folder: Path, clock: HandClock) -> None:
        super().__init__(folder)
        self.clock = clock
        self.full = False
        self.starting = False
        """The broker cannot be told to read its lists yet."""
        self.spreads = 0
        self._sealer = Sealer(1, clock)
        self._count = 0
        self.front = Front(self.plan, self.register, self.authority, clock, 1, self._spread)

    def _spread(self) -> bool:
        if self.full:
            raise OSError(28, "No space left on device")
        self.spreads += 1
        return not self.starting

    def message(self, kind: Any, name: str, body: Any) -> Arrived:
        self._count += 1
        envelope = self._sealer.seal(body, f"00000000-0000-7000-8000-{self._count:012x}")
        return Arrived(TOPICS.to(kind, name), encode(envelope), False)

    def handled(self, arrived: Arrived) -> list[tuple[str, str, Any]]:
        """What is said because of it: (kind, name, body)."""
        said = list(self.front.handle(arrived))
        return read(self.front.look()) + read(said)

    def asks(self, name: str, box: Box, device: str) -> list[tuple[str, str, Any]]:
        return self.handled(self.message("csr", name, box.asks(device)))

    def wishes(self, body: Any, console: str = "ban-1") -> list[tuple[str, str, Any]]:
        return self.handled(self.message("trust-wish", console, body))

    def problems(self) -> list[str]:
        state = decode("device-state", self.front.presence(online=True).payload).body
        return list(state.problems)


def read(said: list[Publication]) -> list[tuple[str, str, Any]]:
    addressed = [(TOPICS.parse(each.topic), each.payload) for each in said]
    return [(a.kind, a.name, decode(a.kind, data).body if data else None) for a, data in addressed if a]


def kinds(said: list[tuple[str, str, Any]], kind: str) -> list[Any]:
    return [body for found, _, body in said if found == kind]


@pytest.fixture
def line(tmp_path: Path, clock: HandClock) -> Iterator[Line]:
    line = Line(tmp_path, clock)
    line.front.look()
    yield line
    line.register.close()


def test_each_device_of_the_hall_file_stands_somehow_and_all_is_said_to_each_new_broker(line: Line) -> None:
    for _ in range(2):
        said = read([*line.front.announcement(), *line.front.look()])
        assert [each.device for each in kinds(said, "trust")] == [device.id for device in line.plan.devices]
        assert all(each.shut_out is False and each.until is None for each in kinds(said, "trust"))
    assert line.front.look() == [], "nothing new, nothing said"


def test_who_waits_hears_of_a_yes_without_asking_again(line: Line) -> None:
    name, box = line.claim("kiosk-1"), Box()
    said = line.asks(name, box, "kiosk-1")
    assert isinstance(kinds(said, "crt")[0], Waits)
    assert kinds(said, "trust")[-1].asking.fingerprint == box.fingerprint
    said = line.wishes(Approve(device="kiosk-1", fingerprint=box.fingerprint, by=HEAD))
    [(_, to, granted)] = [each for each in said if each[0] == "crt"]
    assert to == name and isinstance(granted, Granted)
    assert kinds(said, "trust")[-1].fingerprint == box.fingerprint


def test_the_broker_knows_before_anybody_is_told(line: Line) -> None:
    name, box = line.claim("kiosk-1"), Box()
    line.asks(name, box, "kiosk-1")
    acts.approve(line.register, line.authority, "kiosk-1", box.fingerprint, "ky-thuat", line.at)
    line.full = True
    assert kinds(read(line.front.look()), "crt") == []
    assert line.problems() == ["storage"]
    line.full = False
    assert isinstance(kinds(read(line.front.look()), "crt")[0], Granted)
    assert line.problems() == []


def test_a_broker_that_is_just_starting_is_told_again(line: Line) -> None:
    line.starting = True
    line.wishes(ShutOut(device="kiosk-1", reason="", by=HEAD))
    before = line.spreads
    line.front.look()
    line.starting = False
    line.front.look()
    assert line.spreads == before + 2
    line.front.look()
    assert line.spreads == before + 2


def test_a_full_disk_keeps_nobody_from_being_shut_out_at_the_hub(line: Line) -> None:
    line.full = True
    said = line.wishes(ShutOut(device="kiosk-1", reason="Mất cắp", by=HEAD))
    assert [each.shut_out for each in kinds(said, "trust")] == [True]


def test_what_the_command_line_does_is_said_at_the_next_look(line: Line) -> None:
    before = line.spreads
    technician = Register(line.file)
    acts.shut_out(technician, "bang-1", "Hỏng", "ky-thuat", line.at)
    technician.close()
    said = read(line.front.look())
    assert [(each.device, each.shut_out) for each in kinds(said, "trust")] == [("bang-1", True)]
    assert line.spreads == before + 1


def test_what_the_broker_has_kept_is_nobodys_wish_now(line: Line) -> None:
    wish = line.message("trust-wish", "ban-1", ShutOut(device="kiosk-1", reason="", by=HEAD))
    assert line.handled(Arrived(wish.topic, wish.payload, True)) == []
    assert line.register.shut_out() == {}


def test_an_old_wish_is_not_done(line: Line) -> None:
    wish = line.message("trust-wish", "ban-1", ShutOut(device="kiosk-1", reason="", by=HEAD))
    line.clock.wait(COMMAND_STALE * 1_000 + 1)
    assert line.handled(wish) == []
    assert line.register.shut_out() == {}


def test_what_was_said_of_a_device_that_is_gone_is_taken_back(line: Line) -> None:
    assert line.handled(Arrived(TOPICS.to("trust", "bang-9"), b"{}", True)) == [("trust", "bang-9", None)]
    assert line.handled(Arrived(TOPICS.to("trust", "bang-9"), b"", True)) == []
    assert line.handled(Arrived(TOPICS.to("trust", "bang-1"), b"{}", True)) == []


def test_garbage_is_denied_where_it_can_be_and_counted(line: Line) -> None:
    whole = line.message("csr", "kiosk-1", Box().asks("kiosk-1"))
    said = line.handled(Arrived(whole.topic, whole.payload.replace(b"-----BEGIN", b"-----VOID"), False))
    assert [each.denial for each in kinds(said, "crt") if isinstance(each, Denied)] == ["malformed"]
    assert line.handled(Arrived(whole.topic, b"{", False)) == []
    health = decode("device-health", line.front.health(Health(uptime_s=1)).payload).body
    assert health.refused == 2


def test_without_the_time_nobody_gets_a_certificate_but_anybody_can_be_shut_out(line: Line) -> None:
    name, box = line.claim("kiosk-1"), Box()
    line.clock.trusted = False
    assert kinds(line.asks(name, box, "kiosk-1"), "crt") == []
    assert line.problems() == ["clock"]
    line.wishes(ShutOut(device="bang-1", reason="", by=HEAD))
    assert set(line.register.shut_out()) == {"bang-1"}
    line.clock.trusted = True
    assert isinstance(kinds(line.asks(name, box, "kiosk-1"), "crt")[0], Waits)
    assert line.problems() == []


def test_a_stranger_is_told_of_for_a_day(line: Line) -> None:
    name = line.claim("kiosk-1")
    line.asks(name, Box(), "kiosk-1")
    said = line.asks(name, Box(), "kiosk-1")
    [alert] = kinds(said, "device-alert")
    assert alert.problem == "access-denied" and "kiosk-1" in alert.words
    assert line.problems() == ["access-denied"]
    line.clock.wait(STRANGER_TOLD)
    line.front.look()
    assert line.problems() == []


def test_who_asks_without_end_is_heard_now_and_then(line: Line) -> None:
    name, box = line.claim("kiosk-1"), Box()
    answers = [bool(kinds(line.asks(name, box, "kiosk-1"), "crt")) for _ in range(ASKS.at_once + 5)]
    assert answers == [True] * ASKS.at_once + [False] * 5
    assert isinstance(kinds(line.asks(line.claim("bang-1"), Box(), "bang-1"), "crt")[0], Waits)
    line.clock.wait(1_000)
    assert kinds(line.asks(name, box, "kiosk-1"), "crt")


def test_a_register_that_refuses_is_a_problem_and_no_answer(line: Line) -> None:
    message = line.message("csr", line.claim("kiosk-1"), Box().asks("kiosk-1"))
    line.register.close()
    assert list(line.front.handle(message)) == []
    assert line.problems() == ["storage"]
    line.start()


def test_what_of_this_box_ends_soon_is_told(line: Line) -> None:
    line.front.ends("broker ends in 20 days, motcua hall renew")
    [alert] = kinds(read(line.front.look()), "device-alert")
    assert alert.problem == "certificate" and "broker" in alert.words
