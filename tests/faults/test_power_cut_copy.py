"""The power of the hub's box is cut while its ledger is copied to a stick, and while a copy is put back."""

from __future__ import annotations

import random
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hall_hub.backup.copy import CopyError
from hall_hub.backup.place import BEFORE, finish
from tests.faults.after_the_cut import cut, rest
from tests.faults.chain import Chain
from tests.faults.copied_hall import CopiedHall, events
from tests.faults.dying import Points, Record, assert_reached
from tests.faults.hall import FaultHall
from tests.faults.long import mostly
from tests.faults.shim import Machine
from tests.faults.weak import weakened

ROUNDS = mostly(40, 6)
MATTERS = re.compile(r"os\.rename#\d+|COMMIT#1|committed#1|flush#[123]")
"""Of a restoring: what decides which ledger counts."""
Rows = list[tuple[Any, ...]]


@pytest.fixture
def copied(make_hall: Callable[..., FaultHall], tmp_path: Path) -> CopiedHall:
    data = tmp_path / "hall-0" / "hub"
    data.mkdir(parents=True)
    box = Machine(tmp_path / "box-machine", data)
    return CopiedHall(make_hall(hub_env=box.env(cut=True)), box, tmp_path)


@pytest.fixture
def chain(copied: CopiedHall, hurry: None) -> Iterator[Chain]:
    chain = Chain(copied.hall.folder, copied.hall.address, copied.hall.witness)
    chain.open()
    yield chain
    chain.close()


@pytest.mark.timeout(300)
def test_what_was_told_to_be_on_the_stick_is_there_after_a_power_cut_and_nothing_that_the_ledger_lacks(
    copied: CopiedHall, chain: Chain
) -> None:
    for seed in range(ROUNDS):
        chance = random.Random(seed)
        copied.until_copied()
        told = len(events(copied.hall.ledger))
        chain.visit()
        time.sleep(chance.random() * 0.05)
        copied.pull_the_plug(chance if seed % 2 else None)
        copy, ledger = copied.copy(), events(copied.hall.ledger)
        assert copy.seq >= told
        assert events(copy.path)[: copy.seq] == ledger[: copy.seq]
        rest(copied.box)
        copied.hall.start_hub()
        copied.start_copier()
    chain.visit()
    copied.until_copied()
    assert events(copied.copy().path) == events(copied.hall.ledger)


@pytest.mark.timeout(120)
def test_a_copier_that_would_save_the_flush_is_found_out(copied: CopiedHall, chain: Chain) -> None:
    copied.copier.kill()
    copied.start_copier(weakened("OFF"))
    for _ in range(3):  # a copy that is made anew is flushed when it takes the other's place
        chain.visit()
        copied.until_copied()
    told = len(events(copied.hall.ledger))
    copied.pull_the_plug(None)
    try:
        assert copied.copy().seq < told
    except CopyError as error:
        assert "spoilt" in str(error)


@pytest.mark.timeout(900)
def test_a_power_cut_while_a_copy_is_put_back_leaves_the_one_ledger_or_the_other_and_loses_neither(
    copied: CopiedHall, chain: Chain, tmp_path: Path, record_property: Record
) -> None:
    chain.visit()
    copied.until_copied()
    copied.copier.kill()
    chain.visit()
    chain.close()
    copied.hall.hub.kill()
    before, copy = events(copied.hall.ledger), copied.copy()
    after = before[: copy.seq]
    assert len(before) > len(after), "the copy lags"
    as_it_was, points = tmp_path / "as-it-was", Points(tmp_path / "points")
    shutil.copytree(copied.data, as_it_was)

    def put_back_until(point: str) -> int:
        shutil.rmtree(copied.data)
        shutil.copytree(as_it_was, copied.data)
        rest(copied.box)
        return copied.restore("--replace", wrap=points.until_(point))

    assert put_back_until("") == 0
    assert _ledgers(copied.data) == (after, [before])
    passed, reached = points.passed(MATTERS), list[str]()
    for n, point in enumerate(passed):
        if put_back_until(point) != -signal.SIGKILL:
            continue
        reached.append(point)
        cut(copied.box, random.Random(n) if n % 2 else None)
        finish(copied.data)  # as the next start of a hub does
        now, aside = _ledgers(copied.data)
        assert (now, aside) in [(before, []), (after, [before])], f"dead at {point}"
        assert copied.restore("--replace") == 0, f"dead at {point}"
        now, aside = _ledgers(copied.data)
        assert now == after
        assert before in aside
    assert_reached(record_property, "restore", passed, reached)


def _ledgers(data: Path) -> tuple[Rows, list[Rows]]:
    """The one that counts, without the word that it was put back; and those that went aside."""
    ledger = events(data / "ledger.sqlite")
    if '"hub-restored"' in str(ledger[-1]):
        ledger.pop()
    return ledger, [
        events(file) for file in sorted(data.glob(f"{BEFORE}*")) if not file.name.endswith(("-wal", "-shm"))
    ]
