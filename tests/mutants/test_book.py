"""What became of mutants is kept while their function is the same; docs/mutants.md lists those that change nothing."""

from __future__ import annotations

from pathlib import Path

from tests.mutants.book import Book, listed
from tests.mutants.mutant import Mutant

KILLED = Mutant("rule 1a2b3c4d 1", "rule", range(3, 4), "return a < b", "return a <= b", "")
LEFT = Mutant("rule 1a2b3c4d 2", "rule", range(3, 4), "if a or b:", "if a | b:", "")


def book(folder: Path) -> Book:
    one = Book(folder, "figures/fold")
    one.note(KILLED, "killed", "tests/domain/test_x.py::test_y")
    one.note(LEFT, "survived", "")
    one.keep()
    return Book(folder, "figures/fold")


def test_what_was_killed_stays_so_and_what_survived_is_judged_again(tmp_path: Path) -> None:
    kept = book(tmp_path)
    assert [kept.settled(mutant, []) for mutant in (KILLED, LEFT)] == [True, False]
    changed = KILLED._replace(key="rule 99999999 1")
    assert not kept.settled(changed, [])
    kept.of([changed])
    assert kept.entries == {}


def test_what_the_document_lists_is_no_survivor(tmp_path: Path) -> None:
    kept, doc = book(tmp_path), tmp_path / "mutants.md"
    assert [entry.was for entry in kept.survivors(listed(doc))] == ["if a or b:"]
    assert kept.row(listed(doc)) == [2, 1, 0, 1, 0, 0, 0]
    doc.write_text(
        "| function | lines | why |\n|---|---|---|\n| `figures/fold.rule` | `if a or b:` → `if a \\| b:` | x |\n"
    )
    assert kept.survivors(listed(doc)) == []
    assert kept.settled(LEFT, listed(doc))
    assert kept.row(listed(doc)) == [2, 1, 0, 1, 0, 0, 1]


def test_three_points_in_the_document_stand_for_anything(tmp_path: Path) -> None:
    kept, doc = book(tmp_path), tmp_path / "mutants.md"
    for function, was, is_listed in (
        ("figures/fold.rule", "if …:", True),
        ("figures/fold.rule", "…x…", False),
        ("rule", "…", False),
    ):
        doc.write_text(f"| `{function}` | `{was}` → `if a \\| b:` | |\n")
        assert (kept.survivors(listed(doc)) == []) == is_listed
