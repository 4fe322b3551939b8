"""The authority of the former release on the register that the newer one has left: a revoked box stays out."""

from __future__ import annotations

from pathlib import Path

import pytest

from hall_core.migrations import NewerFileError
from hall_trust.register import MIGRATIONS, Register
from tests.newer import NEXT, every_row, rebuilt, widened


def test_who_is_shut_out_stays_so_and_the_next_one_can_be(tmp_path: Path) -> None:
    file = tmp_path / "register.sqlite"
    mine = Register(file)
    mine.shut("kiosk-1", "stolen", "ky-thuat", 5)
    mine.close()
    widened(file, MIGRATIONS)
    mine = Register(file)
    mine.shut("kiosk-2", "stolen", "ky-thuat", 6)
    mine.close()
    assert [row[0] for row in every_row(file)["shut_out"]] == ["kiosk-1", "kiosk-2"]


def test_one_with_which_it_cannot_work_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "register.sqlite"
    Register(file).close()
    rebuilt(file, MIGRATIONS, "shut_out", "why")
    before = every_row(file)
    with pytest.raises(NewerFileError, match=NEXT):
        Register(file)
    assert every_row(file) == before
