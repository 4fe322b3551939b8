"""A courier that is killed in the middle of its work leaves sets that are whole, and goes on from there."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hall_hub.courier.sets import COPIES
from tests.hall_hub.courier.played_shelf import PlayedShelf, same
from tests.hall_hub.courier.test_sets_converge import Line, is_whole_by_its_own_digest, rows, value

MANY = 1_500

COURIER = """
import sys
from pathlib import Path
from hall_hub.courier.sets import CentreSets
from tests.hall_hub.courier.test_sets_converge import PLAN
from tests.hall_hub.courier.test_sets_killed import AT, shelf
one, other = shelf(0), shelf(1)
other.epoch = 8
sets = CentreSets(PLAN, Path(sys.argv[1]), lambda: "2026-11-21")
print("ready", flush=True)
while True:
    for side in (one, other):
        for message in [side.stands(), *(part for bucket in range(256) for part in side.bucket(bucket))]:
            sets.hear(message, AT)
"""
AT = 1_795_226_400_000


def shelf(what: int) -> PlayedShelf:
    made = PlayedShelf("dossiers")
    made.put({f"H41-{n:06}": value("dossiers", f"H41-{n:06}", n + what) for n in range(MANY)})
    return made


@pytest.mark.timeout(120)
def test_killed_at_any_moment_rows_and_position_are_of_one_moment(tmp_path: Path) -> None:
    wal = tmp_path / f"{COPIES}-wal"
    for written in (1, 200_000, 1_000_000):
        with subprocess.Popen([sys.executable, "-c", COURIER, str(tmp_path)], stdout=subprocess.PIPE) as courier:
            assert courier.stdout is not None
            courier.stdout.readline()
            deadline = time.monotonic() + 40
            while not wal.exists() or wal.stat().st_size < written:
                assert time.monotonic() < deadline
            courier.kill()
        assert is_whole_by_its_own_digest(tmp_path, "dossiers")
    made = shelf(5)
    made.epoch = 9
    line = Line(tmp_path, made, random.Random(1))
    assert rows(tmp_path, "dossiers"), "it was killed in the middle of it"
    line.mend()
    line.sets.close()
    assert same(rows(tmp_path, "dossiers"), made)
