"""Which USB devices a box lets in: those that were fitted, each at its own port (docs/box.md)."""
