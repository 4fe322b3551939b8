"""What the authority decides: who gets a certificate, who waits for somebody's yes, who does not and why not.

A new box asks under the name of its claim, which is for one device and belongs to the first box that asks with it. A
box that has a certificate asks under its own name for another one, and its old key vouches for the new one. Whatever
was decided stands in the register before it is said, so the same question gets the same answer, also after a restart.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from hall_core.contract.trust import (
    Approve,
    Denial,
    Denied,
    Granted,
    Issued,
    Refuse,
    Request,
    ShutOut,
    TrustWish,
    Waits,
)
from hall_core.domain.names import Millis, Uid
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Console
from hall_core.mqtt.complaints import Complaints
from hall_trust import acts
from hall_trust.ca import HOUR, Authority
from hall_trust.error import TrustError
from hall_trust.key import PublicKey, RequestError, fingerprint, requested
from hall_trust.register import Held, Register, Waiting
from hall_trust.vouching import vouched_for

log = logging.getLogger(__name__)

RENEWED_AGAIN = HOUR
"""Milliseconds before the same device gets yet another new key: one that has lost the last one needs not be faster, and
one gone mad cannot fill the register."""


class Registrar:
    """For one thread. ``stranger`` is told, in words, of a box that tries what is another's."""

    def __init__(
        self,
        plan: Plan,
        register: Register,
        authority: Authority,
        stranger: Callable[[str], None],
        complaints: Complaints,
    ) -> None:
        self._plan = plan
        self._complaints = complaints
        self._register = register
        self._authority = authority
        self._stranger = stranger

    def asked(self, name: str, request: Request, to: Uid, at: Millis) -> Issued:
        """The answer to a request that came under ``name``, whose certificate the broker has seen. sqlite3.Error when
        the register refuses: then nothing was decided."""
        try:
            key = requested(request.csr)
        except RequestError as error:
            return self._denied(name, request, to, "malformed", str(error))
        mine = fingerprint(key)
        answer = self._answer(name, request, key, at)
        match answer:
            case Held():
                return Granted(to=to, certificate=answer.pem, since=answer.since, until=answer.until)
            case Waiting():
                if answer.at == at:  # it is the first time
                    log.info("%s: %s asks with %s, and waits for a yes", request.device, mine, name)
                return Waits(to=to, fingerprint=mine)
            case _:
                return self._denied(name, request, to, answer, mine)

    def _answer(self, name: str, request: Request, key: PublicKey, at: Millis) -> Held | Waiting | Denial:
        if self._register.claim(name) is None:
            return self._renewal(name, request, key, at)
        if self._plan.device(request.device) is None:
            return "unknown-device"
        return self._register.ask(name, request.device, key, at)

    def _renewal(self, name: str, request: Request, key: PublicKey, at: Millis) -> Held | Denial:
        if self._plan.device(name) is None:
            return "unknown-device"
        if request.device != name:
            return "other-device"
        with self._register.alone():
            if name in self._register.shut_out():
                return "shut-out"
            given = self._register.given_to(fingerprint(key))
            if given is not None:
                if given.name != name or given.revoked is not None or at >= given.until:
                    return "shut-out"
                if given.how == "approved":
                    # Before that it could ask under its claim's name alone: it uses what it was given. A renewal says
                    # nothing of the kind: it may still be asked for with the old certificate, the answer being lost.
                    self._register.spend(given.fingerprint, at)
                return given
            good = [held for held in self._register.history(name) if held.revoked is None and at < held.until]
            if not any(vouched_for(held.pem.encode(), request.csr) for held in good):
                return "shut-out"
            newest = good[-1]
            if newest.how == "renewed" and at < newest.since + RENEWED_AGAIN:
                return "refused"
            log.info("%s: renewed for %s", name, fingerprint(key))
            return acts.renew(self._register, self._authority, name, key, at) or "shut-out"

    def _denied(self, name: str, request: Request, to: Uid, denial: Denial, about: str) -> Denied:
        words = f"{name} asks to be {request.device}: denied, {denial} ({about})"
        self._complaints.once(denial, f"{name} {request.device} {about}", words)
        if denial in ("claim-used", "other-device"):
            self._stranger(f"{name} asks to be {request.device}: {denial} ({about})")
        return Denied(to=to, denial=denial)

    def wished(self, console: str, wish: TrustWish, at: Millis) -> bool:
        """What a head wishes, at a console, comes to be; whether it does. To say it twice is to say it once."""
        heads = {officer.id for officer in self._plan.officers if officer.role == "head"}
        what = type(wish).__struct_config__.tag
        if not isinstance(self._plan.device(console), Console) or console in self._register.shut_out():
            why = "no console of this hall"
        elif wish.by not in heads:
            why = f"{wish.by} is no head"
        elif self._plan.device(wish.device) is None:
            why = "no such device"
        else:
            try:
                self._do(wish, at)
            except TrustError as error:
                why = str(error)
            else:
                log.info("%s: %s by %s at %s", wish.device, what, wish.by, console)
                return True
        words = f"{wish.device}: {what} by {wish.by} at {console} is not done: {why}"
        self._complaints.once("wish", f"{console} {wish.device} {what} {why}", words)
        return False

    def _do(self, wish: TrustWish, at: Millis) -> None:
        match wish:
            case Approve(device=device, fingerprint=mine, by=by):
                acts.approve(self._register, self._authority, device, mine, by, at)
            case Refuse(device=device, fingerprint=mine, by=by):
                acts.refuse(self._register, device, mine, by, at)
            case ShutOut(device=device, reason=why, by=by):
                if device not in self._register.shut_out():
                    acts.shut_out(self._register, device, why, by, at)
