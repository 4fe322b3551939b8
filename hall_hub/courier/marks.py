"""How far the centre was when the courier ran last: a small file that saves reading, and whose loss costs nothing."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec
from msgspec import Struct

from hall_core.contract.centre.messages import NOTHING, Mark
from hall_core.contract.centre.records import Stream
from hall_core.durable import write_durably
from hall_hub.courier.reading import Base, Point

log = logging.getLogger(__name__)

FILE = "told.json"


class Marks(Struct, frozen=True, kw_only=True):
    """``base`` holds as long as the centre is nowhere behind ``told``."""

    told: dict[Stream, Mark] = {}
    base: Base | None = None
    point: Point | None = None
    """The last event of all that is told: a ledger of the same epoch that has another one there is not the same."""
    older: int = 0
    """Epoch of a ledger of which the centre has, or had, more than there is: what was put back is a copy. Whatever it
    has since was never told, and its places are taken. 0: none."""

    def holds(self, stream: Stream, upto: Mark) -> bool:
        return upto >= self.told.get(stream, NOTHING)


def read_marks(folder: Path) -> Marks:
    file = folder / FILE
    try:
        return msgspec.json.decode(file.read_bytes(), type=Marks)
    except FileNotFoundError:
        return Marks()
    except (OSError, msgspec.DecodeError) as error:
        log.warning("%s: %s; the centre is asked how far it is, and all is read again", file, error)
        return Marks()


def keep_marks(folder: Path, marks: Marks) -> None:
    """OSError when the disk refuses."""
    write_durably(folder / FILE, msgspec.json.encode(marks))
