"""The hall's secret on the kiosk's disk, and the scanner's thread."""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace

from hall_core.contract.questions import Answer, CardKeyTold
from hall_core.domain.plan_devices import Kiosk
from hall_core.domain.scanned import IdCard
from hall_core.mqtt.heard import Told
from kiosk_app.box import Box, Hands
from kiosk_app.jobs.dossiers import hands
from kiosk_app.jobs.dossiers.pages import KeepKey, Recognise, Recognised
from kiosk_app.jobs.entry import hands as entry
from kiosk_app.messages import Message, ProblemSeen, Scanned
from tests.kiosk_app.conftest import COMMAND, make_hall
from tests.kiosk_app.devices.scanning import CARD, NUMBER, Desk, SerialLine

KEY = bytes(range(32))


def make_box(folder: Path, *, id_card: bool = True, scanner: str = "", posted: list[Message] | None = None) -> Box:
    plan = make_hall()
    plan = replace(plan, policy=replace(plan.policy, id_card=id_card))
    post = (posted if posted is not None else []).append
    none = cast(Any, None)
    kiosk = Kiosk(id="kiosk-1", scanner=scanner)
    return Box(plan=plan, kiosk=kiosk, data=folder, station=none, printer=None, words=none, clock=none, post=post)


def token_of(made: Hands) -> str | None:
    come = made.quick[Recognise](Recognise(IdCard(NUMBER)))
    assert isinstance(come, Recognised)
    return come.token


def token_at(box: Box) -> str | None:
    return token_of(hands.hands(box))


def test_the_card_becomes_the_token_of_the_halls_key(tmp_path: Path) -> None:
    (tmp_path / "id.key").write_bytes(KEY)
    assert token_at(make_box(tmp_path)) == IdCard(NUMBER).token(KEY)


@pytest.mark.parametrize("key", [None, b"", b"too short"])
def test_without_a_good_key_there_is_no_token_until_the_hub_has_told_it(
    tmp_path: Path, key: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    if key is not None:
        (tmp_path / "id.key").write_bytes(key)
    made = hands.hands(make_box(tmp_path))
    with caplog.at_level(logging.INFO):
        assert token_of(made) is None
        made.slow[KeepKey](KeepKey(KEY))
    assert token_of(made) == IdCard(NUMBER).token(KEY)
    assert token_at(make_box(tmp_path)) == IdCard(NUMBER).token(KEY), "also after a restart"
    assert (tmp_path / "id.key").stat().st_mode & 0o777 == 0o600


def test_another_key_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "id.key").write_bytes(KEY)
    made, other = hands.hands(make_box(tmp_path)), bytes(32)
    made.slow[KeepKey](KeepKey(b"too short"))
    assert token_of(made) == IdCard(NUMBER).token(KEY)
    made.slow[KeepKey](KeepKey(other))
    assert token_of(made) == IdCard(NUMBER).token(other)
    assert (tmp_path / "id.key").read_bytes() == other


def test_a_key_that_no_disk_takes_is_used_all_the_same(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "id.key.new").mkdir()
    made = hands.hands(make_box(tmp_path))
    made.slow[KeepKey](KeepKey(KEY))
    assert token_of(made) == IdCard(NUMBER).token(KEY)
    assert "cannot be kept" in caplog.text


def test_the_key_stands_in_no_log_and_no_error(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    text = base64.b64encode(KEY).decode()
    told = Told(Answer(to=COMMAND, body=CardKeyTold(key=text)))
    with caplog.at_level(logging.DEBUG):
        hands.hands(make_box(tmp_path)).slow[KeepKey](KeepKey(KEY))
    for said in (repr(told), f"{told}", repr(KeepKey(KEY)), caplog.text):
        assert not any(secret in said for secret in (text, repr(KEY)[2:-1], KEY.hex()))


def test_a_site_without_cards_uses_no_key_and_keeps_none(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "id.key").write_bytes(KEY)
    assert token_at(make_box(tmp_path, id_card=False)) is None
    assert not (tmp_path / "id.key").exists()
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
