"""What a kiosk can do for a citizen, a folder each: pages and messages, rules, and what stands on the screen.

A job knows ``kiosk_app.kiosk``, ``messages``, ``rules``, ``views`` and ``drawing``; of another job only the pages and
taps that lead into it.
"""

from __future__ import annotations

from types import ModuleType

from kiosk_app.jobs.appointments import rules as appointment_rules
from kiosk_app.jobs.appointments import show as appointment_show
from kiosk_app.jobs.dossiers import card_key as card_key_rules
from kiosk_app.jobs.dossiers import rules as dossier_rules
from kiosk_app.jobs.dossiers import show as dossier_show
from kiosk_app.jobs.entry import rules as entry_rules
from kiosk_app.jobs.entry import show as entry_show
from kiosk_app.jobs.home import languages as language_rules
from kiosk_app.jobs.home import languages_show as language_show
from kiosk_app.jobs.home import rules as home_rules
from kiosk_app.jobs.home import show as home_show
from kiosk_app.jobs.procedures import rules as procedure_rules
from kiosk_app.jobs.procedures import show as procedure_list_show
from kiosk_app.jobs.procedures import show_procedure as procedure_show
from kiosk_app.jobs.rating import rules as rating_rules
from kiosk_app.jobs.rating import show as rating_show
from kiosk_app.jobs.staff import rules as staff_rules
from kiosk_app.jobs.staff import show as staff_show
from kiosk_app.jobs.tickets import rules as ticket_rules
from kiosk_app.jobs.tickets import show as ticket_show

ALL: tuple[ModuleType, ...] = (
    home_rules,
    language_rules,
    ticket_rules,
    procedure_rules,
    entry_rules,
    dossier_rules,
    card_key_rules,
    appointment_rules,
    rating_rules,
    staff_rules,
)
"""The rules of every job: importing them makes them known."""
SHOWN: tuple[ModuleType, ...] = (
    home_show,
    language_show,
    ticket_show,
    procedure_list_show,
    procedure_show,
    entry_show,
    dossier_show,
    appointment_show,
    rating_show,
    staff_show,
)
"""What draws every job's pages, likewise."""
