"""Who is who in a hall: its own authority, the enrolment of boxes on both ends, and the list of what no longer counts.

The one package that knows ``cryptography``."""
