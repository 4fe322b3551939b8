"""What the box has in its hands: keypads, boxes on a line, pins, line displays, a terminal. Each in a thread of its own."""
