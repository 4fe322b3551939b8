"""Reads pages aloud on a thread of its own: one sentence after another, only ever the newest page."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from hall_core.contract.messages import Problem
from hall_core.domain.announcement import manner_of
from hall_core.domain.names import Language
from hall_core.domain.plan import Voice
from hall_core.domain.spoken import sentences, spoken_text
from hall_core.ui.sound.espeak import Espeak, NoVoiceError
from hall_core.ui.sound.mixer import Mixer
from hall_core.ui.sound.samples import RATE, WrongSoundError, passing_folder, read_wav
from hall_core.ui.sound.voices import voices_of
from kiosk_app.devices.kept_sounds import KeptSounds

log = logging.getLogger(__name__)

SPEED = 145
"""Words a minute; espeak-ng's own speed is 175. The board's voices, a little quicker: the listener stands in front."""
STRENGTH = 60
"""Of espeak-ng's 100: the loudest sample is then 0.64 of full scale, which is the board's, and nothing clips."""
MAKING_AT_MOST = 5.0
"""Seconds for one sentence; espeak-ng needs 0.1 even on a small box."""
EYE_FIRST = 0.04
"""Seconds the voice waits, so that the processor draws the page before it reads it."""
LOOK_EVERY = 30.0
"""Seconds between two looks for a card that was pulled out, or for what was missing, while nothing is said."""
NEEDED: tuple[Language, ...] = ("vi", "en")
"""Languages without whose voice something is wrong."""
STOP_SECONDS = MAKING_AT_MOST + 1
"""How long stopping waits: an espeak-ng that hangs is ended by then, and not left behind."""


class Page(Struct, frozen=True):
    text: str
    language: Language
    keep: bool


class Speaker:
    """``on_screen_thread`` runs a function on Kivy's thread soon, in order. ``problem("sound", present)`` is told
    once when there is no card or no espeak-ng, and once when it is well again; on the speaker's thread.
    """

    def __init__(
        self,
        data: Path,
        on_screen_thread: Callable[[Callable[[], Any]], None],
        problem: Callable[[Problem, bool], None],
        *,
        site: Voice | None = None,
        making_at_most: float = MAKING_AT_MOST,
        look_every: float = LOOK_EVERY,
    ) -> None:
        """``data``: the kiosk's folder, in which sounds are kept under ``spoken``. Starts nothing."""
        self._mixer = Mixer(on_screen_thread)
        voices = voices_of(site or Voice(), speed=SPEED)
        self._manner = manner_of(site or Voice())
        self._espeak = Espeak(voices, making_at_most)
        self._recipe = json.dumps([STRENGTH, asdict(voices)])
        self._kept = KeptSounds(data / "spoken")
        self._problem = problem
        self._look_every = look_every
        self._well: bool | None = None
        self._news = threading.Condition()
        self._next: Page | None = None
        self._turn = 0
        """Goes up whenever what was to be said is not wanted any more."""
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)

    def start(self) -> Callable[[], None]:
        """Starts the thread; call it after the first frame, for it imports Kivy's sound and opens the card. Returns
        what stops it, in the midst of a word if need be."""
        self._thread.start()
        return self._stop

    def say(self, text: str, language: Language, *, keep: bool = True) -> None:
        """Says ``text`` as soon as it can, instead of all else; from any thread, returns at once.

        ``keep`` False for a text about one person: it is made in memory and leaves nothing on the disk. No text is
        ever logged.
        """
        self._turn_to(Page(text, language, keep))

    def hush(self) -> None:
        """Silence; from any thread, returns at once."""
        self._turn_to(None)

    def _turn_to(self, page: Page | None) -> None:
        with self._news:
            self._turn += 1
            self._next = page
            self._news.notify()
        self._mixer.hush()

    def _stop(self) -> None:
        self._stopping = True
        self.hush()
        self._thread.join(STOP_SECONDS)
        if self._thread.is_alive():
            log.warning("the voice did not end within %.0f s; left behind", STOP_SECONDS)

    # --- on the speaker's thread -------------------------------------------------------------------------------

    def _run(self) -> None:
        self._guarded(self._look)
        while True:
            page, turn = self._wait()
            if self._stopping:
                return
            if page is None:
                self._guarded(self._look)
            else:
                self._guarded(self._read, page, turn)

    def _wait(self) -> tuple[Page | None, int]:
        """The newest page, when there is one, or None when it is time to look; and whose turn it is."""
        with self._news:
            if self._news.wait_for(lambda: self._next or self._stopping, self._look_every):
                # The eye first; meanwhile, who turns the pages quickly is not talked to about each.
                self._news.wait_for(lambda: self._stopping, EYE_FIRST)
            page, self._next = self._next, None
            return page, self._turn

    def _guarded(self, part: Callable[..., None], *given: Any) -> None:
        """What goes wrong with one page must not silence the next."""
        try:
            part(*given)
        except Exception:
            log.exception("a part of the speaker's thread failed; it goes on")
            self._tell("a fault of this program")

    def _look(self) -> None:
        """Looks for the card; and, unless all was well, whether there is a voice."""
        if not self._mixer.ready():
            self._tell("no sound card")
        elif not self._well:
            try:
                with passing_folder() as folder:
                    for language in NEEDED:
                        self._espeak.speak("a", language, Path(folder) / "a.wav")
                self._tell(None)
            except (NoVoiceError, OSError) as error:
                self._tell(str(error))

    def _read(self, page: Page, turn: int) -> None:
        """Says the page's sentences until one fails or they are not wanted any more; nothing where a language that
        somebody has added has no voice, which is no fault of this box."""

        def wanted() -> bool:
            return self._turn == turn

        if page.language not in NEEDED and not self._spoken_at_all(page.language):
            return
        for sentence in sentences(spoken_text(page.text, page.language, self._manner)):
            try:
                trouble = None if wanted() and self._say(sentence, page, wanted) else "the sound card does not play"
            except (NoVoiceError, WrongSoundError, OSError) as error:
                trouble = str(error)
            if not wanted():
                return  # whether it would have been heard, nobody knows
            self._tell(trouble)
            if trouble:
                return

    def _spoken_at_all(self, language: Language) -> bool:
        try:
            there = self._espeak.has(language)
        except NoVoiceError as error:
            self._tell(str(error))
            return False
        if not there:
            log.info("espeak-ng has no voice for %s: its pages are not read aloud", language)
        return there

    def _say(self, sentence: str, page: Page, wanted: Callable[[], bool]) -> bool:
        """Makes and plays one sentence; whether it was heard whole. NoVoiceError, OSError, WrongSoundError."""
        recipe = f"{self._recipe} {page.language} {sentence}"
        with passing_folder() as folder:
            file = self._kept.find(recipe) if page.keep else None
            if file is None:
                file = Path(folder) / "sentence.wav"
                self._espeak.speak(sentence, page.language, file, strength=STRENGTH)
                if page.keep:
                    self._keep(recipe, file)
            seconds = len(read_wav(file)) / RATE
            sound = self._mixer.load(file)
        return sound is not None and self._mixer.play(sound, seconds, wanted)

    def _keep(self, recipe: str, file: Path) -> None:
        try:
            self._kept.keep(recipe, file)
        except OSError as error:
            log.warning("a sound is not kept: %s", error)

    def _tell(self, trouble: str | None) -> None:
        """Reports what is new: that nothing is spoken and why, or that all is well again."""
        before, self._well = self._well, trouble is None
        if self._well == (before is not False):
            return
        log.info("the voice is well again") if self._well else log.warning("nothing is spoken: %s", trouble)
        self._problem("sound", not self._well)
