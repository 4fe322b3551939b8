"""The hub's only durable memory."""
