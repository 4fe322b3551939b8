"""The board of dossiers as bytes: the same for the same board, and nothing else is taken for one."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall_core.contract.dossier_edition import LARGEST, UNPACKED_MOST, pack, unpack
from hall_core.contract.edition import EditionError
from hall_core.domain.dossier_board import AGENCIES, LISTED, AgencyLate, DossierBoard, Figures, LateRow, ReadyRow

LONGEST = "Ễ" * 240
"""What the feed lets through of a name (hall_hub.feeds.dossiers)."""
WHOLE = "9" * 40


def board(rows: int = 2, name: str = "Đăng ký khai sinh") -> DossierBoard:
    figures = Figures(
        received=1,
        open=2,
        late=3,
        early=4,
        on_time=5,
        was_late=6,
        by_agency=[AgencyLate(name, 1) for _ in range(min(rows, AGENCIES))],
    )
    ready = ReadyRow(code=WHOLE, procedure=name, agency=name, ended="2026-11-20")
    late = LateRow(code=WHOLE, procedure=name, agency=name, due="2026-11-10", new_due=None)
    return DossierBoard(
        as_of=1, day="2026-11-21", ready=[ready] * rows, ready_all=rows, late=[late] * rows, figures=figures
    )


def test_a_board_comes_back_as_it_was_and_the_same_board_is_the_same_bytes() -> None:
    assert unpack(pack(board())) == board()
    assert pack(board()) == pack(unpack(pack(board())))


def test_full_lists_of_the_longest_names_stay_under_the_bounds() -> None:
    full = board(LISTED, LONGEST)
    data = pack(full)
    assert unpack(data) == full
    assert len(zlib.decompress(data)) < UNPACKED_MOST
    assert UNPACKED_MOST / 2 <= LARGEST, "what does not compress at all"


@given(end=st.integers(0, len(pack(board())) - 1))
def test_what_is_not_whole_is_no_edition(end: int) -> None:
    with pytest.raises(EditionError):
        unpack(pack(board())[:end])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        pack(board()) + b"x",
        zlib.compress(b"{}"),
        zlib.compress(b'{"board":1,"format":1}'),
        zlib.compress(b" " * (UNPACKED_MOST + 1)),
        zlib.compress(zlib.decompress(pack(board())).replace(b'"format":1', b'"format":2')),
        bytes(LARGEST + 1),
    ],
    ids=["nothing", "more", "empty", "other", "bomb", "newer", "large"],
)
def test_what_is_something_else_is_no_edition(data: bytes) -> None:
    with pytest.raises(EditionError):
        unpack(data)
