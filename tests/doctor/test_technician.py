"""What the doctor tells of the way in to a box, to whoever has not come in yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from hall_core.doctor.checks import technician
from tests.doctor.fake_box import box, put
from tests.doctor.test_checks import verdict


@pytest.mark.parametrize(
    ("standing", "found"),
    [
        ('"way_in":"SHA256:abc"', ("good", None)),
        ('"way_in":"","notice":{"key":"older"}', ("good", "closed")),
        ('"way_in":"SHA256:abc","notice":{"key":"older"},"way_in_fault":{"key":"technician"}', ("caution", "mistake")),
    ],
)
def test_the_fingerprint_of_a_box_is_told_to_whoever_has_not_come_in_yet(
    tmp_path: Path, standing: str, found: tuple[str, str | None]
) -> None:
    put(tmp_path, "run/motcua/box/standing.json", f'{{"state":"starting","version":"1.0",{standing}}}')
    finding = technician.look(box(tmp_path))
    assert verdict(finding) == found
    if found == ("good", None):
        assert finding is not None
        assert "SHA256:abc" in technician.tell(finding, str).found


def test_whom_a_box_without_our_image_lets_in_is_not_said(tmp_path: Path) -> None:
    assert technician.look(box(tmp_path)) is None
    put(tmp_path, "run/motcua/box/standing.json", '{"state":"starting","version":""}')
    assert technician.look(box(tmp_path)) is None
