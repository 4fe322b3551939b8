"""Enters the product's users into an image, each under its own lasting number (``users.toml``)."""

from __future__ import annotations

import os
import shlex
import tomllib
from pathlib import Path

from images.tools import EPOCH, BuildError

NUMBERS = Path(__file__).parent / "users.toml"
DAYS = EPOCH // 86400


def enter(root: Path, sysusers: Path, numbers: Path = NUMBERS) -> None:
    """What ``sysusers`` names is in the tree's passwd and group: systemd finds it there and gives no numbers away."""
    ids: dict[str, int] = tomllib.loads(numbers.read_text("utf-8"))
    lines = [shlex.split(line, comments=True) for line in sysusers.read_text("utf-8").splitlines()]
    wanted = [line for line in lines if line]
    files = _Files(root)
    for kind, name, *rest in wanted:
        if kind in {"u", "u!", "g"}:
            if name not in ids:
                raise BuildError(f"{sysusers.name} has {name}, which {numbers} gives no number: add a line there")
            files.add(
                name,
                ids[name],
                rest[1] if len(rest) > 1 else "",
                home=rest[2] if len(rest) > 2 else "/",
                user=kind != "g",
            )
        elif kind != "m":
            raise BuildError(f"{sysusers.name}: {kind} is not known here (images/users.py)")
    for kind, name, *rest in wanted:
        if kind == "m":
            files.join(name, rest[0])
    files.write()


class _Files:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._lines = {
            name: self._path(name).read_text("utf-8").splitlines() for name in ("passwd", "group", "shadow", "gshadow")
        }

    def add(self, name: str, number: int, what: str, *, home: str, user: bool) -> None:
        """In place of what a package's script may have given the name."""
        before = self._number_of(name)
        for file in self._lines:
            self._lines[file] = [line for line in self._lines[file] if line.split(":")[0] != name]
        for file in ("passwd", "group"):
            for line in self._lines[file]:
                if line.split(":")[2] == str(number):
                    owner = line.split(":")[0]
                    raise BuildError(
                        f"{name} is to be {number}, which {owner} has in the image's {file}: choose another"
                    )
        self._lines["group"].append(f"{name}:x:{number}:")
        self._lines["gshadow"].append(f"{name}:!*::")
        if user:
            self._lines["passwd"].append(f"{name}:x:{number}:{number}:{what}:{home or '/'}:/usr/sbin/nologin")
            self._lines["shadow"].append(f"{name}:!*:{DAYS}::::::")
        if before is not None:
            self._hand_over(before, number)

    def join(self, name: str, group: str) -> None:
        for place, line in enumerate(self._lines["group"]):
            title, x, number, members = line.split(":")
            if title == group:
                joined = ",".join([*filter(None, members.split(",")), name])
                self._lines["group"][place] = f"{title}:{x}:{number}:{joined}"
                return
        raise BuildError(f"{name} is to be in the group {group}, which the image does not have")

    def write(self) -> None:
        for name, lines in self._lines.items():
            path = self._path(name)
            path.write_text("\n".join(lines) + "\n", "utf-8")
            path.with_name(f"{path.name}-").unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._root / "etc" / name

    def _number_of(self, name: str) -> int | None:
        found = [line.split(":") for line in self._lines["passwd"] if line.startswith(f"{name}:")]
        return int(found[0][2]) if found else None

    def _hand_over(self, before: int, number: int) -> None:
        for folder, folders, names in os.walk(self._root):
            for name in (*folders, *names):
                path = Path(folder, name)
                if path.lstat().st_uid == before:
                    os.chown(path, number, number, follow_symlinks=False)
