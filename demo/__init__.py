"""The demonstration: the whole office on one machine, worked by pretend hands."""
