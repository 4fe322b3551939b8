"""What works behind the screen, each on a thread of its own: the line to the hub, and the voice.

What they need is imported when they begin, after the first frame.
"""

from __future__ import annotations

import logging
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from display_app.board import Check, DossiersHeard, LookAt, Message, Report, SoundChecked, Speak, Tell, VoiceEnded
from display_app.station import station_of, tell
from hall_core.domain.announcement import manner_of
from hall_core.domain.names import Uid
from hall_core.domain.plan import Plan
from hall_core.domain.plan_devices import Board
from hall_core.mqtt.heard import Heard
from hall_core.ui.sound.voices import voices_of

if TYPE_CHECKING:
    from display_app.notice_files import NoticeFiles
    from display_app.voice.announcer import Announcer
    from hall_core.contract.questions import Question
    from hall_core.mqtt.caring import Answer
    from hall_core.mqtt.keeping import Keeper
    from hall_core.mqtt.station import Station

log = logging.getLogger(__name__)


@contextmanager
def line(
    plan: Plan,
    board: Board,
    given: Namespace,
    boot: int,
    clock: Callable[[], tuple[int, int, bool]],
    hear: Callable[[Message], None],
    turned: Callable[[], None] = lambda: None,
    picture: Callable[[Answer], None] | None = None,
) -> Iterator[Callable[[Tell | Report | LookAt], None]]:
    """The line to the hub, open; gives what takes a fact or a problem there, and looks at a file from there.
    ``turned`` is called each time it has gone round, ``picture`` takes one of the screen."""

    def heard(news: Heard) -> None:
        if not any(keeper.hear(news) for keeper in keepers):
            hear(news)

    station = station_of(plan, board, given, boot, clock, heard, turned, picture)
    keepers: list[Keeper[Any] | NoticeFiles] = [*_keepers(board, given.data, station.wonder, hear)]
    files = _notice_files(board, given.data, station, hear)
    if files is not None:
        keepers += files
    stops = [station.start(), *(keeper.start() for keeper in keepers)]

    def take(effect: Tell | Report | LookAt) -> None:
        if not isinstance(effect, LookAt):
            tell(station, effect)
        elif files is not None:
            files[1].look_at(effect.digest)

    try:
        yield take
    finally:
        for stop in stops:
            stop()


def _keepers(
    board: Board, data: Path, ask: Callable[[Question], Uid], hear: Callable[[Message], None]
) -> list[Keeper[Any]]:
    """What keeps the editions that this board shows, in its folder ``data``."""
    keepers: list[Keeper[Any]] = []
    if "dossiers" in board.shows:
        from hall_core.contract.dossier_edition import DOSSIER_BOARD, unpack
        from hall_core.mqtt.kept import kept

        file = data / "dossiers.edition"
        keepers.append(kept(DOSSIER_BOARD, file, unpack, ask, lambda told: hear(DossiersHeard(told))))
    return keepers


def _notice_files(
    board: Board, data: Path, station: Station, hear: Callable[[Message], None]
) -> tuple[Keeper[Any], NoticeFiles] | None:
    """What keeps the list of notices and their files, where the board shows them."""
    if "notices" not in board.shows:
        return None
    from display_app.notice_files import NoticeFiles
    from hall_core.contract.notice_edition import NOTICES, unpack
    from hall_core.mqtt.kept import kept

    files = NoticeFiles(board, data / "notices", station.wonder, hear, station.report)
    return kept(NOTICES, data / "notices.edition", unpack, station.wonder, files.show), files


class Silence:
    """Wanted from the voice's thread from now on, by another one."""

    def __init__(self) -> None:
        self.wanted = False
        self._hush: Callable[[], None] = lambda: None

    def of(self, hush: Callable[[], None]) -> None:
        self._hush = hush

    def __call__(self) -> None:
        self.wanted = True
        self._hush()


@contextmanager
def voice(
    plan: Plan,
    given: Namespace,
    hear: Callable[[SoundChecked | VoiceEnded], None],
    on_screen_thread: Callable[[Callable[[], Any]], None],
    silence: Silence,
) -> Iterator[Callable[[Speak | Check], None]]:
    """The voice, its clips ready; gives what speaks a call to its end, or to ``silence``, and what looks for the card.
    A call that was broken off so was not spoken: nobody is told, and a board that begins anew says it whole."""
    try:
        announcer = _announcer(plan, given, on_screen_thread)
        silence.of(announcer.hush)
    except BaseException:
        hear(SoundChecked(well=False))
        raise

    def look(how: Callable[[], SoundChecked]) -> None:
        found = SoundChecked(well=False)
        try:
            found = how()
        except Exception:
            log.exception("the voice is not ready")
        finally:
            hear(found)

    def do(asked: Speak | Check) -> None:
        if isinstance(asked, Check):
            look(lambda: announcer.look(clips=asked.clips))
            return
        ended = VoiceEnded(asked.call.id, whole=False)
        try:
            ended = announcer.announce(asked, lambda: not silence.wanted)
        finally:
            if ended.whole or not silence.wanted:
                hear(ended)

    look(announcer.ready)
    yield do


def _announcer(plan: Plan, given: Namespace, on_screen_thread: Callable[[Callable[[], Any]], None]) -> Announcer:
    from display_app.voice.announcer import Announcer
    from display_app.voice.clips import Clips
    from display_app.voice.recordings import recordings_of
    from hall_core.ui.sound.mixer import Mixer

    clips = Clips(given.data / "voice", voices=voices_of(plan.voice), recorded=recordings_of(plan, given.hall))
    return Announcer(clips, manner_of(plan.voice), Mixer(on_screen_thread))
