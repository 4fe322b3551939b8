"""What makes a machine with our image one box of a hall: its first start, its network, its updates.

Runs as root, before the programs and beside them, and speaks no MQTT of its own but to be let into the hall."""
