"""The choice of a language, and a page in a third one, on three panels; drawn to tests/pictures/out and measured."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.domain.names import Language
from hall_core.domain.plan_devices import Kiosk as Device
from hall_core.ui.translate import VIETNAMESE, Tongue, Words
from kiosk_app.jobs.home.languages import Languages
from kiosk_app.kiosk import Kiosk, Manner, Page
from kiosk_app.looks import Looks
from kiosk_app.messages import Speak
from kiosk_app.state import step
from kiosk_app.view import view
from tests.pictures.test_kiosk_pictures import NOW, cut, faults, offered, open_hall, worded
from tests.screens_support import PANELS, Glass, plan_in
from tests.third_language import OWN_NAME, make

FEW = (VIETNAMESE, Tongue("en", "English"), Tongue("zz", OWN_NAME))
NAMES = ["Deutsch", "Español", "Français", "Hmoob", "Bahasa Indonesia", "Italiano", "Norsk bokmål", "Svenska"]
MANY = (*FEW, *(Tongue(f"a{chr(97 + place)}", name) for place, name in enumerate(NAMES)))


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> Words:
    return make(tmp_path_factory.mktemp("locale"))


def kiosk_on(panel: str, tongues: tuple[Tongue, ...], manner: Manner, page: Page | None) -> Kiosk:
    looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
    kiosk = open_hall(plan_in("province.toml"), looks.of(manner).layout.tiles)
    kiosk = replace(kiosk, setup=replace(kiosk.setup, languages=tongues), manner=manner)
    return replace(kiosk, page=page) if page is not None else kiosk


@pytest.mark.parametrize(("panel", "way", "language"), worded("vi", "en", "zz"))
@pytest.mark.parametrize("name", ["home", "few", "many", "many-2"])
def test_a_page_of_several_languages(
    *, glass: Glass, third: Words, panel: str, way: str, language: Language, name: str
) -> None:
    from kiosk_app.stage import Stage

    page = {"home": None, "many-2": Languages(page=1)}.get(name, Languages())
    kiosk = kiosk_on(
        panel, FEW if name in ("home", "few") else MANY, replace(offered(panel)[way], language=language), page
    )
    looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
    glass.use(looks.plain)
    stage = Stage(looks.of, lambda _tap: None)
    stage.show(view(kiosk, third.into(language), NOW), kiosk.manner)
    glass.show(stage)
    glass.keep(f"language-{panel}-{language}{way}-{name}")
    assert faults(glass) == []
    tongues = {tongue.name for tongue in MANY} | {"Ngôn ngữ / Language", "Language / Ngôn ngữ"}
    assert not [text for text in cut(glass) if text in tongues]


@pytest.mark.parametrize("panel", PANELS)
def test_a_finger_chooses_the_third_language(glass: Glass, third: Words, panel: str) -> None:
    from hall_core.ui.widgets.push_button.push_button import PushButton
    from hall_core.ui.widgets.tile.tile import Tile
    from kiosk_app.stage import Stage

    looks = Looks(Device(id="kiosk-1", panel=PANELS[panel]))
    glass.use(looks.plain)
    kiosk, now = kiosk_on(panel, FEW, Manner(), None), NOW

    def tapped(tap: object) -> None:
        nonlocal kiosk, now
        now = replace(now, mono=now.mono + 1_000)
        kiosk, _ = step(kiosk, tap, now)  # pyright: ignore[reportArgumentType]
        stage.show(view(kiosk, third.into(kiosk.language), now), kiosk.manner)

    stage = Stage(looks.of, tapped)
    stage.show(view(kiosk, third.into("vi"), now), kiosk.manner)
    glass.show(stage)
    words = glass.find(PushButton, icon="globe").text
    assert words in ("VI", "Ngôn ngữ / Language")
    glass.tap(glass.find(PushButton, icon="globe"))
    assert kiosk.page == Languages()
    glass.tap(glass.find(Tile, meaning=Speak("zz")))
    assert (kiosk.language, kiosk.page) == ("zz", kiosk.setup.home)
    assert glass.find(PushButton, icon="globe").text == {"VI": "ZZ"}.get(words, third.into("zz")("Ngôn ngữ / Language"))
