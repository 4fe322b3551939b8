"""A card is scanned at a real kiosk of a real hall; then everything that was written or sent is searched for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from broker_config.run import start
from demo.glass import Glass
from demo.hall_file import write_hall
from demo.hands import FakeInputs, Touchscreen
from demo.programs import Program, start_hub
from hall_core.device.hall_file import load
from hall_core.domain.scanned import IdCard
from tests.flows.ear import Ear
from tests.kiosk_app.devices.scanning import CARD, NAME, NUMBER, SerialLine

MINE = ("H41.16-261105-0001", "H41.16-261105-0002")
THEIRS = "H41.16-261105-0003"
HEAD = "code,procedure_vi,agency_vi,state,received,due,id_card"
DOSSIERS = f"""{HEAD}
{MINE[0]},Cấp lại giấy khai sinh,Sở Tư pháp,processing,2026-11-05,2026-12-05,{NUMBER}
{MINE[1]},Đăng ký kết hôn,Sở Tư pháp,finished,2026-11-02,2026-11-12,{NUMBER}
{THEIRS},Cấp hộ chiếu,Công an tỉnh,processing,2026-11-05,2026-12-05,079185000002
"""
SECRETS = {
    "the number": NUMBER,
    "the old number": "012345678",
    "the name": NAME,
    "the name without accents": "NGUYEN THI THU",
    "the address": "Phố Thử",
    "the birthday": "05021999",
}


class Desk:
    """A hall that looks dossiers up by card, a kiosk with a scanner, a finger, and an ear on the line."""

    def __init__(self, folder: Path, inputs: FakeInputs, touch: Touchscreen, undo: ExitStack) -> None:
        self.folder, self.hub_data, self.kiosk_data = folder, folder / "hub", folder / "kiosk"
        hall = write_hall(folder / "hall.toml", counters=1)
        hall.write_text(f"{hall.read_text('utf-8')}\n[policy]\nid_card = true\n", "utf-8")
        broker = start(load(hall), None, folder / "broker")
        undo.callback(broker.stop)
        self._ear = Ear(broker.address)
        undo.callback(self._ear.stop)
        feed = self.hub_data / "feeds" / "dossiers.csv"
        feed.parent.mkdir(parents=True)
        feed.write_text(DOSSIERS, "utf-8")
        self._hub = start_hub(hall, self.hub_data, broker.address, quiet=True)
        undo.callback(self._hub.stop)
        self._hub.wait_for(r"dossiers\.csv is used: 3", 20)
        feed.unlink()  # it is the centre's, and goes once it was read (docs/privacy.md)
        self.kiosk_data.mkdir()
        shutil.copyfile(self.hub_data / "id.key", self.kiosk_data / "id.key")
        self._scanner = SerialLine(folder / "ttyACM0")
        self._scanner.plug_in()
        undo.callback(self._scanner.unplug)
        given = ["--hall", str(hall), "--device", "kiosk-1", "--data", str(self.kiosk_data)]
        given += ["--broker", f"{broker.host}:{broker.port}", "--offscreen", "--verbose"]
        given += ["--scanner", self._scanner.url, "--touch", touch.path]
        log = self.kiosk_data / "output.log"
        self._kiosk = Program("kiosk", "kiosk_app", given, log, wrap=inputs.command)
        undo.callback(self._kiosk.stop)
        self._kiosk.wait_for("linked to the broker", 30)
        self.glass = Glass(self._kiosk, self.kiosk_data, touch)

    def scan(self, text: str) -> None:
        self._scanner.sends(f"{text}\r\n".encode())

    def stop(self) -> bytes:
        """What was said on the line, once all programs have had their last word."""
        self._kiosk.stop()
        self._hub.stop()
        return self._ear.stop()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    touch = Touchscreen()
    (tmp_path / "inputs").mkdir()
    with ExitStack() as undo:
        inputs = undo.enter_context(FakeInputs(tmp_path / "inputs", touch))
        yield Desk(tmp_path, inputs, touch, undo)


def found_in(data: bytes, more: dict[str, str] | None = None) -> list[str]:
    return [what for what, secret in {**SECRETS, **(more or {})}.items() if secret.encode() in data]


@pytest.mark.timeout(120)
def test_of_a_card_nothing_is_left_anywhere_and_nothing_was_sent_but_two_digits(desk: Desk) -> None:
    glass = desk.glass
    glass.wait_for("Chạm vào đây để bắt đầu", 30)
    desk.scan(CARD)
    glass.wait_for("Quý vị muốn xem hồ sơ nào?")
    words = glass.wait_for("Cấp lại giấy khai sinh")
    assert "Cấp hộ chiếu" not in words
    assert found_in("\n".join(words).encode()) == []
    glass.tap("Đăng ký kết hôn")
    glass.wait_for("Đã có kết quả")
    desk.scan(THEIRS)
    glass.wait_for("Cấp hộ chiếu")
    glass.keep(desk.folder / "result.png")
    glass.tap("Xong")
    glass.wait_for("Chạm vào đây để bắt đầu")
    screen = (desk.kiosk_data / "screen.json").read_bytes()
    assert not [code for code in (*MINE, THEIRS) if code.encode() in screen]
    said = desk.stop()
    token = IdCard(NUMBER).token((desk.hub_data / "id.key").read_bytes())
    assert f'"bucket":"{token[:2]}"'.encode() in said
    asked = [line for line in said.splitlines() if b"/up/" in line]
    assert found_in(b"\n".join(asked), {"the token": token}) == []
    assert found_in(said) == []
    files = [file for file in desk.folder.rglob("*") if file.is_file()]
    assert {"kiosk.log", "hub.log", "copies.sqlite", "ledger.sqlite", "outbox.sqlite"} <= {file.name for file in files}
    assert {file.name: found for file in files if (found := found_in(file.read_bytes()))} == {}
    # The hub's copy has the token, which also shows that such a search finds what is there.
    holders = {file.name for file in files if token.encode() in file.read_bytes()}
    assert holders == {"copies.sqlite"}
