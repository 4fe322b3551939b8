"""How worn the card, eMMC or drive is, as far as it tells: a card that is written to wears out, and then forgets."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from hall_core.contract.doctor import Finding
from hall_core.doctor.box import Box
from hall_core.doctor.finding import Told, found, text
from hall_core.doctor.remedy import new_disk
from hall_core.ui.translate import Say

CHECK = "disk-wear"
WORN, SPENT = 80, 100
"""Per cent of what the maker promises."""
TURNS_MOST = 300
"""How often a card that tells nothing of itself may have been written over: cheap ones promise some hundred times."""
BLOCK = 512
"""Bytes of a sector, whatever the disk has."""


def name(say: Say) -> str:
    return say("Độ mòn của đĩa")


def look(box: Box) -> Finding | None:
    told = [finding for disk in _disks(box) if (finding := _of(box, disk)) is not None]
    if not told:
        return found(CHECK, "unknown", "untold")
    return max(told, key=lambda finding: ("unknown", "good", "caution", "alarm").index(finding.verdict))


def _disks(box: Box) -> list[Path]:
    """Whole disks that are really there."""
    return [path for path in box.glob("sys/block/*") if re.fullmatch(r"mmcblk\d+|nvme\d+n\d+|[sv]d[a-z]", path.name)]


def _of(box: Box, disk: Path) -> Finding | None:
    life = box.read(disk / "device/life_time")
    if life:
        return _emmc(disk.name, life, box.number(disk / "device/pre_eol_info") or 0)
    if disk.name.startswith(("nvme", "sd")):
        said = box.run(["smartctl", "--json", "-H", "-A", f"/dev/{disk.name}"])
        return None if said is None else _smart(disk.name, said)
    return _card(box, disk) if disk.name.startswith("mmcblk") else None


def _emmc(disk: str, life: str, end: int) -> Finding:
    """Two memories, each in tenths of its life, 11 for past its end; and how much of the reserve is used: 2 most, 3
    nearly all."""
    tenths = [int(part, 16) for part in life.split() if re.fullmatch(r"0x[0-9a-fA-F]{1,2}", part)]
    percent = max(tenths, default=0) * 10
    return _judged(disk, percent, spent=end >= 3 or percent > SPENT, worn=end == 2)


def _smart(disk: str, said: str) -> Finding | None:
    try:
        told: dict[str, Any] = json.loads(said)
    except ValueError:
        return None
    if told.get("smart_status", {}).get("passed") is False:
        return found(CHECK, "alarm", "failing", disk=disk)
    percent = told.get("nvme_smart_health_information_log", {}).get("percentage_used")
    if isinstance(percent, int):
        return _judged(disk, percent, spent=percent >= SPENT)
    raw = {
        row.get("id"): row.get("raw", {}).get("value", 0)
        for row in told.get("ata_smart_attributes", {}).get("table", [])
    }
    # Sectors that were lost, that wait to be, and that cannot be read.
    bad = sum(raw.get(number) or 0 for number in (5, 197, 198))
    if bad:
        return found(CHECK, "caution", "bad-sectors", disk=disk, sectors=bad)
    return found(CHECK, "good", "healthy", disk=disk) if "smart_status" in told else None


def _card(box: Box, disk: Path) -> Finding | None:
    """A card tells nothing; its file systems know how much they have written to it in all their life."""
    size = (box.number(disk / "size") or 0) * BLOCK
    parts = [file for file in box.glob("sys/fs/ext4/*/lifetime_write_kbytes") if file.parent.name.startswith(disk.name)]
    written = sum(box.number(file) or 0 for file in parts) * 1024
    if not size or not parts:
        return None
    turns = written / size
    about = {"disk": disk.name, "written_gb": round(written / 1e9, 1), "turns": round(turns, 1)}
    return found(CHECK, "caution" if turns > TURNS_MOST else "good", "card", **about)


def _judged(disk: str, percent: int, *, spent: bool, worn: bool = False) -> Finding:
    if spent:
        return found(CHECK, "alarm", "spent", disk=disk, percent=percent)
    if worn or percent >= WORN:
        return found(CHECK, "caution", "worn", disk=disk, percent=percent)
    return found(CHECK, "good", disk=disk, percent=percent)


def tell(finding: Finding, say: Say) -> Told:
    disk = text(finding, "disk")
    used = say("{disk} đã dùng {percent} % tuổi thọ").format(disk=disk, percent=text(finding, "percent"))
    replace = f"{say('Chọn một buổi vắng người.')} {new_disk(finding, say)}"
    match finding.case:
        case "untold":
            return Told(say("Đĩa không cho biết độ mòn"))
        case "failing":
            return Told(
                say("{disk} tự báo là sắp hỏng").format(disk=disk), say("Có thể mất dữ liệu bất cứ lúc nào."), replace
            )
        case "bad-sectors":
            return Told(
                say("{disk} có {count} vùng hỏng").format(disk=disk, count=text(finding, "sectors")),
                say("Ổ đĩa bắt đầu hỏng."),
                replace,
            )
        case "healthy":
            return Told(say("{disk} tự báo là tốt").format(disk=disk))
        case "card":
            told = say("{disk} đã ghi {gb} GB, khoảng {turns} lần dung lượng").format(
                disk=disk, gb=text(finding, "written_gb"), turns=text(finding, "turns")
            )
            if finding.verdict == "good":
                return Told(told)
            return Told(told, say("Thẻ rẻ chỉ chịu được vài trăm lần. Đây là ước tính."), replace)
        case "spent":
            return Told(used, say("Đã hết tuổi thọ nhà sản xuất hứa. Có thể mất dữ liệu bất cứ lúc nào."), replace)
        case "worn":
            return Told(used, say("Sắp hết tuổi thọ nhà sản xuất hứa."), replace)
        case _:
            return Told(used)
