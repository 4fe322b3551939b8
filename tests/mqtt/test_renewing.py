"""A box's certificate: what is taken in its place, and when another one is asked for."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from hall_core.contract.trust import Denied, Granted, Request, Waits
from hall_core.keys import Keys
from hall_core.mqtt.certificate import WARN, CertificateError, Life, install, life, shown_to_the_broker
from hall_core.mqtt.renewing import LOOK_EVERY, Renewing
from tests.certificates import LONG_AGO, Authority, Certificate
from tests.conftest import HandClock

DAY = 24 * 3600 * 1000
YEAR = 365 * DAY
CSR = "-----BEGIN CERTIFICATE REQUEST-----\nMIIBHjCBxQIBADAYMRYwFAYDVQQDDA1raW9zay0x\n-----END\n"
MARK = b"-----BEGIN CERTIFICATE-----"


@pytest.fixture(scope="module")
def hall() -> Authority:
    return Authority()


@pytest.fixture
def keys(hall: Authority, tmp_path: Path) -> Keys:
    """Of a box that is enrolled."""
    return hall.keys(tmp_path / "keys", hall.device("kiosk-1"))


def makes(keys: Keys, made: Certificate) -> None:
    """What makes keys has made this one."""
    key, _, _ = made.pem().partition(MARK)
    keys.next_key.write_bytes(key)
    keys.next_request.write_text(CSR)


def granted(made: Certificate, to: str = "", since: int = 0, until: int = YEAR) -> Granted:
    _, mark, rest = made.pem().partition(MARK)
    return Granted(to=to, certificate=(mark + rest).decode(), since=since, until=until)


# ----------------------------------------------------------------------------------------------------- what is taken


def test_what_was_granted_takes_the_place_of_what_was_there(keys: Keys, hall: Authority) -> None:
    made = hall.device("kiosk-1")
    makes(keys, made)
    install(keys, "kiosk-1", granted(made, since=5, until=7), keys)
    assert keys.own.read_bytes() == made.pem()
    assert stat.S_IMODE(keys.own.stat().st_mode) == 0o600
    assert life(keys) == Life(5, 7)
    assert shown_to_the_broker(keys.ca, keys.own) == "kiosk-1"


@pytest.mark.parametrize("wrong", ["name", "key", "hall", "over", "server"])
def test_what_the_broker_would_not_take_is_not_taken_here(keys: Keys, hall: Authority, wrong: str) -> None:
    before = keys.own.read_bytes()
    made = {
        "name": lambda: hall.device("kiosk-2"),
        "key": lambda: hall.device("kiosk-1"),
        "hall": lambda: Authority().device("kiosk-1"),
        "over": lambda: hall.device("kiosk-1", LONG_AGO),
        "server": hall.broker,
    }[wrong]()
    makes(keys, hall.device("kiosk-1") if wrong == "key" else made)
    with pytest.raises(CertificateError):
        install(keys, "kiosk-1", granted(made), keys)
    assert keys.own.read_bytes() == before
    assert not keys.until.exists()


def test_a_disk_that_refuses_leaves_what_was_there(keys: Keys, hall: Authority) -> None:
    made = hall.device("kiosk-1")
    before = keys.own.read_bytes()
    makes(keys, made)
    keys.own.with_name("next.pem.new").mkdir()
    with pytest.raises(CertificateError):
        install(keys, "kiosk-1", granted(made), keys)
    assert keys.own.read_bytes() == before


@pytest.mark.parametrize("text", ["", "1", "1 2 3", "a b\n"])
def test_a_garbled_end_is_no_end(keys: Keys, text: str) -> None:
    keys.until.write_text(text)
    assert life(keys) is None


def test_a_year_is_renewed_after_two_thirds_and_late_in_its_last_month() -> None:
    assert Life(0, YEAR).due == YEAR * 2 // 3
    assert Life(0, YEAR).late == YEAR - WARN
    assert Life(0, 6 * DAY).late == 5 * DAY, "a short life is not late all the time"


# -------------------------------------------------------------------------------------------- when it is asked for


class Bench:
    """A box whose certificate began at nine, and lasts a year."""

    def __init__(self, keys: Keys, clock: HandClock, command: tuple[str, ...] = ("true",)) -> None:
        self.keys, self.clock = keys, clock
        self.since = clock.at
        keys.until.write_text(f"{clock.at + YEAR} {clock.at}\n")
        self.asked: list[Request] = []
        self.told: list[tuple[bool, str]] = []
        self.now = 0.0
        self.renewing = Renewing(keys, "kiosk-1", clock, self._ask, self._report, command)

    def _ask(self, request: Request) -> str:
        self.asked.append(request)
        return f"id-{len(self.asked)}"

    def _report(self, present: bool, words: str) -> None:
        self.told.append((present, words))

    @property
    def ill(self) -> bool:
        return bool(self.told) and self.told[-1][0]

    def look(self, days: float = 0) -> None:
        """So many days later, at the next look."""
        self.clock.wait(int(days * DAY))
        self.now += LOOK_EVERY
        self.renewing.tend(self.now)

    def until(self, so: Callable[[], bool]) -> None:
        """Until what makes keys has ended."""
        deadline = time.monotonic() + 8
        while not so():
            assert time.monotonic() < deadline
            self.renewing.tend(self.now)

    def asks(self) -> None:
        count = len(self.asked)
        self.until(lambda: len(self.asked) > count)


@pytest.fixture
def bench(keys: Keys, clock: HandClock) -> Bench:
    return Bench(keys, clock)


def test_a_young_certificate_is_left_alone(bench: Bench) -> None:
    bench.look(200)
    assert bench.asked == [] and not bench.ill
    assert bench.renewing.until == bench.since + YEAR


def test_after_two_thirds_another_one_is_asked_for_and_taken(bench: Bench, hall: Authority) -> None:
    made = hall.device("kiosk-1")
    makes(bench.keys, made)
    bench.look(244)
    bench.asks()
    assert bench.asked == [Request(device="kiosk-1", csr=CSR)]
    until = bench.clock.at + YEAR
    bench.renewing.hear(granted(made, "id-1", bench.clock.at, until))
    assert bench.keys.own.read_bytes() == made.pem()
    assert bench.renewing.until == until
    assert not bench.keys.next_key.exists() and not bench.keys.next_request.exists()
    bench.look()
    assert len(bench.asked) == 1


def test_an_answer_to_somebody_else_is_not_heard(bench: Bench, hall: Authority) -> None:
    made = hall.device("kiosk-1")
    makes(bench.keys, made)
    before = bench.keys.own.read_bytes()
    bench.look(244)
    bench.asks()
    bench.renewing.hear(granted(made, "id-of-another"))
    assert bench.keys.own.read_bytes() == before


def test_a_box_that_does_not_know_the_time_does_nothing(bench: Bench) -> None:
    bench.clock.trusted = False
    bench.look(364)
    assert bench.asked == [] and bench.told == []


def test_without_an_answer_it_asks_again_and_complains_only_near_the_end(bench: Bench, hall: Authority) -> None:
    makes(bench.keys, hall.device("kiosk-1"))
    bench.look(244)
    bench.asks()
    bench.look(1)
    assert len(bench.asked) == 2 and not bench.ill
    bench.look(95)
    assert bench.told[-1] == (True, "ends in 25 days and could not be renewed: the hall's authority does not answer")


def test_a_no_is_told_near_the_end_and_asked_about_again_later(bench: Bench, hall: Authority) -> None:
    made = hall.device("kiosk-1")
    makes(bench.keys, made)
    bench.look(340)
    bench.asks()
    bench.renewing.hear(Denied(to="id-1", denial="shut-out"))
    assert bench.ill and "shut-out" in bench.told[-1][1]
    bench.look()
    bench.asks()
    bench.renewing.hear(granted(made, "id-2", bench.clock.at, bench.clock.at + YEAR))
    assert bench.told[-1] == (False, "")


def test_a_yes_that_somebody_has_to_say_is_waited_for(bench: Bench, hall: Authority) -> None:
    makes(bench.keys, hall.device("kiosk-1"))
    bench.look(340)
    bench.asks()
    bench.renewing.hear(Waits(to="id-1", fingerprint="3F2A-91C0-77DE-0B14-A6E8"))
    bench.look()
    assert "somebody has to approve 3F2A-91C0-77DE-0B14-A6E8" in bench.told[-1][1]


@pytest.mark.parametrize("command", [("false",), ("/no/such/program",)])
def test_what_makes_no_key_is_told_near_the_end(keys: Keys, clock: HandClock, command: tuple[str, ...]) -> None:
    bench = Bench(keys, clock, command)
    bench.look(340)
    bench.until(lambda: bench.ill)
    assert "no new key" in bench.told[-1][1] and bench.asked == []


def test_a_certificate_that_is_for_another_is_a_complaint(bench: Bench, hall: Authority) -> None:
    other = hall.device("kiosk-2")
    makes(bench.keys, other)
    bench.look(340)
    bench.asks()
    bench.renewing.hear(granted(other, "id-1"))
    assert 'is for "kiosk-2"' in bench.told[-1][1]


def test_a_program_without_keys_has_nothing_to_renew(clock: HandClock) -> None:
    renewing = Renewing(None, "kiosk-1", clock, pytest.fail, pytest.fail)
    renewing.link_up()
    renewing.tend(0.0)
    renewing.hear(Denied(to="id-1", denial="shut-out"))
    assert renewing.until is None
