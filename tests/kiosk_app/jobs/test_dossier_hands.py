"""The hall's secret on the kiosk's disk, and the scanner's thread."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from hall_core.domain.plan_devices import Kiosk
from hall_core.domain.scanned import IdCard
from kiosk_app.box import Box
from kiosk_app.jobs.dossiers import hands
from kiosk_app.jobs.dossiers.pages import Recognise, Recognised
from kiosk_app.jobs.entry import hands as entry
from kiosk_app.messages import Message, ProblemSeen, Scanned
from tests.kiosk_app.conftest import make_hall
from tests.kiosk_app.devices.scanning import CARD, NUMBER, Desk, SerialLine

KEY = bytes(range(32))


def make_box(folder: Path, *, id_card: bool = True, scanner: str = "", posted: list[Message] | None = None) -> Box:
    plan = make_hall()
    plan = replace(plan, policy=replace(plan.policy, id_card=id_card))
    post = (posted if posted is not None else []).append
    none = cast(Any, None)
    kiosk = Kiosk(id="kiosk-1", scanner=scanner)
    return Box(plan=plan, kiosk=kiosk, data=folder, station=none, printer=None, words=none, clock=none, post=post)


def recognised(box: Box) -> Recognised:
    come = hands.hands(box).quick[Recognise](Recognise(IdCard(NUMBER)))
    assert isinstance(come, Recognised)
    return come


def test_the_card_becomes_the_token_of_the_halls_key(tmp_path: Path) -> None:
    (tmp_path / "id.key").write_bytes(KEY)
    assert recognised(make_box(tmp_path)).token == IdCard(NUMBER).token(KEY)


@pytest.mark.parametrize("key", [None, b"", b"too short"])
def test_without_a_good_key_there_is_no_token_and_the_log_says_so_at_the_start(
    tmp_path: Path, key: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    if key is not None:
        (tmp_path / "id.key").write_bytes(key)
    box = make_box(tmp_path)
    with caplog.at_level(logging.ERROR):
        assert recognised(box).token is None
    assert "no looking up by ID card" in caplog.text


def test_a_site_without_cards_needs_no_key_and_uses_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "id.key").write_bytes(KEY)
    assert recognised(make_box(tmp_path, id_card=False)).token is None
    assert caplog.text == ""


def test_what_the_scanner_reads_is_posted(tmp_path: Path) -> None:
    line = SerialLine(tmp_path / "ttyACM0")
    line.plug_in()
    desk = Desk()

    def post(message: Message) -> None:
        if isinstance(message, Scanned):
            desk.scanned(message.text)
        elif isinstance(message, ProblemSeen):
            desk.problem(message.problem, message.present)

    stop = entry.hands(replace(make_box(tmp_path, scanner=line.url), post=post)).start()
    try:
        desk.told(False)
        line.sends(f"{CARD}\r\n".encode())
        desk.hears(CARD)
    finally:
        stop()
        line.unplug()


def test_a_scanner_that_is_none_is_reported_and_the_rest_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    posted: list[Message] = []
    entry.hands(make_box(tmp_path, scanner="lpt1", posted=posted)).start()()
    assert posted == [ProblemSeen("scanner-missing", True)]
    assert "lpt1" in caplog.text


def test_a_kiosk_without_a_scanner_starts_none(tmp_path: Path) -> None:
    posted: list[Message] = []
    entry.hands(make_box(tmp_path, posted=posted)).start()()
    assert posted == []
