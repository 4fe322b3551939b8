"""A second place for the ledger: copied while the hub runs, and put back when the hub's card is dead."""
