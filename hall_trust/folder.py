"""The authority's folder on the hub's box, and what of it the broker reads.

ca.key              the hall's private key                      the authority's program alone
ca.pem              its certificate
register.sqlite     what it has done (hall_trust.register)      the authority's program alone
settings.json       what the technician said (Settings)         the authority's program alone
public/ca.pem       who belongs to the hall                     the broker
public/revoked.pem  which certificates count no longer          the broker
public/access.acl   who may say and hear what                   the broker
"""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec import Struct

from broker_config.access_list import access_list
from broker_config.guard import ACCESS, PUBLIC, REVOKED
from hall_core.domain.plan import Plan
from hall_core.keys import SECRET, SHARED
from hall_trust import owned
from hall_trust.ca import Authority
from hall_trust.error import TrustError
from hall_trust.register import Register

DEFAULT = Path("/var/lib/motcua/trust")
USER = "hall-authority"
"""Whose the folder is."""


class NoAuthorityError(TrustError):
    """There is none yet, or whoever runs this may not use it."""

    key = "no-authority"


class Settings(Struct, frozen=True, kw_only=True):
    """What the technician said when the authority was made."""

    hall_file: str
    keys: str
    """Folder of the keys of this box."""
    broker: tuple[str, int]
    """Where boxes reach it."""


class TrustFolder(Struct, frozen=True):
    folder: Path

    @property
    def key(self) -> Path:
        return self.folder / "ca.key"

    @property
    def ca(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def register(self) -> Path:
        return self.folder / "register.sqlite"

    @property
    def settings(self) -> Path:
        return self.folder / "settings.json"

    @property
    def public(self) -> Path:
        return self.folder / PUBLIC

    @property
    def public_ca(self) -> Path:
        return self.public / "ca.pem"

    @property
    def revoked(self) -> Path:
        return self.public / REVOKED

    @property
    def access(self) -> Path:
        return self.public / ACCESS

    def make(self, key: bytes, certificate: bytes) -> None:
        """A new authority. FileExistsError when there is one: a hall has one, and its boxes believe no other."""
        owned.make_folder(self.folder, 0o711, USER, USER)
        owned.make_folder(self.public, 0o755, USER, USER)
        if self.key.exists():
            raise FileExistsError(self.key)
        owned.write(self.register, b"", SECRET)
        owned.write(self.ca, certificate, SHARED)
        # Last: with it there is an authority.
        owned.write(self.key, key, SECRET)

    def open(self) -> tuple[Authority, Register]:
        """NoAuthorityError, and UnsafeError when others may read the key."""
        try:
            key, certificate = owned.read_secret(self.key), self.ca.read_bytes()
        except PermissionError as error:
            raise self._not_yours() from error
        except FileNotFoundError as error:
            raise self._nothing() from error
        return Authority(key, certificate), Register(self.register)

    def save(self, settings: Settings) -> None:
        owned.write(self.settings, msgspec.json.encode(settings), SECRET)

    def told(self) -> Settings:
        """NoAuthorityError when the authority was never wholly made."""
        try:
            return msgspec.json.decode(self.settings.read_bytes(), type=Settings)
        except PermissionError as error:
            raise self._not_yours() from error
        except (FileNotFoundError, msgspec.DecodeError) as error:
            raise self._nothing() from error

    def _not_yours(self) -> NoAuthorityError:
        return NoAuthorityError(f"{self.folder} is not yours to read: run this as root, or as {USER}")

    def _nothing(self) -> NoAuthorityError:
        return NoAuthorityError(f"{self.folder} holds no authority of a hall: run motcua hall init first")


def publish(folder: TrustFolder, register: Register, authority: Authority, plan: Plan) -> bool:
    """What the broker reads says what the register says. Whether that was anything new: then the broker is to read it
    again. Call it after each act; it writes what differs and nothing else."""
    # Alone: an older state must not be written over a newer one.
    with register.alone():
        wanted = {
            folder.public_ca: folder.ca.read_bytes(),
            folder.access: access_list(plan, register.shut_out()).encode(),
            folder.revoked: authority.revoked_list(register.revoked()),
        }
        new = {file: data for file, data in wanted.items() if not file.is_file() or file.read_bytes() != data}
        for file, data in new.items():
            owned.write(file, data, SHARED)
    return bool(new)
