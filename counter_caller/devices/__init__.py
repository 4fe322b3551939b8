"""What the box has in its hands: keypad, lights, beeper, line display, terminal. Each in a thread of its own."""
