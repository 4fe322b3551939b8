"""The look-up of dossiers and the check-in for appointments, drawn on three panels and measured."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, get_args

import pytest
from msgspec.structs import replace

from hall_core.domain.business_day import moment_of
from hall_core.domain.dossier import Dossier, Fee, State
from hall_core.domain.dossier_days import Reckoned
from hall_core.domain.names import Language, Name
from hall_core.domain.plan import Plan
from hall_core.domain.plan_centre import Centre
from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.domain.refusal import Refusal
from hall_core.domain.typing import Typed
from hall_core.ui.translate import Words
from kiosk_app.jobs.appointments import pages as a
from kiosk_app.jobs.dossiers import pages as p
from kiosk_app.jobs.entry.pages import Unread
from kiosk_app.jobs.tickets.pages import Issued
from kiosk_app.kiosk import Home, Kiosk, Manner, Page
from kiosk_app.looks import Looks
from kiosk_app.messages import GoHome, TurnTo
from kiosk_app.view import view
from tests.kiosk_app.conftest import ticket
from tests.pictures.test_kiosk_pictures import NOW, cut, faults, open_hall
from tests.screens_support import PANELS, Glass, plan_in

CODE = "000.00.16.H41-261005-0007"
AS_OF = NOW.at - 3_600_000
LONG = "Cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất lần đầu cho hộ gia đình, cá nhân"
NOTE = (
    "Đề nghị bổ sung bản sao có chứng thực văn bản ủy quyền của các thành viên hộ gia đình, bản vẽ tách thửa theo mẫu "
    "số 22 và giấy xác nhận của Ủy ban nhân dân cấp xã nơi có đất. "
)

DOSSIER = Dossier(
    code=CODE,
    procedure=Name(vi="Cấp Giấy chứng nhận (sổ đỏ) lần đầu", en="First land use certificate"),
    agency=Name(vi="Ủy ban nhân dân phường Bến Nước", en="Ben Nuoc Ward People's Committee"),
    state="processing",
    received="2026-10-05",
    due="2026-12-11",
)
EXPECTED = replace(DOSSIER, due=None)
LATE = replace(DOSSIER, due="2026-11-11", new_due="2026-12-04")
FULL = replace(
    LATE,
    procedure=Name(vi=f"{LONG}, {LONG}"[:240], en=f"{LONG}, {LONG}"[:240]),
    agency=Name(
        vi="Văn phòng Đăng ký đất đai tỉnh, Chi nhánh khu vực Bến Nước và Bến Đá", en="Land Registration Office"
    ),
    state="fee-due",
    note=Name(vi=(NOTE * 4)[:500], en=(NOTE * 4)[:500]),
    fee=Fee(amount=2_450_000, bank="970403", account="0011012345678"),
)
ENDS = {"rejected", "withdrawn", "stopped", "finished", "returned"}


def found(dossier: Dossier, page: int = 0, **more: Any) -> Page:
    return p.Found(dossier=dossier, as_of=AS_OF, page=page, **more)


def in_state(state: State) -> Page:
    fee = Fee(amount=400_000, bank="970403", account="0011012345678") if state == "fee-due" else None
    return found(replace(DOSSIER, state=state, fee=fee, ended="2026-11-12" if state in ENDS else None))


def mine(count: int) -> Page:
    states: tuple[State, ...] = get_args(State)
    names = [DOSSIER.procedure, FULL.procedure, Name(vi="Đăng ký khai sinh", en="Birth registration")]
    dossiers = tuple(
        replace(DOSSIER, code=f"000.00.16.H41-26100{n}-000{n}", state=states[n], procedure=names[n % 3])
        for n in range(count)
    )
    return p.Mine(dossiers=dossiers, as_of=AS_OF)


def typed(text: str) -> Typed:
    return Typed(method="plain", most=40, text=text)


def every_page() -> Iterator[tuple[str, Page]]:
    yield "entry", p.Lookup()
    yield "entry-typed", p.Lookup(typed=typed(CODE))
    yield "entry-wrong", p.Lookup(typed=typed("000.00"), wrong="typed")
    yield "entry-unread", p.Lookup(typed=typed("W" * 40), wrong="scanned")
    yield "entry-appointment", a.CheckInEntry(typed=typed("HEN4K7P"))
    yield "unread", Unread()
    yield "looking", p.Looking(intent=NOW.id, code=CODE)
    yield "looking-there", p.Looking(intent=NOW.id, code=CODE)
    for state in get_args(State):
        yield f"state-{state}", in_state(state)
    yield "late", found(LATE)
    yield "late-no-date", found(replace(LATE, new_due=None))
    yield "was-late", found(replace(LATE, state="finished", ended="2026-11-14", new_due=None))
    yield "late-days", found(LATE, reckoned=Reckoned(late_days=8))
    yield "was-late-days", found(replace(LATE, state="finished", ended="2026-11-14"), reckoned=Reckoned(late_days=3))
    yield "expected", found(EXPECTED, reckoned=Reckoned(expected="2026-11-26", expected_time="15:30"))
    yield "found-there", found(LATE, reckoned=Reckoned(late_days=8), asked="found")
    yield "old", p.Found(dossier=LATE, as_of=AS_OF - 90 * 3_600_000, reckoned=Reckoned(late_days=8))
    yield "full", found(FULL, reckoned=Reckoned(late_days=125), asked="found")
    yield "full-2", found(FULL, 1)
    yield "full-last", found(FULL, 9)
    yield "pay", p.Pay(code=CODE, fee=Fee(amount=2_450_000, bank="970403", account="0011012345678"))
    yield "mine-7", mine(7)
    yield "not-found", p.NotFound(code=CODE, as_of=AS_OF)
    yield "not-found-there", p.NotFound(code=CODE, as_of=AS_OF, asked="none")
    yield "no-answer", p.NotFound(code=CODE, as_of=AS_OF, asked="no-answer")
    yield "none-of-mine", p.NoneOfMine(as_of=None)
    yield "no-cards", p.NoCards("policy")
    yield "no-key", p.NoCards("no-key")
    yield "away", p.Away()
    yield "appointment-unknown", a.NotCheckedIn(Refusal("appointment-unknown", "HEN4K7P"))
    yield "appointment-other-day", a.NotCheckedIn(Refusal("appointment-other-day", str(NOW.at + 2 * 86_400_000)))
    yield "appointment-early", a.NotCheckedIn(Refusal("appointment-early", str(NOW.at + 3_600_000)))
    yield "appointment-used", a.NotCheckedIn(Refusal("appointment-used", "AB01234"))
    yield "no-check-in", a.NoCheckIn()


PAGES = dict(every_page())
WAYS = [
    (panel, manner) for panel in PANELS for manner in ("contrast", "larger") if (panel, manner) != ("800x480", "larger")
]
"""A small panel has no room for larger text, and does not offer it."""
MAIN = (
    "entry-wrong",
    "looking-there",
    "late",
    "late-days",
    "expected",
    "found-there",
    "old",
    "not-found-there",
    "no-answer",
    "full",
    "full-2",
    "pay",
    "mine-7",
    "not-found",
    "appointment-early",
)


def plan_of() -> Plan:
    plan = plan_in("ward.toml")
    return replace(plan, services=[replace(service, appointments=True) for service in plan.services])


def kiosk_on(panel: str, page: str, manner: Manner) -> Kiosk:
    plan = plan_of()
    looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
    kiosk = open_hall(plan, looks.of(manner).layout.tiles)
    trail = (Home(), p.Lookup()) if page in ("not-found", "not-found-there", "no-answer") else (Home(),)
    plan = replace(plan, policy=replace(plan.policy, id_card=page == "entry-typed"))
    if page == "looking-there":
        plan = replace(plan, centre=Centre())
    setup = replace(kiosk.setup, plan=plan, scanner=page != "entry")
    return replace(kiosk, setup=setup, page=PAGES[page], trail=trail, manner=manner)


def show(glass: Glass, panel: str, kiosk: Kiosk, words: Words) -> None:
    from kiosk_app.stage import Stage

    looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
    glass.use(looks.plain)
    stage = Stage(looks.of, lambda _tap: None)
    stage.show(view(kiosk, words.into(kiosk.language), NOW), kiosk.manner)
    glass.show(stage)
    glass.frames(4)


def measured(glass: Glass, name: str) -> list[str]:
    """Draws the page, and says what is wrong with it. The keyboard has sizes of its own, and pictures too: of it only
    its place is looked at."""
    from hall_core.ui.theme import theme
    from hall_core.ui.widgets.keyboard.keyboard import Keyboard
    from hall_core.ui.widgets.touchable import Touchable

    glass.keep(name)
    assert glass.colours() > 10
    found: list[str] = []
    for keyboard in [widget for widget in glass.window.children[0].walk() if isinstance(widget, Keyboard)]:
        if keyboard.x < 0 or keyboard.y < 0 or keyboard.right > glass.window.width:
            found.append("the keyboard is not on the page")
        keyboard.parent.remove_widget(keyboard)
        for widget in glass.window.children[0].walk():
            if isinstance(widget, Touchable) and widget.meaning is not None:
                apart = max(widget.y - keyboard.top, keyboard.y - widget.top)
                if apart < theme.touch.gap - 1:
                    found.append(f"{widget.meaning} is {apart} px from the keyboard")
    return found + faults(glass)


def spoilt(glass: Glass, page: str) -> list[str]:
    """Texts that are cut and must not be. In a list the longest names may; the dossier's own page has them whole."""
    return [text for text in cut(glass) if not (page == "mine-7" and text.startswith(LONG))]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("panel", PANELS)
