"""What a kiosk can be asked to say. This one is mute; :mod:`kiosk_app.devices.guide` is not."""

from __future__ import annotations

from hall_core.domain.names import Language


class Voice:
    def say(self, text: str, language: Language, *, keep: bool = True) -> None:
        """In place of what is being said. ``keep`` False: it is about one person, and leaves nothing on the disk."""

    def hush(self) -> None:
        """Say no more."""

    def chime(self) -> None:
        """A short sound: look here."""
