"""Gives a door one input after the other, and looks whether what must hold does.

Inputs come in blocks. A block begins with a door that is new and with a seed of its own, so that what was
found is found again by that block alone.
"""

from __future__ import annotations

import gc
import logging
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

from msgspec import Struct

from hall_core.contract import ids
from tests.conftest import NINE_IN_THE_MORNING
from tests.fuzz.door import Door, Opened

BLOCK = 5_000
"""Inputs: enough for something that grows to be seen growing."""
WELL_EVERY = 100
WARNINGS = 1_100
"""Lines of the log a block may bring at warning and above: what is refused is said once, and then counted."""
SLACK = 20_000
"""Objects that come and go with caches."""


class Found(Struct, frozen=True, kw_only=True):
    """A fault, and how to see it again."""

    door: str
    seed: int
    block: int
    number: int
    """Of the input within the block; -1: when all was over."""
    input: str
    what: str

    @property
    def again(self) -> str:
        return f"./run fuzz --only {self.door} --seed {self.seed} --block {self.block}"


class _Listener(logging.Handler):
    """What the program says while it is given nonsense."""

    def __init__(self) -> None:
        super().__init__()
        self.warnings = 0
        self.mistake = ""
        """Of its own, which it caught and told."""

    def said_no_mistake(self) -> None:
        assert not self.mistake, self.mistake

    def emit(self, record: logging.LogRecord) -> None:
        words = record.getMessage()
        if record.levelno >= logging.WARNING:
            self.warnings += 1
        if record.exc_info and not self.mistake:
            self.mistake = f"{words}\n{''.join(traceback.format_exception(*record.exc_info))}"


def block(
    name: str, open: Opened, seed: int, number: int, inputs: int, told: Callable[[int], None] = lambda _: None
) -> Found | None:
    """The first fault in a block of so many; ``told`` hears how many were given."""
    rng = Random(f"{seed}/{name}/{number}")
    folder = Path(tempfile.mkdtemp(prefix="motcua-fuzz-", dir=_fast()))
    at, input = -1, "(before the first)"
    with _heard() as log, _ids_of(rng):
        try:
            door = open(folder)
            try:
                before = 0
                for at in range(inputs):
                    input = door.make(rng)
                    door.give(input)
                    log.said_no_mistake()
                    if at % WELL_EVERY == WELL_EVERY - 1:
                        door.well()
                        told(WELL_EVERY)
                    if at == inputs // 2:
                        before = _objects()
                if inputs == BLOCK:
                    _does_not_grow(door, before, inputs - inputs // 2)
                assert log.warnings <= WARNINGS, f"{log.warnings} lines of the log"
                at, input = -1, "(all of them)"
            finally:
                door.end()
            log.said_no_mistake()
        except Exception:
            what = traceback.format_exc()
            return Found(door=name, seed=seed, block=number, number=at, input=_shown(input), what=what)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    return None


def _does_not_grow(door: Door, before: int, inputs: int) -> None:
    grown = _objects() - before
    assert grown <= SLACK + door.grows * inputs, f"{grown} objects more after {inputs} inputs"


def _objects() -> int:
    gc.collect()
    return sys.getallocatedblocks()


def _shown(input: Any) -> str:
    return repr(tuple(getattr(input, name) for name in input.__struct_fields__) if isinstance(input, Struct) else input)


def _fast() -> str | None:
    """In memory where that can be: whether a disk keeps what it is given is not what is asked here."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


class _Played:
    """In place of time and chance where ids are made, so that a block comes out the same each time."""

    def __init__(self, rng: Random) -> None:
        self._rng = Random(rng.getrandbits(64))
        self._ns = NINE_IN_THE_MORNING * 1_000_000

    def randbits(self, bits: int) -> int:
        return self._rng.getrandbits(bits)

    def time_ns(self) -> int:
        self._ns += 1_000_000
        return self._ns


@contextmanager
def _ids_of(rng: Random) -> Iterator[None]:
    before, played = (ids.secrets, ids.time), _Played(rng)
    ids.secrets = ids.time = played
    try:
        yield
    finally:
        ids.secrets, ids.time = before


@contextmanager
def _heard() -> Iterator[_Listener]:
    log, listener = logging.getLogger(), _Listener()
    others, level = log.handlers[:], log.level
    log.handlers[:] = [listener]
    log.setLevel(logging.INFO)
    try:
        yield listener
    finally:
        log.handlers[:] = others
        log.setLevel(level)
