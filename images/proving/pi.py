"""What can be seen of a Raspberry Pi without one: QEMU's 3B, from U-Boot on."""

from __future__ import annotations

import json
from pathlib import Path

from images.proving.report import Report
from images.proving.vm import Box, VmError

VOLTAGE = "grep -l rpi_volt /sys/class/hwmon/hwmon*/name"
STANDING = "cat /run/motcua/box/standing.json"
OUT, IN = "GPIO17", "GPIO27"
PINS = f"""
import json
from pathlib import Path
from counter_caller.devices.pins import CONSUMER, PinButtons, PinLights

seen = []
def look():
    lines = Path("/sys/kernel/debug/gpio").read_text().splitlines()
    seen.append([line.rpartition(")")[2].split()[:2] for line in lines if CONSUMER in line])

lights = PinLights({{"lone": "{OUT}"}}, "")
stop = lights.start()
for high in (True, False):
    lights.lights(False, False, False, high)
    look()
stop()
stop = PinButtons(["{IN}"], now=lambda: 0, moved=print, missing=print).start()
look()
stop()
look()
print(json.dumps(seen))
"""


def proved(box: Box, report: Report) -> None:
    """``box`` has been started with a card that holds the image alone."""
    with report.point("an emulated Raspberry Pi 3B starts, and says that nobody has told it what it is"):
        model = box.sh("tr -d '\\0' </proc/device-tree/model").strip()
        standing = json.loads(box.wait(lambda: box.sh(f"{STANDING} 2>/dev/null || true").strip(), "its standing"))
        if standing["state"] != "setup" or not model.startswith("Raspberry Pi 3 Model B"):
            raise VmError(f"{model}: {standing}")
        report.line("it is", model)
    with report.point("its kernel can tell of too little voltage"):
        sensor = box.wait(lambda: box.sh(f"{VOLTAGE} || true").strip(), "the driver")
        box.sh(f'test "$(cat {Path(sensor).parent}/in0_lcrit_alarm)" = 0')
    with report.point("a light and a button have their pins, from the kernel's own driver"):
        box.sh("mountpoint -q /sys/kernel/debug || mount -t debugfs none /sys/kernel/debug")
        said = box.sh(f"/opt/motcua/bin/python3 - <<'END'\n{PINS}\nEND").strip().splitlines()[-1]
        on, off, button, nothing = json.loads(said)
        if (on, off, [line[0] for line in button], nothing) != ([["out", "hi"]], [["out", "lo"]], ["in"], []):
            raise VmError(said)
