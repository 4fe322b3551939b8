"""What halls say becomes rows: each record once, in order, whatever the line and the workers do.

``reading`` (bytes to values) → ``judge`` (what counts now; pure) → ``recording`` (one transaction) →
``worker`` (says so).
"""
