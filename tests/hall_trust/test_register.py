"""Certificates, claims, who waits and who is shut out, as the register keeps them."""

from __future__ import annotations

import pytest

from hall_trust import acts
from hall_trust.acts import NobodyWaitsError
from hall_trust.key import fingerprint, new_key, public_of
from hall_trust.register import CLAIM_LINGERS, LINGERS, Held, Register, Waiting

DAY = 24 * 60 * 60 * 1000
ME = "ky-thuat"


def revoked(register: Register) -> set[str]:
    return {serial for serial, _ in register.revoked()}


def test_a_device_has_one_certificate_in_force(register, made, at) -> None:
    first, second = made.device("kiosk-1", at), made.device("kiosk-1", at + 1)
    register.record(first, "enrolled", ME)
    register.record(second, "enrolled", ME)
    held = register.in_force("kiosk-1")
    assert (held.serial, held.pem, held.how, held.by) == (second.serial, second.pem, "enrolled", ME)
    assert register.revoked() == [(first.serial, at + 1)]


def test_another_device_s_certificate_stays(register, made, at) -> None:
    register.record(made.device("kiosk-1", at), "enrolled", ME)
    register.record(made.device("kiosk-2", at), "enrolled", ME)
    assert register.revoked() == []


def test_a_renewal_leaves_the_old_one_good_for_a_while(register, made, at) -> None:
    first, second = made.device("kiosk-1", at), made.device("kiosk-1", at + DAY)
    register.record(first, "enrolled", ME)
    register.record(second, "renewed", "kiosk-1")
    assert register.in_force("kiosk-1").serial == second.serial
    register.tidy(at + DAY + LINGERS - 1)
    assert revoked(register) == set()
    register.tidy(at + DAY + LINGERS)
    assert revoked(register) == {first.serial}


def test_two_renewals_in_a_row_leave_nothing_good_for_ever(register, made, at) -> None:
    certificates = [made.device("kiosk-1", at + n) for n in range(3)]
    for certificate, how in zip(certificates, ("enrolled", "renewed", "renewed"), strict=True):
        register.record(certificate, how, ME)
    register.tidy(at + 2 * LINGERS)
    assert revoked(register) == {each.serial for each in certificates[:2]}


def test_the_first_box_that_asks_with_a_claim_has_it(register, asks, at) -> None:
    mine = asks()
    assert register.ask("claim-1", "kiosk-1", mine.key, at + 5_000) == mine
    assert register.ask("claim-1", "kiosk-1", public_of(new_key()), at) == "claim-used"
    assert register.waiting() == [mine]


def test_a_claim_is_for_its_device_alone_and_is_not_spent_by_the_wrong_one(register, made, at) -> None:
    register.open_claim(made.claim("claim-1", at), "kiosk-1", ME)
    key = public_of(new_key())
    assert register.ask("claim-1", "kiosk-2", key, at) == "other-device"
    assert isinstance(register.ask("claim-1", "kiosk-1", public_of(new_key()), at), Waiting)


def test_asking_again_writes_nothing(register, asks, at) -> None:
    mine = asks()
    register.changed()
    register.ask("claim-1", "kiosk-1", mine.key, at + 5_000)
    assert not register.changed()


def test_the_key_of_a_claim_is_no_key_for_a_box(register, made, at) -> None:
    key = public_of(new_key())
    register.open_claim(made.authority.for_claim("claim-1", key, at, at + DAY), "kiosk-1", ME)
    assert register.ask("claim-1", "kiosk-1", key, at) == "malformed"
    assert register.waiting() == []


def test_a_box_that_asks_for_one_place_and_then_for_another_waits_for_both(register, asks) -> None:
    key = public_of(new_key())
    first, second = asks("kiosk-1", "claim-1", key), asks("kiosk-2", "claim-2", key)
    assert register.waiting() == [first, second]


def test_an_unknown_claim_is_over(register, at) -> None:
    assert register.ask("claim-9", "kiosk-1", public_of(new_key()), at) == "claim-over"


def test_a_claim_is_over_after_its_day(register, made, asks, at) -> None:
    mine = asks()
    assert register.ask("claim-1", "kiosk-1", mine.key, at + DAY) == "claim-over"
    register.tidy(at + DAY)
    assert register.waiting() == []
    assert len(register.revoked()) == 1


