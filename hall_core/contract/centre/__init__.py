"""What hall and centre say to each other, over a line that may be cut for a week, twice over or out of order.

Up go *records*: what happened, as the ledger has it. The ledger is the outbox: each record bears the place in it of the
event that made it, and the place of the record before it in the same stream, so that a gap shows. The centre commits,
then says up to where; only then is anything counted as told. A hall that has forgotten how far it was asks.

Down come *sets*: what the centre knows, as keys with values, by changes in order. A digest over the whole set, which
needs no order, shows at any time whether both have the same; where not, only the part that differs is sent again.

Nothing here is retained, and nothing counts because a broker took it.
"""
