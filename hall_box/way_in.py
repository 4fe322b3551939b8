"""A technician's way in to a box with our image: OpenSSH, for those whose public keys the box has been given and for
nobody else. Without a key nothing listens.

/var/lib/motcua/box/technician.pub        the keys that count (images/overlay: sshd_config and motcua-ssh.socket)
/var/lib/motcua/box/technician.taken      by which the box knows the card's file again: it counts once
/var/lib/motcua/box/ssh_host_ed25519_key  the box's own, made when the first key comes; beside it its public half

``motcua box technician [FILE]``: who may type here, or who may from now on.
"""

from __future__ import annotations

import argparse
import logging
import sys
from hashlib import sha256
from pathlib import Path

from msgspec.structs import replace

from hall_box.fault import Fault
from hall_box.machine import Machine
from hall_box.places import Places
from hall_box.reading import bounded
from hall_box.standing import Standing, tell, told
from hall_core.durable import sync
from hall_core.keys import SECRET, SHARED
from hall_trust import owned, technician
from hall_trust.bundle_files import TECHNICIAN
from hall_trust.technician import TechnicianError, keys_in, text_of

SOCKET = "motcua-ssh.socket"
LARGEST = 65_536
"""Bytes of the keys' file."""
LINES = 3
"""Of its mistakes on a screen."""
log = logging.getLogger(__name__)


def kept(places: Places) -> Path:
    return places.box / TECHNICIAN


def host_key(places: Places) -> Path:
    return places.box / "ssh_host_ed25519_key"


def at_start(places: Places, machine: Machine, standing: Standing, *, stick: bool) -> Standing:
    """How the box stands, with what is said of the way in; whatever is wrong with that, no role waits for it. A stick
    brings keys with a bundle that was taken in, and not otherwise."""
    try:
        before = kept(places).is_file()
        fault = None if stick and not standing.taken else take(places, stick=stick)
        standing = replace(standing, way_in=fingerprint(places), way_in_fault=fault)
        if before or standing.way_in:  # otherwise no start waits for systemd to say that nobody listens
            set_off(places, machine)
    except Exception as error:
        log.exception("the technician's way in cannot be looked after")
        fault = Fault(key="technician", detail=f"{type(error).__name__}: {error}")
        standing = replace(standing, way_in_fault=fault)
    return standing


def take(places: Places, *, stick: bool = False) -> Fault | None:
    """The keys on the card count from now on, if they did not before: those alone, and none when its file has none.
    ``stick``: its bundle was just taken in. A file with a mistake changes nothing, nor does a disk that refuses."""
    file, taken = places.bundle / TECHNICIAN, places.box / "technician.taken"
    try:
        if not file.is_file():
            return None
        data = bounded(file, LARGEST)
        digest = sha256(data).hexdigest().encode()
        if not stick and taken.is_file() and taken.read_bytes() == digest:
            return None
        keep(places, keys_in(data))
        if not stick:
            # Last: what was cut off before is done again.
            owned.write(taken, digest, SHARED)
    except TechnicianError as error:
        return Fault(key="technician", detail="; ".join(error.lines[:LINES]))
    except OSError as error:
        return Fault(key="technician", detail=f"{TECHNICIAN}: {error.strerror or error}")
    return None


def keep(places: Places, keys: tuple[str, ...]) -> None:
    """These alone, from the next try to get in. OSError."""
    owned.make_folder(places.box, 0o700)
    if keys:
        _have_host_key(places)
        owned.write(kept(places), text_of(keys), SECRET)
    else:
        kept(places).unlink(missing_ok=True)
        sync(places.box)  # a key that was taken away comes back with no power cut
    log.info("%d keys of technicians count", len(keys))


def fingerprint(places: Places) -> str:
    """Of the box's own key, as ``ssh`` shows it to whoever comes the first time; "" when nobody may come. OSError."""
    if not kept(places).is_file():
        return ""
    _have_host_key(places)
    return technician.fingerprint(_public(places).read_text("ascii"))


def set_off(places: Places, machine: Machine) -> None:
    """Somebody listens, or nobody does."""
    machine.units("start" if kept(places).is_file() else "stop", SOCKET)


def _public(places: Places) -> Path:
    return host_key(places).with_suffix(".pub")


def _have_host_key(places: Places) -> None:
    if host_key(places).is_file() and _public(places).is_file():
        return
    # Only here: an ordinary start does not load it.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    # sshd asks for the private half alone: until it is there both are made anew.
    host_key(places).unlink(missing_ok=True)
    owned.write(_public(places), public + b"\n", SHARED)
    owned.write(host_key(places), key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()), SECRET)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="motcua box technician", description="Who may type commands at this box (docs/typing.md)."
    )
    help = "their public keys, these alone from now on; - reads them here; an empty one takes all away"
    parser.add_argument("file", metavar="FILE", nargs="?", help=help)
    given = parser.parse_args(argv)
    return act(given.file, Places(), Machine())


def act(file: str | None, places: Places, machine: Machine) -> int:
    """``file``: None asks, - reads what is piped in. The exit status."""
    try:
        if not machine.image():
            print("this box was set up by hand: its administrator says who may type here", file=sys.stderr)
            return 2
        if file is not None:
            data = sys.stdin.buffer.read(LARGEST + 1) if file == "-" else Path(file).read_bytes()
            keep(places, keys_in(data, TECHNICIAN if file == "-" else file))
            set_off(places, machine)
        own = fingerprint(places)
        if file is not None and (standing := told(places)) is not None:
            tell(places, replace(standing, way_in=own))
        print(kept(places).read_text("utf-8") if own else "nobody may type here: no key\n", end="")
    except TechnicianError as error:
        print(error, "nothing was changed", sep="\n", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename}: {error.strerror or error}", file=sys.stderr)
        return 1
    if own:
        print(f"the box's own key: {own}")
    return 0
