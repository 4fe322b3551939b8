"""What is wrong with the place of a device, as the hall file says it."""

from __future__ import annotations

from hall_core.errors import MotcuaError


class DeviceUrlError(MotcuaError):
    """``wrong`` goes on behind the URL in one sentence; ``right`` says what to write."""

    thing = "device"

    def __init__(self, url: str, wrong: str, right: str) -> None:
        self.url = url
        self.wrong = wrong
        self.right = right

    def __str__(self) -> str:
        return f'{self.thing} "{self.url}" {self.wrong}; {self.right}'
