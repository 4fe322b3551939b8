"""The head says what time it is while the hub's box does not know."""

from __future__ import annotations

import time
from datetime import datetime

import msgspec
from msgspec.structs import replace

from demo.programs import start_hub
from hall_core.contract.box import ClockStanding, ClockWish
from hall_core.domain.business_day import HANOI
from tests.hall_hub.console.conftest import Centre, Person, until

DAY = 86_400_000
CARD = "Máy chủ chưa biết chắc mấy giờ"


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
        for date, clock in (("", ""), ("23/11/2026", "14:05"), ("2026-11-23", "25:05")):
            head.do("set-clock", back="/head", date=date, time=clock)
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
        assert "cách ngày của máy chủ 36" in head.do("set-clock", back="/head", date=day, time=minute)
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
