"""A kiosk on the pages of the look-up."""

from __future__ import annotations

import pytest

from kiosk_app.jobs.procedures import pages as p
from tests.kiosk_app.conftest import Hand
from tests.kiosk_app.jobs.procedure_of import AROUND, BIRTH, opened, typing


@pytest.fixture
def searching(hand: Hand) -> Hand:
    hand.tap(p.LookUp())
    hand.hear(AROUND)
    return hand


@pytest.fixture
def reading(searching: Hand) -> Hand:
    """One procedure of one case, found by typing."""
    typing(searching, "khai")
    searching.tap(p.ChooseProcedure(BIRTH.code))
    searching.hear(p.Here(opened()))
    return searching
