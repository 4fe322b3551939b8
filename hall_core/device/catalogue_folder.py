"""A folder of exported tables to a catalogue, or what is wrong in it: alike in a hall and at the centre."""

from __future__ import annotations

from pathlib import Path

from hall_core.device.table import read_table
from hall_core.domain.catalogue_check import FILES, OPTIONAL_FILES, Checked, check


def read(folder: Path, before: int, *, force: bool = False) -> Checked:
    """``before``: how many procedures the edition in use has, 0 for none."""
    names = [name for name in FILES if name not in OPTIONAL_FILES or (folder / name).exists()]
    return check({name: read_table(folder / name, *FILES[name]) for name in names}, before, force=force)
