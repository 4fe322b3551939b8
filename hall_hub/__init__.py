"""The one program that decides: commands and facts in, events to the ledger, state and calls out."""
