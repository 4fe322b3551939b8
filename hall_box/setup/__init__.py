"""The screen of a box that has no program yet: what it is, what is missing, and what to do."""
