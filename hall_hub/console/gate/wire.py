"""One connection to the console: how long it is waited for, how many there may be, and what is said to what is no
HTTP."""

from __future__ import annotations

import h11

from hall_core.web.wire import Patience, Watched
from hall_hub.console.gate.addresses import counted
from hall_hub.console.headers import ALWAYS

HEAD_MOST = 16_384
"""Bytes of the head of a request: sixteen times what a browser sends us."""
CONNECTIONS_MOST, CONNECTIONS_EACH = 1_500, 1_000
"""At once, and of one address: 500 phones and forty officers may stand behind one router; others have room still."""
LOOK_EVERY = 5.0
"""Seconds between two looks at a connection."""
HEAD_PATIENCE = 10.0
"""Seconds for the head of a request, from when the connection stood."""
BODY_PATIENCE, BODY_RATE = 20.0, 10_000
"""Seconds for a form, and one more for each so many bytes: a video by a poor wireless network comes through."""
LINGER = 10.0
"""Seconds in which who was answered before all was sent may go on sending."""
READER_PATIENCE = 60.0
"""Seconds in which somebody has to take something of what was sent."""


class Wire(Watched):
    where = ""

    def patience(self) -> Patience:
        return Patience(
            look=LOOK_EVERY,
            idle=HEAD_PATIENCE,
            head=HEAD_PATIENCE,
            body=BODY_PATIENCE,
            body_rate=BODY_RATE,
            linger=LINGER,
            reader=READER_PATIENCE,
        )

    def one_too_many(self) -> bool:
        self.where = "" if self.client is None else counted(self.client[0])
        if len(self.connections) <= CONNECTIONS_EACH:
            return False
        same = [other for other in self.connections if getattr(other, "where", None) == self.where]
        return len(same) > CONNECTIONS_EACH or len(self.connections) > CONNECTIONS_MOST

    def send_400_response(self, msg: str) -> None:
        """To what is no HTTP."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.abort()  # In the middle of another answer.
            return
        about = {**ALWAYS, "cache-control": "no-store", "content-type": "text/plain", "connection": "close"}
        headers = [(name.encode(), value.encode()) for name, value in about.items()]
        events: list[h11.Event] = [
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=msg.encode()),
            h11.EndOfMessage(),
        ]
        for event in events:
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
