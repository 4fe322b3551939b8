"""What root remembers of updates across restarts, and what it says of them now."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_box.places import Places
from hall_core.contract.box import UPDATE
from hall_core.contract.release import BoxStanding, Sha256, Why
from hall_core.domain.names import WORDS_MOST, Uid, Words
from hall_core.domain.rollout import State, Version
from hall_core.durable import write_durably


class Installed(Struct, frozen=True):
    """It stands in the other slot, whole, and is not started yet."""

    offer: Uid
    version: Version
    digest: Sha256


class Attempt(Struct, frozen=True):
    """The box was started anew in order to run it. What a later start finds tells what came of it."""

    offer: Uid
    version: Version
    why: Why = ""
    """Once it was found not well, and the box goes back."""
    words: Words = ""


class Ended(Struct, frozen=True):
    """It was not to be; the same rollout tries it here no more."""

    offer: Uid
    version: Version
    state: State
    why: Why
    words: Words = ""


class Record(Struct, frozen=True, kw_only=True):
    installed: Installed | None = None
    attempt: Attempt | None = None
    ended: Ended | None = None


class _Attempt(Struct, frozen=True):
    offer: Uid
    version: Version


class _Tried(Struct, frozen=True):
    """What a release that was not good has left, with a reason in words of its own: what counts is that it was
    tried, or it would be tried again and again."""

    attempt: _Attempt

    def record(self) -> Record:
        return Record(attempt=Attempt(self.attempt.offer, self.attempt.version))


class Memory:
    def __init__(self, places: Places) -> None:
        self._file = places.box / "release.json"
        self._told = places.run.parent / UPDATE

    def record(self) -> Record:
        """A garbled one remembers nothing: the box then runs what it runs."""
        try:
            data = self._file.read_bytes()
            try:
                return msgspec.json.decode(data, type=Record)
            except msgspec.ValidationError:
                return msgspec.json.decode(data, type=_Tried).record()
        except (FileNotFoundError, msgspec.DecodeError):
            return Record()

    def keep(self, record: Record) -> None:
        """OSError when the disk refuses."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_durably(self._file, msgspec.json.encode(record), 0o644)

    def tell(self, standing: BoxStanding) -> None:
        """The box's program tells it to the hall."""
        self._told.parent.mkdir(parents=True, exist_ok=True)
        new = self._told.with_name("update.new")
        new.write_bytes(msgspec.json.encode(standing))
        new.chmod(0o644)
        os.replace(new, self._told)  # noqa: PTH105 - a run-time file: nothing to sync


def short(words: object) -> str:
    return str(words)[:WORDS_MOST]


def partial(places: Places, digest: str) -> Path:
    """Where a release is fetched to; what an earlier one has left there is of no use."""
    for old in places.box.glob("*.part"):
        if old.stem != digest:
            old.unlink()
    return places.box / f"{digest}.part"
