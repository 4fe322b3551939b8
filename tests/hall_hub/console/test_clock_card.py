"""The head says what time it is while the hub's box does not know."""

from __future__ import annotations

import time
from datetime import datetime

import msgspec

from demo.programs import start_hub
from hall_core.contract.box import ClockWish
from hall_core.domain.business_day import HANOI
from tests.hall_hub.console.conftest import Centre, Person, until

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
        centre.hub.stop()
        centre.hub = start_hub(centre.file, centre.data, centre.broker.address, box=centre.run)
        head.wait_for("/head", CARD, "Chỉnh đồng hồ máy chủ", "Đồng hồ sai")

        officer.sign_in("can-bo-1")
        assert "chỉ dành cho lãnh đạo" in officer.do("set-clock", date="2046-11-23", time="14:05")
        assert "trước giờ máy chủ đã chạy" in head.do("set-clock", back="/head", date="2026-01-02", time="14:05")
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

        unsure.unlink()
        until(lambda: CARD not in head.see("/head"), "that the hub knows the time")
    finally:
        head.close()
        officer.close()
