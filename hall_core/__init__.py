"""What every program in the hall shares.

The import rule, held by import-linter inside the test command::

    kiosk_app | display_app | counter_caller | hall_hub     (never one another)
        -> hall_core.ui | hall_core.mqtt | hall_core.device (never one another)
            -> hall_core.contract
                -> hall_core.domain

Importing anything here starts nothing: no thread, no window, no file, no socket.
"""

__version__ = "0.1.0"
