"""Carries out what the look-up by card needs: the hall's secret, and what it makes of a card's number."""

from __future__ import annotations

import logging
from pathlib import Path

from hall_core.domain.scanned import LEAST_KEY
from kiosk_app.box import Box, Hands
from kiosk_app.jobs.dossiers.pages import Recognise, Recognised

log = logging.getLogger(__name__)

KEY_FILE = "id.key"
"""In the data folder: a copy of the hub's own, put there when the kiosk is set up."""


def hands(box: Box) -> Hands:
    key = _key(box.data / KEY_FILE) if box.plan.policy.id_card else None

    def recognise(effect: Recognise) -> Recognised:
        return Recognised(None if key is None else effect.card.token(key))

    return Hands(quick={Recognise: recognise})


def _key(file: Path) -> bytes | None:
    """None, and a line in the log, when it is not there or no key."""
    try:
        key = file.read_bytes()
    except OSError as error:
        log.error("no looking up by ID card: %s: %s; copy the hub's", file, error.strerror)  # noqa: TRY400
        return None
    if len(key) < LEAST_KEY:
        log.error("no looking up by ID card: %s has only %d bytes; copy the hub's", file, len(key))
        return None
    return key
