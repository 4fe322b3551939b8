"""From a claim to a certificate and to its end, with the real authority, a real broker and real boxes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_core.contract.messages import Health
from hall_core.contract.trust import Approve, Refuse, ShutOut, Standing
from hall_core.device.clock import Clock
from hall_core.device.program import WRONG_CONFIGURATION
from hall_core.mqtt.certificate import life
from hall_core.mqtt.heard import AlertHeard, LinkDown, LinkUp, StateHeard
from hall_trust.ca import DAY
from tests.hall_trust.trusted_hall import LONG, Listening, TrustedHall

pytestmark = pytest.mark.timeout(90)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[TrustedHall]:
    hall = TrustedHall(tmp_path / "hall")
    yield hall
    hall.close()


@pytest.fixture
def console(hall: TrustedHall) -> Listening:
    hall.start_authority()
    console = hall.console()
    console.expect(LinkUp)
    return console


def standing(console: Listening, device: str, **so: object) -> Standing:
    """How the device stands, once that is ``so``."""

    def is_so(heard: StateHeard) -> bool:
        found = heard.state
        return (
            isinstance(found, Standing)
            and found.device == device
            and all(bool(getattr(found, name)) == value for name, value in so.items())
        )

    found = console.expect(StateHeard, is_so).state
    assert isinstance(found, Standing)
    return found


def test_a_box_is_the_device_once_the_technician_has_compared_its_fingerprint(hall: TrustedHall) -> None:
    hall.start_authority()
    joining = hall.join("may-a", hall.claim("kiosk-1"))
    fingerprint = hall.waiting("kiosk-1")
    joining.wait_for(fingerprint, LONG)
    assert not hall.box("may-a").own.exists(), "nothing before somebody has said yes"
    hall.command("approve", "kiosk-1", fingerprint)
    assert joining.process.wait(LONG) == 0
    hall.station("kiosk-1", hall.box("may-a")).expect(LinkUp)


def test_the_head_lets_a_box_in_at_the_console(hall: TrustedHall, console: Listening) -> None:
    joining = hall.join("may-a", hall.claim("kiosk-1"))
    asking = standing(console, "kiosk-1", asking=True).asking
    assert asking is not None
    console.station.wish(Approve(device="kiosk-1", fingerprint=asking.fingerprint, by="truong-tt"))
    assert standing(console, "kiosk-1", asking=False).fingerprint == asking.fingerprint
    assert joining.process.wait(LONG) == 0


def test_whom_the_head_refuses_is_told_so_and_its_claim_is_spent(hall: TrustedHall, console: Listening) -> None:
    card = hall.claim("kiosk-1")
    joining = hall.join("may-a", card)
    asking = standing(console, "kiosk-1", asking=True).asking
    assert asking is not None
    console.station.wish(Refuse(device="kiosk-1", fingerprint=asking.fingerprint, by="truong-tt"))
    assert joining.process.wait(LONG) == WRONG_CONFIGURATION
    joining.wait_for("đã bị từ chối", LONG)
    assert hall.join("may-b", card).process.wait(LONG) == WRONG_CONFIGURATION


def test_who_is_no_head_lets_nobody_in(hall: TrustedHall, console: Listening) -> None:
    hall.join("may-a", hall.claim("kiosk-1"))
    asking = standing(console, "kiosk-1", asking=True).asking
    assert asking is not None and hall.authority is not None
    console.station.wish(Approve(device="kiosk-1", fingerprint=asking.fingerprint, by="can-bo-1"))
    hall.authority.wait_for("approve by can-bo-1 at ban-1 is not done: can-bo-1 is no head", LONG)
    assert hall.waiting("kiosk-1") == asking.fingerprint


def test_a_claim_belongs_to_the_first_box_and_the_hall_hears_of_the_other(
    hall: TrustedHall, console: Listening
) -> None:
    card = hall.claim("kiosk-1")
    first = hall.join("may-a", card)
    fingerprint = hall.waiting("kiosk-1")
    second = hall.join("may-b", card)
    assert second.process.wait(LONG) == WRONG_CONFIGURATION
    second.wait_for("Máy khác đã dùng mã ghi danh này", LONG)
    alert = console.expect(AlertHeard, lambda heard: heard.problem == "access-denied" and heard.alert is not None)
    assert alert.alert is not None and "claim-used" in alert.alert.words
    hall.command("approve", "kiosk-1", fingerprint)
    assert first.process.wait(LONG) == 0
    assert not hall.box("may-b").own.exists()


def test_a_claim_is_good_for_nothing_once_it_has_done_its_work(hall: TrustedHall) -> None:
    hall.start_authority()
    card = hall.claim("kiosk-1")
    first = hall.join("may-a", card)
    hall.command("approve", "kiosk-1", hall.waiting("kiosk-1"))
    assert first.process.wait(LONG) == 0
    second = hall.join("may-b", card)
    assert second.process.wait(LONG) == WRONG_CONFIGURATION
    second.wait_for("Mã ghi danh đã dùng rồi|Máy khác đã dùng", LONG)
    again = hall.join("may-a", card)
    assert again.process.wait(LONG) == 0, "the box that has used it finds it on its card at each start"


def test_a_claim_of_another_hall_opens_nothing_here(hall: TrustedHall, tmp_path: Path) -> None:
    other = TrustedHall(tmp_path / "other", "khac")
    other.close()
    joining = hall.join("may-a", other.claim("kiosk-1"), "--broker", hall.address)
    assert joining.process.wait(LONG) == WRONG_CONFIGURATION
    joining.wait_for("thuộc trung tâm khác", LONG)


def test_a_box_that_finds_no_broker_says_so_and_goes_on(hall: TrustedHall) -> None:
    hall.broker.stop()
    card = hall.claim("kiosk-1")
    joining = hall.join("may-a", card)
    joining.wait_for("Chưa thấy máy chủ", LONG)
    hall.restart_broker()
    hall.start_authority()
    hall.command("approve", "kiosk-1", hall.waiting("kiosk-1"))
    assert joining.process.wait(LONG) == 0


@pytest.mark.parametrize("who", ["box", "authority", "broker"])
def test_a_power_cut_at_every_step_ends_well(hall: TrustedHall, who: str) -> None:
    authority = hall.start_authority()
    card = hall.claim("kiosk-1")
    joining = hall.join("may-a", card)

    def cut() -> None:
        nonlocal joining, authority
        if who == "box":
            joining.kill()
            joining = hall.join("may-a", card)
        elif who == "authority":
            authority.kill()
            authority = hall.start_authority()
        else:
            hall.restart_broker()

    fingerprint = hall.waiting("kiosk-1")
    cut()
    hall.command("approve", "kiosk-1", fingerprint)
    cut()
    hall.until(hall.box("may-a").own.exists, "the box has its certificate")
    cut()
    assert joining.process.wait(2 * LONG) == 0, joining.log.read_text("utf-8")
    register = hall.register()
    [held] = [each for each in register.history("kiosk-1") if each.revoked is None]
    register.close()
    assert held.fingerprint == fingerprint, "the same key, whatever happened"
    hall.station("kiosk-1", hall.box("may-a")).expect(LinkUp)


def test_a_device_that_is_shut_out_is_mute_at_once_and_cannot_come_back(hall: TrustedHall, console: Listening) -> None:
    kiosk = hall.station("kiosk-1", hall.enrolled("kiosk-1"))
    kiosk.expect(LinkUp)
    board = hall.station("bang-2", hall.enrolled("bang-2"))
    board.expect(LinkUp)

    def hears_the_kiosk() -> bool:
        """Whether the console has heard some words of the kiosk by the time when it has heard the board, which speaks
        after it, three times."""
        words, heard = f"{hall.tick()}", list[AlertHeard]()
        kiosk.station.report("sound", True, words)
        for _ in range(3):
            later = f"{hall.tick()}"
            board.station.report("sound", True, later)
            hall.until(lambda to=later: says(heard, "bang-2", to), "the board is heard")
        return says(heard, "kiosk-1", words)

    def says(heard: list[AlertHeard], device: str, words: str) -> bool:
        heard += console.heard_so_far(AlertHeard)
        return any(each.device == device and each.alert is not None and each.alert.words == words for each in heard)

    hall.until(hears_the_kiosk, "it is heard")
    console.station.wish(ShutOut(device="kiosk-1", reason="Mất cắp", by="truong-tt"))
    assert standing(console, "kiosk-1", shut_out=True).words == "Mất cắp"
    hall.until(lambda: not any([hears_the_kiosk(), hears_the_kiosk(), hears_the_kiosk()]), "it is mute")
    kiosk.stop()
    again = hall.station("kiosk-1", hall.box("kiosk-1"))
    again.expect(LinkDown, lambda heard: heard.reason == "revoked")


def test_a_device_that_is_shut_out_is_deaf_at_once(hall: TrustedHall) -> None:
    hall.start_authority()
    kiosk = hall.station("kiosk-1", hall.enrolled("kiosk-1"))
    board = hall.station("bang-2", hall.enrolled("bang-2"))
    for each in (kiosk, board):
        each.expect(LinkUp)
    hub = hall.hub()

    def heard_by(listening: Listening) -> bool:
        """Whether it has heard some words of the hub by the time when the board has heard those and later ones."""
        first, *later = [hall.tick() for _ in range(5)]
        for version in (first, *later):
            hub(version)
            board.expect(StateHeard, lambda heard, to=version: getattr(heard.state, "version", 0) == to)
        return first in [getattr(heard.state, "version", 0) for heard in listening.heard_so_far(StateHeard)]

    hall.until(lambda: heard_by(kiosk), "it hears the hub")
    hall.command("revoke", "kiosk-1", "--reason", "Mất cắp")
    hall.until(lambda: not any([heard_by(kiosk), heard_by(kiosk), heard_by(kiosk)]), "it hears the hub no more")


def test_a_box_that_is_replaced_is_thrown_off_and_stays_out(hall: TrustedHall) -> None:
    hall.start_authority()
    old = hall.station("kiosk-1", hall.enrolled("kiosk-1", "may-cu"))
    old.expect(LinkUp)
    new = hall.station("kiosk-1", hall.enrolled("kiosk-1", "may-moi"), "may-moi")
    new.expect(LinkUp)
    old.expect(LinkDown, lambda heard: heard.reason == "revoked")


def test_a_running_program_renews_its_certificate_before_it_ends(hall: TrustedHall, console: Listening) -> None:
    keys = hall.enrolled("kiosk-1")
    before, end = keys.own.read_bytes(), life(keys)
    assert end is not None
    real = Clock()

    def late() -> tuple[int, int, bool]:
        """Three hundred days later."""
        at, since_start, trusted = real()
        return at + 300 * DAY, since_start, trusted

    kiosk = hall.station("kiosk-1", keys, clock=late)
    hall.until(lambda: keys.own.read_bytes() != before, "the certificate is renewed")
    hall.until(lambda: not keys.next_key.exists(), "all is done")
    renewed = life(keys)
    assert renewed is not None and renewed.until >= end.until and renewed.since > end.since
    standing(console, "kiosk-1", asking=False)
    kiosk.stop()
    hall.station("kiosk-1", keys, "again").expect(LinkUp)


def test_how_long_a_certificate_lasts_is_told_with_the_health(hall: TrustedHall, console: Listening) -> None:
    keys = hall.enrolled("kiosk-1")
    hall.station("kiosk-1", keys)
    heard = console.expect(StateHeard, lambda heard: isinstance(heard.state, Health) and heard.name == "kiosk-1")
    end = life(keys)
    assert end is not None and isinstance(heard.state, Health)
    assert heard.state.certificate_until == end.until


def test_a_device_that_the_hall_file_has_no_more_is_taken_back(hall: TrustedHall, console: Listening) -> None:
    standing(console, "bang-2", shut_out=False)
    assert hall.authority is not None
    hall.authority.stop()
    text = hall.file.read_text("utf-8")
    hall.file.write_text(text.replace('id = "bang-2"', 'id = "bang-3"'), encoding="utf-8")
    hall.start_authority(linked=False).wait_for("bang-2 is no device of this hall any more", LONG)


def test_the_authority_waits_for_a_broker_that_is_not_there(hall: TrustedHall) -> None:
    hall.broker.stop()
    authority = hall.start_authority(linked=False)
    authority.wait_for("no link", LONG)
    hall.restart_broker()
    authority.wait_for("linked to the broker", LONG)
    assert authority.stop() == 0
