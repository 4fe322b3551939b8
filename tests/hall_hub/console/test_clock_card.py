"""The head says what time it is while the hub's box does not know."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from demo.programs import start_hub
from hall_core.contract.box import ClockStanding, ClockWish
from hall_core.domain.business_day import HANOI
from hall_core.domain.plan import Officer
from hall_core.ui.translate import Words
from hall_hub.console import clock
from hall_hub.console.desk import Desk
from hall_hub.console.visitor import Visitor
from tests.hall_hub.console.conftest import Centre, Person, until

DAY = 86_400_000
CARD = "Máy chủ chưa biết chắc mấy giờ"


HEAD = Visitor(Words().into("vi"), "", Officer(id="lanh-dao", name="Lãnh đạo", role="head"))


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("battery", "theo pin đồng hồ của máy, chưa ai kiểm tra"),
        ("person", "theo lần người chỉnh sau cùng"),
        ("nobody", None),
        ("server", None),
    ],
)
def test_a_clock_that_nobody_has_vouched_for_stands_with_whose_word_it_is(
    tmp_path: Path, by: str, words: str | None
) -> None:
    (tmp_path / "clock.json").write_bytes(msgspec.json.encode({"by": by, "earliest": 0, "latest": 1 << 50}))

    async def shown() -> clock.ClockCard | None:
        desk = Desk(lambda _: None, "dieu-hanh", lambda: 0, lambda *_: None)  # the hub says that it knows the time
        return clock.card(desk, tmp_path / "console", HEAD.say)

    card = asyncio.run(shown())
    assert (card is None) == (words is None)
    if card is not None and words is not None:
        assert words in card.says
        assert (card.unsure, card.settable) == (False, True)


def test_a_time_that_root_was_not_told_is_said_to_have_changed_nothing(tmp_path: Path) -> None:
    (tmp_path / "clock-unsure").touch()
    typed = {"type": ["set-clock"], "date": ["2026-11-23"], "time": ["14:05"]}
    box = tmp_path / "console"
    said, noted = clock.act(box, HEAD, "set-clock", typed)
    assert (said.ok, noted) == (False, None)
    assert "chưa có gì thay đổi" in said.words
    box.mkdir()
    said, noted = clock.act(box, HEAD, "set-clock", typed)
    assert (said.ok, noted) == (True, ("clock-set", "2026-11-23 14:05"))
    assert (box / "clock.json").exists()


def test_the_head_sets_a_clock_that_nobody_knows_the_time_of_and_nobody_else_and_none_that_is_sure(
    centre: Centre,
) -> None:
    unsure, wish = centre.run / "clock-unsure", centre.run / "console/clock.json"
    head, officer = Person(centre.address), Person(centre.address)
    try:
        head.sign_in("lanh-dao")
        assert CARD not in head.see("/head")
        assert (
            head.do("set-clock", back="/head", date="2026-11-23", time="14:05")
            == "Máy chủ đã biết giờ, không cần chỉnh."
        )
        wish.parent.mkdir(parents=True, exist_ok=True)
        unsure.touch()
        now = int(time.time() * 1000)
        stands = ClockStanding(by="nobody", earliest=now - DAY, latest=now + 10 * 365 * DAY)
        (centre.run / "clock.json").write_bytes(msgspec.json.encode(stands))
        centre.hub.stop()
        centre.hub = start_hub(centre.file, centre.data, centre.broker.address, box=centre.run)
        head.wait_for("/head", CARD, "Chỉnh đồng hồ máy chủ", "Chưa biết chắc mấy giờ", "do lần chạy trước để lại")

        officer.sign_in("can-bo-1")
        assert "chỉ dành cho lãnh đạo" in officer.do("set-clock", date="2046-11-23", time="14:05")
        for day in ("2026-01-02", "2066-01-02"):
            assert "không thể đúng" in head.do("set-clock", back="/head", date=day, time="14:05")
        for date, hour in (("", ""), ("23/11/2026", "14:05"), ("2026-11-23", "25:05")):
            head.do("set-clock", back="/head", date=date, time=hour)
            assert 'class="said no"' in head.page
        assert not wish.exists()

        later = datetime.fromtimestamp(time.time() + 3_600, HANOI)
        said = head.do("set-clock", back="/head", date=f"{later:%Y-%m-%d}", time=f"{later:%H:%M}")
        assert said.startswith("Máy chủ đang chỉnh đồng hồ.")
        wished = msgspec.json.decode(wish.read_bytes(), type=ClockWish)
        assert wished.at == int(later.timestamp()) // 60 * 60_000
        head.wait_for("/audit", "Chỉnh đồng hồ máy chủ")

        # A year that was mistyped is asked for once more, and that alone.
        wish.unlink()
        next_year = datetime.fromtimestamp(time.time() + 365 * 86_400, HANOI)
        day, minute = f"{next_year:%Y-%m-%d}", f"{next_year:%H:%M}"
        assert "cách ngày của máy chủ 365 ngày" in head.do("set-clock", back="/head", date=day, time=minute)
        assert f"Hôm nay đúng là ngày {next_year:%d/%m/%Y}" in head.page
        assert f'value="{day}"' in head.page, "what was filled in is there"
        assert "Chưa chỉnh" in head.do("set-clock", back="/head", date="2029-01-01", time=minute, sure=day)
        assert not wish.exists()
        assert head.do("set-clock", back="/head", date=day, time=minute, sure=day).startswith("Máy chủ đang chỉnh")
        assert msgspec.json.decode(wish.read_bytes(), type=ClockWish).at == int(next_year.timestamp()) // 60 * 60_000

        # A battery clock that is set to the hour of the hall runs seven hours ahead.
        (centre.run / "clock.json").write_bytes(msgspec.json.encode(replace(stands, by="battery")))
        unsure.unlink()
        until(lambda: CARD not in head.see("/head") and "theo pin đồng hồ" in head.page, "on what it stands")
        right = datetime.fromtimestamp(time.time() - 7 * 3_600, HANOI)
        head.do("set-clock", back="/head", date=f"{right:%Y-%m-%d}", time=f"{right:%H:%M}")
        assert msgspec.json.decode(wish.read_bytes(), type=ClockWish).at == int(right.timestamp()) // 60 * 60_000
        (centre.run / "clock.json").write_bytes(msgspec.json.encode(replace(stands, by="server")))
        assert "không cần chỉnh" in head.do("set-clock", back="/head", date="2026-11-23", time="14:05")
        until(lambda: "Máy chủ đang tính là" not in head.see("/head"), "that the hub knows the time")
    finally:
        head.close()
        officer.close()
