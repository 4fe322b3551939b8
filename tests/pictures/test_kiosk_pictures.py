"""Every page of the kiosk on three panels and in both languages, drawn to tests/pictures/out and measured.

What no measure tells is looked at by a person; what one does tell (touch sizes, gaps, text outside its page) is here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from msgspec.structs import replace

from hall_core.contract.messages import HallState, ServiceState, TicketReceipt
from hall_core.domain.names import Language, Name
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.domain.plan_devices import Panel
from hall_core.domain.refusal import Refusal
from hall_core.ui.tokens import GAP_MM, TOUCH_MM
from hall_core.ui.translate import Words
from kiosk_app.jobs.tickets import pages
from kiosk_app.kiosk import Kiosk, Manner, Now, Setup
from kiosk_app.looks import Looks
from kiosk_app.view import view
from tests.conftest import NINE_IN_THE_MORNING
from tests.screens_support import PANELS, Glass, plan_in

Box = tuple[float, float, float, float]
"""Left, bottom, right, top."""
ALL = {**PANELS, "1366x768": Panel(width_px=1366, height_px=768, width_mm=344)}
"""With a 15-inch one, on which the pages have just room."""
DAY = 86_400_000
# A Friday: on the Saturday of the other tests most halls are closed.
NOW = Now(1_000_000, NINE_IN_THE_MORNING - DAY, True, "018f0000-0000-7000-8000-00000000000a")
# As long as the longest procedure name in the country, 1,094 characters.
LONGEST = ("Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất; " * 12)[:1094]

BROKEN = "Mất kết nối hệ thống hộ tịch"
# As much as the head of the centre may write.
WHY = "Hệ thống hộ tịch toàn quốc đang nâng cấp, dự kiến có lại lúc 14 giờ 30 chiều nay"
assert len(WHY) == 80


def open_hall(plan: Plan, tiles: int) -> Kiosk:
    setup = Setup(plan=plan, digest="", tiles=tiles, printer=True)
    hall = HallState(epoch=1, version=1, day="2026-11-20", open=True, changes_at=None)
    states = {
        service.id: ServiceState(
            epoch=1,
            version=1,
            service=service.id,
            waiting=n * 7 % 123,
            oldest=None,
            estimate_minutes=5,
            issuing=("open", "service-stopped", "numbers-spent", "open", "daily-cap")[n % 5],
            reason=(BROKEN, WHY)[n % 2] if n % 5 == 1 else "",
        )
        for n, service in enumerate(plan.services)
    }
    return Kiosk(setup=setup, connected=True, link=True, hall=hall, services=states)


def every_page(plan: Plan, tiles: int) -> Iterator[tuple[str, Kiosk]]:
    kiosk = open_hall(plan, tiles)
    assert kiosk.hall is not None
    longest = max(plan.services, key=lambda service: len(service.name.vi))
    receipt = TicketReceipt(
        id="018f0000-0000-7000-8000-00000000000a",
        number="AB01234",
        service=longest.id,
        priority=plan.priority_groups[-1].id,
        issued_at=NOW.at,
        ahead=117,
        estimate_minutes=240,
    )
    plain = replace(receipt, number="A012", priority=None, ahead=0, estimate_minutes=None)
    closed = replace(kiosk.hall, open=False, changes_at=NOW.at + 3 * DAY)
    yield "connecting", replace(kiosk, connected=False, hall=None)
    yield "home", kiosk
    yield "home-empty", replace(kiosk, services={})
    yield "home-paper-out", replace(kiosk, problems=frozenset({"paper-out"}))
    yield "closed", replace(kiosk, hall=closed)
    yield "no-link", replace(kiosk, link=False)
    yield "no-hub-on-the-way", replace(kiosk, quiet=True, page=pages.Fields())
    yield "fields", replace(kiosk, page=pages.Fields())
    yield "agencies", replace(kiosk, page=pages.Agencies())
    yield "stay", replace(kiosk, page=pages.Stay(pages.Wish(longest.id)))
    yield "fields-2", replace(kiosk, page=pages.Fields(page=1))
    yield "services", replace(kiosk, page=pages.Services(longest.field))
    yield "priority", replace(kiosk, page=pages.Priority(longest.id))
    yield "still-there", replace(kiosk, page=pages.Fields(), there=False, deadline=NOW.mono + 17_000)
    yield "asking", replace(kiosk, page=pages.Asking(pages.Wish(longest.id), receipt.id))
    yield "ticket-printing", replace(kiosk, page=pages.Issued(receipt, "printing"))
    yield "ticket", replace(kiosk, page=pages.Issued(receipt, "printed"))
    yield "ticket-failed", replace(kiosk, page=pages.Issued(plain, "failed"))
    yield "refused-cap", replace(kiosk, page=pages.Refused(Refusal("daily-cap", "60")))
    yield "refused-stopped", replace(kiosk, page=pages.Refused(Refusal("service-stopped", BROKEN)))
    yield "refused-stopped-long", replace(kiosk, page=pages.Refused(Refusal("service-stopped", WHY)))
    yield "refused-storage", replace(kiosk, page=pages.Refused(Refusal("storage")))
    yield "no-answer", replace(kiosk, page=pages.NoAnswer())


def offered(panel: str) -> dict[str, Manner]:
    """The ways to have the screen that this panel offers, by what the picture's name says of them."""
    looks = Looks(Device(id="kiosk-1", panel=ALL[panel]))
    manners = {"": Manner(), "-contrast": Manner(contrast=True)}
    if looks.larger:
        manners["-larger"] = Manner(larger=True)
    if looks.low:
        manners["-low"] = Manner(low=True)
        manners["-larger-low"] = Manner(larger=True, low=True)
    return manners


