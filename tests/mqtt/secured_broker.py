"""A hall's broker that lets in whoever has a certificate of the hall, and nobody else."""

from __future__ import annotations

from pathlib import Path

from broker_config.run import Broker, start_with
from hall_core.keys import Keys
from tests.certificates import Authority, Certificate


class SecuredBroker:
    """A Mosquitto with ``own``, the broker's certificate; all else is ``hall``'s. Every device may say anything."""

    def __init__(self, hall: Authority, folder: Path, own: Certificate | None = None) -> None:
        self._hall = hall
        self._folder = folder
        folder.mkdir(parents=True)
        (folder / "ca.pem").write_bytes(hall.pem)
        (folder / "broker.pem").write_bytes((own or hall.broker()).pem())
        (folder / "revoked.pem").write_bytes(hall.revoked())
        self.running: Broker = start_with(self._conf, None, folder)

    @property
    def address(self) -> tuple[str, int]:
        return self.running.address

    def keys(self, name: str, own: Certificate | None = None) -> Keys:
        """The folder of a device of this hall, with its own certificate unless ``own`` says otherwise."""
        return self._hall.keys(self._folder / f"keys-{name}", own or self._hall.device(name))

    def revoke(self, *revoked: Certificate) -> None:
        """These from now on, and no other."""
        beside = self._folder / "revoked.new"
        beside.write_bytes(self._hall.revoked(*revoked))
        beside.rename(self._folder / "revoked.pem")
        self.running.reload()

    def restart(self) -> None:
        """It dies as in a power cut, and is there again on the same port."""
        self.running.kill()
        self.running = start_with(self._conf, self.running.port, self._folder)

    def _conf(self, port: int, data: Path, user: str | None) -> str:
        return f"""\
listener {port} 127.0.0.1
cafile {self._folder}/ca.pem
certfile {self._folder}/broker.pem
keyfile {self._folder}/broker.pem
crlfile {self._folder}/revoked.pem
tls_version tlsv1.3
require_certificate true
use_identity_as_username true
use_username_as_clientid true
allow_anonymous false
set_tcp_nodelay true
persistence true
persistence_location {data}/
log_dest stderr
{f"user {user}" if user else ""}
"""
