"""What a kiosk can do for a citizen, a folder each: pages and messages, rules, and what stands on the screen.

A job knows ``kiosk_app.kiosk``, ``messages``, ``rules``, ``views`` and ``drawing``; of another job only the pages and
taps that lead into it.
"""

from __future__ import annotations

from types import ModuleType

from kiosk_app.jobs.home import rules as home_rules
from kiosk_app.jobs.home import show as home_show
from kiosk_app.jobs.tickets import rules as ticket_rules
from kiosk_app.jobs.tickets import show as ticket_show

ALL: tuple[ModuleType, ...] = (home_rules, ticket_rules)
"""The rules of every job: importing them makes them known."""
SHOWN: tuple[ModuleType, ...] = (home_show, ticket_show)
"""What draws every job's pages, likewise."""
