"""An edition kept in a file, byte for byte. What is spoilt in it is found when it is read, and then it is fetched
again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hall_core.contract.edition import EditionError, digest
from hall_core.contract.questions import Question
from hall_core.domain.names import Digest, Slug, Uid
from hall_core.durable import write_durably
from hall_core.mqtt.keeping import Keeper

log = logging.getLogger(__name__)

Value = TypeVar("Value")


def kept(
    name: Slug,
    file: Path,
    read: Callable[[bytes], Value],
    ask: Callable[[Question], Uid],
    changed: Callable[[Value], None],
) -> Keeper[Value]:
    """``read`` makes a value of an edition's bytes, EditionError when they are none; ``changed`` is given that of each
    new edition."""

    def take(data: bytes) -> Value | None:
        try:
            value = read(data)
        except EditionError as error:
            log.error("%s: the hub's edition %s; the one before stays", name, error)  # noqa: TRY400
            return None
        try:
            write_durably(file, data)
        except OSError as error:
            # Shown all the same; after a restart it is fetched anew.
            log.error("%s: cannot be kept: %s", file, error)  # noqa: TRY400
        return value

    return Keeper(name, ask, *_before(file, read), take, changed)


def _before(file: Path, read: Callable[[bytes], Value]) -> tuple[Value | None, Digest | None]:
    """What the file holds, and its digest."""
    try:
        data = file.read_bytes()
        return read(data), digest(data)
    except FileNotFoundError:
        return None, None
    except (OSError, EditionError) as error:
        log.warning("%s: %s; it is fetched again", file, error)
        return None, None
