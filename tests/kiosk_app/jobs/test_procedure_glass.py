"""The look-up on the real app with real touches, on the demo's catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hall_core.domain.plan_devices import Kiosk
from hall_core.mqtt.heard import LinkUp
from hall_core.ui.translate import Words
from kiosk_app.catalogue.building import build
from kiosk_app.catalogue.keeping import FILE
from kiosk_app.jobs.procedures import pages as p
from kiosk_app.kiosk import Home
from kiosk_app.looks import Looks
from kiosk_app.messages import GoBack, Message, TurnTo
from kiosk_app.rules import SETTLE
from tests.conftest import HandClock
from tests.kiosk_app.conftest import hall_state, heard, make_kiosk
from tests.kiosk_app.jobs.catalogue_of import demo_data
from tests.kiosk_app.jobs.test_procedure_hands import Desk
from tests.screens_support import PANELS, Glass


class Shown:
    """A kiosk on the glass, with the demo's catalogue on its disk."""

    def __init__(self, glass: Glass, desk: Desk, clock: HandClock, words: Words, panel: str) -> None:
        from kiosk_app.app import App, Devices
        from kiosk_app.stage import Stage

        self.glass, self.clock, self.desk = glass, clock, desk
        looks = Looks(Kiosk(id="kiosk-1", panel=PANELS[panel]))
        glass.use(looks.plain)
        clock.wait(10_000)

        def connect(post: Callable[[Message], None]) -> Devices:
            post(LinkUp())
            post(heard(hall_state()))
            return Devices(
                quick=dict(desk.hands.quick),
                slow=dict(desk.hands.slow),
                stop_devices=lambda: None,
                stop_line=lambda: None,
            )

        kiosk = make_kiosk()
        self.app = App(kiosk, lambda tapped: Stage(looks.of, tapped), words, clock, connect, ended=lambda: None)
        self.stop = self.app.start()
        glass.show(self.app.stage)
        glass.wait(lambda: self.app.kiosk.connected)

    def find(self, meaning: object) -> Any:
        from hall_core.ui.widgets.touchable import Touchable

        self.glass.frames()
        found = [w for w in self.app.stage.walk() if isinstance(w, Touchable) and w.meaning == meaning]
        assert found, f"{meaning} cannot be touched"
        return found[0]

    def touch(self, *meanings: object) -> None:
        for meaning in meanings:
            self.clock.wait(SETTLE)
            self.glass.tap(self.find(meaning))

    def type(self, keys: str) -> None:
        for key in keys:
            self.glass.tap(self.find("space" if key == " " else key))

    def rows(self) -> list[str]:
        from hall_core.ui.widgets.row.row import ResultRow

        self.glass.frames()
        return [w.title for w in self.app.stage.walk() if isinstance(w, ResultRow) and w.title]

    def words(self) -> str:
        from hall_core.ui.shown import shown

        return " ".join(shown(self.app.stage, self.glass.window.size)["words"])


@pytest.fixture
def desk(tmp_path: Path, clock: HandClock, english_too: Words) -> Iterator[Desk]:
    (tmp_path / "kiosk").mkdir()
    build(demo_data(), tmp_path / "kiosk" / FILE)
    made = Desk(tmp_path, clock, english_too)
    yield made
    made.stop()


@pytest.fixture(params=["1280x800"])
def kiosk(
    glass: Glass, desk: Desk, clock: HandClock, english_too: Words, request: pytest.FixtureRequest
) -> Iterator[Shown]:
    shown = Shown(glass, desk, clock, english_too, request.param)
    yield shown
    shown.stop()


def test_khai_sinh_typed_in_telex_is_found_and_its_papers_are_read(kiosk: Shown) -> None:
    kiosk.touch(p.LookUp())
    kiosk.type("khai sinh")
    assert kiosk.rows()[0] == "Đăng ký khai sinh"
    kiosk.touch(p.ChooseProcedure("1.001193"))
    assert "Tờ khai đăng ký khai sinh" in kiosk.words()


def test_telex_with_tones_finds_as_well(kiosk: Shown) -> None:
    kiosk.touch(p.LookUp())
    kiosk.type("keets hoon")
    assert "kết hôn" in kiosk.words()
    assert kiosk.rows()[0] == "Đăng ký kết hôn"


