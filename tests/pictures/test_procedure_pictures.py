"""The look-up of procedures on three panels, in both languages and every manner, drawn and measured."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from hall_core.domain.names import Language
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.domain.procedure import Title
from hall_core.domain.typing import Typed
from hall_core.ui.translate import Words
from kiosk_app.jobs.procedures import pages as p
from kiosk_app.jobs.procedures.edition import Edition
from kiosk_app.kiosk import Manner, Page
from kiosk_app.looks import Looks
from kiosk_app.view import view
from tests.kiosk_app.jobs.catalogue_of import edition
from tests.pictures.test_kiosk_pictures import NOW, WAYS, faults, offered, open_hall
from tests.screens_support import PANELS, Glass, plan_in

BIRTH, LAND, RESIDENCE, LONGEST_NAME = "1.001193", "1.013978", "1.004222", "1.013980"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edition]:
    made = edition(tmp_path_factory.mktemp("catalogue"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_in("demo.toml")


def one(demo: Edition, code: str, **changes: object) -> p.OneProcedure:
    opened = demo.open(code)
    assert opened is not None
    return replace(p.OneProcedure(opened=opened, case=0), **changes)


LONG_AGENCY = "Văn phòng đăng ký đất đai tỉnh và Chi nhánh Văn phòng đăng ký đất đai khu vực Thượng Sông Xanh"


def joint(demo: Edition, code: str, **changes: object) -> p.OneProcedure:
    """With as many agencies as take part in any, one of them with a long name."""
    names = (("Công an phường", "Ward Police"), (LONG_AGENCY, LONG_AGENCY), ("Cơ quan thuế", "Tax Office"))
    page = one(demo, code, **changes)
    return replace(page, opened=replace(page.opened, joint=tuple(Title(vi, en) for vi, en in names)))


def search(demo: Edition, text: str, **changes: object) -> p.Search:
    typed = Typed(method="telex", most=p.LONGEST_QUERY, text=text)
    found = demo.find(p.Find(text)) if text else None
    return replace(p.Search(typed=typed, around=demo.around(), found=found), **changes)


def every_page(demo: Edition) -> dict[str, Page]:
    agencies = demo.around().agencies
    fields = demo.fields(agencies[0].id)
    listed = demo.find(p.Find("", 0, agencies[0].id, fields[0].id))
    several = one(demo, RESIDENCE, case=None)
    return {
        "search-empty": search(demo, ""),
        "search-keys": search(demo, "", keys=True),
        "search-typed": search(demo, "khai sinh"),
        "search-typed-keys": search(demo, "khai sinh", keys=True),
        "search-one": search(demo, "độc thân"),
        "search-guess": search(demo, "khia sinhh", keys=True),
        "search-guess-rows": search(demo, "khia sinhh"),
        "search-nothing": search(demo, "xyzw qqq"),
        "search-nothing-keys": search(demo, "xyzw qqq", keys=True),
        "no-catalogue": p.Search(around=p.Around()),
        "agencies": p.Agencies(agencies),
        "fields": p.Fields(agencies[0].id, fields),
        "listed": p.Listed(agencies[0].id, fields[0], found=listed),
        "papers": one(demo, BIRTH),
        "papers-unchosen": several,
        "papers-case": one(demo, RESIDENCE, case=3),
        "papers-many": one(demo, LAND, case=0, page=1),
        "terms": one(demo, BIRTH, part="terms"),
        "where": one(demo, BIRTH, part="where"),
        "steps": one(demo, BIRTH, part="steps"),
        "basis": one(demo, BIRTH, part="basis"),
        "long-name": one(demo, LONGEST_NAME, part="basis"),
        "long-name-2": one(demo, LONGEST_NAME, part="basis", page=1),
        "printing": one(demo, BIRTH, paper="printing", slip="papers-1"),
        "printed": one(demo, BIRTH, paper="printed", slip="papers-1"),
        "print-failed": one(demo, BIRTH, paper="failed", slip="papers-1"),
        "cases": p.Cases(one=several),
        "parts": p.Parts(one=several),
        "offers": p.Offers(one=one(demo, BIRTH)),
        "offers-printed": p.Offers(one=one(demo, BIRTH, paper="printed", slip="papers-1")),
        "phone": p.Phone(one=one(demo, BIRTH)),
        "not-there": p.NotThere(),
        "joint": joint(demo, BIRTH),
        "joint-where": joint(demo, BIRTH, part="where"),
        "joint-where-2": joint(demo, BIRTH, part="where", page=1),
        "joint-long-name": joint(demo, LONGEST_NAME),
        "joint-cases": joint(demo, RESIDENCE, case=3),
        "joint-phone": p.Phone(one=joint(demo, BIRTH)),
        "joint-listed": search(demo, "giấy chứng nhận"),
    }


PAGES = [
    *("search-empty", "search-keys", "search-typed", "search-typed-keys", "search-one", "search-guess"),
    *("search-guess-rows", "search-nothing", "search-nothing-keys", "no-catalogue", "agencies", "fields", "listed"),
    *("papers", "papers-unchosen", "papers-case", "papers-many", "terms", "where", "steps", "basis"),
    *("long-name", "long-name-2", "printing", "printed", "print-failed", "cases", "parts", "offers"),
    *("offers-printed", "phone", "not-there"),
    *("joint", "joint-where", "joint-where-2", "joint-long-name", "joint-cases", "joint-phone", "joint-listed"),
]


def draw(glass: Glass, manner: Manner, words: Words, panel: str, page: Page, plan: Plan) -> None:
    from kiosk_app.stage import Stage

    looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
    kiosk = replace(open_hall(plan, looks.of(manner).layout.tiles), page=page, manner=manner)
    glass.use(looks.plain)
    stage = Stage(looks.of, lambda _tap: None)
    stage.show(view(kiosk, words.into(kiosk.language), NOW), kiosk.manner)
    glass.show(stage)
    glass.frames(6)


def without_keyboard(glass: Glass) -> list[str]:
    """What is wrong with the page. The keyboard has sizes of its own and pictures too: here only that it is whole on
    the glass, and apart from what else there is to touch."""
    from hall_core.ui.theme import theme
    from hall_core.ui.widgets.keyboard.keyboard import Keyboard
    from hall_core.ui.widgets.touchable import Touchable

    found: list[str] = []
    for keyboard in [widget for widget in glass.window.children[0].walk() if isinstance(widget, Keyboard)]:
        if min(keyboard.x, keyboard.y) < 0 or keyboard.right > glass.window.width:
            found.append("the keyboard is not on the page")
        left, bottom, right, top = keyboard.x, keyboard.y, keyboard.right, keyboard.top
        keyboard.parent.remove_widget(keyboard)
        for one in glass.window.children[0].walk():
            if isinstance(one, Touchable) and not one.disabled and one.meaning is not None:
                apart = max(one.x - right, left - one.right, one.y - top, bottom - one.top)
                if apart < theme.touch.gap - 1:
                    found.append(f"{one.meaning} is {apart} px from the keyboard")
    return found + faults(glass)


@pytest.mark.parametrize("page", ["listed", "papers-many"])
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("panel", ["1280x800", "1080x1920"])
def test_what_leads_back_and_on_has_letters_of_one_size(
    glass: Glass, english_too: Words, demo: Edition, plan: Plan, panel: str, language: Language, page: str
) -> None:
    from hall_core.ui.widgets.push_button.push_button import PushButton

    draw(glass, Manner(language=language), english_too, panel, every_page(demo)[page], plan)
    buttons = [each for each in glass.window.children[0].walk() if isinstance(each, PushButton)]
    foot = [button for button in buttons if button.icon in ("back", "next")]
    assert len(foot) >= 2
    assert {button.role for button in foot} == {"action"}


MAIN = [
    *("search-empty", "search-typed", "search-typed-keys", "search-guess", "search-nothing", "listed"),
    *("papers-unchosen", "papers-case", "terms", "long-name", "print-failed", "phone"),
    *("joint", "joint-where", "joint-where-2", "joint-long-name", "joint-listed"),
]
"""Of these a picture is drawn in every manner."""


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("panel", PANELS)
def test_a_page_of_the_look_up(
    glass: Glass, english_too: Words, demo: Edition, plan: Plan, panel: str, language: Language, page: str
) -> None:
    draw(glass, replace(offered(panel)[""], language=language), english_too, panel, every_page(demo)[page], plan)
    glass.keep(f"procedure-{panel}-{language}-{page}")
    assert without_keyboard(glass) == []


@pytest.mark.parametrize("page", MAIN)
@pytest.mark.parametrize(("panel", "way"), [(panel, way) for panel, way in WAYS if way])
def test_a_page_of_the_look_up_in_another_manner(
    glass: Glass, english_too: Words, demo: Edition, plan: Plan, panel: str, way: str, page: str
) -> None:
    draw(glass, offered(panel)[way], english_too, panel, every_page(demo)[page], plan)
    glass.keep(f"procedure-{panel}-vi{way}-{page}")
    assert without_keyboard(glass) == []
