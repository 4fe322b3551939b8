"""The check of what lies on the card: by what root says of the box's start."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from hall_box.fault import Fault
from hall_box.standing import Standing
from hall_core.contract.box import STANDING
from hall_core.contract.doctor import Finding
from hall_core.doctor.checks import boot_bundle
from tests.doctor.fake_box import box, put


def looked(root: Path, **more: Fault | None) -> Finding | None:
    standing = Standing(state="starting", role="kiosk", device="kiosk-1", version="1.0", **more)  # pyright: ignore
    put(root, str(STANDING).lstrip("/"), msgspec.json.encode(standing).decode())
    return boot_bundle.look(box(root))


def test_a_box_without_our_image_takes_in_no_bundle(tmp_path: Path) -> None:
    assert boot_bundle.look(box(tmp_path)) is None


@pytest.mark.parametrize(
    ("notice", "left", "verdict", "case"),
    [
        (None, None, "good", None),
        ("older", None, "caution", "older"),
        ("other-hall", None, "caution", "other-hall"),
        ("garbled", None, "caution", "wrong"),
        (None, "key-left-card", "alarm", "key-left-card"),
        ("older", "key-left-stick", "alarm", "key-left-stick"),
    ],
)
def test_what_was_left_on_the_card_is_told_until_the_box_starts_again(
    tmp_path: Path, notice: str | None, left: str | None, verdict: str, case: str | None
) -> None:
    faults = {"notice": notice, "left": left}
    found = looked(tmp_path, **{name: Fault(key=key) if key else None for name, key in faults.items()})  # pyright: ignore
    assert found is not None
    assert (found.verdict, found.case) == (verdict, case)