@pytest.mark.parametrize(
    ("strokes", "code"),
    [
        ("sinh con", "1.001193"),
        ("ba mej maast", "1.000656"),
        ("laays vowj", "1.000894"),
        ("giaays ddoocj thaan", "1.004873"),
        ("sao y", "2.000815"),
        ("tamj trus", "1.004194"),
        ("mowr quans", "1.001612"),
    ],
)
def test_everyday_words_lead_to_the_procedure(kiosk: Shown, strokes: str, code: str) -> None:
    kiosk.touch(p.LookUp())
    kiosk.type(strokes)
    kiosk.touch(p.ChooseProcedure(code))
    page = kiosk.app.kiosk.page
    assert isinstance(page, p.OneProcedure)
    assert page.procedure.code == code


def test_ready_words_find_without_typing(kiosk: Shown) -> None:
    kiosk.touch(p.LookUp(), p.TakeWords("sao y"))
    assert kiosk.rows()
    assert "sao y" in kiosk.words()


def test_the_rows_change_in_the_very_picture_of_the_key(kiosk: Shown) -> None:
    from hall_core.ui.widgets.row.row import ResultRow

    kiosk.touch(p.LookUp())
    kiosk.type("khai sin")
    key = kiosk.find("h")
    finger = kiosk.glass.finger().down(*key.to_window(*key.center))
    kiosk.glass.frames(1)
    finger.up()
    kiosk.glass.frames(1)
    titles = [w.title for w in kiosk.app.stage.walk() if isinstance(w, ResultRow) and w.title]
    found = kiosk.app.kiosk.page
    assert isinstance(found, p.Search)
    assert found.found is not None
    assert found.found.text == "khai sinh"
    assert titles[0] == "Đăng ký khai sinh"


def test_long_texts_are_turned_page_by_page_to_their_end(kiosk: Shown) -> None:
    kiosk.touch(p.LookUp())
    kiosk.type("1.013980")
    kiosk.touch(p.ChooseProcedure("1.013980"), p.ChoosePart("basis"))
    seen = kiosk.words()
    for page in range(1, 4):
        kiosk.touch(TurnTo(page))
        seen += " " + kiosk.words()
    assert "Trang 4/4" in seen
    opened = kiosk.app.kiosk.page
    assert isinstance(opened, p.OneProcedure)
    name = opened.procedure.name.vi.removeprefix("Thủ tục ")
    assert all(word in seen for word in name.split())


def test_a_row_of_what_was_typed_before_is_not_chosen_by_the_finger_that_types(kiosk: Shown) -> None:
    kiosk.touch(p.LookUp())
    kiosk.type("khai sinh")
    kiosk.glass.tap(kiosk.find(p.ChooseProcedure("1.001193")))  # sooner than the new rows can have been read
    assert isinstance(kiosk.app.kiosk.page, p.Search)


def test_nothing_typed_stands_there_for_the_next_person(kiosk: Shown) -> None:
    kiosk.touch(p.LookUp())
    kiosk.type("khai sinh")
    kiosk.touch(GoBack())
    assert isinstance(kiosk.app.kiosk.page, Home)
    kiosk.touch(p.LookUp())
    assert "khai sinh" not in kiosk.words()
    assert kiosk.rows() == []


@pytest.mark.parametrize("kiosk", ["800x480"], indirect=True)
def test_on_a_small_panel_the_best_row_stands_above_the_keys_and_all_are_a_tap_away(kiosk: Shown) -> None:
    kiosk.touch(p.LookUp(), p.ShowKeys(True))
    kiosk.type("khai sinh")
    assert kiosk.rows() == ["Đăng ký khai sinh"]
    kiosk.touch(p.ShowKeys(False))
    assert len(kiosk.rows()) > 1
    kiosk.touch(p.ChooseProcedure("1.001193"), p.AskPart(), p.ChoosePart("terms"))
    assert "Nộp trực tiếp" in kiosk.words()


@pytest.mark.parametrize("kiosk", ["1080x1920"], indirect=True)
def test_on_a_portrait_panel_one_browses_to_a_procedure(kiosk: Shown) -> None:
    kiosk.touch(p.LookUp(), p.Browse(), p.ChooseAgency("cong-an"))
    fields = kiosk.app.kiosk.page
    assert isinstance(fields, p.Fields)
    kiosk.touch(p.ChooseField(fields.shelves[0]))
    assert kiosk.rows()
