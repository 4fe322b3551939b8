"""A key that is locked by a password asks nobody for it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

from tests.certificates import Authority

AT_A_TERMINAL = """
import os, sys
from pathlib import Path
from hall_core.keys import Keys
from hall_core.mqtt import secure
os.open(os.ttyname(0), os.O_RDWR)  # it is ours now, and OpenSSL would ask there
try:
    secure.context(Keys(Path(sys.argv[1])), "kiosk-1", check_ends=True, handshake_timeout=1)
except Exception as error:
    print("told:", error)
"""


def test_a_locked_key_is_told_and_nobody_at_the_terminal_is_asked(tmp_path: Path) -> None:
    hall = Authority()
    keys = hall.keys(tmp_path, hall.device("kiosk-1"))
    keys.own.write_bytes(hall.device("kiosk-1").pem(b"secret"))
    screen, terminal = pty.openpty()
    try:
        ended = subprocess.run(
            [sys.executable, "-c", AT_A_TERMINAL, str(tmp_path)],
            stdin=terminal,
            stdout=subprocess.PIPE,
            start_new_session=True,
            timeout=20,  # a busy machine starts it slowly; whoever asks waits for ever
            check=True,
        )
        assert f"({keys.own}: " in ended.stdout.decode()
        os.write(terminal, b"nothing else\n")
        assert os.read(screen, 100) == b"nothing else\r\n"
    finally:
        os.close(screen)
        os.close(terminal)
