"""What ``motcua restore`` says of what it has done: no more than is so. Real files."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hall_hub.backup import MADE, finish
from hall_hub.backup.place import MAKING
from hall_hub.store.ledger import Ledger
from tests.hall_hub.backup.copied import Copied, lose, restored, rows, work

pytestmark = pytest.mark.usefixtures("hall_file")


@pytest.fixture
def dead(copied: Copied) -> Copied:
    """The hub's card is; there is a copy."""
    work(copied.bench)
    copied.follow()
    copied.close()
    lose(copied.bench)
    return copied


def refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """The disk takes every new name but that one's."""
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.name == name:
            raise OSError(28, "No space left on device", str(self))
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)


@pytest.mark.parametrize("more", [(), ("--replace",)])
def test_a_file_that_a_power_cut_has_left_empty_is_no_ledger_that_anybody_would_lose(
    dead: Copied, more: tuple[str, ...]
) -> None:
    dead.bench.file.touch()
    assert restored(dead, *more) == 0
    dead.bench.start()
    assert dead.bench.hub.hall.recovering


def test_on_a_new_card_nothing_is_said_of_a_ledger_that_was_there_before(dead: Copied, capsys: Any) -> None:
    assert restored(dead) == 0
    assert "what was there before" not in capsys.readouterr().out
    assert restored(dead, "--replace") == 0
    [before] = dead.bench.file.parent.glob("ledger.before")
    assert f"what was there before is {before}" in capsys.readouterr().out
    dead.bench.start()


def test_a_disk_that_refuses_once_the_copy_counts_is_told_and_the_hubs_next_start_puts_it_back(
    dead: Copied, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = dead.bench.file.parent
    with monkeypatch.context() as full:
        refused(full, MADE)
        for said in ("No space left", "an earlier restoring cannot be ended: ", "No space left"):
            assert restored(dead) == 1
            told = capsys.readouterr().err
            assert said in told
            assert "the copy is put back all the same" in told
            assert "the ledger is what it was" not in told
    finish(data)  # as the hub does
    with closing(Ledger(dead.bench.file)) as ledger:
        assert ledger.head == dead.good().seq + 1
    dead.bench.start()


def test_a_disk_that_refuses_before_the_copy_counts_leaves_the_ledger_as_it_was(
    dead: Copied, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead.bench.start()
    before = rows(dead.bench.file)
    dead.bench.close()
    with monkeypatch.context() as full:
        refused(full, MAKING)
        assert restored(dead, "--replace") == 1
    assert "the ledger is what it was" in capsys.readouterr().err
    finish(dead.bench.file.parent)
    assert rows(dead.bench.file) == before
    dead.bench.start()
