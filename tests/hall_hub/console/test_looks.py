"""What a box sends when a head has asked for its screen or its log."""

from __future__ import annotations

import asyncio
import base64
import zlib

import pytest

from hall_core.contract import doctor as d
from hall_hub.console.devices.looks import Looks, Outcome
from tests.hall_hub.conftest import uid

PICTURE = base64.b64encode(b"jpeg").decode()


def outcome(wish: d.Wish, *sent: d.Shown) -> tuple[Outcome, Looks]:
    """What the head is told when the box sends these."""

    async def asked() -> tuple[Outcome, Looks]:
        looks = Looks(lambda: 0)
        head = asyncio.create_task(looks.look(lambda device, look: uid(1), "kiosk-1", wish, "truong-tt"))
        await asyncio.sleep(0)
        for part in sent:
            looks.hear("kiosk-1", part)
        return await head, looks

    return asyncio.run(asked())


def part(index: int = 0, count: int = 1, data: str = PICTURE) -> d.Shown:
    return d.Shown(to=uid(1), index=index, count=count, data=data)


def test_a_picture_is_whole_once_all_of_its_parts_are_there_in_whatever_order() -> None:
    told, looks = outcome("screen", part(1, 2), part(0, 2))
    assert told == "done"
    taken = looks.taken("kiosk-1", "screen")
    assert taken is not None and taken.content == b"jpegjpeg"


@pytest.mark.parametrize("data", ["\u2028", "é", "A", "====", "jpeg\n"])
def test_what_is_no_base64_has_failed_at_once(data: str) -> None:
    assert outcome("screen", part(data=data))[0] == "failed"


def test_a_part_beyond_the_last_one_has_failed_at_once() -> None:
    assert outcome("screen", part(2**53 - 1, 1, ""))[0] == "failed"


def test_a_log_that_nobody_packed_has_failed() -> None:
    assert outcome("log", part())[0] == "failed"
    assert outcome("log", part(data=base64.b64encode(zlib.compress(b"a line")).decode()))[0] == "done"
