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
from display_app.listening import listens
from hall_core import __version__
from hall_core.contract.messages import DeviceState
from hall_core.device.hall_file import digest
from hall_core.device.health import health
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
    from hall_core.mqtt.kept import Kept
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
) -> Iterator[Callable[[Tell | Report | LookAt], None]]:
    """The line to the hub, open; gives what takes a fact or a problem there, and looks at a file from there."""
    from hall_core.mqtt.station import Station  # 0.05 s

    def heard(news: Heard) -> None:
        if not any(keeper.hear(news) for keeper in keepers):
            hear(news)

    state = DeviceState(
        online=True,
        role="board",
        version=__version__,
        capabilities=["screen", *(["voice"] if board.speaks else [])],
        plan=digest(plan),
    )
    station = Station(
        hall=plan.hall.id,
        device=board.id,
        state=state,
        boot=boot,
        clock=clock,
        outbox=given.data / "outbox.sqlite",
        broker=given.broker,
        listen=listens(board),
        hear=heard,
        health=lambda: health(given.data),
    )
    keepers: list[Kept[Any] | NoticeFiles] = [*_keepers(board, given.data, station.wonder, hear)]
    files = _notice_files(board, given.data, station, hear)
    if files is not None:
        keepers += files
    stops = [station.start(), *(keeper.start() for keeper in keepers)]

    def take(effect: Tell | Report | LookAt) -> None:
        match effect:
            case Tell(fact):
                station.tell(fact)
            case LookAt(digest):
                if files is not None:
                    files[1].look_at(digest)
            case Report(problem, present):
                log.warning("problem: %s", problem) if present else log.info("solved: %s", problem)
                station.report(problem, present)

    try:
        yield take
    finally:
        for stop in stops:
            stop()


def _keepers(
    board: Board, data: Path, ask: Callable[[Question], Uid], hear: Callable[[Message], None]
) -> list[Kept[Any]]:
    """What keeps the editions that this board shows, in its folder ``data``."""
    keepers: list[Kept[Any]] = []
    if "dossiers" in board.shows:
        from hall_core.contract.dossier_edition import DOSSIER_BOARD, unpack
        from hall_core.mqtt.kept import Kept

        file = data / "dossiers.edition"
        keepers.append(Kept(DOSSIER_BOARD, file, unpack, ask, lambda told: hear(DossiersHeard(told))))
    return keepers


def _notice_files(
    board: Board, data: Path, station: Station, hear: Callable[[Message], None]
) -> tuple[Kept[Any], NoticeFiles] | None:
    """What keeps the list of notices and their files, where the board shows them."""
    if "notices" not in board.shows:
        return None
    from display_app.notice_files import NoticeFiles
    from hall_core.contract.notice_edition import NOTICES, unpack
    from hall_core.mqtt.kept import Kept

    files = NoticeFiles(board, data / "notices", station.wonder, hear, station.report)
    return Kept(NOTICES, data / "notices.edition", unpack, station.wonder, files.show), files


@contextmanager
def voice(
    plan: Plan,
    given: Namespace,
    hear: Callable[[SoundChecked | VoiceEnded], None],
    on_screen_thread: Callable[[Callable[[], Any]], None],
) -> Iterator[Callable[[Speak | Check], None]]:
    """The voice, its clips ready; gives what speaks a call to its end, and what looks for the card."""
    try:
        announcer = _announcer(plan, given, on_screen_thread)
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
            look(announcer.look)
            return
        ended = VoiceEnded(asked.call.id, whole=False)
        try:
            ended = announcer.announce(asked)
        finally:
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
