"""``motcua device join --bundle DIR | --claim FILE --keys DIR``: on a box, makes it the device of the hall that it is
to be. Exit status 0: it is, and its keys are in their folder."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import msgspec
from msgspec.structs import replace

from hall_core.device import log
from hall_core.device.clock import Clock
from hall_core.device.program import WRONG_CONFIGURATION, broker_address, stop_on_signals
from hall_core.durable import write_durably
from hall_core.keys import SECRET, SHARED, Keys
from hall_core.mqtt.certificate import CertificateError, life
from hall_core.ui.translate import Words
from hall_trust.bundle import BundleError
from hall_trust.bundle_files import CLAIM, DEVICE, FOLDER
from hall_trust.ca import check_pair
from hall_trust.claim import ClaimCode, ClaimError, claim_in
from hall_trust.error import TrustError
from hall_trust.join_words import Shown, page
from hall_trust.joining import Joining

CLEAR = "\x1b[2J\x1b[H"
"""Empties a terminal."""


def options(parser: argparse.ArgumentParser) -> None:
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--bundle", metavar="DIR", type=Path, help="the boot bundle, or the partition or stick it is on")
    what.add_argument(
        "--claim", metavar="FILE", type=Path, help="a claim, one line of text; - reads it from a scanner that types"
    )
    parser.add_argument(
        "--keys", metavar="DIR", type=Path, required=True, help="where the program of this box has its keys"
    )
    parser.add_argument(
        "--broker", metavar="HOST:PORT", type=broker_address, help="where the hub is by now, when it has moved"
    )

    parser.add_argument(
        "--tell", metavar="FILE", type=Path, help="also say there, as JSON, how far it is: a screen shows it"
    )


def run(given: argparse.Namespace) -> int:
    """Exit status: 0, WRONG_CONFIGURATION when somebody must do something first, 1 when it was stopped."""
    os.umask(0o077)
    quiet = log.setup("join")
    show = _screen(sys.stdout)
    if given.tell is not None:
        show = _also_in(given.tell, show)
    try:
        return _run(given, Keys(given.keys), show)
    except ClaimError as error:
        show(Shown(status="unreadable", detail=str(error)))
    except TrustError as error:
        show(Shown(status="no-bundle", detail=str(error)))
    except (OSError, CertificateError) as error:
        show(Shown(status="storage", detail=str(error)))
    finally:
        quiet()
    return WRONG_CONFIGURATION


def _run(given: argparse.Namespace, keys: Keys, show: Callable[[Shown], None]) -> int:
    keys.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if given.claim is not None:
        return _claimed(_code(given.claim, show), keys, given, show)
    folder = given.bundle if (given.bundle / DEVICE).exists() else given.bundle / FOLDER
    if (folder / CLAIM).exists():
        return _claimed(_code(folder / CLAIM, show), keys, given, show)
    show(Shown(status="done", device=take_bundle(folder, keys)))
    return 0


def take_bundle(folder: Path, keys: Keys) -> str:
    """The keys of this bundle become those of the box; its device. What the box has renewed since stays. BundleError
    when the bundle is no good; OSError when the box's own disk is not."""
    device, pem, ca = _brought(folder)
    new, old = life(Keys(folder)), life(keys)
    if new is None:
        raise BundleError(f"{Keys(folder).until} is not there, or is garbled")
    if old is not None and old.since > new.since and _is(keys, device, ca):
        logging.info("%s: the certificate here is newer than the bundle's", device)
        return device
    write_durably(keys.ca, ca, SHARED)
    write_durably(keys.own, pem, SECRET)
    # After the certificate, see hall_core.mqtt.certificate.
    write_durably(keys.until, new.line(), SHARED)
    for left in (keys.next_key, keys.next_request):
        left.unlink(missing_ok=True)
    return device


def _brought(folder: Path) -> tuple[str, bytes, bytes]:
    """Device, key with certificate, and authority."""
    brought = Keys(folder)
    try:
        device = str(tomllib.loads((folder / DEVICE).read_text("utf-8"))["device"]["id"])
        pem, ca = brought.own.read_bytes(), brought.ca.read_bytes()
    except OSError as error:
        raise BundleError(f"{error.filename or folder}: {error.strerror or error}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise BundleError(f"{folder / DEVICE} is garbled") from error
    if check_pair(pem, pem, ca).name != device:
        raise BundleError(f"the certificate in {folder} is not for {device}")
    return device, pem, ca


def _is(keys: Keys, device: str, ca: bytes) -> bool:
    try:
        pem = keys.own.read_bytes()
        return check_pair(pem, pem, ca).name == device
    except (OSError, TrustError):
        return False


def _code(file: Path, show: Callable[[Shown], None]) -> ClaimCode:
    """ClaimError. From a scanner another try is one more line."""
    if str(file) != "-":
        try:
            return claim_in(file.read_text("ascii", "replace"))
        except OSError as error:
            raise ClaimError(f"{file}: {error.strerror or error}") from error
    show(Shown(status="scan"))
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            return claim_in(line)
        except ClaimError as error:
            show(Shown(status="unreadable", detail=str(error)))
    raise ClaimError("nothing was scanned")


def _claimed(code: ClaimCode, keys: Keys, given: argparse.Namespace, show: Callable[[Shown], None]) -> int:
    if given.broker is not None:
        code = replace(code, broker=given.broker)
    stop = stop_on_signals()
    if Joining(code, keys, show, Clock()).run(stop):
        return 0
    return 1 if stop.is_set() else WRONG_CONFIGURATION


def _screen(out: TextIO) -> Callable[[Shown], None]:
    """Says what is new; on a terminal in place of what was there."""
    words = Words()
    last: list[list[str]] = [[]]

    def show(shown: Shown) -> None:
        lines = page(shown, words, bold=out.isatty())
        if lines != last[0]:
            last[0] = lines
            print(CLEAR if out.isatty() else "", *lines, sep="\n", file=out, flush=True)

    return show


def _also_in(file: Path, show: Callable[[Shown], None]) -> Callable[[Shown], None]:
    """A run-time file, whole at any moment; everybody may read what the glass shows anyway."""

    def both(shown: Shown) -> None:
        show(shown)
        new = file.with_name(f"{file.name}.new")
        new.write_bytes(msgspec.json.encode(shown))
        new.chmod(SHARED)
        new.replace(file)

    return both
