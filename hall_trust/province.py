"""The authority of a province: it signs its brokers, and each hall's line to them.

    ca.key, ca.pem, register.sqlite    as a hall's authority has them (hall_trust.folder)
    settings.json                      where the halls find the brokers
    public/ca.pem                      who belongs to it
    public/revoked.pem                 lines that count no longer; a Mosquitto reads it
    public/users.json                  who gets in, with hashed passwords: what brokers' configurations are made from

The key is needed when a hall comes, goes or renews and at no other time: keep the folder offline.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from broker_config.line import Address, Told
from hall_core.domain.names import Millis
from hall_core.keys import SECRET, SHARED
from hall_core.line_users import (
    GATEWAY,
    GATEWAY_PROGRAMS,
    Hashed,
    LineUser,
    LineUsers,
    hashed,
    new_password,
    read_users,
)
from hall_trust import ca, line, owned
from hall_trust.ca import Authority, Certificate
from hall_trust.error import TrustError
from hall_trust.folder import NoAuthorityError, TrustFolder
from hall_trust.key import PublicKey, fingerprint, new_key, public_of
from hall_trust.line import Given
from hall_trust.register import Held, Register

ID = "province"
"""What stands in its certificate where a hall's id does."""
DEFAULT = Path("/var/lib/motcua/province")


class ProvinceSettings(Struct, frozen=True, kw_only=True):
    addresses: list[Address]
    """Where halls reach the brokers: all of them, in any order."""


class Province:
    """Opened; belongs to one thread. Each method is on the disk when it returns, and in the public files."""

    def __init__(self, folder: TrustFolder, authority: Authority, register: Register, at: Millis, by: str) -> None:
        self.folder = folder
        self.register = register
        self._authority = authority
        self._at = at
        self._by = by

    @property
    def ca(self) -> bytes:
        return self.folder.ca.read_bytes()

    @property
    def users(self) -> Path:
        return self.folder.public / "users.json"

    def enrol(self, hall: str, key: PublicKey, password: Hashed) -> Certificate:
        """The hall's line, from now on the only one: what it had before opens nothing as soon as the brokers know."""
        self._check_name(hall)
        made = self._authority.for_line(hall, key, self._at)
        with self.register.alone():
            self.register.record(made, "enrolled", self._by)
            self._keep(hall, password)
        self.publish()
        return made

    def renew(self, hall: str, key: PublicKey, password: Hashed | None = None) -> Certificate:
        """Another certificate; the old one lingers. ``password`` is the same as before in other hashes, if it is given.
        TrustError when the hall has no line."""
        if self.register.in_force(hall) is None:
            raise TrustError(f"{hall} has no line to renew: motcua province enrol {hall}")
        made = self._authority.for_line(hall, key, self._at)
        with self.register.alone():
            self.register.record(made, "renewed", self._by)
            if password is not None:
                self._keep(hall, password)
        self.publish()
        return made

    def revoke(self, hall: str, why: str) -> None:
        """TrustError for one that never had a line."""
        if not self.register.history(hall):
            raise TrustError(f"{hall} has no line")
        with self.register.alone():
            self.register.shut(hall, why, self._by, self._at)
            self._keep(hall, None)
        self.publish()

    def for_node(self, names: list[str], out: Path) -> Certificate:
        """Key and certificate of a broker, in ``out``, as every program has its keys."""
        key = new_key()
        made = self._authority.for_node(names, public_of(key), self._at)
        self._give(out, key, made, f"node/{names[0]}")
        return made

    def for_gateway(self, out: Path) -> Certificate:
        """The same of the gateway, its password in a file beside them, and in a folder for each of its programs what
        a Mosquitto knows them by."""
        made, password = self._give_line(out, GATEWAY), new_password()
        for program in GATEWAY_PROGRAMS:
            self._give_line(out / f"{GATEWAY}-{program}", f"{GATEWAY}-{program}")
        owned.write(out / "password", f"{password}\n".encode(), SECRET)
        with self.register.alone():
            self._save(msgspec.structs.replace(self._users(), gateway=hashed(password)))
        self.publish()
        return made

    def publish(self) -> None:
        """The files that brokers and their configurations are made from say what the register says."""
        with self.register.alone():
            self.register.tidy(self._at)
            owned.write(self.folder.public_ca, self.ca, SHARED)
            owned.write(self.folder.revoked, self._authority.revoked_list(self.register.revoked()), SHARED)
            self._save(self._users())

    def halls(self) -> list[tuple[str, Held | None]]:
        """All that have or had a line, by name, with what is in force."""
        names = sorted({user.name for user in self._users().halls} | set(self.register.shut_out()))
        return [(name, self.register.in_force(name)) for name in names]

    def _check_name(self, hall: str) -> None:
        if hall.startswith(GATEWAY):
            raise TrustError(f'"{hall}" is like the centre\'s own names: give the hall another id')

    def _give_line(self, out: Path, name: str) -> Certificate:
        key = new_key()
        made = self._authority.for_line(name, public_of(key), self._at)
        self._give(out, key, made, name)
        return made

    def _give(self, out: Path, key: bytes, made: Certificate, name: str) -> None:
        owned.make_folder(out, 0o700)
        owned.write(out / "ca.pem", self.ca, SHARED)
        owned.write(out / "device.pem", key + made.pem.encode(), SECRET)
        self.register.record(made, "own", self._by, name)

    def _users(self) -> LineUsers:
        return read_users(self.users.read_bytes()) if self.users.is_file() else LineUsers()

    def _keep(self, hall: str, password: Hashed | None) -> None:
        """None: it does not get in any more."""
        users = self._users()
        others = [user for user in users.halls if user.name != hall]
        mine = [] if password is None else [LineUser(name=hall, password=password)]
        halls = sorted([*others, *mine], key=lambda user: user.name)
        self._save(msgspec.structs.replace(users, halls=halls))

    def _save(self, users: LineUsers) -> None:
        data = msgspec.json.format(msgspec.json.encode(users)) + b"\n"
        if not self.users.is_file() or self.users.read_bytes() != data:
            owned.write(self.users, data, SECRET)


