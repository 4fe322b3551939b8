"""Releases of the boxes' software: which box runs what, and the head's orders about another."""
