"""The screen of a box without a program: what it says, and the whole program as a process of its own."""

from __future__ import annotations

import ast
import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from babel.messages.pofile import read_po
from msgspec.structs import replace

from demo.programs import Program
from hall_box.fault import Fault
from hall_box.places import Places
from hall_box.setup.view import SetupView, view
from hall_box.standing import Standing, tell
from hall_core.keys import Keys
from hall_core.ui.translate import DOMAIN, LOCALE, Words
from hall_trust.commands import device as device_command
from hall_trust.join_words import Shown
from tests.hall_box.conftest import Box
from tests.hall_trust.trusted_hall import TrustedHall

ROOT = Path(__file__).parents[2]
LONG = 25.0
"""Seconds for a real program to do something on a busy machine."""
BOX = Standing(
    state="joining",
    role="kiosk",
    device="kiosk-1",
    hall="phuong-ben-nuoc",
    hall_name="Một cửa Bến Nước",
    broker="10.0.0.2:8883",
)
WAITING = Shown(status="waiting", device="kiosk-1", broker="10.0.0.2:8883", fingerprint="1A2B-3C4D-5E6F-7A8B-9C0D")


def test_every_sentence_has_its_english() -> None:
    with (LOCALE / "en" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        known = {m.id if isinstance(m.id, str) else m.id[0] for m in read_po(file) if m.string}
    calls = [
        node
        for file in (ROOT / "hall_box").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args
    ]
    said = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert len(said) > 40
    assert said - known == set(), "add these to hall_core/locale/en/LC_MESSAGES/motcua.po"


def test_before_the_box_has_looked_nothing_is_wrong(english_too: Words) -> None:
    found = view(None, None, [], english_too)
    assert (found.wrong, found.guide, found.heading) == (False, "", ("Đang khởi động", "Starting"))


def test_a_box_that_waits_for_somebody_shows_the_way(english_too: Words) -> None:
    found = view(Standing(state="setup", fault=Fault(key="no-bundle")), None, [], english_too)
    assert found.wrong
    assert "motcua device claim" in found.guide
    assert found.heading == ("Máy này chưa có cấu hình", "This box has no configuration")


def test_a_box_that_joins_shows_its_fingerprint_and_is_in_no_trouble(english_too: Words) -> None:
    found = view(BOX, WAITING, ["10.0.0.21"], english_too)
    assert (found.name, found.fingerprint, found.wrong, found.guide) == ("kiosk-1", WAITING.fingerprint, False, "")
    assert "10.0.0.21" in found.foot
    assert found.role == "Ki-ốt · Kiosk"


def test_a_claim_that_is_used_up_needs_a_person(english_too: Words) -> None:
    found = view(BOX, replace(WAITING, status="claim-used"), [], english_too)
    assert (found.wrong, found.fingerprint) == (True, "")
    assert found.guide


def test_a_broker_that_is_away_needs_nobody_at_this_box(english_too: Words) -> None:
    assert not view(BOX, replace(WAITING, status="away"), [], english_too).wrong


NOTICE = Fault(key="other-hall", hall="khac", own="kiosk-1", own_hall="phuong-ben-nuoc", detail="d")


def test_what_a_box_that_goes_on_has_left_on_the_card_is_said_in_large_letters(english_too: Words) -> None:
    found = view(replace(BOX, state="starting", notice=NOTICE), None, [], english_too)
    assert (found.wrong, "khac" in found.heading[0], found.detail) == (True, True, "d")
    assert found.notice == "Máy vẫn chạy như trước; những gì vừa đặt vào thẻ không có tác dụng"
    assert "images/flash" in found.remedy[0]


def test_a_box_that_waits_to_be_let_in_says_it_besides(english_too: Words) -> None:
    found = view(replace(BOX, notice=NOTICE), WAITING, [], english_too)
    assert (found.fingerprint, "khac" in found.notice) == (WAITING.fingerprint, True)


@pytest.mark.parametrize(("left", "wiped"), [(None, True), (Fault(key="key-left-stick"), False)])
def test_nobody_is_told_that_a_key_is_wiped_which_is_not(left: Fault | None, wiped: bool, english_too: Words) -> None:
    found = view(replace(BOX, state="starting", taken=True, left=left), None, [], english_too)
    assert ("Khóa đã được xóa" in found.remedy[0]) is wiped
    assert (found.wrong, "Không xóa được khóa" in found.heading[0], found.notice) == (not wiped, not wiped, "")


def test_an_old_word_of_the_join_says_nothing_of_a_box_that_waits_anew(english_too: Words) -> None:
    standing = Standing(state="setup", fault=Fault(key="garbled", detail="device.toml: line 1"))
    found: SetupView = view(standing, replace(WAITING, detail="old"), [], english_too)
    assert (found.fingerprint, found.detail) == ("", "device.toml: line 1")


# ------------------------------------------------------------------------------------------------------- as a process


class SetupProgram:
    def __init__(self, folder: Path) -> None:
        self.places = Places.under(folder)
        self.joined = folder / "shown.json"
        self.data = folder / "data"
        self.data.mkdir(parents=True)
        arguments = ["setup", "--offscreen", "--data", str(self.data)]
        arguments += ["--run", str(self.places.run), "--joined", str(self.joined)]
        self.program = Program("setup", "hall_box", arguments, folder / "output.log")
        self.program.wait_for("first picture", LONG)

    def shows(self, wanted: str) -> list[str]:
        """All its words, once they are there."""
        words = self.data / "screen.json"
        deadline = time.monotonic() + LONG
        while True:
            words.unlink(missing_ok=True)
            self.program.process.send_signal(signal.SIGUSR1)
            while not words.exists():
                assert time.monotonic() < deadline, wanted
                time.sleep(0.02)
            found: list[str] = json.loads(words.read_text("utf-8"))["words"]
            if any(wanted in each for each in found):
                return found
            assert time.monotonic() < deadline, (wanted, found)


@pytest.fixture
def setup_program(tmp_path: Path) -> Iterator[SetupProgram]:
    running = SetupProgram(tmp_path)
    yield running
    running.program.stop()


@pytest.mark.screens
@pytest.mark.timeout(90)
def test_the_program_follows_what_root_and_the_join_say(setup_program: SetupProgram) -> None:
    setup_program.shows("Đang khởi động")
    tell(setup_program.places, Standing(state="setup", fault=Fault(key="no-bundle")))
    setup_program.shows("Máy này chưa có cấu hình")
    tell(setup_program.places, BOX)
    setup_program.joined.write_bytes(msgspec.json.encode(WAITING))
    assert "1A2B-3C4D-5E6F-7A8B-9C0D" in setup_program.shows("1A2B")
    tell(setup_program.places, replace(BOX, state="starting", taken=True))
    setup_program.shows("Máy đã nhận cấu hình")
    # Half a file is none.
    setup_program.places.standing.write_text("{")
    setup_program.shows("Đang khởi động")
    assert setup_program.program.stop() == 0


# ------------------------------------------------------------------------------------------------- with a real broker


@pytest.fixture
def trusted(tmp_path: Path) -> Iterator[TrustedHall]:
    hall = TrustedHall(tmp_path / "hall")
    yield hall
    hall.close()


@pytest.mark.timeout(120)
def test_a_card_with_a_claim_makes_a_box_of_the_hall_once_somebody_has_said_yes(
    trusted: TrustedHall, box: Box, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    trusted.start_authority()
    (tmp_path / "card").mkdir()
    trust = ["--trust", str(trusted.trust.folder)]
    assert device_command.main(["claim", "kiosk-1", "--out", str(tmp_path / "card"), *trust]) == 0
    box.insert(tmp_path / "card" / "hall")
    assert box.start().state == "joining"
    shown = tmp_path / "shown.json"
    keys = box.places.keys_of("kiosk")
    arguments = ["join", "--claim", str(box.places.claim_of("kiosk")), "--keys", str(keys), "--tell", str(shown)]
    join = Program("join", "hall_trust.commands.device", arguments, tmp_path / "join.log")
    try:
        waiting = until(lambda: said(shown), lambda found: found is not None and found.status == "waiting")
        assert waiting is not None
        assert device_command.main(["approve", "kiosk-1", waiting.fingerprint, *trust]) == 0
        assert join.process.wait(LONG) == 0, (tmp_path / "join.log").read_text("utf-8")
    finally:
        join.stop()
    last = said(shown)
    assert last is not None
    assert last.status == "done"
    box.places.claim_of("kiosk").unlink()  # as the unit does
    standing = box.start()
    assert (standing.state, standing.device) == ("starting", "kiosk-1")
    assert box.name_in_certificate() == "kiosk-1"
    assert Keys(keys).missing() is None


def said(file: Path) -> Shown | None:
    return msgspec.json.decode(file.read_bytes(), type=Shown) if file.exists() else None


def until(look: Callable[[], Shown | None], holds: Callable[[Shown | None], bool]) -> Shown | None:
    deadline = time.monotonic() + LONG
    while not holds(found := look()):
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
    return found


def test_the_command_says_what_there_is_to_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    import motcua

    assert motcua.main(["box"]) == 2
    told = capsys.readouterr().err
    assert all(act in told for act in ("begin", "watch", "role", "show", "setup"))
