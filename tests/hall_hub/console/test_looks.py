"""What a box sends when a head has asked for its screen or its log."""

from __future__ import annotations

import asyncio
import base64
import zlib
from pathlib import Path

import pytest

from hall_core.contract import doctor as d
from hall_core.contract.box import LOOK
from hall_core.domain.names import HUB
from hall_hub.console.devices import looks as looks_module
from hall_hub.console.devices.looks import Looks, Outcome, Own
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


def test_a_box_that_says_nothing_has_not_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(d, "LOOK_WITHIN", 0.02)
    assert outcome("screen")[0] == "unanswered"
    assert outcome("screen", part(0, 2))[0] == "unanswered", "nor has one that breaks off"


def test_without_a_link_nobody_is_asked() -> None:
    async def asked() -> Outcome:
        return await Looks(lambda: 0).look(None, "kiosk-1", "screen", "truong-tt")

    assert asyncio.run(asked()) == "unanswered"


def test_only_so_many_pictures_are_kept_those_that_came_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks_module, "MOST", 2)
    boxes = ["bang-1", "kiosk-1", "bang-1", "bang-2"]

    async def asked() -> list[bool]:
        looks = Looks(lambda: 0)
        for box in boxes:
            head = asyncio.create_task(looks.look(lambda device, look: uid(1), box, "screen", "truong-tt"))
            await asyncio.sleep(0)
            looks.hear(box, part())
            assert await head == "done"
        return [looks.taken(box, "screen") is not None for box in ("bang-1", "kiosk-1", "bang-2")]

    assert asyncio.run(asked()) == [True, False, True]


@pytest.mark.parametrize("there", [True, False])
def test_the_hubs_own_box_looks_at_itself_where_its_folder_is(tmp_path: Path, there: bool) -> None:
    folder = tmp_path / "console"
    if there:
        folder.mkdir()

    async def asked() -> Outcome:
        return await Looks(lambda: 0, Own(folder, lambda: b"")).look(None, HUB, "again", "truong-tt")

    assert asyncio.run(asked()) == ("done" if there else "no-doctor")
    assert (folder / LOOK).exists() == there
