"""The keys of the hub's own box: broker, hub, authority, courier, consoles; made where they are used, without a bundle.

Each has a folder of its own name in the keys folder, which belongs to the user it runs as.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from hall_core.contract.access import AUTHORITY, COURIER, HUB
from hall_core.domain.names import Millis
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Console
from hall_core.keys import SECRET, SHARED, Keys
from hall_core.mqtt.certificate import Life
from hall_trust import owned
from hall_trust.ca import BROKER, Authority, Certificate, check_pair, read
from hall_trust.error import TrustError
from hall_trust.folder import USER
from hall_trust.key import PublicKey, new_key, public_of
from hall_trust.register import Register

DEFAULT = Path("/var/lib/motcua/keys")
BROKER_USER, HUB_USER, CONSOLE_USER = "mosquitto", "hall-hub", "hall-console"
CONSOLE = "console"
"""The folder of the hall's first console; further ones have theirs under their names."""
LEFT = 3
"""What has less than one part in so many of its time left is made anew."""
WEB = "web.pem"
"""Key and certificate that browsers see, in the console's folder."""


class NamelessError(TrustError):
    """Browsers would see it, and nobody can tell under which name."""


class Part(Struct, frozen=True, kw_only=True):
    """One certificate of this box."""

    name: str
    file: Path
    user: str
    browsers: bool = False
    """Whether it is they who see it."""
    names: tuple[str, ...] = ()
    """The names and addresses it is to be made out to then; none when nobody can tell now: those it has stay."""

    @property
    def called(self) -> str:
        """In the register, and for people."""
        return f"{self.name}/web" if self.browsers else self.name


class Made(Struct, frozen=True, kw_only=True):
    part: Part
    until: Millis
    new: bool


def parts(plan: Plan, keys: Path, addresses: list[str]) -> Iterator[Part]:
    """``addresses``: names and addresses of this box, for a console that has none in the hall file."""
    for name, user in ((BROKER, BROKER_USER), (HUB, HUB_USER), (AUTHORITY, USER)):
        yield Part(name=name, file=Keys(keys / name).own, user=user)
    if plan.centre is not None:
        # It runs as the hub does: it reads the hub's ledger, and writes what the hub reads.
        yield Part(name=COURIER, file=Keys(keys / COURIER).own, user=HUB_USER)
    consoles = [device for device in plan.devices if isinstance(device, Console)]
    for index, console in enumerate(consoles):
        folder = keys / (console.id if index else CONSOLE)
        names = tuple(console.names or addresses)
        yield Part(name=console.id, file=Keys(folder).own, user=CONSOLE_USER)
        yield Part(name=console.id, file=folder / WEB, user=CONSOLE_USER, browsers=True, names=names)


def is_ours(part: Part, register: Register) -> bool:
    """False for a console that is shut out, which nothing here lets in again, or that has its keys on another box."""
    if part.name in register.shut_out():
        return False
    held = register.in_force(part.name)
    # It may have renewed itself, as any device does.
    return held is None or held.how == "own" or _serial(Keys(part.file.parent).own) == held.serial


def _serial(file: Path) -> str | None:
    try:
        return read(file.read_bytes()).serial
    except (FileNotFoundError, TrustError):
        return None


def make(part: Part, authority: Authority, ca: bytes, register: Register, by: str, at: Millis) -> Made:
    """Its certificate is there, belongs to this authority and has time left; made anew when not. NamelessError,
    OSError."""
    there = _there(part, ca, register)
    if there is not None and _will_do(part, there, register.just_given(there.fingerprint).since, at):
        return Made(part=part, until=there.until, new=False)
    if part.browsers and not part.names:
        if there is None:
            raise NamelessError(f"{part.called}: nobody can tell its name or address: write names into the hall file")
        part = replace(part, names=there.names)
    folder = part.file.parent
    owned.make_folder(folder.parent, 0o755)
    owned.make_folder(folder, 0o700, part.user, part.user)
    key = new_key()
    made = _certificate(part, authority, public_of(key), at)
    register.record(made, "own", by, part.called)
    owned.write(Keys(folder).ca, ca, SHARED)
    owned.write(part.file, key + made.pem.encode(), SECRET)
    if not part.browsers:
        owned.write(Keys(folder).until, Life(made.since, made.until).line(), SHARED)
    return Made(part=part, until=made.until, new=True)


def _there(part: Part, ca: bytes, register: Register) -> Certificate | None:
    """What is there and still in force."""
    try:
        pem = part.file.read_bytes()
        there = check_pair(pem, pem, ca)
    except (FileNotFoundError, TrustError):
        return None
    given = register.in_force(part.called)
    return there if given is not None and given.serial == there.serial else None


def _will_do(part: Part, there: Certificate, since: Millis, at: Millis) -> bool:
    if part.names and sorted(part.names) != sorted(there.names):
        return False
    return (there.until - at) * LEFT > there.until - since


def _certificate(part: Part, authority: Authority, key: PublicKey, at: Millis) -> Certificate:
    if part.browsers:
        return authority.for_web(part.names, key, at)
    return authority.for_broker(key, at) if part.name == BROKER else authority.for_device(part.name, key, at)
