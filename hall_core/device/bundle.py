"""What a release for a box is, as ``rauc`` tells it: which version for which machines, and whether somebody whom we
believe has signed it. Knows the command ``rauc``, of which only this is needed on a box that installs nothing itself.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.contract.release import Machine
from hall_core.device.verity import Verity
from hall_core.domain.rollout import Version
from hall_core.errors import MotcuaError

RAUC = "rauc"
SECONDS = 120.0
"""For looking at a signature: longer than the slowest card takes to give its last block."""
_LINE = re.compile(r"^ *(Compatible|Version|Verity \w+):\s*'?([^'\n]*)", re.MULTILINE)
"""Of what rauc tells a person: what it tells a program leaves the hash tree out in some versions, or the version."""


class Bundle(Struct, frozen=True):
    version: Version
    machine: Machine
    verity: Verity
    """By which :func:`hall_core.device.verity.is_whole` sees whether all of it has come."""


class BundleError(MotcuaError):
    """It is none that may be used. The message is rauc's."""

    key = "signature"


def examine(file: Path, keyring: Path | None = None, rauc: str = RAUC) -> Bundle:
    """What is in ``file``. BundleError when nobody whose certificate is in ``keyring`` has signed it, or, without one,
    in the keyring of this box. Only what is signed is read here; the root file system is checked block for block while
    it is installed."""
    words = [rauc, "info", *([f"--keyring={keyring}"] if keyring else []), str(file)]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=False)
    except FileNotFoundError as error:
        raise BundleError("there is no rauc here, which looks at signatures: apt install rauc") from error
    except subprocess.TimeoutExpired as error:
        raise BundleError(f"rauc has not answered within {SECONDS:.0f} s") from error
    if done.returncode:
        raise BundleError(said(done.stderr))
    told = dict(_LINE.findall(done.stdout))
    try:
        salt, root = (bytes.fromhex(told.get(f"Verity {what}", "")) for what in ("Salt", "Hash"))
        verity = Verity(salt, root, int(told.get("Verity Size", "0")))
        return msgspec.convert(
            {"version": told.get("Version"), "machine": told.get("Compatible"), "verity": verity}, Bundle
        )
    except (msgspec.ValidationError, ValueError) as error:
        raise BundleError(f"it is no release of ours: {error}") from error


def said(words: str) -> str:
    """The last line of what rauc has said: why it stopped."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return re.sub(r"^rauc-Message: [\d:.]+: ", "", lines[-1]) if lines else "rauc did not say why"
