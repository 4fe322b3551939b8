"""What the centre reads about its catalogue is what the program does."""

from __future__ import annotations

from pathlib import Path

import pytest

from hall_core.domain.catalogue_check import FILES, GOOD_SHARE, OPTIONAL_FILES

DOC = (Path(__file__).parents[2] / "docs/catalogue.md").read_text("utf-8")


@pytest.mark.parametrize("file", FILES)
def test_every_column_is_in_its_row_of_the_guide_and_bold_when_it_is_required(file: str) -> None:
    [row] = [line for line in DOC.splitlines() if line.startswith(f"| `{file}`")]
    required, optional = FILES[file]
    assert [name for name in required if f"**`{name}`**" not in row] == []
    assert [name for name in optional if f" `{name}`" not in row] == []
    assert ("may be missing" in row) == (file in OPTIONAL_FILES)


def test_the_guide_states_the_rule() -> None:
    assert f"At least {GOOD_SHARE * 100:.0f} % of its procedures are good" in DOC
