"""A mutant is in force wherever its function has been taken to."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.mutants.covered import Covered
from tests.mutants.put import Functions, made_of, put_table

TABLES = """
LETTERS = {"a": "a", "b": "bê"}
MOST = 9
WORDS: dict[str, str] = {f"vi-{key}": name for key, name in LETTERS.items()}
LONGEST = max(map(len, WORDS.values()))
"""
TEXT = """
from functools import cache

RULES = {}

def rule(kind):
    def keep(function):
        def guarded(n):
            return [function(n)]
        RULES[kind] = guarded
        return function
    return keep

@rule("a")
def _one(n):
    return n + 1

@rule("b")
def _one(n):
    return n + 2

class Hall:
    @property
    def open(self):
        return [n for n in range(9) if n < 3]

@cache
def kept(n):
    return n + 4

untouched = (lambda n: n + 5)(0)
"""


@pytest.fixture
def hall(tmp_path: Path) -> ModuleType:
    file = tmp_path / "hall.py"
    file.write_text(TEXT)
    spec = importlib.util.spec_from_file_location("hall_of_rules", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def put(hall: ModuleType, was: str, now: str) -> bool:
    file = Path(str(hall.__file__))
    assert was in TEXT
    return Functions(file.parent).put(file, TEXT.replace(was, now))


def test_the_rule_in_a_table_is_changed_and_of_two_of_one_name_only_that_one(hall: ModuleType) -> None:
    assert put(hall, "n + 2", "n - 2")
    assert (hall.RULES["a"](10), hall.RULES["b"](10)) == ([11], [8])


def test_what_a_decorator_has_put_around_a_rule_is_changed_too(hall: ModuleType) -> None:
    assert put(hall, "[function(n)]", "[function(n), n]")
    assert hall.RULES["a"](10) == [11, 10]


def test_a_property_and_a_cached_function_are_changed(hall: ModuleType) -> None:
    assert put(hall, "n < 3", "n <= 3")
    assert hall.Hall().open == [0, 1, 2, 3]
    assert put(hall, "n + 4", "n + 3")
    assert hall.kept(0) == 3


def test_a_text_that_says_the_same_changes_nothing(hall: ModuleType) -> None:
    assert not put(hall, "n + 1", "n + 1")


def test_what_is_worked_out_when_the_module_is_read_is_not_in_any_function(hall: ModuleType) -> None:
    assert not put(hall, "n + 5", "n + 6")
    assert hall.untouched == 5
    assert "hall_of_rules" not in sys.modules


def test_what_a_module_makes_of_a_table_is_made_of_the_other_one_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, taken = tmp_path / "tables.py", ModuleType("taken")
    file.write_text(TABLES)
    home = ModuleType("tables_of_rules")
    home.__file__ = str(file)
    exec(TABLES, vars(home))
    vars(taken).update(WORDS=home.WORDS, MOST=home.MOST)
    for module in (home, taken):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    assert made_of(TABLES, "LETTERS") == ["LETTERS", "WORDS", "LONGEST"]
    assert not put_table(file, TABLES, "LETTERS")
    assert put_table(file, TABLES.replace('"bê"', '"bờ rộng"'), "LETTERS")
    assert (taken.WORDS["vi-b"], home.LONGEST, taken.MOST) == ("bờ rộng", 7, 9)


def test_a_table_is_judged_by_the_tests_that_read_it_and_by_those_that_name_it(tmp_path: Path) -> None:
    rules, names, other = (tmp_path / name for name in ("rules.py", "test_names.py", "test_other.py"))
    rules.write_text("def rule(n):\n    return n < MOST\n")
    names.write_text("from rules import MOST\n")
    other.write_text("from rules import MOSTLY\n")
    tests = {f"{names}::test_a": 3.0, f"{other}::test_b": 2.0, f"{other}::test_c": 1.0}
    known = Covered(tests, {str(rules): {1: [f"{other}::test_b", f"{other}::test_c"], 2: [f"{other}::test_c"]}})
    assert known.naming(["MOST", "LEAST"]) == [f"{other}::test_c", f"{names}::test_a"]