def init(folder: Path, name: str, addresses: list[str], at: Millis) -> None:
    """FileExistsError when there is one: its halls believe no other."""
    trust = TrustFolder(folder)
    trust.make(*ca.new_authority(ID, name, at))
    settings(folder, addresses)


def settings(folder: Path, addresses: list[str]) -> None:
    owned.write(TrustFolder(folder).settings, msgspec.json.encode(ProvinceSettings(addresses=addresses)), SECRET)


@contextmanager
def opened(folder: Path, at: Millis, by: str) -> Iterator[Province]:
    """TrustError when there is none, or it is not for whoever runs this."""
    trust = TrustFolder(folder)
    if trust.folder.is_dir() and not trust.settings.exists():
        raise NoAuthorityError(f"{folder} holds no authority of a province: run motcua province init first")
    authority, register = trust.open()
    try:
        yield Province(trust, authority, register, at, by)
    finally:
        register.close()


def told(folder: Path, hall: str) -> Told:
    read = msgspec.json.decode(TrustFolder(folder).settings.read_bytes(), type=ProvinceSettings)
    return Told(hall=hall, addresses=read.addresses)


def from_request(data: bytes, hall: str, compared: str | None) -> tuple[PublicKey, Hashed]:
    """What a hall's box asks for. TrustError unless it is this hall's, and somebody has compared its fingerprint."""
    asked, key = line.read_asking(data)
    if asked.hall != hall:
        raise TrustError(f'the request is of hall "{asked.hall}", not of "{hall}"')
    shown = fingerprint(key)
    if compared is None:
        raise TrustError(
            f"the fingerprint of this request is {shown}\n"
            f"compare it, on the telephone, with what the hub's box of {hall} shows; then: --fingerprint {shown}"
        )
    if _digits(compared) != _digits(shown):
        raise TrustError(f"the request has another fingerprint, {shown}: it is not from that box")
    return key, asked.password


def _digits(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign not in "- ")


def gift(
    folder: Path,
    hall: str,
    ca_pem: bytes,
    made: Certificate,
    key: bytes | None = None,
    secret: line.Secret | None = None,
) -> Given:
    """What the hall is given."""
    return Given(told=told(folder, hall), ca=ca_pem, certificate=made.pem.encode(), key=key, secret=secret)
