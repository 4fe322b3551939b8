"""A disk that does not read costs whoever asks an answer, and never the program its life."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

READER = """
import os, sqlite3, sys
from pathlib import Path
from hall_hub.store.copies import Copies
from hall_hub.store.schema import opened

file = Path(sys.argv[1])
db = opened(file)
db.execute("BEGIN")
for n in range(3_000):
    row = (f"H41-{n:06}", n % 256, "", "processing", None, None, None, "", b"{}" + b" " * 600)
    db.execute("INSERT INTO dossier VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
db.execute("COMMIT")
db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
db.close()
copies = Copies(file)
rows = copies._db.execute("SELECT body FROM dossier")
rows.fetchone()
os.truncate(file, 40_960)
try:
    rows.fetchall()
except sqlite3.Error as error:
    print("told:", error)
"""


@pytest.mark.timeout(30)
def test_a_file_that_has_lost_its_end_is_an_error_of_the_look_up(tmp_path: Path) -> None:
    """Read through the system's own memory (mmap) it would be a signal that ends the hub."""
    read = [sys.executable, "-c", READER, str(tmp_path / "copies.sqlite")]
    done = subprocess.run(read, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("told:")
