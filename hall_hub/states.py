"""What a hall says of itself while things happen in it: each state once it is another one, and each call at once."""

from __future__ import annotations

from collections.abc import Callable

from hall_core.contract import limits
from hall_core.domain.hall import Call
from hall_core.domain.names import Millis, Slug
from hall_core.domain.speaking import Naming
from hall_core.mqtt.link import Publication
from hall_hub.post import Post
from hall_hub.said import Said
from hall_hub.timed import Timed
from hall_hub.touched import Touched
from hall_hub.views import Views


class States:
    """``speaker`` tells who speaks in a zone."""

    def __init__(self, post: Post, touched: Touched, speaker: Callable[[Slug], Naming]) -> None:
        self._post, self._touched, self._speaker = post, touched, speaker
        self._said, self._timed = Said(), Timed()

    def look(self, views: Views, at: Millis, *, trusted: bool) -> None:
        """Touches what time alone has made untrue."""
        self._timed.look(views, self._touched, at, trusted=trusted)

    def forget(self) -> None:
        """Whoever listens may know nothing any more."""
        self._said.forget()

    def news(self, views: Views) -> list[Publication]:
        """Of what was touched: what differs from what was last said."""
        publications = list[Publication]()
        for id in self._touched.counters:
            counter = views.counter(id)
            self._timed.said_counter(counter)
            if self._said.news(counter, id):
                publications.append(self._post.retained("counter", counter, id))
        for id in self._touched.services:
            service = views.service(id)
            self._timed.said_service(service)
            if self._said.news(service, id):
                publications.append(self._post.retained("service", service, id))
        zones = [views.zone(id, self._speaker(id)) for id in self._touched.zones]
        publications.extend(self._post.retained("zone", x, x.zone) for x in zones if self._said.news(x, x.zone))
        return publications

    def heartbeat(self, views: Views) -> Publication:
        state = views.hall()
        self._timed.said_hall(state)
        return self._post.retained("hall", state)

    def call(self, views: Views, call: Call) -> Publication:
        made = views.call(call, self._speaker(call.zone).board)
        return self._post.publication("call", made, call.zone, qos=1, expires=limits.CALL_EXPIRES)
