"""A dossier, what the hub tells of it, and a kiosk at a site that looks up by card."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from hall_core.contract.questions import Answer, DossiersTold, DossierTold
from hall_core.domain.dossier import Dossier, Fee
from hall_core.domain.names import Name
from hall_core.domain.scanned import IdCard
from hall_core.mqtt.heard import LinkUp, Told
from kiosk_app.jobs.dossiers import pages as p
from tests.kiosk_app.conftest import COMMAND, Hand, hall_state, heard, make_hall, make_kiosk
from tests.kiosk_app.devices.scanning import NUMBER

CODE = "000.00.16.H41-261005-0007"
KEY = b"the key of a hall that is tested"
TOKEN = IdCard(NUMBER).token(KEY)
AS_OF = 1_795_226_000_000
DOSSIER = Dossier(
    code=CODE, procedure=Name("Khai sinh", "Birth"), agency=Name("Sở Tư pháp", "Justice"), state="processing"
)
FEE = Fee(amount=50_000, bank="970403", account="0011012345678")
SECOND = "018f0000-0000-7000-8000-00000000000b"


def told(dossier: Dossier | None, to: str = COMMAND) -> Told:
    return Told(Answer(to=to, body=DossierTold(dossier=dossier, as_of=AS_OF)))


def bucket(*dossiers: Dossier, page: int = 0, pages: int = 1, to: str = COMMAND) -> Told:
    return Told(Answer(to=to, body=DossiersTold(dossiers=list(dossiers), page=page, pages=pages, as_of=AS_OF)))


def owned(n: int, token: str = TOKEN, received: str = "2026-10-05") -> Dossier:
    return replace(DOSSIER, code=f"H41.16-261005-000{n}", owner=token, received=received)


def found(dossier: Dossier = DOSSIER) -> p.Found:
    return p.Found(dossier=dossier, as_of=AS_OF)


def card_hand() -> Hand:
    """At a site that looks up by card, with the hub there."""
    plan = make_hall()
    hand = Hand(make_kiosk(replace(plan, policy=replace(plan.policy, id_card=True))))
    for news in (LinkUp(), heard(hall_state())):
        hand.hear(news)
    hand.done.clear()
    return hand


def fields(value: object) -> Any:
    """Every field of every value in it, whatever a repr of its own would hide."""
    if isinstance(value, msgspec.Struct):
        return {type(value).__name__: {name: fields(getattr(value, name)) for name in value.__struct_fields__}}
    if isinstance(value, dict):
        return {str(key): fields(one) for key, one in value.items()}
    if isinstance(value, (tuple, list, frozenset)):
        return [fields(one) for one in value]
    return value
