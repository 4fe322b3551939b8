"""What happened in a hall, in figures: from the events of the ledger alone. Pure.

``fold`` makes of a day's events what became of each step of each visit; ``day`` makes of that the summary of the day;
``report`` puts the summaries of any days together. What every figure means stands in ``definitions``, and nowhere else.
"""
