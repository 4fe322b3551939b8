"""The board's voice: clips made once, joined into one sound per call, played one after another."""
