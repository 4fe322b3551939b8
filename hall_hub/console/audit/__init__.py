"""The log: commands in the ledger and acts in the diary, as one list."""
