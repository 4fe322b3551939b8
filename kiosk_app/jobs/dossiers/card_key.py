"""The hall's secret comes from the hub to a kiosk that reads cards, at each new link and when the hub is back: it may
be another one by then."""

from __future__ import annotations

import base64

from msgspec.structs import replace

from hall_core.contract.questions import AskCardKey, CardKeyTold
from hall_core.mqtt.heard import HubBack, LinkUp, Told, Unanswered
from kiosk_app.jobs.dossiers.pages import KeepKey
from kiosk_app.kiosk import Kiosk, Now
from kiosk_app.messages import Wonder
from kiosk_app.rules import Step, always


@always(LinkUp)
def _link_up(kiosk: Kiosk, heard: LinkUp, now: Now) -> Step:
    return _ask(kiosk, now)


@always(HubBack)
def _hub_back(kiosk: Kiosk, heard: HubBack, now: Now) -> Step:
    return _ask(kiosk, now)


@always(Unanswered)
def _unanswered(kiosk: Kiosk, heard: Unanswered, now: Now) -> Step:
    """A hub that starts just now answers the next one; one that is away is asked when it is back."""
    if heard.command != kiosk.key_asked:
        return kiosk, []
    return (replace(kiosk, key_asked=None), []) if kiosk.quiet or not kiosk.link else _ask(kiosk, now)


@always(Told)
def _told(kiosk: Kiosk, heard: Told, now: Now) -> Step:
    if heard.answer.to != kiosk.key_asked:
        return kiosk, []
    kiosk, body = replace(kiosk, key_asked=None), heard.answer.body
    return kiosk, [KeepKey(base64.b64decode(body.key))] if isinstance(body, CardKeyTold) else []


def _ask(kiosk: Kiosk, now: Now) -> Step:
    if not (kiosk.setup.scanner and kiosk.setup.plan.policy.id_card):
        return kiosk, []
    return replace(kiosk, key_asked=now.id), [Wonder(now.id, AskCardKey())]
