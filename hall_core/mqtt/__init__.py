"""The only place that knows paho: the link to the broker, the outbox, and a device's side of the protocol."""
