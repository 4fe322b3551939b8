"""Every rating page on three panels and in both languages, drawn to tests/pictures/out and measured."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import pytest
from msgspec.structs import replace

from hall_core.contract.messages import CounterState, RatingOffer
from hall_core.domain.names import Language
from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.domain.rating import LEVELS, REASONS
from hall_core.ui.translate import Words
from kiosk_app.jobs.rating import pages as p
from kiosk_app.jobs.rating.offers import offered
from kiosk_app.kiosk import Kiosk, Manner
from kiosk_app.looks import Looks
from kiosk_app.view import view
from tests.pictures.test_kiosk_pictures import NOW, cut, faults, open_hall
from tests.screens_support import PANELS, Glass, plan_in

OFFER = RatingOffer(id="018f0000-0000-7000-8000-0000000000f1", number="AB01234", until=NOW.at + 600_000)
MANNERS = {"plain": Manner(), "contrast": Manner(contrast=True), "larger": Manner(larger=True)}
COLOURED = ("pad-idle-offer", "faces-back", "reasons-dissatisfied", "scan-no-ticket", "not-no-hub", "thanks")
"""Pages that have between them every colour of these pages."""


def every_page() -> Iterator[tuple[str, Kiosk]]:
    plan = plan_in("province.toml")
    counter = plan.counters[-1]
    kiosk = open_hall(plan, 8)
    kiosk = replace(kiosk, setup=replace(kiosk.setup, scanner=True), hub_ahead=NOW.at - NOW.mono)
    state = CounterState(
        epoch=1,
        version=1,
        counter=counter.id,
        revision=1,
        status="open",
        reason="",
        since=NOW.at,
        ticket=None,
        seen=None,
        offer=OFFER,
    )
    pad = replace(kiosk, setup=replace(kiosk.setup, home=p.Idle(counter.id)), page=p.Idle(counter.id))
    with_offer = replace(pad, counters={counter.id: state})
    assert offered(with_offer, NOW) is not None
    yield "pad-idle", pad
    yield "pad-idle-offer", with_offer
    yield "faces", replace(with_offer, page=p.FacesUnasked(OFFER))
    yield "faces-back", replace(kiosk, page=p.Faces(OFFER, "satisfied"))
    for level in LEVELS:
        yield f"reasons-{level}", replace(kiosk, page=p.Reasons(OFFER, level, REASONS[level][1:3]))
    yield "thanks", replace(kiosk, page=p.Thanks())
    for hint in get_args(p.Hint):
        yield f"scan-{hint or 'ticket'}", replace(kiosk, page=p.ScanTicket(hint))
    yield "finding", replace(kiosk, page=p.Finding(OFFER.id))
    for why in get_args(p.Why):
        yield f"not-{why}", replace(kiosk, page=p.NotNow(why))


PAGES = dict(every_page())
ENLARGED = [panel for panel in PANELS if Looks(Device(id="kiosk-1", panel=PANELS[panel])).larger]
"""Elsewhere larger text has no room, and is not offered."""
DRAWN = [
    *((panel, "plain", page) for panel in PANELS for page in PAGES),
    *((panel, "contrast", page) for panel in PANELS for page in COLOURED),
    *((panel, "larger", page) for panel in ENLARGED for page in PAGES),
]


def show(glass: Glass, panel: str, kiosk: Kiosk, words: Words) -> None:
    from kiosk_app.stage import Stage

    looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
    glass.use(looks.plain)
    stage = Stage(looks.of, lambda _tap: None)
    stage.show(view(kiosk, words.into(kiosk.language), NOW), kiosk.manner)
    glass.show(stage)
    glass.frames(4)


@pytest.mark.parametrize(("panel", "manner", "page"), DRAWN)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_rating_page(
    glass: Glass, english_too: Words, panel: str, manner: str, language: Language, page: str
) -> None:
    kiosk = replace(PAGES[page], manner=replace(MANNERS[manner], language=language))
    show(glass, panel, kiosk, english_too)
    assert faults(glass) == []
    assert cut(glass) == []
    glass.keep(f"rating-{panel}-{manner}-{language}-{page}")
    assert all(officer.name not in text for officer in kiosk.setup.plan.officers for text in shown(glass))


def shown(glass: Glass) -> list[str]:
    from hall_core.ui.widgets.text_block.text_block import TextBlock

    return [widget.text for widget in glass.window.children[0].walk() if isinstance(widget, TextBlock)]
