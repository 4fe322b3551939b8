"""The style of a printed report, which stands in the page itself; whoever serves the page allows it by its digest."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

_STYLE = Path(__file__).with_name("page.css")


def style() -> str:
    return _STYLE.read_text(encoding="utf-8")


def allowed() -> str:
    """As a content security policy names it."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"'sha256-{digest}'"
