"""Whether this is a box with our image."""

from __future__ import annotations

import platform


def image_version() -> str:
    """Of the image; "" on a box that was set up by hand, and on any other computer."""
    try:
        return platform.freedesktop_os_release().get("IMAGE_VERSION", "")
    except OSError:
        return ""