def test_of_two_claims_for_a_device_the_later_counts(register, asks, at) -> None:
    mine = asks(claim="claim-1")
    asks(claim="claim-2")
    assert register.ask("claim-1", "kiosk-1", mine.key, at) == "claim-over"
    assert [each.claim for each in register.waiting()] == ["claim-2"]


def test_an_approved_box_gets_its_certificate_however_often_it_asks(register, made, asks, at) -> None:
    mine = asks()
    held = acts.approve(register, made.authority, "kiosk-1", mine.fingerprint, ME, at)
    assert held.fingerprint == mine.fingerprint
    for later in (at, at + CLAIM_LINGERS - 1):
        assert register.ask("claim-1", "kiosk-1", mine.key, later) == held
    assert register.waiting() == []


def test_nobody_else_gets_it_with_the_same_claim(register, made, asks, at) -> None:
    mine = asks()
    acts.approve(register, made.authority, "kiosk-1", mine.fingerprint, ME, at)
    assert register.ask("claim-1", "kiosk-1", public_of(new_key()), at) == "claim-used"


def test_a_claim_that_has_done_its_work_is_revoked_within_the_hour(register, made, asks, at) -> None:
    mine = asks()
    acts.approve(register, made.authority, "kiosk-1", mine.fingerprint, ME, at)
    serial = register.in_force("claim-1").serial
    assert serial not in revoked(register)
    register.tidy(at + CLAIM_LINGERS)
    assert serial in revoked(register)


def test_a_box_that_uses_its_certificate_needs_its_claim_no_more(register, made, asks, at) -> None:
    mine = asks()
    held = acts.approve(register, made.authority, "kiosk-1", mine.fingerprint, ME, at)
    serial = register.in_force("claim-1").serial
    register.spend(mine.fingerprint, at)
    assert revoked(register) == {serial}
    assert register.in_force("kiosk-1") == held


def test_a_new_box_in_the_place_of_an_old_one_revokes_the_old_one_s(register, made, asks, at) -> None:
    old = made.device("kiosk-1", at)
    register.record(old, "enrolled", ME)
    acts.approve(register, made.authority, "kiosk-1", asks().fingerprint, ME, at)
    assert revoked(register) == {old.serial}


def test_to_approve_twice_is_to_approve_once(register, made, asks, at) -> None:
    mine = asks()
    first = acts.approve(register, made.authority, "kiosk-1", mine.fingerprint, ME, at)
    assert acts.approve(register, made.authority, "kiosk-1", mine.fingerprint, "can-bo-1", at + 1) == first


@pytest.mark.parametrize("device", ["kiosk-2", "kiosk-1"])
def test_nobody_is_approved_who_does_not_wait(register, made, asks, at, device) -> None:
    mine = asks()
    key = mine.fingerprint if device == "kiosk-2" else fingerprint(public_of(new_key()))
    with pytest.raises(NobodyWaitsError):
        acts.approve(register, made.authority, device, key, ME, at)
    assert register.in_force(device) is None


def test_a_refused_box_is_told_so_and_its_claim_is_spent(register, made, asks, at) -> None:
    mine = asks()
    acts.refuse(register, "kiosk-1", mine.fingerprint, ME, at)
    assert register.ask("claim-1", "kiosk-1", mine.key, at) == "refused"
    assert register.ask("claim-1", "kiosk-1", public_of(new_key()), at) == "claim-used"
    with pytest.raises(NobodyWaitsError):
        acts.approve(register, made.authority, "kiosk-1", mine.fingerprint, ME, at)


def test_who_is_shut_out_has_nothing_left(register, made, asks, at) -> None:
    device = made.device("kiosk-1", at)
    register.record(device, "enrolled", ME)
    mine = asks()
    acts.shut_out(register, "kiosk-1", "bị lấy cắp", ME, at)
    assert register.shut_out() == {"kiosk-1": "bị lấy cắp"}
    assert len(revoked(register)) == 2
    assert register.waiting() == []
    assert register.ask("claim-1", "kiosk-1", mine.key, at) == "claim-over"


def test_a_box_that_was_approved_and_then_shut_out_does_not_get_its_certificate_again(register, made, asks, at) -> None:
    mine = asks()
    acts.approve(register, made.authority, "kiosk-1", mine.fingerprint, ME, at)
    acts.shut_out(register, "kiosk-1", "bị lấy cắp", ME, at)
    assert register.ask("claim-1", "kiosk-1", mine.key, at) == "claim-over"


