"""What is told of coverage is held against its least for each folder, and for statements and branches apart."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.coverage_of import Counted, File, main, parts

FULL = {"covered_lines": 10, "num_statements": 10, "covered_branches": 40, "num_branches": 40}
FOLDERS = ("hall_core/domain", "hall_core/contract", "hall_hub")


def told(folder: Path, **other: dict[str, int]) -> Path:
    """As coverage.py writes it, with one file of each folder; ``other``: what is otherwise in a folder's."""
    names = {name.rpartition("/")[2]: f"{name}/part/file.py" for name in FOLDERS}
    files = {path: {"summary": FULL | other.get(name, {}), "missing_lines": []} for name, path in names.items()}
    file = folder / "told.json"
    file.write_text(json.dumps({"meta": {}, "files": files}))
    return file


def test_all_that_is_covered_is_enough(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(told(tmp_path)) == 0
    assert capsys.readouterr().out.count("100.00 %") == 6


def test_exactly_the_least_is_enough(tmp_path: Path) -> None:
    assert main(told(tmp_path, contract={"covered_branches": 38})) == 0


@pytest.mark.parametrize("folder", FOLDERS)
def test_too_few_branches_of_one_folder_fail_whatever_its_statements_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], folder: str
) -> None:
    many = {"covered_lines": 10_000, "num_statements": 10_000, "covered_branches": 37}

    assert main(told(tmp_path, **{folder.rpartition("/")[2]: many})) == 1
    [line] = [line for line in capsys.readouterr().out.splitlines() if "below 95 %" in line]
    assert line.split()[:2] == [folder, "branches"]


def test_too_few_statements_fail_whatever_the_branches_are(tmp_path: Path) -> None:
    assert main(told(tmp_path, hall_hub={"covered_lines": 9, "num_branches": 4_000, "covered_branches": 4_000})) == 1


def test_a_folder_of_which_nothing_was_measured_is_not_covered() -> None:
    measured = {"hall_hub/hub.py": File(Counted(**FULL)), "hall_hubs/hub.py": File(Counted(9, 9, 9, 9))}

    of_hub, of_domain = parts(measured, ["hall_hub"]), parts(measured, ["hall_core/domain"])

    assert [(part.covered, part.enough) for part in of_hub] == [(10, True), (40, True)]
    assert not any(part.enough for part in of_domain)
