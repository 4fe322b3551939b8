"""The codes on the glass, read off the picture of the whole page by a reader that nobody here wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PIL import Image

from hall_core.domain.plan import Plan
from hall_core.domain.ticket_link import ADDRESS_MOST, ticket_in
from hall_core.ui.translate import Words
from kiosk_app.kiosk import Manner, Page
from tests.kiosk_app.devices.reading import scanned
from tests.kiosk_app.jobs.catalogue_of import edition
from tests.pictures import test_dossier_pictures as dossiers
from tests.pictures import test_kiosk_pictures as tickets
from tests.pictures import test_procedure_pictures as procedures
from tests.screens_support import PANELS, Glass, plan_in

MANNERS = {"light": Manner(), "contrast": Manner(contrast=True)}


def read_off(glass: Glass, name: str, folder: Path) -> tuple[str, Any]:
    """What the reader makes of the page, and the widget that holds the code."""
    from hall_core.ui.widgets.qr_code.qr_code import QrCode

    with Image.open(glass.picture(name)) as picture:
        return scanned(picture, folder), glass.find(QrCode)


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("panel", PANELS)
def test_the_code_of_a_ticket_is_read(
    glass: Glass, english_too: Words, tmp_path: Path, panel: str, manner: str
) -> None:
    tickets.show(glass, panel, plan_in("province.toml"), "ticket", MANNERS[manner], english_too)
    read, code = read_off(glass, f"code-{panel}-{manner}-ticket", tmp_path)
    assert read == code.content
    assert "AB01234" in read


def with_phone_pages(plan: Plan) -> Plan:
    """At the longest address that a hall file may give."""
    address = "https://xep-hang.example.gov.vn/".ljust(ADDRESS_MOST, "p")
    return replace(plan, hall=replace(plan.hall, phone_pages=address))


@pytest.mark.parametrize(
    "manner",
    [Manner(), Manner(language="en", contrast=True), Manner(larger=True), Manner(language="en", larger=True, low=True)],
    ids=lambda manner: f"{manner.language}{'-larger' * manner.larger}{'-low' * manner.low}",
)
@pytest.mark.parametrize("panel", PANELS)
def test_the_link_of_a_ticket_is_read_and_nothing_around_it_is_cut(
    glass: Glass, english_too: Words, tmp_path: Path, panel: str, manner: Manner
) -> None:
    plan = with_phone_pages(plan_in("province.toml"))
    for page in ("ticket", "ticket-failed"):
        tickets.show(glass, panel, plan, page, manner, english_too)
        named = f"code-{panel}-{manner.language}{'-larger' * manner.larger}{'-low' * manner.low}-link-{page}"
        read, code = read_off(glass, named, tmp_path)
        assert read == code.content
        assert ticket_in(read) is not None
        assert tickets.faults(glass) == []


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("panel", PANELS)
def test_the_code_of_a_payment_is_read(
    glass: Glass, english_too: Words, tmp_path: Path, panel: str, manner: str
) -> None:
    dossiers.show(glass, panel, dossiers.kiosk_on(panel, "pay", MANNERS[manner]), english_too)
    read, code = read_off(glass, f"code-{panel}-{manner}-pay", tmp_path)
    assert read == code.content
    assert "0011012345678" in read


@pytest.mark.parametrize("panel", PANELS)
def test_a_list_of_papers_is_read_by_a_telephone(glass: Glass, english_too: Words, tmp_path: Path, panel: str) -> None:
    made = edition(tmp_path)
    page: Page = procedures.every_page(made)["phone"]
    procedures.draw(glass, Manner(), english_too, panel, page, plan_in("demo.toml"))
    made.close()
    read, code = read_off(glass, f"code-{panel}-light-phone", tmp_path)
    assert read == code.content
    assert len(read) > 100


@pytest.mark.parametrize("page", ["pay", "phone"])
def test_a_large_code_begins_at_the_margin_of_a_wide_page(
    glass: Glass, english_too: Words, tmp_path: Path, page: str
) -> None:
    """With the edge of its white: texts begin there too."""
    from kiosk_app.screens.screen import Screen

    panel = "1280x800"
    if page == "pay":
        dossiers.show(glass, panel, dossiers.kiosk_on(panel, page, Manner()), english_too)
    else:
        made = edition(tmp_path)
        procedures.draw(glass, Manner(), english_too, panel, procedures.every_page(made)[page], plan_in("demo.toml"))
        made.close()
    _, code = read_off(glass, f"code-{panel}-margin-{page}", tmp_path)
    (margin,) = {screen.layout.margin for screen in glass.window.children[0].walk() if isinstance(screen, Screen)}
    assert left_of_white(code) == margin


def left_of_white(code: Any) -> int:
    from kivy.graphics import Rectangle

    (white,) = [each for each in code.canvas.children if isinstance(each, Rectangle)]
    return round(white.pos[0])
