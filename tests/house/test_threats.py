"""The page of threats is no promise without a test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threats.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[^`]+)`", PAGE)))
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| he ", "|---"))]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[1].strip()[:60])
def test_every_threat_names_a_test(row: str) -> None:
    assert "`tests/" in row.split("|")[-2]


@pytest.mark.parametrize("named", NAMED, ids=lambda named: named.rpartition("::")[2])
def test_every_test_that_is_named_is_there(named: str) -> None:
    path, _, name = named.partition("::")
    place = ROOT / path
    if not name:
        assert place.exists()
        return
    assert re.search(rf"^(async )?def {name}\(", place.read_text("utf-8"), re.MULTILINE)


def test_the_page_is_not_empty() -> None:
    assert len(ROWS) > 25
