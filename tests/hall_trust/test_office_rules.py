"""Whatever boxes, heads, technicians and time do: one box for each device, and nobody without a yes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hall_core.contract.trust import Approve, Granted, Refuse, ShutOut, Waits
from hall_trust import acts
from hall_trust.ca import new_authority
from hall_trust.error import TrustError
from hall_trust.register import LINGERS
from tests.conftest import NINE_IN_THE_MORNING
from tests.hall_trust.bureau import HOUR, YEAR, Box, Bureau

pytestmark = pytest.mark.timeout(60)

KEYS = new_authority("thu", "Thử", NINE_IN_THE_MORNING)
POOL = [Box() for _ in range(12)]
"""Keys take a moment to make, and one is as good as another."""
DEVICES = ("kiosk-1", "bang-1")
SPANS = [1, HOUR, 2 * HOUR, HOUR, 25 * HOUR, LINGERS, YEAR // 2, YEAR]
device = st.sampled_from(DEVICES)
number = st.integers(0, 5)


class Machine:
    """A box: its keys in the order in which it made them, and which claims it has been given."""

    def __init__(self) -> None:
        self.keys: list[Box] = []
        self.claims: list[tuple[str, str]] = []


class Offices(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self.bureau = Bureau(Path(self._folder.name), KEYS)
        self.boxes = [Machine() for _ in range(3)]
        self.owner: dict[str, int] = {}
        """Fingerprint to box."""
        self.approved: set[tuple[str, str]] = set()
        """(Device, fingerprint) to which somebody has said yes."""
        self.renewed: dict[str, str] = {}
        """A renewed key to the key that vouched for it."""
        self.revoked: set[str] = set()
        self._fresh = iter(POOL)

    def teardown(self) -> None:
        self.bureau.register.close()
        self._folder.cleanup()

    @initialize()
    def keys(self) -> None:
        for box in range(len(self.boxes)):
            self._key(box, next(self._fresh))

    def _key(self, box: int, key: Box) -> None:
        self.boxes[box].keys.append(key)
        self.owner[key.fingerprint] = box

    # ------------------------------------------------------------------------------------------- what happens

    @rule(device=device, boxes=st.permutations([0, 1, 2]), copies=st.integers(0, 2), yes=st.booleans())
    def a_box_comes_with_a_new_claim(self, device: str, boxes: list[int], copies: int, yes: bool) -> None:
        """Some others have a copy of the claim; often somebody says yes at once."""
        name = self.bureau.claim(device)
        for box in boxes[: 1 + copies]:
            self.boxes[box].claims.append((name, device))
        self._asks(boxes[0], name, self.boxes[boxes[0]].keys[-1], device)
        if yes and self.bureau.register.waiting():
            self.somebody_says_yes_or_no(0, yes=True, at_console=True)

    @rule(box=st.integers(0, 2), which=number, key=number, other=st.none() | device)
    def a_box_asks_with_a_claim(self, box: int, which: int, key: int, other: str | None) -> None:
        machine = self.boxes[box]
        if machine.claims:
            name, meant = machine.claims[-1 - which % len(machine.claims)]
            self._asks(box, name, machine.keys[key % len(machine.keys)], other or meant)

    def _asks(self, box: int, name: str, key: Box, device: str) -> None:
        self._checked(self.bureau.asked(name, key, device), box, device)

    @rule(box=st.integers(0, 2), key=number, device=device)
    def a_box_asks_again_under_a_devices_name(self, box: int, key: int, device: str) -> None:
        """Whoever is connected as the device may, though it was replaced or shut out since."""
        keys = self.boxes[box].keys
        self._checked(self.bureau.asked(device, keys[key % len(keys)], device), box, device)

    @rule(box=st.integers(0, 2), old=number, device=device)
    def a_box_renews(self, box: int, old: int, device: str) -> None:
        made = next(self._fresh, None)
        if made is None:
            return
        vouching = self.boxes[box].keys[old % len(self.boxes[box].keys)]
        new = Box(old=vouching)
        self._key(box, new)
        valid = self.bureau.valid(device)
        answer = self.bureau.asked(device, new, device)
        if isinstance(answer, Granted):
            assert vouching.fingerprint in valid, "no certificate without an old one that was good"
            self.renewed[new.fingerprint] = vouching.fingerprint
        self._checked(answer, box, device)

    def _checked(self, issued: Any, box: int, device: str) -> None:
        if isinstance(issued, Waits):
            assert self.owner[issued.fingerprint] == box
        if isinstance(issued, Granted):
            held = next(h for h in self.bureau.register.history(device) if h.pem == issued.certificate)
            assert held.revoked is None, "nobody is given what counts for nothing"
            assert self.owner[held.fingerprint] == box, "a certificate is for the key that asks"

    @precondition(lambda self: self.bureau.register.waiting())
    @rule(which=number, yes=st.booleans(), at_console=st.booleans())
    def somebody_says_yes_or_no(self, which: int, yes: bool, at_console: bool) -> None:
        waiting = self.bureau.register.waiting()
        each = waiting[which % len(waiting)]
        kind: type[Approve] | type[Refuse] = Approve if yes else Refuse
        if at_console:
            wish = kind(device=each.device, fingerprint=each.fingerprint, by="truong-tt")
            assert self.bureau.registrar.wished("ban-1", wish, self.bureau.at)
        else:
            register, authority, at = self.bureau.register, self.bureau.authority, self.bureau.at
            if yes:
                acts.approve(register, authority, each.device, each.fingerprint, "ky-thuat", at)
            else:
                acts.refuse(register, each.device, each.fingerprint, "ky-thuat", at)
        if yes:
            self.approved.add((each.device, each.fingerprint))

    @rule(key=st.integers(0, 11), device=device)
    def somebody_says_yes_to_a_box_that_may_not_wait(self, key: int, device: str) -> None:
        before = self.bureau.valid(device)
        waits = {(each.device, each.fingerprint) for each in self.bureau.register.waiting()}
        pair = device, POOL[key].fingerprint
        try:
            acts.approve(self.bureau.register, self.bureau.authority, *pair, "ky-thuat", self.bureau.at)
        except TrustError:
            assert self.bureau.valid(device) == before
            return
        if pair in waits:
            self.approved.add(pair)
        assert pair in self.approved, "a yes is for a box that waits, or has what it asks for"

    @rule(device=device)
    def a_device_is_shut_out(self, device: str) -> None:
        wish = ShutOut(device=device, reason="Mất", by="truong-tt")
        assert self.bureau.registrar.wished("ban-1", wish, self.bureau.at)
        assert self.bureau.valid(device) == set()

    @rule(span=st.sampled_from(SPANS))
    def time_goes_by(self, span: int) -> None:
        self.bureau.at += span
        self.bureau.register.tidy(self.bureau.at)

    @rule()
    def the_authority_is_started_anew(self) -> None:
        self.bureau.restart()

    # -------------------------------------------------------------------------------------------- what is so

    @invariant()
    def no_two_boxes_hold_a_valid_certificate_for_one_device(self) -> None:
        for device in DEVICES:
            assert len({self.owner[each] for each in self.bureau.valid(device)}) <= 1

    @invariant()
    def nobody_has_a_certificate_without_a_yes_or_a_good_old_one(self) -> None:
        for device in DEVICES:
            for held in self.bureau.register.history(device):
                assert (device, held.fingerprint) in self.approved or held.fingerprint in self.renewed

    @invariant()
    def revoked_stays_revoked(self) -> None:
        now = {serial for serial, _ in self.bureau.register.revoked()}
        assert self.revoked <= now
        self.revoked = now


TestOffices = Offices.TestCase
TestOffices.settings = settings(max_examples=40, stateful_step_count=40)
