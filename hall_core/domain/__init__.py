"""Pure rules of a service hall: no clock, no random, no input or output.

Values are frozen ``msgspec`` structs, so that one definition is the value in memory, the body on the
wire and the row in the ledger (docs/decisions/0001). Times are integers: milliseconds since 1970 UTC.
"""
