"""Reads ``packages.toml``: which packages of Debian an image has, and the key under which the tar of them is kept."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ARCHS = ("amd64", "arm64")
LISTS = Path(__file__).parent / "packages.toml"


@dataclass(frozen=True)
class Packages:
    arch: str
    suite: str
    components: tuple[str, ...]
    names: tuple[str, ...]

    def key(self) -> str:
        """The same for the same lists, so that a comment costs nobody twenty minutes."""
        said = json.dumps([self.arch, self.suite, self.components, self.names])
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def read(arch: str, path: Path = LISTS) -> Packages:
    found: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    names = {name for part in ("all", arch) for group in found[part].values() for name in group}
    return Packages(arch, found["suite"], tuple(found["components"]), tuple(sorted(names)))
