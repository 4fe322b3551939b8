"""A card on the page: a surface with an edge, or filled with the accent."""

from __future__ import annotations

from kivy.properties import BooleanProperty
from kivy.uix.boxlayout import BoxLayout

from hall_core.ui.widgets import load_kv

load_kv(__file__)


class Card(BoxLayout):
    main = BooleanProperty(False)