WAYS = [(panel, way) for panel in PANELS for way in offered(panel)]


def worded(*languages: str) -> list[tuple[str, str, str]]:
    """Panel, way, language. High contrast has other colours and the same letters: it is drawn in one language."""
    return [(*way, language) for way in WAYS for language in languages if way[1] != "-contrast" or language == "vi"]


def show(glass: Glass, panel: str, plan: Plan, page: str, manner: Manner, words: Words) -> None:
    from kiosk_app.stage import Stage

    looks = Looks(Device(id="kiosk-1", panel=ALL[panel]))
    kiosk = replace(dict(every_page(plan, looks.of(manner).layout.tiles))[page], manner=manner)
    glass.use(looks.plain)
    stage = Stage(looks.of, lambda _tap: None)
    stage.show(view(kiosk, words.into(kiosk.language), NOW), kiosk.manner)
    glass.show(stage)
    glass.frames(4)


def faults(glass: Glass) -> list[str]:
    """What is wrong with the page by the numbers of the design."""
    from hall_core.ui.theme import theme
    from hall_core.ui.widgets.header.header import Header
    from hall_core.ui.widgets.icon.icon import Icon
    from hall_core.ui.widgets.text_block.text_block import TextBlock
    from hall_core.ui.widgets.touchable import Touchable

    found: list[str] = []
    touchables: list[Touchable] = []
    seen: list[tuple[str, Box]] = []
    headers = [widget for widget in glass.window.children[0].walk() if isinstance(widget, Header)]
    width, height = glass.window.size
    top = round(height * glass.window.children[0].children[0].size_hint_y)
    for widget in glass.window.children[0].walk():
        if isinstance(widget, Touchable) and not widget.disabled and widget.meaning is not None:
            touchables.append(widget)
            if min(widget.size) < theme.scale.px(TOUCH_MM):
                found.append(f"too small to touch: {theme.scale.mm(min(widget.size)):.1f} mm")
            if widget.top > top + 1 or widget.y < -1 or widget.x < -1 or widget.right > width + 1:
                found.append("to touch, and not on the page")
        if isinstance(widget, TextBlock) and widget.text and widget.shown:
            (x, y), (w, h) = widget._ink.pos, widget._ink.size
            if x < 0 or y < -h * 0.1 or x + w > width or y + h > top + h * 0.2:
                found.append(f"outside the page: {widget.shown!r}")
            if w > widget.width + 1:
                found.append(f"wider than its place: {widget.shown!r}")
        if isinstance(widget, TextBlock | Icon) and is_seen(widget):
            seen.append((widget.shown, letters(widget)) if isinstance(widget, TextBlock) else icon_of(widget))
            found += outside(*seen[-1], widget, headers)
    for one, other in combinations(touchables, 2):
        across = max(one.x, other.x) - min(one.right, other.right)
        along = max(one.y, other.y) - min(one.top, other.top)
        if max(across, along) < theme.scale.px(GAP_MM) - 1:
            found.append(f"too close: {across:.0f}, {along:.0f} px")
    for (words, one), (others, other) in combinations(seen, 2):
        if all(min(one[n + 2], other[n + 2]) - max(one[n], other[n]) > 1 for n in (0, 1)):
            found.append(f"one over the other: {words!r}, {others!r}")
    return found


