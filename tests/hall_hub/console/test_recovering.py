"""What the head reads while the hub recovers from a copy."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from hall_core.domain.hall_state import Hall, Restored
from hall_core.domain.refusal import Refusal
from hall_core.ui.translate import Words
from hall_hub.console.devices.about import roles
from hall_hub.console.recovering import recovering
from hall_hub.console.refusals import refused
from tests.conftest import NINE_IN_THE_MORNING as NINE
from tests.hall_hub.desk_plan import desk_plan

SAY = Words().into("vi")
RESTORED = Restored(epoch=2, seq=7, as_of=NINE, waits=frozenset({"kiosk-1", "goi-2", "cũ"}))


def restored(how: Restored | None) -> Hall:
    hall = Hall(desk_plan())
    hall.restored = how
    return hall


def test_the_head_sees_of_when_the_copy_is_and_whose_word_is_waited_for() -> None:
    shown = recovering(restored(RESTORED), SAY)
    assert shown is not None
    assert "09:00" in shown.as_of
    names = roles(desk_plan(), SAY)
    assert [(row.id, row.role) for row in shown.rows] == [
        ("cũ", "cũ"),
        ("goi-2", names["goi-2"]),
        ("kiosk-1", names["kiosk-1"]),
    ]


@pytest.mark.parametrize("how", [None, replace(RESTORED, waits=frozenset(), recovering=False)])
def test_of_a_hub_that_does_not_recover_nothing_is_said(how: Restored | None) -> None:
    assert recovering(restored(how), SAY) is None


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (Refusal("too-late", str(NINE)), "Mở lại: 09:00"),
        (Refusal("hall-closed", ""), "Giờ mở: –."),
        (Refusal("counter-open", "can-bo-1"), "Cán bộ 1"),
        (Refusal("officer-elsewhere", "quay-2"), "quầy 2."),
        (Refusal("unknown-zone", "tang-9"), "tang-9."),
    ],
)
def test_a_refusal_names_what_it_is_about_as_people_do(refusal: Refusal, words: str) -> None:
    assert words in refused(SAY, refusal, desk_plan())