def test_a_page(glass: Glass, english_too: Words, panel: str, language: Language, page: str) -> None:
    kiosk = kiosk_on(panel, page, Manner(language=language))
    show(glass, panel, kiosk, english_too)
    assert measured(glass, f"dossier-{panel}-{language}-{page}") == []
    assert spoilt(glass, page) == []


@pytest.mark.parametrize("page", MAIN)
@pytest.mark.parametrize(("panel", "manner"), WAYS)
def test_a_page_in_another_manner(glass: Glass, english_too: Words, panel: str, manner: str, page: str) -> None:
    kiosk = kiosk_on(panel, page, Manner(**{manner: True}))
    show(glass, panel, kiosk, english_too)
    assert measured(glass, f"dossier-{panel}-{manner}-{page}") == []
    assert spoilt(glass, page) == []


@pytest.mark.parametrize(
    ("page", "meaning"), [("late", GoHome()), ("full", p.OpenPayment()), ("late-2-pages", TurnTo(1))]
)
def test_the_one_strong_button_leads_on_and_ends_the_visit_only_on_the_last_part(
    glass: Glass, english_too: Words, page: str, meaning: object
) -> None:
    from hall_core.ui.widgets.push_button.push_button import PushButton

    unpaid = found(replace(FULL, state="processing", fee=None), reckoned=Reckoned(late_days=125))
    kiosk = kiosk_on("1280x800", page.removesuffix("-2-pages"), Manner(larger=page == "late-2-pages"))
    show(glass, "1280x800", replace(kiosk, page=unpaid) if page == "late-2-pages" else kiosk, english_too)
    buttons = [widget for widget in glass.window.children[0].walk() if isinstance(widget, PushButton)]
    assert [button.meaning for button in buttons if button.main and not button.disabled] == [meaning]