def test_a_new_box_takes_part_again_where_one_was_shut_out(register, made, asks, at) -> None:
    acts.shut_out(register, "kiosk-1", "bị lấy cắp", ME, at)
    acts.approve(register, made.authority, "kiosk-1", asks().fingerprint, ME, at)
    assert register.shut_out() == {}


def test_a_claim_alone_lets_nobody_in_again(register, asks, at) -> None:
    acts.shut_out(register, "kiosk-1", "bị lấy cắp", ME, at)
    asks()
    assert register.shut_out() == {"kiosk-1": "bị lấy cắp"}


def test_a_good_device_is_renewed_and_the_same_key_gets_the_same_answer(register, made, at) -> None:
    register.record(made.device("kiosk-1", at), "enrolled", ME)
    key = public_of(new_key())
    held = acts.renew(register, made.authority, "kiosk-1", key, at + DAY)
    assert isinstance(held, Held)
    assert held.until == at + 366 * DAY
    assert acts.renew(register, made.authority, "kiosk-1", key, at + 2 * DAY) == held


@pytest.mark.parametrize("why", ["never had one", "over", "shut out", "another's key"])
def test_nobody_else_is_renewed(register, made, at, why) -> None:
    key, now = public_of(new_key()), at
    if why != "never had one":
        register.record(made.device("kiosk-1", at), "enrolled", ME)
    if why == "over":
        now = at + 366 * DAY
    if why == "shut out":
        register.shut("kiosk-1", "bị lấy cắp", ME, at)
    if why == "another's key":
        register.record(made.authority.for_device("kiosk-2", key, at), "enrolled", ME)
    assert acts.renew(register, made.authority, "kiosk-1", key, now) is None


def test_what_was_revoked_stays_in_the_list_when_its_time_is_over(register, made, at) -> None:
    device = made.device("kiosk-1", at)
    register.record(device, "enrolled", ME)
    register.shut("kiosk-1", "hỏng", ME, at)
    register.tidy(at + 1000 * DAY)
    assert register.revoked() == [(device.serial, at)]


def test_the_standings_say_how_each_device_of_the_plan_is(register, made, asks, plan, at) -> None:
    kiosk = made.device("kiosk-1", at)
    register.record(kiosk, "enrolled", ME)
    register.shut("bang-1", "bị lấy cắp", ME, at)
    waiting = asks("goi-1")
    told = {each.device: each for each in register.standings(plan)}
    assert list(told) == [device.id for device in plan.devices]
    assert (told["kiosk-1"].fingerprint, told["kiosk-1"].until) == (kiosk.fingerprint, kiosk.until)
    assert told["bang-1"].shut_out
    assert told["bang-1"].words == "bị lấy cắp"
    assert told["goi-1"].asking.fingerprint == waiting.fingerprint
    assert told["goi-2"].fingerprint is None


def test_who_was_taken_out_of_the_hall_file_is_a_stranger(register, made, plan, at) -> None:
    for name in ("kiosk-1", "kiosk-9", "hub", "broker"):
        register.record(made.device(name, at), "enrolled", ME)
    register.open_claim(made.claim("claim-1", at), "kiosk-1", ME)
    assert register.strangers(plan) == ["kiosk-9"]


def test_tidying_writes_nothing_when_there_is_nothing_to_do(register, made, asks, at) -> None:
    register.record(made.device("kiosk-1", at), "enrolled", ME)
    asks("bang-1")
    assert register.changed()
    register.tidy(at)
    assert not register.changed()


def test_what_another_process_writes_is_noticed(register, made, tmp_path, at) -> None:
    other = Register(tmp_path / "register.sqlite")
    register.changed()
    assert not register.changed()
    other.record(made.device("kiosk-1", at), "enrolled", ME)
    assert register.changed()
    assert register.in_force("kiosk-1") is not None
    assert not register.changed()
    other.close()


def test_what_is_done_alone_is_done_whole_or_not_at_all(register, made, at) -> None:
    class PowerCutError(Exception):
        pass

    with pytest.raises(PowerCutError), register.alone():
        register.record(made.device("kiosk-1", at), "enrolled", ME)
        raise PowerCutError
    assert register.in_force("kiosk-1") is None
