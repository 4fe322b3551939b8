"""An authority without a network, on a real register: boxes with real keys ask it."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from hall_core.contract.trust import Issued, Request
from hall_core.domain.plan import Officer, Plan
from hall_core.domain.plan_devices import Console
from hall_core.mqtt.complaints import Complaints
from hall_trust.ca import Authority, new_authority
from hall_trust.key import fingerprint, new_key, public_of, request_for
from hall_trust.office import Registrar
from hall_trust.register import Register
from hall_trust.vouching import request_vouched_for
from tests.conftest import NINE_IN_THE_MORNING, make_plan

HOUR = 3600 * 1000
YEAR = 365 * 24 * HOUR


def trusting_plan() -> Plan:
    """As :func:`make_plan`, with a head and a console."""
    plan = make_plan(1)
    head = Officer(id="truong-tt", name="Lãnh đạo", role="head")
    return replace(plan, officers=[*plan.officers, head], devices=[*plan.devices, Console(id="ban-1")])


class Box:
    """Its private key, and the request for it; ``old`` vouches for it."""

    def __init__(self, old: Box | None = None) -> None:
        self.key = new_key()
        self.request = request_vouched_for(self.key, "may", old.key) if old else request_for(self.key)
        self.fingerprint = fingerprint(public_of(self.key))

    def asks(self, device: str) -> Request:
        return Request(device=device, csr=self.request.decode())


class Bureau:
    def __init__(self, folder: Path, keys: tuple[bytes, bytes] | None = None) -> None:
        """``keys``: the authority's own, which take a moment to make."""
        self.plan = trusting_plan()
        self.at = NINE_IN_THE_MORNING
        self.strangers: list[str] = []
        self.file = folder / "register.sqlite"
        self.authority = Authority(*(keys or new_authority("thu", "Thử", self.at)))
        self._ids = 0
        self._claims = 0
        self.start()

    def start(self) -> None:
        self.register = Register(self.file)
        self.registrar = Registrar(self.plan, self.register, self.authority, self.strangers.append, Complaints())

    def restart(self) -> None:
        self.register.close()
        self.start()

    def claim(self, device: str, hours: int = 24) -> str:
        """A new claim's name."""
        self._claims += 1
        name = f"claim-{self._claims:08x}"
        made = self.authority.for_claim(name, public_of(new_key()), self.at, self.at + hours * HOUR)
        self.register.open_claim(made, device, "ky-thuat")
        return name

    def asked(self, name: str, box: Box, device: str) -> Issued:
        self._ids += 1
        to = f"00000000-0000-7000-8000-{self._ids:012x}"
        issued = self.registrar.asked(name, box.asks(device), to, self.at)
        assert issued.to == to
        return issued

    def valid(self, device: str) -> set[str]:
        """Whose certificates for the device count now, by their fingerprints."""
        held = self.register.history(device)
        return {each.fingerprint for each in held if each.revoked is None and each.until > self.at}
