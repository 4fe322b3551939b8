"""Whose keys open a box to a technician: ``technician.pub``, lines as ``ssh-keygen`` writes them into a ``.pub``."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from hall_trust.bundle_files import TECHNICIAN
from hall_trust.error import TrustError

RSA = "ssh-rsa"
TYPES = (
    "ssh-ed25519",
    "sk-ssh-ed25519@openssh.com",
    *(f"ecdsa-sha2-nistp{bits}" for bits in (256, 384, 521)),
    "sk-ecdsa-sha2-nistp256@openssh.com",
    RSA,
)
"""``sk-``: its private half is in a token that somebody touches."""
RSA_LEAST = 2048
"""Bits."""
MOST = 32
"""Keys of one box: at each try to get in all of them are read."""


class TechnicianError(TrustError):
    """No ``technician.pub`` that can be used. ``lines`` holds one sentence for each mistake."""

    key = "technician"

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def keys_in(data: bytes, name: str = TECHNICIAN) -> tuple[str, ...]:
    """Each in a line of its own, once; none of an empty file, which takes all keys away. TechnicianError names ``name``
    and the line of each mistake."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TechnicianError([f"{name} is no text: copy the .pub file itself"]) from error
    found: dict[str, str] = {}
    wrong: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            _check(words)
        except ValueError as error:
            wrong.append(f"{name}, line {number}: {error}")
            if "PRIVATE KEY" in line:
                break
            continue
        found.setdefault(words[1], _plain(words))
    if len(found) > MOST:
        wrong.append(f"{name} has {len(found)} keys, and {MOST} at most can be")
    if wrong:
        raise TechnicianError(wrong)
    return tuple(found.values())


def text_of(keys: Iterable[str]) -> bytes:
    return "".join(f"{key}\n" for key in keys).encode()


def fingerprint(key: str) -> str:
    """As ``ssh`` shows it."""
    digest = sha256(b64decode(key.split()[1])).digest()
    return f"SHA256:{b64encode(digest).decode().rstrip('=')}"


def said_of(folder: Path) -> str:
    """Whose keys lie in a bundle's folder, in a sentence for who has just written it. OSError."""
    file = folder / TECHNICIAN
    if not file.exists():
        return f"it brings no technician's key: {TECHNICIAN} is not there, those of the box stay as they are"
    try:
        names = [" ".join(key.split()[2:]) or fingerprint(key) for key in keys_in(file.read_bytes())]
    except TechnicianError as error:
        return f"it brings no technician's key, for {TECHNICIAN} has a mistake: {'; '.join(error.lines)}"
    if not names:
        return f"{TECHNICIAN} there is empty: with it nobody may type at the box any more"
    return f"who may type at the box with it, and nobody else: {', '.join(names)}"


def keys_of_files(files: Iterable[Path]) -> tuple[str, ...]:
    """Of several technicians, as they are named on a command line. TechnicianError also for a file that is not there,
    or that has no key: it would be taken for one that takes all keys away."""
    return tuple(dict.fromkeys(_of_files(files)))


def _of_files(files: Iterable[Path]) -> Iterator[str]:
    for file in files:
        try:
            keys = keys_in(file.read_bytes(), str(file))
        except OSError as error:
            raise TechnicianError([f"{file}: {error.strerror or error}"]) from error
        if not keys:
            raise TechnicianError([f"{file} has no key"])
        yield from keys


def _check(words: list[str]) -> None:
    """ValueError says what is wrong with a line."""
    if words[0].startswith("-----BEGIN"):
        raise ValueError("this is a private key, to be shown to nobody; the .pub file beside it is meant")
    if words[0] not in TYPES:
        if any(word in TYPES for word in words[1:]):
            raise ValueError("options before a key are not taken")
        raise ValueError(f'"{words[0][:40]}" is no type of key that is taken: {", ".join(TYPES)}')
    if len(words) == 1:
        raise ValueError("the key itself is missing behind its type")
    # Only here: a start that finds nothing new does not load it.
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_ssh_public_key

    try:
        key = load_ssh_public_key(f"{words[0]} {words[1]}".encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        raise ValueError(f"this is no {words[0]} key; was a part of it left out? ({error})") from error
    if isinstance(key, RSAPublicKey) and key.key_size < RSA_LEAST:
        raise ValueError(f"an RSA key of {key.key_size} bits is too short: {RSA_LEAST} at least")


def _plain(words: list[str]) -> str:
    """A remark is for people, and stands in logs and on terminals."""
    remark = ("".join(sign for sign in word if sign.isprintable()) for word in words[2:])
    return " ".join(filter(None, [*words[:2], *remark]))