def outside(what: str, box: Box, widget: Any, headers: list[Any]) -> list[str]:
    """What sticks out of a frame that it stands in, or lies under a header that it does not stand in."""
    from hall_core.ui.widgets.header.header import Header
    from hall_core.ui.widgets.notice.notice import Notice
    from hall_core.ui.widgets.touchable import Touchable
    from kiosk_app.screens.card import Card
    from kiosk_app.screens.staff.status import StatusCell

    above = list(ancestors(widget))
    found = [
        f"{what!r} sticks out of its {type(frame).__name__}"
        for frame in above
        if isinstance(frame, Card | Header | Notice | StatusCell | Touchable)
        and (box[0] < frame.x - 1 or box[1] < frame.y - 1 or box[2] > frame.right + 1 or box[3] > frame.top + 1)
    ]
    return found + [f"{what!r} under the header" for band in headers if band not in above and box[3] > band.y + 1]


def ancestors(widget: Any) -> Iterator[Any]:
    """What it stands in, up to the window, which is its own parent."""
    while widget.parent is not None and widget.parent is not widget:
        widget = widget.parent
        yield widget


def is_seen(part: Any) -> bool:
    """Whether a text or an icon has something to show, and stands where it shows."""
    shown = part.text and part.shown if hasattr(part, "shown") else part.name and part.side
    return bool(shown) and all(getattr(one, "opacity", 1) for one in (part, *ancestors(part)))


def icon_of(icon: Any) -> tuple[str, Box]:
    """Its name, and where its lines stand: it leaves a twelfth free on each side."""
    spare = icon.width - icon.side
    left = icon.x + {"left": 0, "center": spare / 2, "right": spare}[icon.align]
    # A round one reaches its corners even less.
    edge = icon.side / (5 if icon.name.startswith(("smile", "face")) else 12)
    bottom = icon.center_y - icon.side / 2
    return f"icon {icon.name}", (left + edge, bottom + edge, left + icon.side - edge, bottom + icon.side - edge)


def letters(block: Any) -> Box:
    """Where the capitals of a text stand, without what marks and tails add."""
    (x, y), (w, h) = block._ink.pos, block._ink.size
    return x, y + h * 0.2 / block._set[1], x + w, y + h * (1 - 0.3 / block._set[1])


def cut(glass: Glass) -> list[str]:
    """The texts that end in an ellipsis of ours."""
    from hall_core.ui.widgets.text_block.text_block import TextBlock

    blocks = [widget for widget in glass.window.children[0].walk() if isinstance(widget, TextBlock)]
    return [block.text for block in blocks if block.shown.endswith("…") and not block.text.endswith("…")]


def every_name(plan: Plan) -> list[Name]:
    named = [plan.hall, *plan.zones, *plan.agencies, *plan.fields, *plan.services, *plan.priority_groups]
    return [thing.name for thing in named]


