"""Who gets a certificate, who waits, who does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hall_core.contract.trust import Approve, Denied, Granted, Refuse, Request, ShutOut, Waits
from hall_trust import acts
from tests.hall_trust.bureau import HOUR, YEAR, Box, Bureau

CONSOLE, HEAD = "ban-1", "truong-tt"


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    bureau = Bureau(tmp_path)
    yield bureau
    bureau.register.close()


def approved(bureau: Bureau, device: str = "kiosk-1") -> tuple[str, Box]:
    """A claim and the box that has come in with it."""
    name, box = bureau.claim(device), Box()
    assert isinstance(bureau.asked(name, box, device), Waits)
    wish = Approve(device=device, fingerprint=box.fingerprint, by=HEAD)
    assert bureau.registrar.wished(CONSOLE, wish, bureau.at)
    return name, box


def denial(issued: object) -> str:
    assert isinstance(issued, Denied)
    return issued.denial


def test_a_box_with_a_claim_waits_until_somebody_has_compared_its_fingerprint(bureau: Bureau) -> None:
    name, box = bureau.claim("kiosk-1"), Box()
    waits = bureau.asked(name, box, "kiosk-1")
    assert isinstance(waits, Waits) and waits.fingerprint == box.fingerprint
    assert bureau.valid("kiosk-1") == set()
    wish = Approve(device="kiosk-1", fingerprint=box.fingerprint, by=HEAD)
    assert bureau.registrar.wished(CONSOLE, wish, bureau.at)
    granted = bureau.asked(name, box, "kiosk-1")
    assert isinstance(granted, Granted) and bureau.valid("kiosk-1") == {box.fingerprint}


def test_the_same_key_gets_the_same_answer_also_from_an_authority_that_was_started_anew(bureau: Bureau) -> None:
    name, box = approved(bureau)
    first = bureau.asked(name, box, "kiosk-1")
    bureau.restart()
    again = bureau.asked(name, box, "kiosk-1")
    assert isinstance(first, Granted) and isinstance(again, Granted)
    assert first.certificate == again.certificate


def test_another_box_with_the_same_claim_gets_nothing_and_is_reported(bureau: Bureau) -> None:
    name = bureau.claim("kiosk-1")
    bureau.asked(name, Box(), "kiosk-1")
    assert denial(bureau.asked(name, Box(), "kiosk-1")) == "claim-used"
    assert "claim-used" in bureau.strangers[0]


def test_a_claim_is_for_one_device(bureau: Bureau) -> None:
    name = bureau.claim("kiosk-1")
    assert denial(bureau.asked(name, Box(), "bang-1")) == "other-device"
    assert bureau.strangers
    assert denial(bureau.asked(name, Box(), "kiosk-9")) == "unknown-device"


def test_a_claim_is_over_after_its_time(bureau: Bureau) -> None:
    name = bureau.claim("kiosk-1", hours=24)
    bureau.at += 24 * HOUR
    assert denial(bureau.asked(name, Box(), "kiosk-1")) == "claim-over"


def test_a_claim_ends_as_soon_as_its_box_shows_that_it_uses_its_certificate(bureau: Bureau) -> None:
    name, box = approved(bureau)
    held = bureau.register.in_force(name)
    assert held is not None, "a power cut may have hit it just then"
    assert isinstance(bureau.asked("kiosk-1", box, "kiosk-1"), Granted)
    assert bureau.register.in_force(name) is None
    assert held.serial in [serial for serial, _ in bureau.register.revoked()]


def test_who_was_refused_is_told_so_and_needs_another_claim(bureau: Bureau) -> None:
    name, box = bureau.claim("kiosk-1"), Box()
    bureau.asked(name, box, "kiosk-1")
    wish = Refuse(device="kiosk-1", fingerprint=box.fingerprint, by=HEAD)
    assert bureau.registrar.wished(CONSOLE, wish, bureau.at)
    assert denial(bureau.asked(name, box, "kiosk-1")) == "refused"
    assert not bureau.registrar.wished(CONSOLE, Approve(device="kiosk-1", fingerprint=box.fingerprint, by=HEAD), 0)


@pytest.mark.parametrize(
    ("console", "by", "device"),
    [("kiosk-1", HEAD, "kiosk-1"), (CONSOLE, "can-bo-1", "kiosk-1"), (CONSOLE, HEAD, "kiosk-9")],
)
def test_a_wish_comes_from_a_console_by_a_head_and_is_about_a_device(
    bureau: Bureau, console: str, by: str, device: str
) -> None:
    name, box = bureau.claim("kiosk-1"), Box()
    bureau.asked(name, box, "kiosk-1")
    wishes = (
        Approve(device=device, fingerprint=box.fingerprint, by=by),
        Refuse(device=device, fingerprint=box.fingerprint, by=by),
        ShutOut(device=device, reason="", by=by),
    )
    assert [bureau.registrar.wished(console, wish, bureau.at) for wish in wishes] == [False] * 3
    assert isinstance(bureau.asked(name, box, "kiosk-1"), Waits)


def test_a_console_that_is_shut_out_wishes_in_vain(bureau: Bureau) -> None:
    acts.shut_out(bureau.register, CONSOLE, "Mất cắp", "ky-thuat", bureau.at)
    assert not bureau.registrar.wished(CONSOLE, ShutOut(device="kiosk-1", reason="", by=HEAD), bureau.at)


def test_a_device_renews_its_certificate_by_itself_and_the_old_one_stays_good_for_now(bureau: Bureau) -> None:
    _, box = approved(bureau)
    bureau.at += YEAR * 2 // 3
    new = Box(old=box)
    first = bureau.asked("kiosk-1", new, "kiosk-1")
    again = bureau.asked("kiosk-1", new, "kiosk-1")
    assert isinstance(first, Granted) and isinstance(again, Granted) and first.certificate == again.certificate
    assert bureau.valid("kiosk-1") == {box.fingerprint, new.fingerprint}


def test_nobody_renews_in_a_devices_name_without_its_old_key(bureau: Bureau) -> None:
    approved(bureau)
    assert denial(bureau.asked("kiosk-1", Box(), "kiosk-1")) == "shut-out"
    assert denial(bureau.asked("kiosk-1", Box(old=Box()), "kiosk-1")) == "shut-out"


def test_a_box_that_was_replaced_gets_no_new_certificate_however_long_it_stays_connected(bureau: Bureau) -> None:
    _, old = approved(bureau)
    _, new = approved(bureau)
    assert bureau.valid("kiosk-1") == {new.fingerprint}
    assert denial(bureau.asked("kiosk-1", Box(old=old), "kiosk-1")) == "shut-out"
    assert denial(bureau.asked("kiosk-1", old, "kiosk-1")) == "shut-out"


def test_what_is_shut_out_or_over_is_not_renewed(bureau: Bureau) -> None:
    _, box = approved(bureau)
    bureau.at += YEAR
    assert denial(bureau.asked("kiosk-1", Box(old=box), "kiosk-1")) == "shut-out"
    _, box = approved(bureau)
    assert bureau.registrar.wished(CONSOLE, ShutOut(device="kiosk-1", reason="Mất", by=HEAD), bureau.at)
    assert denial(bureau.asked("kiosk-1", Box(old=box), "kiosk-1")) == "shut-out"


def test_a_device_gone_mad_gets_one_new_key_an_hour(bureau: Bureau) -> None:
    _, box = approved(bureau)
    assert isinstance(bureau.asked("kiosk-1", Box(old=box), "kiosk-1"), Granted)
    assert denial(bureau.asked("kiosk-1", Box(old=box), "kiosk-1")) == "refused"
    bureau.at += HOUR
    assert isinstance(bureau.asked("kiosk-1", Box(old=box), "kiosk-1"), Granted)


def test_a_device_asks_for_itself_alone(bureau: Bureau) -> None:
    _, box = approved(bureau)
    assert denial(bureau.asked("kiosk-1", Box(old=box), "bang-1")) == "other-device"


@pytest.mark.parametrize("name", ["hub", "broker", "authority", "claim-00000000", "kiosk-9"])
def test_who_is_no_device_and_no_claim_gets_nothing(bureau: Bureau, name: str) -> None:
    assert denial(bureau.asked(name, Box(), name)) == "unknown-device"


def test_what_cannot_be_read_is_denied_as_that(bureau: Bureau) -> None:
    pem = "-----BEGIN CERTIFICATE REQUEST-----\nMIIBHjCBxQIBADAYMRYwFAYDVQQDDA1raW9zay0x\n"
    name = bureau.claim("kiosk-1")
    request = Request(device="kiosk-1", csr=pem + "-----END CERTIFICATE REQUEST-----\n")
    issued = bureau.registrar.asked(name, request, "00000000-0000-7000-8000-000000000001", bureau.at)
    assert denial(issued) == "malformed"


def test_a_box_that_asks_in_vain_all_day_is_logged_once(bureau: Bureau, caplog: pytest.LogCaptureFixture) -> None:
    name, box = bureau.claim("kiosk-1"), Box()
    for _ in range(20):
        assert denial(bureau.asked(name, box, "kiosk-9")) == "unknown-device"
    assert len([record for record in caplog.records if "denied" in record.getMessage()]) == 1
