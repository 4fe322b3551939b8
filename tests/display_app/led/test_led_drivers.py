"""The three drivers. The emulator is the real one; the two others have small stand-ins with the face that the
libraries' documentation gives them, which is all that can be had without lamps."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from PIL import Image

from display_app.led.drivers import emulated, pi_4, pi_5
from display_app.led.drivers.find import driver_of
from display_app.led.panel import PanelError
from hall_core.domain.plan_devices import Matrix
from tests.display_app.led.matrices import led_of, needs_the_emulator

MATRIX = Matrix(rows=32, columns=64, chain=3)


def frame(width: int = 192, height: int = 32) -> Image.Image:
    """Dark, with one lamp red and one half blue."""
    image = Image.new("RGB", (width, height))
    image.putpixel((5, 3), (255, 0, 0))
    image.putpixel((width - 1, height - 1), (0, 0, 128))
    return image


# --- the stand-in for rpi-rgb-led-matrix -------------------------------------------------------------------------


class Options:
    """The attributes of RGBMatrixOptions (bindings/python/rgbmatrix/core.pyx) that are used here."""

    def __init__(self) -> None:
        self.rows, self.cols, self.chain_length, self.parallel = 32, 32, 1, 1
        self.hardware_mapping, self.gpio_slowdown, self.drop_privileges = "regular", 1, 1


class Canvas:
    def __init__(self, matrix: Lamps) -> None:
        self._matrix = matrix
        self.pixels = Image.new("RGB", (matrix.width, matrix.height))

    def SetImage(self, image: Image.Image, x: int, y: int, unsafe: bool) -> None:  # noqa: N802
        assert not unsafe, "reads memory where Pillow no longer has it"
        assert image.mode == "RGB"
        percent = self._matrix.brightness
        self.pixels.paste(image.point([level * percent // 100 for level in range(256)] * 3), (x, y))

    def Clear(self) -> None:  # noqa: N802
        self.pixels = Image.new("RGB", self.pixels.size)


class Lamps:
    """RGBMatrix: what is swapped in is seen, and what was seen comes back to be drawn into."""

    newest: Lamps

    def __init__(self, options: Options) -> None:
        Lamps.newest = self
        self.options = options
        self.width, self.height = options.cols * options.chain_length, options.rows * options.parallel
        self.brightness = 100
        self.seen = Canvas(self)

    def CreateFrameCanvas(self) -> Canvas:  # noqa: N802
        return Canvas(self)

    def SwapOnVSync(self, canvas: Canvas) -> Canvas:  # noqa: N802
        self.seen, before = canvas, self.seen
        return before


@pytest.fixture
def rgbmatrix(monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = ModuleType("rgbmatrix")
    module.RGBMatrix, module.RGBMatrixOptions = Lamps, Options
    monkeypatch.setitem(sys.modules, "rgbmatrix", module)


@pytest.mark.usefixtures("rgbmatrix")
def test_the_pi_4_shows_each_frame_whole_when_it_is_swapped_in():
    panel = pi_4.open_panel(MATRIX, {"hardware_mapping": "adafruit-hat", "gpio_slowdown": "4"})
    options = Lamps.newest.options
    assert (options.rows, options.cols, options.chain_length, options.parallel) == (32, 64, 3, 1)
    assert (options.hardware_mapping, options.gpio_slowdown, options.drop_privileges) == ("adafruit-hat", 4, 0)
    for image in (frame(), Image.new("RGB", (192, 32), "white"), frame()):
        panel.show(image)
        assert Lamps.newest.seen.pixels.tobytes() == image.tobytes()


@pytest.mark.usefixtures("rgbmatrix")
def test_the_pi_4_is_dark_at_0_percent_which_its_library_does_not_know():
    panel = pi_4.open_panel(MATRIX, {})
    panel.brightness(0)
    panel.show(frame())
    assert Lamps.newest.seen.pixels.getbbox() is None
    assert Lamps.newest.brightness == 1
    panel.brightness(60)
    panel.show(frame())
    assert Lamps.newest.seen.pixels.getpixel((5, 3)) == (153, 0, 0)
    panel.close()
    assert Lamps.newest.seen.pixels.getbbox() is None


@pytest.mark.usefixtures("rgbmatrix")
def test_an_option_that_the_library_does_not_know_is_named():
    with pytest.raises(PanelError, match='no option "gpio_slow"'):
        pi_4.open_panel(MATRIX, {"gpio_slow": "4"})


# --- the stand-in for adafruit-blinka-raspberry-pi5-piomatter ----------------------------------------------------


class PioMatter:
    newest: PioMatter

    def __init__(self, *, colorspace: str, pinout: str, framebuffer: bytearray, geometry: dict[str, Any]) -> None:
        assert colorspace == "RGB888Packed"
        assert len(framebuffer) == geometry["width"] * geometry["height"] * 3
        PioMatter.newest = self
        self.pinout, self.geometry, self._framebuffer = pinout, geometry, framebuffer
        self.seen = b""

    def show(self) -> None:
        self.seen = bytes(self._framebuffer)


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    module: Any = ModuleType("adafruit_blinka_raspberry_pi5_piomatter")
    module.PioMatter = PioMatter
    module.Geometry = lambda **size: size
    module.Colorspace = SimpleNamespace(RGB888Packed="RGB888Packed")
    module.Pinout = SimpleNamespace(AdafruitMatrixBonnet="AdafruitMatrixBonnet", Active3="Active3")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    pio = tmp_path / "pio0"
    pio.touch()
    return str(pio)


def test_the_pi_5_gets_the_frame_as_three_bytes_a_lamp_dimmed_by_us(device: str):
    panel = pi_5.open_panel(MATRIX, {}, device)
    assert PioMatter.newest.geometry == {"width": 192, "height": 32, "n_addr_lines": 4}
    panel.show(frame())
    assert PioMatter.newest.seen == frame().tobytes()
    panel.brightness(50)
    panel.show(frame())
    assert PioMatter.newest.seen[(3 * 192 + 5) * 3 :][:3] == bytes([127, 0, 0])
    panel.close()
    assert not any(PioMatter.newest.seen)


def test_the_pi_5_is_told_where_the_lamps_of_several_chains_are(device: str):
    pi_5.open_panel(Matrix(rows=32, columns=64, chain=1, parallel=2), {"n_planes": "8"}, device)
    lamps = PioMatter.newest
    assert (lamps.pinout, lamps.geometry["n_lanes"], lamps.geometry["n_planes"]) == ("Active3", 4, 8)
    order = lamps.geometry["map"]
    assert sorted(order) == list(range(64 * 64))
    assert order[:5] == [0, 16 * 64, 32 * 64, 48 * 64, 1]


def test_a_box_that_is_no_pi_5_is_told_before_the_library_ends_the_program(device: str, tmp_path: Path):
    with pytest.raises(PanelError, match="needs a Raspberry Pi 5"):
        pi_5.open_panel(MATRIX, {}, str(tmp_path / "none"))


@pytest.mark.parametrize(("options", "word"), [({"pinuot": "Active3"}, "pinuot"), ({"pinout": "Hat"}, "Hat")])
def test_what_the_pi_5_does_not_know_is_named(device: str, options: dict[str, str], word: str):
    with pytest.raises(PanelError, match=word):
        pi_5.open_panel(MATRIX, options, device)


# --- the emulator ------------------------------------------------------------------------------------------------


def lamp(picture: Path, x: int, y: int) -> tuple[int, ...]:
    middle = emulated.LAMP // 2
    with Image.open(picture) as image:
        colour = image.convert("RGB").getpixel((x * emulated.LAMP + middle, y * emulated.LAMP + middle))
    assert isinstance(colour, tuple)
    return colour


@needs_the_emulator
@pytest.mark.parametrize("size", ["192x32", "64x16", "128x64"])
def test_the_emulator_draws_each_lamp_of_any_matrix(size: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    matrix = led_of(size).matrix
    panel = emulated.open_panel(matrix, {}, tmp_path)
    panel.show(frame(matrix.width, matrix.height))
    picture = tmp_path / emulated.PICTURE
    assert lamp(picture, 5, 3) == (255, 0, 0)
    assert lamp(picture, matrix.width - 1, matrix.height - 1) == (0, 0, 128)
    panel.brightness(50)
    panel.show(frame(matrix.width, matrix.height))
    assert lamp(picture, 5, 3) == (127, 0, 0)
    panel.close()
    assert lamp(picture, 5, 3) == (0, 0, 0)
    assert list(elsewhere.iterdir()) == [], "it leaves nothing where it was started"


@pytest.mark.parametrize("driver", ["rgbmatrix", "piomatter", "emulator"])
def test_a_library_that_is_not_there_is_named_with_how_to_get_it(
    driver: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("rgbmatrix", "adafruit_blinka_raspberry_pi5_piomatter", "RGBMatrixEmulator"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(PanelError, match=r"not installed: .*docs/led\.md"):
        driver_of(led_of(driver=driver), tmp_path)()
