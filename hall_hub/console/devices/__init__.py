"""The hall's devices on the console: how each is, and how it was."""
