"""What the call box has in its hands: keypad, lights and beeper, line display, terminal. Each in a thread of its own."""
