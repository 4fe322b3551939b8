"""Whether all of a release is as it was signed. RAUC's bundle is a squashfs, the hash tree over its blocks, the
signature of the manifest that names the root of that tree, and the length of that signature in eight bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

BLOCK = 4096


class Verity(Struct, frozen=True):
    """As the signed manifest names it."""

    salt: bytes
    root: bytes
    size: int
    """Bytes of the tree, in the file."""


def is_whole(file: Path, verity: Verity) -> bool:
    """OSError when it cannot be read."""
    with file.open("rb") as data:
        data.seek(-8, 2)
        end = data.tell()
        content = end - int.from_bytes(data.read(8), "big") - verity.size
        data.seek(0)
        return content > 0 and content % BLOCK == 0 and root_of(data, content, verity.salt) == verity.root


def root_of(data: BinaryIO, size: int, salt: bytes) -> bytes:
    """dm-verity's (version 1, SHA-256): each block's hash, the hashes in blocks again, until there is one (the Linux
    kernel's admin guide, device mapper, verity)."""
    salted = hashlib.sha256(salt)

    def hashes(blocks: Iterator[bytes]) -> bytes:
        found = bytearray()
        for block in blocks:
            one = salted.copy()
            one.update(block)
            found += one.digest()
        return bytes(found)

    level = hashes(data.read(BLOCK) for _ in range(size // BLOCK))
    while len(level) > salted.digest_size:
        level = hashes(level[at : at + BLOCK].ljust(BLOCK, b"\0") for at in range(0, len(level), BLOCK))
    return level
