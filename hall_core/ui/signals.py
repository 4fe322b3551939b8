"""Signals of the operating system, acted upon on Kivy's thread between two frames.

They are waited for on a thread of their own: a Python signal handler runs in the midst of anything, and could
find the lock of Kivy's interruptible clock taken by the very thread that it interrupts.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Mapping

from hall_core.ui.ui_thread import UiThread


def on_signals(actions: Mapping[signal.Signals, Callable[[], None]]) -> Callable[[], None]:
    """Calls the action of each signal that comes; on the main thread, which is Kivy's. Returns what undoes it.

    Threads started before this must have the signals blocked, or one of them may take the default action.
    """
    ui: UiThread[int] = UiThread(lambda number: actions[signal.Signals(number)]())
    before = signal.pthread_sigmask(signal.SIG_BLOCK, actions)
    stopping = threading.Event()

    def wait() -> None:
        while True:
            number = signal.sigwait(actions)
            if stopping.is_set():
                return
            ui.post(number)

    waiter = threading.Thread(target=wait, name="signals", daemon=True)
    waiter.start()

    def undo() -> None:
        stopping.set()
        assert waiter.ident is not None
        signal.pthread_kill(waiter.ident, next(iter(actions)))
        waiter.join()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    return undo
