"""The bounds that both ends keep, each with its reason."""

VERSION = 1
"""Major version of the contract; it stands in the topic and in every envelope."""

MAX_BYTES = 8_192
"""Largest payload: a page of text. The broker refuses larger ones, and so does the codec."""

COMMAND_EXPIRES = 30
"""Seconds after which a command nobody took is void: an officer has long since done something else."""

COMMAND_STALE = 120
"""Seconds after which a command that the hub has never seen is somebody's recording, not a person's wish: a device
sends one for 5 s, a broker keeps it for 30 s, and the rest is for clocks that differ."""

CALL_EXPIRES = 30
"""Seconds after which a call is only listed, not spoken."""

WILL_DELAY = 5
"""Seconds a device may be away before it is said to be offline: a broker restart is not an outage."""

KEEPALIVE = 10
"""Seconds: a box that lost its power is noticed within twice this."""

HEARTBEAT = 5
"""Seconds between two ``state/hall``: what tells that the hub lives."""

STALE_AFTER = 15
"""Seconds without any message of the hub after which what is on a screen is marked as old."""

HEALTH_EVERY = 30
"""Seconds between two health messages; they expire after twice this."""

FACT_WINDOW = 20
"""Facts a device has under way at once: enough to fill the line, few enough not to flood the hub."""

FACT_AGAIN = 2.0
"""Seconds until facts that nobody acknowledged are sent again."""

COMMAND_AGAIN = 1.0
"""Seconds until an unanswered command is sent again, under the same id."""

QUESTION_EXPIRES = 5
"""Seconds after which nobody waits for the answer to a question any more."""

RESERVE_AFTER = 1.5
"""Seconds without an answer after which a kiosk gives a number of its own reserve."""

COMMAND_GIVE_UP = 5.0
"""Seconds after which the person in front of a box is told that nobody answered."""
