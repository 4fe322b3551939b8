"""What the box has in its hands: keypads, lines of boxes, pins, line displays, a terminal. Each in its own thread."""
