"""A ledger that is copied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hall_hub.backup.copied import Copied
from tests.hall_hub.conftest import Bench


@pytest.fixture
def copied(bench: Bench, tmp_path: Path) -> Iterator[Copied]:
    copied = Copied(bench, tmp_path / "stick")
    yield copied
    copied.close()


@pytest.fixture
def hall_file(copied: Copied, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hall_hub.backup.restore.load_plan_or_exit", lambda _: copied.bench.plan)
