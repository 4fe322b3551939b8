"""The only module that calls espeak-ng: words become a WAV file, in a voice that is really there."""

from __future__ import annotations

import re
import subprocess
from functools import cached_property
from pathlib import Path

from hall_core.domain.names import Language
from hall_core.errors import MotcuaError
from hall_core.ui.sound.voices import Voices

FULL_STRENGTH = 100
"""espeak-ng's own: its loudest sample is then 0.996 of what a sample can hold."""


class NoVoiceError(MotcuaError):
    """espeak-ng does not speak; the message says why, and never what was to be said."""

    key = "no-voice"


class Espeak:
    """``at_most``: seconds that one call of espeak-ng may take; then it is ended."""

    def __init__(self, voices: Voices, at_most: float) -> None:
        self._voices = voices
        self._at_most = at_most

    def has(self, language: Language) -> bool:
        """Whether there is a voice for it. NoVoiceError when espeak-ng cannot be asked."""
        return self._voices.of(language) in self._known

    def speak(self, words: str, language: Language, file: Path, *, strength: int = FULL_STRENGTH) -> None:
        """Writes ``words`` to ``file``: 22,050 Hz, mono, 16 bit, with half a second of silence at the end.

        Raises NoVoiceError. The words travel through a pipe: a command line can be read by everybody on the box.
        """
        voice = self._voices.of(language)
        if voice not in self._known:
            raise NoVoiceError(f"espeak-ng has no voice {voice!r}; espeak-ng --voices lists those it has")
        said = words.replace("[[", "[ [")  # after two brackets espeak-ng reads phonemes
        options = ["-v", voice, "-s", str(self._voices.speed), "-a", str(strength)]
        self._run(*options, "-b", "1", "--stdin", "-w", str(file), words=said)

    @cached_property
    def _known(self) -> set[str]:
        """The voices there are; espeak-ng speaks with another one, and says nothing, when asked for one it has not."""
        lines = self._run("--voices").splitlines()[1:]
        # At the end of a line, in brackets, languages that the voice speaks as well: fr is spoken by fr-fr.
        return {name for line in lines for name in (*line.split()[1:5], *re.findall(r"\((\S+) \d+\)", line))}

    def _run(self, *arguments: str, words: str = "") -> str:
        command = ["espeak-ng", *arguments]
        try:
            done = subprocess.run(
                command, input=words.encode(), check=True, capture_output=True, timeout=self._at_most
            )  # kills its own child, and no other, when the time is over
        except FileNotFoundError as error:
            raise NoVoiceError("install espeak-ng") from error
        except subprocess.CalledProcessError as error:
            raise NoVoiceError(f"espeak-ng: {error.stderr.decode(errors='replace').strip()}") from error
        except subprocess.TimeoutExpired as error:
            raise NoVoiceError(f"espeak-ng has not ended after {self._at_most:.0f} s") from error
        except OSError as error:
            raise NoVoiceError(f"espeak-ng cannot be called: {error}") from error
        return done.stdout.decode(errors="replace")
