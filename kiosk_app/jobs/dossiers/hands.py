"""Carries out what the look-up by card needs: the hall's secret, and what it makes of a card's number."""

from __future__ import annotations

import logging
from pathlib import Path

from hall_core.domain.scanned import LEAST_KEY
from hall_core.durable import write_durably
from kiosk_app.box import Box, Hands
from kiosk_app.jobs.dossiers.pages import KeepKey, Recognise, Recognised

log = logging.getLogger(__name__)

KEY_FILE = "id.key"
"""In the data folder: what the hub told, for the times when it cannot be asked."""


def hands(box: Box) -> Hands:
    cards = _Cards(box.data / KEY_FILE, allowed=box.plan.policy.id_card)
    return Hands(quick={Recognise: cards.recognise}, slow={KeepKey: cards.keep})


class _Cards:
    """The screen's thread asks while the one for the disk keeps: what it asks for is replaced whole."""

    def __init__(self, file: Path, *, allowed: bool) -> None:
        """Where cards are not ``allowed`` any more, no key stays behind."""
        self._file = file
        self._key = _read(file) if allowed else _remove(file)

    def recognise(self, effect: Recognise) -> Recognised:
        return Recognised(None if self._key is None else effect.card.token(self._key))

    def keep(self, effect: KeepKey) -> None:
        if effect.key == self._key:
            return
        if len(effect.key) < LEAST_KEY:
            log.error("no looking up by ID card: the hub's key has only %d bytes", len(effect.key))
            return
        self._key = effect.key
        try:
            write_durably(self._file, effect.key, mode=0o600)
        except OSError as error:
            # In use all the same; after a restart the hub is asked again.
            log.error("%s: cannot be kept: %s", self._file, error.strerror or error)  # noqa: TRY400
        else:
            log.info("the hub has told the key for ID cards; it is kept")


def _read(file: Path) -> bytes | None:
    """None, and a line in the log, when it is not there or no key."""
    try:
        key = file.read_bytes()
    except FileNotFoundError:
        log.info("no looking up by ID card until the hub has told the key")
        return None
    except OSError as error:
        log.error("no looking up by ID card until the hub tells the key: %s: %s", file, error.strerror)  # noqa: TRY400
        return None
    if len(key) < LEAST_KEY:
        log.error("no looking up by ID card until the hub tells the key: %s has only %d bytes", file, len(key))
        return None
    return key


def _remove(file: Path) -> None:
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        log.error("%s: cannot be removed: %s", file, error.strerror or error)  # noqa: TRY400
