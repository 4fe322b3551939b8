"""``motcua hall …`` and ``motcua device …``: what the technician does on the hub's box."""
