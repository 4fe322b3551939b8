"""What all parts of a board draw with."""
