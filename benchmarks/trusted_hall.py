"""A hall of kiosks with its own authority, and its broker twice: as in a hall, and without certificates."""

from __future__ import annotations

from pathlib import Path

from broker_config.access_list import access_list
from broker_config.guard import Guard
from broker_config.run import Broker, start
from demo.hall_file import write_hall
from hall_core.contract.access import HUB
from hall_core.device.clock import Clock
from hall_core.device.hall_file import load
from hall_core.keys import Keys
from hall_trust.ca import Authority, Certificate, new_authority, new_key, public_of

BROKER = "broker"


class TrustedHall:
    """Of ``kiosks`` kiosks; their keys and the hub's are in :attr:`folder` / their name."""

    def __init__(self, folder: Path, kiosks: int) -> None:
        self.folder = folder / "keys"
        self._brokers = folder / "brokers"
        self.devices = [f"kiosk-{n + 1}" for n in range(kiosks)]
        self._plan = load(write_hall(folder / "hall.toml", kiosks=kiosks, counters=1))
        self._at, _, _ = Clock()()
        key, self._ca = new_authority("thu", "Trung tâm", self._at)
        self._authority = Authority(key, self._ca)
        for name in (*self.devices, HUB, BROKER):
            self._make(name)
        public = folder / "public"
        public.mkdir()
        self._guard = Guard(self.keys(BROKER), public)
        self._guard.revoked.write_bytes(self._authority.revoked_list([]))
        self._guard.access.write_text(access_list(self._plan), encoding="utf-8")

    def keys(self, name: str) -> Keys:
        return Keys(self.folder / name)

    def broker(self, *, tls: bool, port: int | None = None) -> Broker:
        """Another one on the same ``port`` has what the first one kept."""
        folder = self._brokers / ("tls" if tls else "plain")
        return start(self._plan, port, folder, self._guard if tls else None)

    def _make(self, name: str) -> None:
        keys, key = self.keys(name), new_key()
        keys.folder.mkdir(parents=True)
        keys.ca.write_bytes(self._ca)
        keys.own.touch(0o600)
        keys.own.write_bytes(key + self._certificate(name, key).pem.encode())

    def _certificate(self, name: str, key: bytes) -> Certificate:
        if name == BROKER:
            return self._authority.for_broker(public_of(key), self._at)
        return self._authority.for_device(name, public_of(key), self._at)
