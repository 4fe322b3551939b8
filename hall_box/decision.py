"""What becomes of a boot bundle on the card of a box that may already be one of a hall. Pure."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from hall_box.brought import CA, Brought
from hall_box.fault import Fault, FaultKey
from hall_box.kept import Kept
from hall_core.domain.names import HUB


class Take(Struct, frozen=True):
    brought: Brought


class Stay(Struct, frozen=True):
    """As it is. ``notice``: why what lies on the card was left there."""

    notice: Fault | None = None


class Wait(Struct, frozen=True):
    """It has no role, and this is why."""

    fault: Fault


def decide(kept: Kept | None, card: Brought | Fault) -> Take | Stay | Wait:
    """``card`` is not what was taken from it before."""
    if isinstance(card, Fault):
        if kept is None:
            return Wait(card)
        # A box that works goes on: an empty card is nothing to speak of, a spoilt one is.
        return Stay(None if card.key == "no-bundle" else _of(card, kept))
    refused = _refused(kept, card)
    if refused is None:
        return Take(card)
    told = card.dated.told.device
    fault = Fault(key=refused, device=told.id, role=told.role, hall=told.hall)
    return Wait(fault) if kept is None else Stay(_of(fault, kept))


def _refused(kept: Kept | None, card: Brought) -> FaultKey | None:
    told = card.dated.told.device
    if kept is None:
        return None if card.gives or told.role == HUB else "no-key"
    own = kept.dated.told.device
    if told.hall != own.hall:
        # What the box has on its disk is the other hall's: numbers, copies of dossiers, facts that were not sent yet.
        return "other-hall"
    if told.id != own.id:
        if kept.has_authority:
            return "hub-stays"
        return None if card.gives or told.role == HUB else "no-key"
    if card.dated.made < kept.dated.made:
        return "older"
    if told.role == HUB:
        return "hub-authority" if _another_authority(kept, card) else None
    if card.gives:
        return None
    # The hall file alone, for a box that has its key.
    return None if kept.has_key and card.public.get(CA) == kept.ca else "no-key"


def _another_authority(kept: Kept, card: Brought) -> bool:
    brought = card.hub.get("trust/ca.pem")
    return kept.has_authority and brought is not None and kept.ca not in (b"", brought)


def _of(fault: Fault, kept: Kept) -> Fault:
    own = kept.dated.told.device
    return replace(fault, own=own.id, own_hall=own.hall)