PAGES = [name for name, _ in every_page(plan_in("ward.toml"), 8)]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(("panel", "way", "language"), worded("vi", "en"))
def test_a_page_of_a_provincial_centre(
    glass: Glass, english_too: Words, panel: str, way: str, language: Language, page: str
) -> None:
    plan = plan_in("province.toml")
    show(glass, panel, plan, page, replace(offered(panel)[way], language=language), english_too)
    glass.keep(f"kiosk-{panel}-{language}{way}-{page}")
    assert faults(glass) == []
    names = [name.into(language) for name in every_name(plan)]
    agencies = [agency.name.into(language) for agency in plan.agencies]
    for text in cut(glass):
        # A number never is, nor any sentence. On seven inches, and where the largest type has the least room, the long
        # names of a province are cut: they were whole where they were chosen, and are on the paper.
        assert (panel == "800x480" or way == "-larger-low" or text in agencies) and any(n in text for n in names), text
    assert glass.colours() > 10


@pytest.mark.parametrize("panel", PANELS)
def test_the_only_button_of_a_message_stands_in_the_middle(glass: Glass, english_too: Words, panel: str) -> None:
    from hall_core.ui.widgets.push_button.push_button import PushButton

    show(glass, panel, plan_in("ward.toml"), "refused-cap", Manner(), english_too)
    buttons = [widget for widget in glass.window.children[0].walk() if isinstance(widget, PushButton)]
    (only,) = [button for button in buttons if button.text == "Về trang đầu"]
    assert abs(only.center_x - glass.window.width / 2) <= 1


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("panel", ["1280x800", "1080x1920"])
def test_the_two_buttons_of_a_ticket_are_alike(
    glass: Glass, english_too: Words, panel: str, language: Language
) -> None:
    from hall_core.ui.widgets.push_button.push_button import PushButton

    show(glass, panel, plan_in("ward.toml"), "ticket-failed", Manner(language=language), english_too)
    buttons = [widget for widget in glass.window.children[0].walk() if isinstance(widget, PushButton) and widget.text]
    again, done = buttons[-2:] if buttons[-1].main else buttons[1::-1]
    assert (again.icon, done.main) == ("printer", True)
    assert tuple(again.size) == tuple(done.size)


@pytest.mark.parametrize("page", ["services", "stay", "ticket", "ticket-failed", "refused-storage"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_of_a_low_panel(glass: Glass, english_too: Words, language: Language, page: str) -> None:
    """One on which larger text has no room."""
    assert "-larger" not in offered("1366x768")
    plan = plan_in("province.toml")
    show(glass, "1366x768", plan, page, Manner(language=language), english_too)
    glass.keep(f"kiosk-1366x768-{language}-{page}")
    assert faults(glass) == []
    assert [text for text in cut(glass) if text not in [name.into(language) for name in every_name(plan)]] == []


@pytest.mark.parametrize("page", ["home", "fields", "services", "priority", "ticket", "ticket-failed"])
@pytest.mark.parametrize(("panel", "way"), WAYS)
def test_a_page_of_a_ward(glass: Glass, english_too: Words, panel: str, way: str, page: str) -> None:
    plan = plan_in("ward.toml")
    show(glass, panel, plan, page, offered(panel)[way], english_too)
    glass.keep(f"kiosk-{panel}{way}-ward-{page}")
    assert faults(glass) == []


@pytest.mark.parametrize("page", ["services", "ticket"])
@pytest.mark.parametrize(("panel", "way"), WAYS)
def test_the_longest_name_there_is_ends_in_an_ellipsis_and_spoils_nothing(
    glass: Glass, english_too: Words, panel: str, way: str, page: str
) -> None:
    plan = plan_in("ward.toml")
    first, *rest = plan.services
    plan = replace(plan, services=[replace(first, name=Name(vi=LONGEST, en=LONGEST)), *rest])
    show(glass, panel, plan, page, offered(panel)[way], english_too)
    glass.keep(f"kiosk-{panel}{way}-longest-{page}")
    assert faults(glass) == []
    assert LONGEST in cut(glass)
