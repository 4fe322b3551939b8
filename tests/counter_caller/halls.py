"""The hall of the demo with another call box in it."""

from __future__ import annotations

from pathlib import Path

from demo.hall_file import copy_of

HALL = Path("halls/demo.toml").resolve()
ONE = """counter = "quay-1"
officer = "ht-01"
"""


def hall_with(folder: Path, caller: str) -> Path:
    """``caller`` stands in place of the keys of caller-1, and may go on with its desks."""
    file = copy_of(HALL, folder / "hall.toml")
    text = file.read_text(encoding="utf-8")
    before, heading, after = text.partition('role = "caller"\nid = "caller-1"\n')
    assert after.startswith(ONE)
    file.write_text(f"{before}{heading}{caller}{after.removeprefix(ONE)}", encoding="utf-8")
    return file


def desk(counter: int, officer: str, keypad: str, **more: str) -> str:
    """A desk of quay-``counter``; ``more`` are further keys as TOML."""
    keys = "".join(f"{key} = {value}\n" for key, value in more.items())
    return f'[[devices.desks]]\ncounter = "quay-{counter}"\nofficer = "{officer}"\nkeypad = "{keypad}"\n{keys}'