@pytest.mark.parametrize("page", ["late", "full"])
@pytest.mark.parametrize(("panel", "manner"), [("1280x800", "larger"), ("1080x1920", "larger"), ("1280x800", "")])
def test_what_a_dossier_is_stands_on_its_first_page(
    glass: Glass, english_too: Words, panel: str, manner: str, page: str
) -> None:
    from hall_core.ui.widgets.text_block.text_block import TextBlock

    show(glass, panel, kiosk_on(panel, page, Manner(larger=bool(manner))), english_too)
    glass.frames(4)
    said = " ".join(widget.text for widget in glass.window.children[0].walk() if isinstance(widget, TextBlock))
    name = (FULL if page == "full" else LATE).procedure.vi
    assert name in said


def test_in_portrait_a_card_is_as_high_as_what_it_says(glass: Glass, english_too: Words) -> None:
    from kiosk_app.screens.card import Card

    show(glass, "1080x1920", kiosk_on("1080x1920", "state-processing", Manner()), english_too)
    glass.frames(4)
    assert glass.find(Card).height < glass.window.height / 3


def test_the_ticket_of_an_appointment_says_when_it_is(glass: Glass, english_too: Words) -> None:
    receipt = replace(ticket(plan_of().services[0].id), appointment=moment_of(datetime(2026, 11, 21, 9, 30)))
    for panel in PANELS:
        kiosk = replace(kiosk_on(panel, "away", Manner()), page=Issued(receipt, "printed"))
        show(glass, panel, kiosk, english_too)
        assert measured(glass, f"dossier-{panel}-vi-appointment-ticket") == []
