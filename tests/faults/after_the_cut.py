"""What is on a disk after its power was cut: what was flushed, and of the rest whatever had got there by chance."""

from __future__ import annotations

import os
import random
from pathlib import Path

from tests.faults.shim import Machine

BLOCK = 4_096
"""Bytes that reach a disk together or not at all."""


def rest(machine: Machine) -> None:
    """All that its data folder holds now is on the disk."""
    for copy in machine.flushed.rglob("*"):
        if copy.is_file():
            copy.unlink()
    for folder in _folders(machine):
        files = [file for file in folder.iterdir() if file.is_file()]
        for file in files:
            number = str(file.stat().st_ino)
            (machine.flushed / "files" / number).write_bytes(file.read_bytes())
            os.link(file, machine.flushed / "kept" / number)
        _names(machine, folder).write_text("".join(f"{file.stat().st_ino} {file.name}\n" for file in files))


def cut(machine: Machine, chance: random.Random | None = None) -> None:
    """Puts the data folder of ``machine``, whose programs are all dead, as its disk would have it. Without ``chance``
    nothing is there that was not flushed; with it, each block and each change of names may be."""
    for folder in _folders(machine):
        present = {file.name: file.stat().st_ino for file in folder.iterdir() if file.is_file()}
        now = {number: (folder / name).read_bytes() for name, number in present.items()}
        # A file system's own journal takes all changes of names, or none.
        names = present if chance is not None and chance.random() < 0.5 else _flushed_names(machine, folder)
        for name in present:
            (folder / name).unlink()
        for name, number in names.items():
            copy = machine.flushed / "files" / str(number)
            flushed = copy.read_bytes() if copy.exists() else b""
            mixed = flushed if chance is None else _mixed(flushed, now.get(number, flushed), chance)
            (folder / name).write_bytes(mixed)
    rest(machine)


def _folders(machine: Machine) -> list[Path]:
    return [machine.data, *(path for path in machine.data.rglob("*") if path.is_dir())]


def _names(machine: Machine, folder: Path) -> Path:
    below = "" if folder == machine.data else str(folder.relative_to(machine.data))
    return machine.flushed / "folders" / ("=" + below.replace("/", "|"))


def _flushed_names(machine: Machine, folder: Path) -> dict[str, int]:
    file = _names(machine, folder)
    lines = file.read_text().splitlines() if file.exists() else []
    return {name: int(number) for number, _, name in (line.partition(" ") for line in lines)}


def _mixed(flushed: bytes, now: bytes, chance: random.Random) -> bytes:
    """Each block as it was flushed or as it was written last; as long as one of both."""
    length = len(chance.choice([flushed, now]))
    starts = range(0, length, BLOCK)
    blocks = (chance.choice([flushed, now])[at : at + BLOCK].ljust(BLOCK, b"\0") for at in starts)
    return b"".join(blocks)[:length]
