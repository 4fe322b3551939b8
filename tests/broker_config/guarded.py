"""A hall's real broker that asks for certificates, and everybody who might knock at it."""

from __future__ import annotations

import ssl
from pathlib import Path

from msgspec.structs import replace

from broker_config.access_list import access_list
from broker_config.guard import Guard
from broker_config.mosquitto import mosquitto_conf
from broker_config.run import HOST, Broker, start, start_with
from hall_core.domain.names import Name
from hall_core.domain.plan import Plan, Zone
from hall_core.domain.plan_centre import Centre
from hall_core.domain.plan_devices import (
    Board,
    ButtonParts,
    Caller,
    Console,
    Desk,
    Kiosk,
    Led,
    Pad,
    Sign,
    SignDisplay,
)
from hall_core.keys import BROKER_NAME, Keys
from tests.broker_config.bare import OK, Bare
from tests.certificates import Authority, Certificate
from tests.conftest import make_plan

WITNESS, MOUTH = "witness", "mouth"
"""Two that no hall has: one hears all, the other says all."""
SHUT_OUT = "kiosk-9"
_BEYOND = f"""
user {WITNESS}
topic read #
topic read $SYS/#
topic read $x/#
user {MOUTH}
topic write #
topic write $x/#
"""


def hall() -> Plan:
    """One device of each kind, and a second where the two must not mix; with a line to the centre."""
    shows = {part: Board(id=f"bang-{part}", zone="sanh", shows=[part]) for part in ("waiting", "dossiers", "notices")}
    return replace(
        make_plan(),
        centre=Centre(),
        zones=[Zone(id=zone, name=Name(vi=zone, en=zone)) for zone in ("sanh", "lau-2")],
        devices=[
            *(Kiosk(id=name) for name in ("kiosk-1", "kiosk-2", SHUT_OUT)),
            Pad(id="pad-1", counter="quay-1"),
            Board(id="bang-calls", zone="sanh"),
            Board(id="bang-lau-2", zone="lau-2"),
            Board(id="bang-counter", zone="sanh", shows=["counter"], counter="quay-1"),
            *shows.values(),
            Led(id="led-1", zone="sanh"),
            Led(id="led-2", zone="lau-2", counter="quay-2"),
            Sign(id="sign-1", zone="sanh", line="serial:/dev/ttyUSB0", displays=_displays("quay-1", "quay-3")),
            Caller(id="goi-1", counter="quay-1", officer="can-bo-1"),
            Caller(id="goi-2", desks=[_desk("quay-2", "can-bo-2"), _desk("quay-3", "can-bo-3")]),
            Console(id="console-1"),
        ],
    )


def _displays(*counters: str) -> list[SignDisplay]:
    return [SignDisplay(address=n, counter=counter) for n, counter in enumerate(counters, 1)]


def _desk(counter: str, officer: str) -> Desk:
    return Desk(counter=counter, officer=officer, **{name: getattr(ButtonParts(), name) for name in ("keypad", "keys")})


class Guarded:
    """The broker with the list of :func:`hall`. ``beyond``: what stands in the list besides."""

    def __init__(self, folder: Path, beyond: str = _BEYOND) -> None:
        self.folder = folder
        self.plan = hall()
        self.authority = Authority()
        self._beyond = beyond
        self._own: dict[str, Certificate] = {}
        self._doors: dict[str, ssl.SSLContext] = {}
        self._knocked: list[Bare] = []
        keys = self.authority.keys(folder / "keys", self.authority.broker())
        self.guard = Guard(keys, folder / "public")
        self.guard.public.mkdir()
        self.revoke()
        self.list_access(SHUT_OUT)
        self.broker = self.start()

    def start(self) -> Broker:
        self.broker = start(self.plan, None, self.folder / "broker", self.guard)
        return self.broker

    def start_unasked(self) -> Broker:
        """Without a look at the lists before."""

        def conf(port: int, data: Path, user: str | None) -> str:
            return mosquitto_conf(self.plan, hosts=[HOST], port=port, data=data, user=user, guard=self.guard)

        return start_with(conf, None, self.folder / "broker")

    def certificate(self, name: str) -> Certificate:
        if name not in self._own:
            self._own[name] = self.authority.device(name)
        return self._own[name]

    def door(self, name: str) -> ssl.SSLContext:
        """With the certificate of ``name``."""
        if name not in self._doors:
            self._doors[name] = door(self.authority.keys(self.folder / name, self.certificate(name)))
        return self._doors[name]

    def knock(
        self, secure: ssl.SSLContext | None, *, of: str = BROKER_NAME, session: ssl.SSLSession | None = None
    ) -> Bare:
        """A connection that has said nothing yet."""
        self._knocked.append(Bare(self.broker.address, secure, of=of, session=session))
        return self._knocked[-1]

    def enter(self, name: str) -> Bare:
        """``name`` is in."""
        client = self.knock(self.door(name))
        assert client.enter(name) == OK
        return client

    def all_go(self) -> None:
        while self._knocked:
            self._knocked.pop().close()

    def stop(self) -> None:
        self.all_go()
        self.broker.stop()

    def revoke(self, *names: str) -> None:
        _replace(self.guard.revoked, self.authority.revoked(*map(self.certificate, names)))

    def list_access(self, *shut_out: str) -> None:
        _replace(self.guard.access, (self._beyond + access_list(self.plan, shut_out)).encode())

    def reload(self, *asked: Bare) -> None:
        """The broker has read it all again, by the answers that those get who are connected."""
        self.broker.reload()
        for client in (*asked, *asked):
            client.settle()


def door(keys: Keys) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(keys.ca)
    context.load_cert_chain(keys.own)
    return context


def _replace(file: Path, data: bytes) -> None:
    new = file.with_suffix(".new")
    new.write_bytes(data)
    new.chmod(0o640)
    new.rename(file)
