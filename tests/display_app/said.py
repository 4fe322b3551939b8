"""Messages of the head, and boards that are to show them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from display_app.board import Board, HubClock
from hall_core.contract.messages import BoardMessage
from hall_core.domain.plan_devices import BoardPart, Panel
from tests.conftest import NINE_IN_THE_MORNING, make_plan
from tests.display_app.conftest import Watched, about_of, linked, uid

PANEL = Panel(width_px=1920, height_px=1080, width_mm=1210)
PORTRAIT = Panel(width_px=1080, height_px=1920, width_mm=680)
SMALL = Panel(width_px=800, height_px=480, width_mm=217)
UNTRUSTED = HubClock(NINE_IN_THE_MORNING, 1_000, False)
"""Without the time nothing but pages changes a board."""
MINUTE = 60_000


def em(text: str, weight: str) -> float:
    return 0.6 * len(text)


def message(vi: str = "Mời sang quầy 4", en: str = "", n: int = 1) -> BoardMessage:
    return BoardMessage(id=uid(500 + n), vi=vi, en=en)


def watched(*shows: BoardPart, panel: Panel = PANEL, distance_m: float = 4.0, **more: Any) -> Watched:
    more = {"counter": "quay-3", **more} if "counter" in shows else more
    return Watched(about_of(make_plan(), panel, distance_m, em, shows=shows or ("calls",), **more))


def told(*messages: BoardMessage, **more: Any) -> Board:
    known: dict[str, Any] = {"told": 1_000, "clock": UNTRUSTED, **more}
    return linked(messages=messages, **known)


SYLLABLES = st.text(st.sampled_from("abghn đêộẵ"), min_size=1, max_size=160)
TEXTS = SYLLABLES.map(lambda text: " ".join(text.split())).filter(bool)
MESSAGES = st.lists(st.tuples(TEXTS, TEXTS | st.just("")), min_size=1, max_size=5).map(
    lambda texts: tuple(message(vi, en, n) for n, (vi, en) in enumerate(texts))
)
