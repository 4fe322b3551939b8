"""Which version runs from which half of the disk, and whether the other half could take over."""

from __future__ import annotations

import json
import re
from typing import Any

from hall_core import __version__
from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box, environment
from hall_core.doctor.finding import Told, found, text
from hall_core.ui.translate import Say

CHECK = "version"
STATUS = ("rauc", "status", "--output-format=json")


def name(say: Say) -> str:
    return say("Phiên bản")


def look(box: Box) -> Finding | None:
    system = environment(box.read("usr/lib/os-release") or "")
    running = box.doing.version if box.doing is not None else __version__
    if system.get("IMAGE_ID") != "motcua":
        return found(CHECK, "good", "no-image", program=running)
    slot = re.search(r"\brauc\.slot=(\w+)", box.read("proc/cmdline") or "")
    about = {"program": running, "image": system.get("IMAGE_VERSION", "?"), "slot": slot[1] if slot else "?"}
    bad = _bad(box.run(STATUS) or "")
    if about["slot"] in bad:
        return found(CHECK, "caution", "on-trial", **about)
    return found(CHECK, "caution" if bad else "good", "one-left" if bad else None, **about)


def _bad(said: str) -> list[str]:
    """The halves of which RAUC does not know that they are well."""
    try:
        slots: list[dict[str, dict[str, Any]]] = json.loads(said)["slots"]
    except (ValueError, KeyError, TypeError):
        return []
    states = [state for slot in slots for state in slot.values() if state.get("class") == "rootfs"]
    return [str(state.get("bootname")) for state in states if state.get("boot_status") == "bad"]


def tell(finding: Finding, say: Say) -> Told:
    runs = say("Chương trình {program}, ảnh đĩa {image}, nửa đĩa {slot}").format(
        program=text(finding, "program"), image=text(finding, "image"), slot=text(finding, "slot")
    )
    match finding.case:
        case "no-image":
            return Told(say("Chương trình {program}").format(program=text(finding, "program")))
        case "on-trial":
            return Told(
                runs,
                say("Bản này chưa được xác nhận là tốt; nếu không tốt, máy sẽ tự quay về bản cũ."),
                say("Đợi vài phút. Nếu vẫn thế, xem các mục khác của trang này."),
            )
        case "one-left":
            return Told(
                runs,
                say("Nửa đĩa kia không khởi động được, nên không có đường lui nếu bản này hỏng."),
                say("Cài lại bản cập nhật; nó sẽ ghi lên nửa đĩa kia."),
            )
        case _:
            return Told(runs)
