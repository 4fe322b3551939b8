"""What more than one check advises."""

from __future__ import annotations

from hall_core.contract.doctor import Finding
from hall_core.doctor.finding import on_hub
from hall_core.ui.translate import Say


def new_disk(finding: Finding, say: Say) -> str:
    """Never to be done to the hub's box without its ledger's copy: numbers would begin with 1 again."""
    if on_hub(finding):
        return say(
            "Đừng chỉ thay thẻ: sổ của trung tâm nằm trên đó. Xem mục Bản sao dữ liệu, "
            "rồi làm theo docs/backup.md, mục The hub is dead (motcua restore)."
        )
    return say(
        "Trước khi tắt máy, để máy nối với máy chủ vài phút: gì chưa gửi sẽ mất theo thẻ. "
        "Rồi chép thẻ hoặc ổ đĩa mới (images/flash) và thay."
    )
