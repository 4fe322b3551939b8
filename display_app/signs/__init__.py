"""Signs: displays above counters on one serial line, and what each of them shows."""
