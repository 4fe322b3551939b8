"""Who belongs to the province: its authority, and the line that a hall gets of it, made as the commands make them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from broker_config.line import Line, LineFolder, Secret, read_line
from hall_core.keys import Keys
from hall_core.line_users import LineUsers, hashed, read_users
from hall_trust import line, province
from hall_trust.key import new_key, public_of
from hall_trust.province import Province

HOST = "localhost"
"""The name of all brokers: they are on this machine."""


class Authority:
    """A province's, with keys for its brokers and for its gateway."""

    def __init__(self, folder: Path, at: int) -> None:
        """``at``: milliseconds since 1970, as certificates say it."""
        self.folder = folder
        self._at = at
        province.init(folder, "Tỉnh Thử", [f"{HOST}:1"], at)
        self.do(lambda opened: opened.publish())
        self.node = Keys(folder.parent / "node")
        self.gateway = Keys(folder.parent / "gateway")
        self.do(lambda opened: opened.for_node([HOST, "127.0.0.1"], self.node.folder))
        self.do(lambda opened: opened.for_gateway(self.gateway.folder))

    def do(self, act: Callable[[Province], object]) -> None:
        with province.opened(self.folder, self._at, "ky-thuat") as opened:
            act(opened)

    @property
    def revoked(self) -> Path:
        return self.folder / "public" / "revoked.pem"

    @property
    def users(self) -> LineUsers:
        return read_users((self.folder / "public" / "users.json").read_bytes())


def enrol(authority: Authority, hall: str, folder: Path, secret: Secret | None = None) -> LineFolder:
    """The hall has a line, as ``motcua province enrol`` and ``motcua hall line take`` make it."""
    own, secret = new_key(), secret or line.new_secret()

    def act(opened: Province) -> None:
        made = opened.enrol(hall, public_of(own), hashed(secret.password))
        line.write(province.gift(authority.folder, hall, opened.ca, made, own, secret), folder)

    authority.do(act)
    taken = LineFolder(folder / "taken")
    line.take(folder / line.FOLDER, taken, hall)
    return taken


def at(folder: LineFolder, addresses: Sequence[tuple[str, int]]) -> Line:
    """The line, to these addresses: where brokers or proxies listen is known only once they do."""
    read = read_line(folder)
    return replace(read, told=replace(read.told, addresses=[f"{host}:{port}" for host, port in addresses]))
