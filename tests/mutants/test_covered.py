"""Which tests go through which lines is measured once, and again when it may be another."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.mutants.covered import Covered, covered

TEST = "tests/test_x.py::test_y"


def checkout(folder: Path) -> Path:
    """With one test and one module."""
    for name, text in (("tests/test_x.py", "def test_y() -> None: ..."), ("domain/rule.py", "A = 1")):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)
    return folder


def test_what_was_measured_is_kept_until_a_module_changes_and_for_this_checkout_alone(tmp_path: Path) -> None:
    measured = list[str]()

    def through_the_rule(folder: Path) -> list[str]:
        rule = folder / "domain" / "rule.py"

        def measure(work: Callable[[], Covered]) -> Covered:
            measured.append(folder.name)
            return Covered({TEST: 1.0}, {str(rule): {1: [TEST]}})

        items: list[Any] = [SimpleNamespace(path=folder / "tests" / "test_x.py", nodeid=TEST)]
        return covered(items, rule.parent, tmp_path / "kept", measure).of(str(rule), range(1, 2))

    here, copy = checkout(tmp_path / "here"), checkout(tmp_path / "copy")
    assert through_the_rule(here) == through_the_rule(here) == [TEST]
    assert measured == ["here"]
    assert through_the_rule(copy) == [TEST]
    (here / "domain" / "rule.py").write_text("A = 2")
    assert through_the_rule(here) == [TEST]
    assert measured == ["here", "copy", "here"]
