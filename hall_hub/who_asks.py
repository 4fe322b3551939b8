"""Which device may ask the hub what. Pure."""

from __future__ import annotations

from hall_core.contract import questions as q
from hall_core.contract.dossier_edition import DOSSIER_BOARD
from hall_core.contract.edition import PROCEDURES
from hall_core.contract.notice_edition import NOTICE_FILE, NOTICES
from hall_core.domain.names import Slug
from hall_core.domain.plan import Policy
from hall_core.domain.plan_devices import Board, Device, Kiosk

_BOARD_PARTS: dict[Slug, str] = {DOSSIER_BOARD: "dossiers", NOTICES: "notices", NOTICE_FILE: "notices"}
"""Catalogue to the part of a board that shows it."""


def may_wonder(device: Device, policy: Policy, question: q.Question) -> bool:
    """Citizens look things up at kiosks; a board fetches what it shows. What has to do with cards is nobody's where
    the site does not allow them."""
    match question:
        case q.AskPart(catalogue=catalogue):
            if isinstance(device, Board):
                return _BOARD_PARTS.get(catalogue) in device.shows
            return isinstance(device, Kiosk) and catalogue == PROCEDURES
        case q.AskDossier() | q.AskOffer():
            return isinstance(device, Kiosk)
        case q.AskDossiers() | q.AskCardKey():
            return isinstance(device, Kiosk) and policy.id_card
