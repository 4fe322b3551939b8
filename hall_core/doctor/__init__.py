"""The box's doctor: what is looked at on a box, what a finding means, and what to do about it.

Each check is one file of :mod:`hall_core.doctor.checks`: it looks at files of the kernel and of systemd, at what the
program of the box tells of itself, never at the printer or the screen themselves, which belong to that program.
"""
