"""The simulator: days of a hall that never were, lived by people who are made up, and days that were, played again.

Nothing here decides anything: the hall's own rules do (``hall_core.domain``), alone and at full speed, or in a real hub
behind a real broker.
"""
