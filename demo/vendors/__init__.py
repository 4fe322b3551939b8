"""Dossier systems made up for tests and for the demo, with what goes wrong with real ones: on demand, or by a seed.

They know nothing of the gateway. ``igate`` lists dossiers and finds them by code, ``portal`` is spoken to through one
address, ``lgsp`` takes what is brought to it, ``file_drop`` writes files into a folder. Each keeps what it got, so that
a test can say what came once.
"""
