"""The technicians' number: ``motcua pin`` asks for it and prints what the hall file keeps instead of it.

    scrypt$16384$8$1$<salt>$<hash>       scrypt's n, r and p, then base64

The hall file may be read by many, so trying out all numbers must cost: one try takes about 0.1 s and 16 MB.
"""

from __future__ import annotations

import os
import re
import sys
from binascii import Error, a2b_base64, b2a_base64
from itertools import pairwise

LEAST, MOST = 4, 12
"""Digits."""
N, R, P = 16_384, 8, 1
SALT = 16
"""Bytes, as of the hash below."""
HASH = 32
MEMORY = 64 * 1024 * 1024
"""Bytes that one check may take: a hall file that asks for more is refused instead of filling the box."""
_KEPT = re.compile(r"scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([A-Za-z0-9+/=]{1,64})\$([A-Za-z0-9+/=]{1,128})")


def kept_of(pin: str, salt: bytes) -> str:
    """What a hall file keeps of ``pin``."""
    return "$".join(["scrypt", str(N), str(R), str(P), _text(salt), _text(_hash(pin, salt, N, R, P))])


def is_kept(text: str) -> bool:
    """Whether ``text`` is what :func:`kept_of` makes."""
    return _read(text) is not None


def is_pin(pin: str, kept: str) -> bool:
    """Whether ``pin`` is the number that ``kept`` was made of; in the same time whichever digit is wrong."""
    read = _read(kept)
    if read is None:
        return False
    n, r, p, salt, right = read
    from hmac import compare_digest  # here: the kiosk's rules know this module, and need it for its first frame

    try:
        return compare_digest(_hash(pin, salt, n, r, p), right)
    except ValueError:  # numbers that scrypt does not take
        return False


def why_not(pin: str) -> str:
    """Why ``pin`` is none to be taken; empty when it is one."""
    if not (pin.isascii() and pin.isdecimal()) or not LEAST <= len(pin) <= MOST:
        return f"give {LEAST} to {MOST} digits"
    steps = {(int(b) - int(a)) % 10 for a, b in pairwise(pin)}
    if len(steps) == 1 and steps <= {0, 1, 9}:
        return "that is what everybody tries first: give another one"
    return ""


def main(argv: list[str] | None = None) -> int:
    """Asks twice, without showing it, and prints the line for the hall file."""
    del argv
    import getpass

    pin = getpass.getpass("PIN of the technicians: ")
    if why := why_not(pin):
        print(why, file=sys.stderr)
        return 2
    if getpass.getpass("once more: ") != pin:
        print("the two are not alike", file=sys.stderr)
        return 2
    print(f'staff_pin = "{kept_of(pin, os.urandom(SALT))}"')
    return 0


def _hash(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    from hashlib import scrypt

    return scrypt(pin.encode(), salt=salt, n=n, r=r, p=p, maxmem=MEMORY, dklen=HASH)


def _read(kept: str) -> tuple[int, int, int, bytes, bytes] | None:
    found = _KEPT.fullmatch(kept)
    if found is None:
        return None
    n, r, p, salt, right = found.groups()
    try:
        bytes_of = a2b_base64(salt, strict_mode=True), a2b_base64(right, strict_mode=True)
    except Error:
        return None
    return (int(n), int(r), int(p), *bytes_of) if len(bytes_of[1]) == HASH else None


def _text(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode()
